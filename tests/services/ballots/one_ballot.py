"""A ballot on 石湾村支部, opened on Monday and open until the last day, and votes in it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models.ballots import Ballot
from models.organizations import Organization
from rules.periods import BEIJING
from services.ballots.ballots import open_ballot
from services.ballots.box import FOLDER
from tests.worlds.recorded_quarters import person
from tests.worlds.votes import cast

MONDAY = datetime(2026, 12, 14, 9, 0, tzinfo=BEIJING)
LAST_DAY = date(2026, 12, 18)
OVER = datetime(2026, 12, 19, 0, 0, tzinfo=BEIJING)
CLERK = "wusiyuan"
BRANCH, OTHER_BRANCH = "org-011", "org-002"
VOTERS = ("zhuyongliang", "shimeiling", "shenguohua", "lufengying", "jinhuifen", "zhangjianxin")


def opened(session: Session, voters: Sequence[str] = VOTERS, **changes: Any) -> Ballot:
    """Open a ballot on 石湾村支部; what differs is named."""
    facts: dict[str, Any] = {"year": 2026, "last_day": LAST_DAY, "by": CLERK, "on": BRANCH, "now": MONDAY, **changes}
    where = session.get_one(Organization, facts["on"])
    people = [person(session, one) for one in voters]
    by = person(session, facts["by"])
    return open_ballot(session, where, facts["year"], people, facts["last_day"], by, facts["now"])


def vote(session: Session, *grades: str, on: str | None = None) -> None:
    """Let the voters vote one after another."""
    where = session.get_one(Organization, on) if on else None
    for userid, grade in zip(VOTERS, grades, strict=False):
        cast(session, userid, grade, MONDAY + timedelta(hours=1), where)


def key_files(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.rglob(f"{FOLDER}/*.key"))
