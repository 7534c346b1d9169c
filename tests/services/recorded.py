"""Quarters of the sample town with everything recorded, and the people who make boards of them."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from handlers.cli.sample_records import sample_records
from models.people import Person, person_by_userid
from rules.periods import BEIJING, Month, Quarter
from services.daily_records import load_records
from services.daily_records_file import HEADER, read_records
from services.township_file import TownshipFile

SECOND, THIRD = Quarter(2026, 2), Quarter(2026, 3)
CLERK, HEAD, OTHER_CLERK = "wusiyuan", "zhouhaibo", "qianxiaoyu"
LEADER, OTHER_LEADER = "xulixin", "shenjingyi"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=BEIJING)


def after(quarter: Quarter) -> datetime:
    """A working morning four weeks after the quarter, when its board is made."""
    return at(quarter.last_day + timedelta(days=28))


def record(session: Session, town: TownshipFile, quarter: Quarter, *, leave_out: Month | None = None) -> None:
    """Load the made-up records of a quarter."""
    for month, text in sample_records(town, quarter.months, seed=2024).items():
        if month != leave_out:
            load_records(session, read_records(text, f"{month}.csv"), after(quarter))


def record_lines(session: Session, *lines: str) -> None:
    """Load single rows of daily records."""
    text = "\n".join([",".join(HEADER), *lines, ""])
    load_records(session, read_records(text, "rows.csv"), after(THIRD))


def person(session: Session, userid: str) -> Person:
    found = person_by_userid(session, userid)
    assert found is not None
    return found
