"""得分, 为什么: an organisation's own score and every entry behind it, from the preview of its board on (A5, D2)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from bot.errors import BadInput
from bot.router import Turn
from bot.wording import quarter_text, word
from handlers.commands.command import Command
from handlers.commands.said import organizations_meant, quarter_and_name
from services.boards.ties import ties_of
from services.notices.speaking import voice_for
from services.rights.table import Right
from services.schemes.quarters import last_quarter
from services.scores.own_score import OwnScore, own_score, why_uncounted
from services.scores.scores import Line

SCORES: Final = "scores/notices.txt"


def show_score(turn: Turn, more: str) -> None:
    """得分: total, categories and bonus."""
    for own in _meant(turn, "得分", more):
        ties = ties_of(turn.session, own.board, own.row) if own.is_published else []
        facts = {"quarter": quarter_text(own.board.quarter), "until": _until(turn, own)}
        turn.say(SCORES, "score", own=own, ties=ties, **facts)


def show_why(turn: Turn, more: str) -> None:
    """为什么: every entry with what it took or gave, by which rule, who noted it and when, numbered for 异议."""
    for own in _meant(turn, "为什么", more):
        facts = {"own": own, "quarter": quarter_text(own.board.quarter), "until": _until(turn, own)}
        turn.say(
            SCORES,
            "why",
            **facts,
            lines=list(map(partial(_shown, own), own.explained.lines)),
            how=_objection_to(turn, own),
        )


def _shown(own: OwnScore, line: Line) -> tuple[Line, str, str]:
    """Put a line beside the title of its rule and, where it counted for nothing, the reason."""
    scheme, code = own.explained.scheme, line.entry.code
    title = scheme.indicators[code].title if code in scheme.indicators else scheme.bonus_rules[code].title
    return line, title, "" if line.counted else word(SCORES, why_uncounted(line, own.explained))


def _meant(turn: Turn, command: str, more: str) -> list[OwnScore]:
    quarter, name = quarter_and_name(turn, more)
    organizations = organizations_meant(turn, name)
    if not organizations:
        raise BadInput("score_name_missing", command=command)
    quarter = quarter or last_quarter(turn.session, turn.now.date())
    return [own_score(turn.session, one, quarter, turn.person, turn.now) for one in organizations]


def _until(turn: Turn, own: OwnScore) -> date | None:
    """Tell until when this person can still object; None once that is over, and for whoever only looks on."""
    until = own.objections_until
    concerned = voice_for(turn.session, own.explained.organization, turn.person, turn.now) in {"officer", "on_paper"}
    return until if concerned and until and turn.now.date() <= until else None


def _objection_to(turn: Turn, own: OwnScore) -> str:
    """Say how to begin an objection: with the organisation's name unless there is only one that can be meant."""
    organization = own.explained.organization
    return "异议" if organizations_meant(turn, "") == [organization] else f"异议 {organization.short_name}"


SCORE_COMMANDS = (
    Command(("得分", "我的得分", "分数", "看得分"), show_score, Right.SEE_SCORE, takes_more=True),
    Command(("为什么", "扣分明细"), show_why, Right.SEE_SCORE, takes_more=True),
)
