"""补发提醒单, 免发提醒单: a month in which nobody started the program, issued after all or let go, by the office."""

from __future__ import annotations

from typing import Final

from bot.errors import BadInput
from bot.router import Turn
from bot.wording import word
from handlers.commands.command import Behind, Command
from handlers.commands.said import nothing_further
from rules.office_words import month_and_reason
from rules.periods import MONTHS_IN_A_YEAR, Month
from services.rights.table import Right
from services.slips.missed_months import check_missed, issue_missed, waive_missed
from services.slips.preview import preview_month

SLIPS: Final = "slips/notices.txt"
ISSUE, WAIVE = "补发提醒单", "免发提醒单"


def issue_month(turn: Turn, said: str) -> None:
    """补发提醒单: let the slips of a missed month go out after all."""
    missed = issue_missed(turn.session, _month_alone(turn, said), turn.person, turn.now)
    turn.say(SLIPS, "month_issued", missed=missed)


def before_issuing(turn: Turn, said: str) -> str | None:
    """Say how many would get a slip. Raises Refused where nothing is to be issued."""
    month = _month_alone(turn, said)
    check_missed(turn.session, month, turn.now)
    preview = preview_month(turn.session, month, turn.calendar, turn.now)
    return word(SLIPS, "before_issuing_month", month=month, preview=preview)


def waive_month(turn: Turn, said: str) -> None:
    """免发提醒单: let a missed month go without slips, with the reason."""
    month, reason = _month_and_rest(turn, WAIVE, said)
    turn.say(SLIPS, "month_waived", missed=waive_missed(turn.session, month, reason, turn.person, turn.now))


def _month_alone(turn: Turn, said: str) -> Month:
    month, rest = _month_and_rest(turn, ISSUE, said)
    nothing_further(rest)
    return month


def _month_and_rest(turn: Turn, command: str, said: str) -> tuple[Month, str]:
    """Read which month is meant: the newest of that number that is over. Raises BadInput without one."""
    number, rest = month_and_reason(said)
    if number is None or not 1 <= number <= MONTHS_IN_A_YEAR:
        raise BadInput("month_which", command=command)
    this = Month.of(turn.now.date())
    return Month(this.year - (number >= this.month), number), rest


MISSED_MONTH_COMMANDS = (
    Command((ISSUE,), issue_month, Right.ISSUE_MONTH, takes_more=True, behind=Behind.MEANT, asks_first=before_issuing),
    Command((WAIVE,), waive_month, Right.WAIVE_MONTH, takes_more=True, behind=Behind.REASON),
)
