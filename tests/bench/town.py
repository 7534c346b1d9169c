"""What all towns of the bench have: their days, the sample town they are made of, rows past the product, and copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.db import Database
from models.appointments import OFFICE_HEAD, holders
from models.slips import slips_of
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar, load_calendar
from services.publications.steps import draft_board
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.township.checking import check_township
from services.township.file import TownshipFile
from tests.bench.processes import ROOT

SAMPLE = ROOT / "data" / "sample" / "township.yaml"
MONTH = Month.parse("2026-10")
QUARTER = Quarter.parse("2026-Q3")
SEED = 2024
AT_ONCE = 20_000
# The first working day after the month, inside the push window.
ISSUE_AT = datetime(2026, 11, 2, 9, 4, tzinfo=BEIJING)
RECORDED_AT = ISSUE_AT - timedelta(days=1)


@cache
def sample_town() -> TownshipFile:
    return check_township(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name)


@cache
def calendar() -> Calendar:
    return load_calendar(ROOT / "data" / "holidays")


def userids() -> list[str]:
    """List the sample town's members who hold an office in some organisation."""
    people = [
        person
        for one in sample_town().organizations
        for person in (one.secretary, one.deputy, one.org_commissioner)
        if person and person.userid
    ]
    return list(dict.fromkeys(str(person.userid) for person in people))


def insert_rows(session: Session, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows straight into a table."""
    while some := list(islice(rows, AT_ONCE)):
        session.connection().execute(insert(table.__table__), some)


def sheets(organizations: Sequence[str], recorder: int | None) -> Iterator[dict[str, Any]]:
    """Make up an inspection sheet of the quarter for each organisation: without one there is no board."""
    for number, organization_id in enumerate(organizations, start=1):
        yield {
            "id": number,
            "quarter": QUARTER,
            "organization_id": organization_id,
            "group_id": "G1",
            "inspected_on": RECORDED_AT.date(),
            "recorded_by_id": recorder,
            "signed_by_id": recorder,
            "recorded_at": RECORDED_AT,
        }


def issue_slips(url: str, *, delivered: bool) -> None:
    """Issue the month's slips, slice by slice as the clock does.

    `delivered` starts their clocks, as if every one had arrived.
    """
    db = Database(url)
    while db.do(lambda session: len(issue(session, MONTH, calendar(), ISSUE_AT))):
        pass
    with db.begin() as session:
        for slip in slips_of(session, MONTH) if delivered else ():
            start_clock(session, slip, calendar(), ISSUE_AT)
        if delivered:
            session.execute(text("DELETE FROM outbox"))
    db.engine.dispose()


def draft_quarter(url: str) -> None:
    """Draft the quarter's board."""
    db = Database(url)
    with db.begin() as session:
        head = holders(session, (OFFICE_HEAD,), ISSUE_AT.date())[0]
        draft_board(session, QUARTER, head, ISSUE_AT)
    db.engine.dispose()


def copy_sqlite(source: Path, target: Path) -> str:
    """Copy a database nobody has open; returns the address of the copy."""
    for leftover in (target, *(Path(f"{target}{ending}") for ending in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    shutil.copyfile(source, target)
    return f"sqlite:///{target}"


def copy_postgresql(server: str, name: str, template: str = "template1") -> str:
    """Make a database of this name anew on the server, like the template; returns its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
