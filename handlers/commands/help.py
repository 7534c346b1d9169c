"""帮助: what can be typed, by what somebody is and may do; 帮助 发榜: how each word of a subject is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Command
from handlers.forms import FORMS
from models.appointments import GROUP_LEADER, GROUP_MEMBER, OFFICE, SLIP_RECIPIENTS, has_role
from services.boards.steps import may_approve, may_check_secrecy

WORDING: Final = "notices/help.txt"
# Of how many subjects the first one is said whole.
FEW: Final = 2
INSPECTORS: Final = (GROUP_LEADER, GROUP_MEMBER)


def _is(roles: tuple[str, ...], turn: Turn) -> bool:
    return has_role(turn.session, turn.person, roles, turn.now.date())


def _approves(turn: Turn) -> bool:
    return may_approve(turn.session, turn.person, turn.now)


def _works_on_boards(turn: Turn) -> bool:
    return _approves(turn) or _is(OFFICE, turn) or may_check_secrecy(turn.session, turn.person, turn.now)


@dataclass(frozen=True)
class Subject:
    """One page of the help: what stands behind 帮助, the block that answers it, and to whom it is shown."""

    word: str
    block: str
    concerns: Callable[[Turn], bool]

    @property
    def lines(self) -> list[str]:
        """The page; its first line stands on the first page too."""
        return word(WORDING, self.block).splitlines()


SUBJECTS: Final = (
    Subject("支部", "branch", partial(_is, SLIP_RECIPIENTS)),
    Subject("办事", "branch_cases", partial(_is, SLIP_RECIPIENTS)),
    Subject("审核", "review", partial(_is, OFFICE)),
    Subject("日常", "records", partial(_is, (*OFFICE, *INSPECTORS))),
    Subject("异议", "cases", lambda turn: _is(OFFICE, turn) or _approves(turn)),
    Subject("督办单", "orders", partial(_is, (*OFFICE, *INSPECTORS))),
    Subject("发榜", "board", _works_on_boards),
    Subject("年度", "year", lambda turn: _is(OFFICE, turn) or _approves(turn)),
    Subject("评议", "democratic_review", partial(_is, OFFICE)),
    Subject("处理", "consequences", lambda turn: _is((*OFFICE, *INSPECTORS), turn) or _approves(turn)),
)


def say_help(turn: Turn, more: str) -> None:
    """Say the page of a subject, whoever asks, or the first page: a line a subject, of few the first one whole."""
    if named := next((one for one in SUBJECTS if one.word == more), None):
        turn.say_text("\n".join(named.lines))
        return
    concerned = [one for one in SUBJECTS if one.concerns(turn)]
    whole = concerned[:1] if len(concerned) <= FEW else []
    in_short = [one for one in concerned if one not in whole]
    lines = [line for one in whole for line in one.lines[1:]] + [one.lines[0] for one in in_short]
    # A form that is opened by words of its own has its help in its own wording.
    lines += [one.word("help") for one in FORMS if one.words and one.concerns(turn)]
    turn.say(WORDING, "first_page", person=turn.person, lines=lines, subject=in_short[-1].word if in_short else "")


HELP = Command(("帮助", "help", "?", "？", "菜单", "怎么用", "你好", "您好"), say_help, takes_more=True)
