"""October's records of 石湾村支部, and its slip."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.periods import BEIJING, Month
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from tests.worlds.records import read_records

OCTOBER = Month(2026, 10)
MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)


def record(session: Session, *lines: str) -> None:
    """Load rows such as "org-011,T-202610-01,not_done" of October."""
    rows = [
        f"2026-10,{line},{'' if line.endswith('done') and 'not' not in line else '没有记录'},wusiyuan" for line in lines
    ]
    text = "\n".join([",".join(HEADER), *rows, ""])
    load_records(session, read_records(text, "rows.csv"), MONDAY)
