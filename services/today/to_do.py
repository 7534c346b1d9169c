"""What waits for the office beside the cases of `services/duties`: each source finds its own, `SOURCES` is all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.appointments import offices_of
from models.consequences import OVERHAUL_REPORT, Consequence
from models.handovers import open_handovers
from models.overhauls import Overhaul, follow_ups_due
from models.people import Person
from models.slips import count_provisional, latest_due
from models.suggestions import Suggestion
from models.tasks import Task
from models.uploads import CHECKED, Upload
from rules.cases import SUGGESTION
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.annual_reviews.years import year_reviews
from services.boards.lacking import NAMED, ToDo
from services.boards.neighbours import unsettled_quarters
from services.consequences.rights import may_carry_out
from services.overhauls.help import reminded
from services.people.reach import first_out_of_reach
from services.rights.asking import carries
from services.rights.modules import is_right_off
from services.rights.table import Right
from services.suggestions import waits_since
from services.today.board_to_do import boards_to_do, chats_missing, previews_not_handed_over

# A file nobody has confirmed for so long is forgotten, not waiting.
UNCONFIRMED_FOR: Final = timedelta(days=14)

Find = Callable[[Session, Person, Calendar, datetime], Iterable[ToDo]]


def to_do(session: Session, person: Person, calendar: Calendar, now: datetime) -> list[ToDo]:
    """List what waits for a person, in the order of SOURCES."""
    offices = offices_of(session, person, now.date())
    mine = [find for find, right in SOURCES.items() if carries(offices, right) and not is_right_off(session, right)]
    return [one for find in mine for one in find(session, person, calendar, now)]


def _handovers(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    if waiting := open_handovers(session, now):
        names = dict.fromkeys(one.organization.short_name for one in waiting)
        yield ToDo("handovers", len(waiting), len(names), tuple(names)[:NAMED])


def _tasks(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    month = Month.of(now.date())
    if session.scalar(select(Task.id).where(Task.month == month).limit(1)) is None:
        yield ToDo("tasks", month=month)


def _suggestions(session: Session, _person: Person, calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """Count those that are not late yet; those that are stand under what is late."""
    waits = Suggestion.state == SUGGESTION.first, Suggestion.made_at >= waits_since(calendar, now)
    if count := session.scalar(select(func.count()).select_from(Suggestion).where(*waits)):
        yield ToDo("suggestions", count)


def _consequences(session: Session, person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """List what was decided and is to be carried out, or was carried out and is to be closed, by this person (D10)."""
    accepted = select(Overhaul.id).where(Overhaul.state == "accepted")
    is_open = (Consequence.kind != OVERHAUL_REPORT) | Consequence.id.in_(accepted)
    by_kind = {
        "carry_out": (Consequence.state == "confirmed") & is_open,
        "close": Consequence.state.in_(("carried_out", "decided")),
    }
    for kind, which in by_kind.items():
        found = session.scalars(select(Consequence).where(which).order_by(Consequence.id)).all()
        mine = [one.organization.short_name for one in found if may_carry_out(session, one, person, now)]
        if mine:
            yield ToDo(kind, len(mine), names=tuple(mine[:NAMED]))


def _follow_ups(session: Session, person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """List the follow-ups that are due and of which this person is the one who is reminded."""
    due = [one.plan for one in follow_ups_due(session, now.date()) if one.plan.overhaul.state != "withdrawn"]
    mine = [one.overhaul.organization.short_name for one in due if reminded(one).id == person.id]
    if mine:
        yield ToDo("follow_ups", len(mine), names=tuple(mine[:NAMED]))


def _files(session: Session, person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """Count the files this person has handed in and neither confirmed nor dropped."""
    since = now - UNCONFIRMED_FOR
    waits = Upload.by_id == person.id, Upload.state == CHECKED, Upload.at >= since
    if count := session.scalar(select(func.count()).select_from(Upload).where(*waits)):
        yield ToDo("files", count)


def _out_of_reach(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    count, names = first_out_of_reach(session, now.date(), NAMED)
    if count:
        yield ToDo("out_of_reach", count, names=tuple(names))


def _holidays(session: Session, _person: Person, calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """Tell of deadlines that run and are counted over days nobody has published yet (A3)."""
    latest = latest_due(session)
    if latest is None or calendar.is_known(latest.date()):
        return
    if count := count_provisional(session, now):
        yield ToDo("holidays", count)


def _years(session: Session, _person: Person, _calendar: Calendar, now: datetime) -> Iterator[ToDo]:
    """List the years that are over, all their boards out or given up, and of which nobody has drafted a review."""
    unsettled = {one.year for one in unsettled_quarters(session, Quarter.of(now.date()))}
    for one in year_reviews(session):
        if one.review is None and one.year < now.year and one.year not in unsettled:
            yield ToDo("year_draft", count=one.year)


SOURCES: Final[Mapping[Find, Right]] = {
    _handovers: Right.HAND_OVER,
    previews_not_handed_over: Right.HAND_OVER,
    boards_to_do: Right.SEE_TOWN,
    chats_missing: Right.CHANGE_SETTINGS,
    _tasks: Right.ENTER_TASK,
    _suggestions: Right.ANSWER_SUGGESTION,
    _consequences: Right.CARRY_OUT,
    _follow_ups: Right.HELP,
    _files: Right.HAND_IN_FILES,
    _out_of_reach: Right.CHANGE_REGISTER,
    _holidays: Right.SET_HOLIDAYS,
    _years: Right.DRAFT_YEAR,
}
