"""The sample town in the first days of November 2026: October is recorded, its slips are out, some have answered."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models.self_checks import SelfCheck
from models.slips import Slip, SlipItem, slips_of
from rules.periods import BEIJING, Month
from rules.workdays import load_calendar
from services.daily_records.loading import load_records
from services.self_checks.self_checks import GivenAnswer, accept, return_for_redo, submit
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, made_up_records, person
from tests.worlds.records import read_records
from tests.worlds.towns import HOLIDAYS, loaded

OCTOBER: Final = Month(2026, 10)
ISSUED: Final = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
NOW: Final = datetime(2026, 11, 3, 10, 0, tzinfo=BEIJING)
# How many branches have answered by then; the first one's form is accepted, the second one's returned.
ANSWERED: Final = 8


def month_under_way(session: Session, town: TownshipFile) -> None:
    """Record October, send its slips out, and let the first branches answer on the next morning."""
    loaded(session, town)
    october_under_way(session, town)


def october_under_way(session: Session, town: TownshipFile) -> None:
    """Let the same have happened in a town that is there already."""
    calendar = load_calendar(HOLIDAYS)
    load_records(session, read_records(made_up_records(town, [OCTOBER])[OCTOBER], "2026-10.csv"), ISSUED)
    issue(session, OCTOBER, calendar, ISSUED)
    reached = [slip for slip in slips_of(session, OCTOBER) if slip.recipient]
    for slip in reached:
        start_clock(session, slip, calendar, ISSUED)
    clerk = person(session, CLERK)
    forms = [answer(session, slip) for slip in reached[:ANSWERED]]
    accept(session, forms[0], clerk, NOW - timedelta(minutes=30))
    return_for_redo(session, forms[1], clerk, "请写明哪一天补开", calendar, NOW - timedelta(minutes=20))


def answer(session: Session, slip: Slip) -> SelfCheck:
    """Let the secretary answer every open item of a slip."""
    assert slip.recipient
    given = [_given(item, slip.recipient.name) for item in slip.open_items]
    return submit(session, slip, given, slip.recipient, load_calendar(HOLIDAYS), NOW - timedelta(hours=1))


def _given(item: SlipItem, who: str) -> GivenAnswer:
    done_by = None if item.state == "late" else (NOW + timedelta(days=7)).date()
    return GivenAnswer(item.position, item.title, "人员不齐", "补开", who, done_by)
