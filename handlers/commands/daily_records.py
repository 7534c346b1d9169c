"""登记, 更正, 日常: the office and the supervision groups note what was done and what was not (R7–R9)."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from bot.errors import BadInput, NotFound, NotNow
from bot.readers import readable
from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Behind, Command
from handlers.commands.said import words_of
from handlers.commands.said_records import STATES, SaidRecord, month_and_rest, months_of, said_records
from rules.periods import Month
from rules.speech import asks, doubt_in_reason
from services.daily_records.entering import (
    Checked,
    GivenRecord,
    checked_record,
    enter_record,
    fitting_months,
    month_records,
)
from services.register.names import mentioned, registered
from services.rights.asking import check_may, may
from services.rights.table import Right

WORDING: Final = "daily_records/notices.txt"
# How far back a record can be meant that is to be corrected without naming its month.
MONTHS_BACK: Final = 6
# What is noted anew was in this month or the one before.
NEW_MONTHS: Final = 2
_CORRECTS: Final = re.compile(rf"(?:改[成为]|更正[成为]|应该?是)\s*(?:{'|'.join(STATES)})")


def enter(turn: Turn, more: str, *, correcting: bool) -> None:
    """登记 荷塘一支部 10月 主题党日 未完成 当月没有开展: what is not on record yet; 更正: what is, in its month."""
    for one in _checked(turn, more, correcting=correcting):
        row = one.row
        given = GivenRecord(one.organization, row.month, row.item, row.state, row.remark)
        entered = enter_record(turn.session, given, turn.person, turn.now)
        turn.say(WORDING, "entered", entered=entered, organization=one.organization, month=row.month)


def before_entering(turn: Turn, more: str, *, correcting: bool) -> str | None:
    """Read the records back; None where all of it is on record already. Raises Refused for what cannot be noted."""
    found = _checked(turn, more, correcting=correcting)
    return word(WORDING, "before_entering", records=found) if any(one.changes for one in found) else None


def _checked(turn: Turn, more: str, *, correcting: bool) -> list[Checked]:
    found: list[Checked] = []
    for said in said_records(turn, more):
        check_may(turn.session, turn.person, Right.ENTER_RECORD, turn.now, said.organization)
        month = said.month or _month_meant(turn, said, correcting=correcting)
        given = GivenRecord(said.organization, month, said.item, said.state, said.remark)
        one = checked_record(turn.session, given, turn.person, turn.now)
        if correcting and one.before is None:
            raise NotFound("record_not_there", organization=said.organization, month=month, title=one.title)
        if not correcting and one.before is not None and one.changes:
            raise NotNow(
                "record_there", organization=said.organization, month=month, before=one.before, title=one.title
            )
        found.append(one)
    return found


def _month_meant(turn: Turn, said: SaidRecord, *, correcting: bool) -> Month:
    """Find the month nobody named: that of the record there is; for a new one that of its fact, or the only one free.

    Raises BadInput where it can be several, and NotFound where there is nothing to correct.
    """
    this = Month.of(turn.now.date())
    if not correcting and len(told := set(months_of(turn, said.remark))) == 1:
        return told.pop()
    months = [this]
    while len(months) < (MONTHS_BACK if correcting else NEW_MONTHS):
        months.append(months[-1].previous)
    fitting = fitting_months(turn.session, said.organization, said.item, months)
    found = [month for month, record in fitting.items() if (record is not None) == correcting]
    if len(found) > 1:
        raise BadInput("record_which_month", organization=said.organization, item=said.item, months=sorted(found))
    if not found and correcting and fitting:
        raise NotFound("record_not_there", organization=said.organization, month=None, title=said.item)
    return found[0] if found else this


def show(turn: Turn, more: str) -> None:
    """日常 荷塘一支部: what is on record for an organisation in a month."""
    month, name = month_and_rest(turn, readable(more))
    name = "".join(words_of(name))
    if not name:
        raise BadInput("record_how")
    organization = registered(turn.session, name)
    check_may(turn.session, turn.person, Right.SEE_RECORDS, turn.now, organization)
    month = month or Month.of(turn.now.date())
    lines = month_records(turn.session, month, organization)
    turn.say(WORDING, "month", organization=organization, month=month, lines=lines)


def corrects_in_a_sentence(turn: Turn) -> str | None:
    """Read 荷塘一的主题党日登错了，改成完成 as what stands behind 更正; None for anything else."""
    text = turn.incoming.text.strip()
    if turn.incoming.kind != "text" or not _CORRECTS.search(text) or asks(text) or doubt_in_reason(text):
        return None
    organization = mentioned(turn.session, text)
    known = organization and may(turn.session, turn.person, Right.ENTER_RECORD, turn.now, organization)
    return text if known else None


def _noting(said: str, *, correcting: bool) -> Command:
    return Command(
        (said,),
        partial(enter, correcting=correcting),
        Right.ENTER_RECORD,
        takes_more=True,
        behind=Behind.REASON,
        asks_first=partial(before_entering, correcting=correcting),
        is_final=False,
    )


CORRECT: Final = _noting("更正", correcting=True)
RECORD_COMMANDS = (
    _noting("登记", correcting=False),
    CORRECT,
    Command(("日常", "日常记录"), show, Right.SEE_RECORDS, takes_more=True),
)
