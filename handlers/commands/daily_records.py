"""登记, 日常: the office and the supervision groups note what was done and what was not (R7–R9)."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import BadInput
from bot.readers import readable
from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.commands.said import LOOSE, WORD, words_of
from models.organizations import Organization
from rules.periods import Month
from services.daily_records.entering import enter_record, month_records
from services.register.names import registered
from services.rights.asking import check_may
from services.rights.table import Right

WORDING: Final = "daily_records/notices.txt"
STATES: Final = {
    "完成": "done",
    "已完成": "done",
    "逾期": "late",
    "逾期完成": "late",
    "未完成": "not_done",
    "没完成": "not_done",
    "不适用": "not_applicable",
}
NAMED_MONTH: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?")


def enter(turn: Turn, more: str) -> None:
    """登记 荷塘一支部 主题党日 未完成 当月没有开展: one record, of this month unless another is named."""
    said = readable(more)
    state = next((word for word in WORD.finditer(said) if word[0] in STATES), None)
    # A month behind the state belongs to the fact.
    month, parts = _month(turn, words_of(said[: state.start()] if state else said))
    if state is None or len(parts) < 2:  # noqa: PLR2004 — organisation and item stand before it
        raise BadInput("record_how")
    organization, item = _organization(turn, parts[0]), "".join(parts[1:])
    remark = said[state.end() :].lstrip(LOOSE)
    entered = enter_record(turn.session, month, organization, item, STATES[state[0]], remark, turn.person, turn.now)
    turn.say(WORDING, "entered", entered=entered, organization=organization, month=month)


def show(turn: Turn, more: str) -> None:
    """日常 荷塘一支部: what is on record for an organisation in a month."""
    month, parts = _month(turn, words_of(readable(more)))
    organization = _organization(turn, "".join(parts))
    check_may(turn.session, turn.person, Right.SEE_RECORDS, turn.now, organization)
    lines = month_records(turn.session, month, organization)
    turn.say(WORDING, "month", organization=organization, month=month, lines=lines)


def _organization(turn: Turn, name: str) -> Organization:
    if not name:
        raise BadInput("record_how")
    return registered(turn.session, name)


def _month(turn: Turn, parts: list[str]) -> tuple[Month, list[str]]:
    """Take the month somebody names ("10月", "上月") out of what was said; a month ahead means last year's."""
    this = Month.of(turn.now.date())
    for place, part in enumerate(parts):
        rest = [*parts[:place], *parts[place + 1 :]]
        if part in ("本月", "上月", "上个月"):
            return (this if part == "本月" else this.previous), rest
        if (named := NAMED_MONTH.fullmatch(part)) and 1 <= int(named[2]) <= 12:  # noqa: PLR2004
            number = int(named[2])
            year = int(named[1]) if named[1] else this.year - (number > this.month)
            return Month(year, number), rest
    return this, parts


RECORD_COMMANDS = (
    Command(("登记", "更正"), enter, Right.ENTER_RECORD, takes_more=True, behind=Behind.REASON),
    Command(("日常", "日常记录"), show, Right.SEE_RECORDS, takes_more=True),
)
