"""What the log covers: every table a board or a year rests on, and what may change in its rows.

Whoever adds a table names it here, in CHAINED or in LEFT_OUT: a test asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Column, Integer, inspect

from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.appointments import Appointment
from models.ballots import Ballot
from models.base import HUNDREDTH, Base
from models.boards import Board, BoardPicture, BoardRow
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.holidays import HolidaySchedule
from models.inspections import Finding, Inspection, InspectionExemption
from models.missed_months import MissedMonth
from models.objections import Correction, Objection
from models.orders import OrderProblem, RectificationOrder
from models.organization_changes import OrganizationChange, StreakTakeover
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup
from models.overhauls import FollowUp, HelpPlan, Overhaul
from models.people import Person
from models.promises import Promise
from models.pseudonyms import Pseudonym
from models.red_line_overrides import RedLineOverride
from models.register_entries import RegisterEntry
from models.schemes import QuarterRule, SchemeStart, SchemeVersion, Township
from models.sealed_names import MARK, sealed
from models.self_checks import Answer, SelfCheck, Submission
from models.slip_holds import SlipHold, SlipLook
from models.slips import Slip, SlipItem
from models.task_changes import TaskChange
from models.tasks import Task
from models.transitions import Transition

# What the log says of a row that is gone.
GONE: Final = "null"
SEAL_KEY: Final = "seal_key"


@dataclass(frozen=True)
class Kept:
    """How a table is covered: all its columns but `leaves_out`.

    Of a row only what `changes` may be otherwise in a later entry, and only where it `may_go` may it be deleted;
    `fixed` are the columns that stay, where they are fewer than the rest. What is `sealed` is said under the row's own
    key, in the column `seal_key`, by the column's name and a mark.
    """

    changes: frozenset[str] = frozenset()
    fixed: frozenset[str] | None = None
    leaves_out: frozenset[str] = field(default=frozenset())
    sealed: frozenset[str] = field(default=frozenset())
    may_go: bool = False

    def stays(self, column: str) -> bool:
        """Whether a column of a row must be what it was in every entry of it."""
        return column not in self.changes if self.fixed is None else column in self.fixed


def _changing(*columns: str) -> Kept:
    return Kept(changes=frozenset(columns))


def _fixed(*columns: str, without: Sequence[str] = (), sealed: Sequence[str] = (), may_go: bool = False) -> Kept:
    return Kept(frozenset(), frozenset(columns), frozenset(without), frozenset(sealed), may_go)


NEVER: Final = _changing()
_STATE_AND_DUE: Final = ("state", "recipient_id", "due", "deadline")
_FILED: Final = ("organization_id", "filed_by_id", "filed_at")
CHAINED: Final[Mapping[type[Base], Kept]] = {
    # The register: by whom somebody is ranked, inspected, asked.
    Township: _fixed(),
    Department: _fixed(),
    SupervisionGroup: _fixed(),
    Organization: _fixed(),
    OrganizationChange: _fixed("organization_id", "kind", "by_id", "noted_at"),
    StreakTakeover: _changing("state"),
    GroupAssignment: _changing("until"),
    # Numbers of people stand in no chain that nobody can shorten.
    Person: _fixed(without=("sees_cards", "wants_cards", "phone", SEAL_KEY), sealed=("name", "userid")),
    Appointment: _changing("until"),
    RegisterEntry: NEVER,
    # Whose name is not said any more, and what the log said in its place.
    Pseudonym: NEVER,
    # The rule, and which quarter goes by which.
    SchemeVersion: NEVER,
    SchemeStart: NEVER,
    QuarterRule: _changing("closed_at"),
    RedLineOverride: NEVER,
    Task: _fixed(),
    TaskChange: NEVER,
    # The days deadlines were counted by.
    HolidaySchedule: _fixed(),
    # What happened in a month.
    DailyRecord: NEVER,
    MissedMonth: _changing("state"),
    SlipHold: _changing("state", "until"),
    SlipLook: NEVER,
    Slip: _fixed("number", "issue_month", "serial", "organization_id", "month", "issued_at"),
    SlipItem: _fixed("slip_id"),
    SelfCheck: _fixed("slip_id", "first_submitted_at", "on_time"),
    Submission: NEVER,
    Answer: NEVER,
    Promise: _fixed("organization_id", "slip_id", "item", "measure", "day"),
    # What happened in a quarter.
    Inspection: NEVER,
    Finding: NEVER,
    InspectionExemption: NEVER,
    BonusClaim: _fixed(*_FILED, "rule", "level", "matter", "awarded_on"),
    Objection: _fixed(*_FILED, "quarter", "target", "text", "subject", "made_by_id"),
    Correction: NEVER,
    RectificationOrder: _changing(*_STATE_AND_DUE, "asked_day"),
    OrderProblem: NEVER,
    # What came of it. The rows of a draft are written anew with every draft.
    Board: _fixed("quarter", "version"),
    BoardRow: _fixed(may_go=True),
    BoardPicture: NEVER,
    Consequence: _fixed("organization_id", "kind", "quarter", "year", "decision", "begun_at"),
    Overhaul: _changing(*_STATE_AND_DUE),
    HelpPlan: NEVER,
    FollowUp: _fixed("plan_id", "day"),
    # The year. Votes are in no log: the order in which they came would tell whose they are (A18). The name of a key is
    # drawn by chance and says nothing.
    Ballot: _fixed("year", "organization_id", "opened_by_id", "opened_at", without=("box", "public_key", "key_name")),
    DemocraticReview: NEVER,
    AnnualReview: _fixed("year", "version"),
    AnnualReviewRow: _fixed(may_go=True),
    # Who took which step of a case, when and why.
    Transition: NEVER,
}
# No board rests on these; the reason of each stands in templates/log/left_out.txt.
LEFT_OUT: Final = (
    "access_tokens",
    "arrivals",
    "ballot_voters",
    "beats",
    "conversations",
    "group_chats",
    "handovers",
    "inbox",
    "leaves",
    "log_entries",
    "log_heads",
    "outbox",
    "page_drafts",
    "rates",
    "restorations",
    "schedules",
    "score_readings",
    "spent_tokens",
    "suggestions",
    "told_troubles",
    "uploads",
)
AS_IT_IS: Final = (int, str, dict, list)
_AT_A_GLANCE: Final = frozenset({type(None), *AS_IT_IS})
# Asked for each row: to make one anew took as long as to write with it.
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
BY_NAME: Final[Mapping[str, type[Base]]] = {table.__tablename__: table for table in CHAINED}


def key_of(table: type[Base]) -> Column[Any]:
    """Give the one column that names the rows of a table."""
    (key,) = table.__table__.primary_key
    return key  # type: ignore[return-value]


@cache
def columns_of(table: type[Base]) -> tuple[str, ...]:
    """Name the columns of a table that the log covers."""
    without = CHAINED[table].leaves_out | {key_of(table).name}
    return tuple(column.key for column in inspect(table).column_attrs if column.key not in without)


def covers() -> dict[str, list[str]]:
    """Say which columns of which tables the log covers, as an entry of it says so itself."""
    return {name: sorted(said_names(table)) for name, table in sorted(BY_NAME.items())}


def said_names(table: type[Base]) -> tuple[str, ...]:
    """Name what an entry says of a row of a table."""
    sealed = CHAINED[table].sealed
    return tuple(f"{name}{MARK}" if name in sealed else name for name in columns_of(table))


def read_columns(table: type[Base]) -> tuple[str, ...]:
    """Name the columns that have to be read to say what a row says."""
    return (*columns_of(table), SEAL_KEY) if CHAINED[table].sealed else columns_of(table)


def name_of(table: type[Base], row: Any) -> str:
    """Name a row: its table and its id."""
    return f"{table.__tablename__}/{getattr(row, key_of(table).name)}"


def keys_named(table: type[Base], rows: Sequence[str]) -> Iterator[Any]:
    """Give the keys of the rows of a table among some names; a name that can be no key of it is passed over."""
    is_number = isinstance(key_of(table).type, Integer)
    for row in rows:
        name, _, key = row.partition("/")
        if name == table.__tablename__ and (not is_number or key.removeprefix("-").isdecimal()):
            yield int(key) if is_number else key


def content_of(table: type[Base], row: Any) -> str:
    """Write down what a row of a table says, always in the same words."""
    held = getattr(row, "__dict__", {})  # What a row of the session holds is at hand, past its mapper.
    return content_of_values(
        table, {name: held[name] if name in held else getattr(row, name) for name in read_columns(table)}
    )


def content_of_values(table: type[Base], values: Mapping[str, Any]) -> str:
    """Write down what the values of a row say, by column, which may not stand in it yet."""
    # A month's slips of a large town write down 300,000 values.
    said = {name: one if type(one := values[name]) in _AT_A_GLANCE else plain(one) for name in columns_of(table)}
    for name in CHAINED[table].sealed:
        said[f"{name}{MARK}"] = sealed(said.pop(name), values[SEAL_KEY])
    return written(said)


def written(said: Mapping[str, Any]) -> str:
    """Write down what is said of a row."""
    return _WRITER.encode(said)


def plain(value: Any) -> Any:
    """Say a value of a column as it is said again when it is read again."""
    if value is None or isinstance(value, AS_IT_IS):
        return value
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, Decimal):
        # 90 is written down as it is read again: 90.00.
        return str(value.quantize(HUNDREDTH))
    return list(value) if isinstance(value, tuple) else str(value)
