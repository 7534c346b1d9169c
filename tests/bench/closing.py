"""Closing a quarter for a town of any size: scoring, ranking and drafting the board, beside a bare insert of its rows.

A process of its own drafts in one database, inserts the rows that came of it into the other, and tells the seconds of
both, and the drafting's processor time and peak memory.

The towns are written straight into the tables: three records a month for everybody, of which about one in five
says late or not done, one inspection sheet each, and a finding for every sixth.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from bot.db import Database
from bot.schema import prepare
from models.boards import Board, BoardRow
from models.daily_records import DailyRecord
from models.inspections import Finding, Inspection
from models.organizations import GroupAssignment, Organization
from models.people import Person
from services.township.loading import load_township
from tests.bench.figures import Figure
from tests.bench.processes import memory_of
from tests.bench.town import (
    QUARTER,
    RECORDED_AT,
    SEED,
    copy_sqlite,
    draft_quarter,
    insert_rows,
    sample_town,
    sheets,
)
from tests.forks import worked_out

# Asked of the largest town: seconds and megabytes at most.
LARGEST = 100_000
LONGEST_SECONDS = 60.0
LARGEST_MEMORY = 600.0

RECORDED = ("HD-01", "ZD-02", "ZZ-01")
STATES = ("done", "done", "done", "done", "late", "not_done")
# How often of six there is a finding.
FOUND_OF = 6


def measure(folder: Path, sizes: tuple[int, ...], rounds: int) -> list[Figure]:
    """Close a quarter in towns of so many organisations, in turn."""
    for size in sizes:
        build_written(f"sqlite:///{folder / f'closing-{size}.db'}", size)
    heard: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    for number in range(rounds):
        # The largest town takes a minute: it is closed once.
        for size in sizes if number == 0 else sizes[:-1]:
            heard[size].append(_round(folder, size))
    return list(_figures(heard))


def _round(folder: Path, size: int) -> dict[str, float]:
    town = folder / f"closing-{size}.db"
    return worked_out(closed, copy_sqlite(town, folder / "closed.db"), copy_sqlite(town, folder / "bare.db"))


def _figures(heard: dict[int, list[dict[str, float]]]) -> Iterator[Figure]:
    for size, rounds in heard.items():
        ours, bare = ([one[what] for one in rounds] for what in ("ours", "bare"))
        yield Figure(f"closing a quarter of {size:,}", "s", ours, bare, "bare insert", **_aim(size, LONGEST_SECONDS))
        memory = [one["peak"] for one in rounds], [one["loaded"] for one in rounds]
        yield Figure("  peak memory", "MB", *memory, "before it began", **_aim(size, LARGEST_MEMORY))
    for (less, before), (more, after) in pairwise(heard.items()):
        for what, unit, title in (("cpu", "s", "processor time"), ("peak", "MB", "peak memory")):
            costs = [one[what] for one in after], [one[what] for one in before[: len(after)]]
            times = more // less
            yield Figure(f"  {title}, {times} times the work", unit, *costs, f"for {less:,}", most=1.1 * times)


def _aim(size: int, most: float) -> dict[str, Any]:
    return {"most": most, "absolute": True} if size == LARGEST else {}


def build_written(url: str, size: int) -> None:
    """Write a town of so many assessed organisations, and a quarter of it, into an empty database."""
    db = Database(url)
    prepare(db)
    with db.begin() as session:
        load_township(session, sample_town(), RECORDED_AT.date(), RECORDED_AT)
        recorder = session.scalars(select(Person.id).order_by(Person.id)).first()
        like = session.scalars(select(Organization).where(Organization.assessed).order_by(Organization.position)).all()
        known = [one.id for one in like]
        more = [f"more-{number}" for number in range(size - len(known))]
        insert_rows(
            session,
            Organization,
            (_organization(like[place % len(like)], name, place) for place, name in enumerate(more)),
        )
        insert_rows(session, GroupAssignment, ({"organization_id": name, "group_id": "G1"} for name in more))
        insert_rows(session, DailyRecord, _records([*known, *more], recorder))
        insert_rows(session, Inspection, sheets([*known, *more], recorder))
        insert_rows(session, Finding, _findings(size))
    db.engine.dispose()


def _organization(like: Organization, name: str, place: int) -> dict[str, Any]:
    row = {column.key: getattr(like, column.key) for column in Organization.__table__.columns}
    return row | {"id": name, "position": 1000 + place, "name": name, "short_name": name, "founded": None}


def _records(names: list[str], recorder: int | None) -> Iterator[dict[str, Any]]:
    dice = Random(SEED)  # noqa: S311 — nothing here is secret
    for name in names:
        for month in QUARTER.months:
            for item in RECORDED:
                state = dice.choice(STATES)
                yield {
                    "month": month,
                    "organization_id": name,
                    "item": item,
                    "state": state,
                    "remark": "" if state == "done" else "没有记录",
                    "recorded_by_id": recorder,
                    "recorded_at": RECORDED_AT,
                }


def _findings(size: int) -> Iterator[dict[str, Any]]:
    for number in range(FOUND_OF, size + 1, FOUND_OF):
        yield {
            "inspection_id": number,
            "indicator": "BZ-01",
            "month": QUARTER.months[2],
            "fact": "没有公示",
            "evidence": "",
        }


def closed(url: str, bare_url: str) -> dict[str, float]:
    loaded, cpu, began = memory_of("self", "VmRSS"), time.process_time(), time.perf_counter()
    draft_quarter(url)
    ours, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = memory_of("self", "VmHWM")
    with Database(url).read() as session:
        rows = [dict(row) for row in session.connection().execute(select(BoardRow.__table__)).mappings()]
        boards = [dict(row) for row in session.connection().execute(select(Board.__table__)).mappings()]
    began = time.perf_counter()
    with Database(bare_url).begin() as session:
        insert_rows(session, Board, iter(boards))
        insert_rows(session, BoardRow, iter(rows))
    return {"ours": ours, "bare": time.perf_counter() - began, "cpu": cpu, "peak": peak, "loaded": loaded}
