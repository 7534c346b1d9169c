"""A town in which 石湾村支部 (org-011) has received a slip of October 2026 with one open item."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from rules.periods import BEIJING, Month
from rules.workdays import Calendar, load_calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.self_checks.self_checks import GivenAnswer
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.township.file import TownshipFile
from tests.worlds.records import read_records
from tests.worlds.towns import HOLIDAYS, loaded

MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
# How it answers that item.
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))


def one_item_asked(session: Session, town: TownshipFile) -> None:
    """Load the sample town and ask that item on Monday."""
    loaded(session, town)
    ask_one_item(session, load_calendar(HOLIDAYS), MONDAY)


def ask_one_item(session: Session, calendar: Calendar, at: datetime) -> None:
    """Record what is missing, issue the slip and let it arrive, all at one moment."""
    rows = "\n".join([",".join(HEADER), "2026-10,org-011,T-202610-02,not_done,没有记录,wusiyuan", ""])
    load_records(session, read_records(rows, "rows.csv"), at)
    (slip,) = issue(session, Month(2026, 10), calendar, at)
    start_clock(session, slip, calendar, at)
