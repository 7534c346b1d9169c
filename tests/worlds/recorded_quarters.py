"""Quarters of the sample town with everything recorded, and the people who make boards of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from demo.sample.inspections import sample_inspections
from demo.sample.records import sample_records
from models.boards import Board
from models.organizations import Organization
from models.people import Person, person_by_userid
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.inspections.inspections import record_inspection
from services.publications.steps import (
    approve_board,
    draft_board,
    pass_secrecy,
    publish_board,
    review_board,
    start_preview,
)
from services.township.file import TownshipFile
from tests.worlds.records import read_records
from tests.worlds.towns import loaded

SECOND, THIRD = Quarter(2026, 2), Quarter(2026, 3)
CLERK, HEAD, OTHER_CLERK = "wusiyuan", "zhouhaibo", "qianxiaoyu"
LEADER, OTHER_LEADER = "xulixin", "shenjingyi"
REVIEWER = "jiangweidong"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=BEIJING)


def after(quarter: Quarter) -> datetime:
    """A working morning four weeks after the quarter, when its board is published."""
    return at(quarter.last_day + timedelta(days=28))


def drafted(quarter: Quarter) -> datetime:
    """The working morning on which a quarter's board is drafted and its preview begins; everything is on record."""
    return at(quarter.last_day + timedelta(days=20))


def reviewed(quarter: Quarter) -> datetime:
    """The working morning after the preview on which the leading group meets."""
    return at(quarter.last_day + timedelta(days=27))


def made_up_records(town: TownshipFile, months: Sequence[Month]) -> dict[Month, str]:
    """Make up the daily records of some months, as the files that are loaded."""
    return sample_records(town, months, seed=2024)


def record(session: Session, town: TownshipFile, quarter: Quarter, *, leave_out: Month | None = None) -> None:
    """Load the made-up records of a quarter."""
    for month, text in made_up_records(town, quarter.months).items():
        if month != leave_out:
            load_records(session, read_records(text, f"{month}.csv"), drafted(quarter))


def inspect(session: Session, town: TownshipFile, quarter: Quarter) -> None:
    """Record the made-up inspections of a quarter, each by somebody of the organisation's group."""
    for sheet in sample_inspections(town, quarter, seed=2024):
        organization = session.get_one(Organization, sheet.organization)
        recorder = person(session, sheet.recorder)
        record_inspection(session, quarter, organization, sheet.given, recorder, drafted(quarter))


def see_through(session: Session, quarter: Quarter, calendar: Calendar, *, grey: bool = True) -> Board:
    """Go the whole way from the draft to the publication, each step by who may take it and on its day."""
    draft_board(session, quarter, person(session, CLERK), drafted(quarter))
    start_preview(session, quarter, person(session, CLERK), calendar, drafted(quarter))
    see_to_approval(session, quarter, reviewed(quarter), grey=grey)
    return publish_board(session, quarter, person(session, HEAD), calendar, after(quarter))


def see_to_approval(session: Session, quarter: Quarter, now: datetime, *, grey: bool = True) -> None:
    """Review, check and approve a board whose preview is over."""
    review_board(session, quarter, person(session, LEADER), now)
    pass_secrecy(session, quarter, person(session, REVIEWER), now)
    approve_board(session, quarter, person(session, LEADER), now)
    if grey:
        approve_board(session, quarter, person(session, OTHER_LEADER), now, grey=True)


def third_recorded(session: Session, town: TownshipFile) -> None:
    """The third quarter is on record."""
    loaded(session, town)
    record(session, town, THIRD)


def third_inspected(session: Session, town: TownshipFile) -> None:
    """The third quarter is on record and inspected, ready for its board."""
    third_recorded(session, town)
    inspect(session, town, THIRD)


def record_lines(session: Session, *lines: str) -> None:
    """Load single rows of daily records."""
    text = "\n".join([",".join(HEADER), *lines, ""])
    load_records(session, read_records(text, "rows.csv"), after(THIRD))


def person(session: Session, userid: str) -> Person:
    found = person_by_userid(session, userid)
    assert found is not None
    return found
