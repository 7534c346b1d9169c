"""Issuing a month's slips to towns of growing size, beside a bare insert of the very same rows.

`python -m tests.bench.issuing URL BARE_URL` issues in one database, inserts what came of it into the other, and prints
the seconds of both and the peak memory that issuing took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select

from bot.db import Database
from models.outbox import OutboxMessage
from models.slips import Slip, SlipItem
from tests.bench.figures import Figure
from tests.bench.processes import MEGABYTE, child
from tests.bench.town import build, copy_sqlite, issue_slips

ASSESSED = 39
TABLES = (Slip.__table__, SlipItem.__table__, OutboxMessage.__table__)


def measure(folder: Path, sizes: tuple[int, ...], rounds: int, budget_seconds: float) -> list[Figure]:
    """Issue in towns of so many copies, all sizes in each round; once the budget is used up no round begins.

    Leaves `issued-COPIES.db` of the last round in the folder.
    """
    for copies in sizes:
        build(f"sqlite:///{folder / f'town-{copies}.db'}", copies)
    began = time.perf_counter()
    heard: dict[int, list[dict[str, float]]] = {copies: [] for copies in sizes}
    for number in range(rounds):
        if number and time.perf_counter() - began > budget_seconds:
            break
        for copies in sizes:
            heard[copies].append(_round(folder, copies))
    return [*(_time(copies, heard[copies]) for copies in sizes), *_growth(heard)]


def _round(folder: Path, copies: int) -> dict[str, float]:
    town = folder / f"town-{copies}.db"
    ours = copy_sqlite(town, folder / f"issued-{copies}.db")
    bare = copy_sqlite(town, folder / "bare.db")
    heard: dict[str, float] = child(["tests.bench.issuing", ours, bare])
    return heard


def _time(copies: int, heard: list[dict[str, float]]) -> Figure:
    ours, bare = ([one[name] for one in heard] for name in ("ours", "bare"))
    return Figure(f"issuing {copies * ASSESSED} slips", "s", ours, bare, "bare insert")


def _growth(heard: dict[int, list[dict[str, float]]]) -> list[Figure]:
    """Compare each size with the one before: ten times the work may cost ten times, not more."""
    sizes = sorted(heard)
    found = []
    for less, more in pairwise(sizes):
        for name, unit, title in (("ours", "s", "time"), ("peak", "MB", "peak memory")):
            bigger, smaller = ([one[name] for one in heard[copies]] for copies in (more, less))
            label = f"  {title} for {more // less} times the work"
            beside = f"for {less * ASSESSED}"
            found.append(Figure(label, unit, bigger, smaller, beside, most=1.1 * more / less))
    return found


def main(url: str, bare_url: str) -> None:
    ours = _seconds(lambda: issue_slips(url, delivered=False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    source, target = Database(url), Database(bare_url)
    with source.read() as session:
        rows: list[tuple[Any, list[dict[str, Any]]]] = [
            (table, [dict(row) for row in session.connection().execute(select(table)).mappings()]) for table in TABLES
        ]
    print(json.dumps({"ours": ours, "bare": _seconds(lambda: _insert(target, rows)), "peak": peak}))


def _insert(target: Database, rows: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    with target.begin() as session:
        for table, values in rows:
            session.connection().execute(insert(table), values)


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*sys.argv[1:])
