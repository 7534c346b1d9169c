"""A town in which 石湾村支部 (org-011) has received a slip of October 2026 with one open item."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.periods import Month
from rules.workdays import Calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from tests.worlds.records import read_records


def ask_one_item(session: Session, calendar: Calendar, at: datetime) -> None:
    """Record what is missing, issue the slip and let it arrive, all at one moment."""
    rows = "\n".join([",".join(HEADER), "2026-10,org-011,T-202610-02,not_done,没有记录,wusiyuan", ""])
    load_records(session, read_records(rows, "rows.csv"), at)
    (slip,) = issue(session, Month(2026, 10), calendar, at)
    start_clock(session, slip, calendar, at)
