"""What grows with the town: issuing a month's slips and drafting a quarter's board, beside a bare insert of their rows.

A process of its own works in one database, inserts what came of it into the other, and tells the seconds of both, and
the work's processor time and peak memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bot.db import Database
from models.boards import Board, BoardRow
from models.outbox import OutboxMessage
from models.slips import Slip, SlipItem
from tests.bench.copies import build
from tests.bench.figures import Figure
from tests.bench.processes import memory_of
from tests.bench.town import MONTH, QUARTER, copy_sqlite, draft_quarter, issue_slips
from tests.forks import worked_out

ASSESSED = 39
# Of so many copies one round must do: it takes most of a minute.
ONCE_FROM = 1000
# From so many slips on, what a process does once weighs nothing beside them.
MANY = 1000


@dataclass(frozen=True)
class Work:
    """Something done to the whole town at once, and the tables that its rows go into."""

    title: str
    do: Callable[[str], None]
    tables: tuple[Any, ...]


WORKS = {
    "issuing": Work(
        "issuing {} slips",
        lambda url: issue_slips(url, delivered=False),
        (Slip.__table__, SlipItem.__table__, OutboxMessage.__table__),
    ),
    "drafting": Work("drafting a board of {}", draft_quarter, (Board.__table__, BoardRow.__table__)),
}
Heard = dict[str, float]


def measure(folder: Path, sizes: Mapping[str, tuple[int, ...]], rounds: int) -> list[Figure]:
    """Do each work in towns of so many copies, in turn; in the largest towns once."""
    for copies in {copies for of_work in sizes.values() for copies in of_work}:
        build(f"sqlite:///{folder / f'town-{copies}.db'}", copies, (*QUARTER.months, MONTH))
    heard: dict[str, dict[int, list[Heard]]] = {name: {copies: [] for copies in sizes[name]} for name in WORKS}
    for number in range(rounds):
        for name, of_work in heard.items():
            for copies, of_size in of_work.items():
                if not number or copies < ONCE_FROM:
                    of_size.append(_round(folder, name, copies))
    return [figure for name, of_work in heard.items() for figure in _figures(name, of_work)]


def _round(folder: Path, name: str, copies: int) -> Heard:
    town = folder / f"town-{copies}.db"
    ours = copy_sqlite(town, folder / f"{name}-{copies}.db")
    bare = copy_sqlite(town, folder / "bare.db")
    return worked_out(worked, name, ours, bare)


def _figures(name: str, heard: dict[int, list[Heard]]) -> Iterator[Figure]:
    for copies, of_size in heard.items():
        ours, bare = ([one[what] for one in of_size] for what in ("ours", "bare"))
        yield Figure(WORKS[name].title.format(copies * ASSESSED), "s", ours, bare, "bare insert")
        if name == "issuing":
            yield _of_each(of_size, copies * ASSESSED)
    for less, more in pairwise(heard):
        yield from _growth(less, heard[less], more, heard[more])


def _of_each(heard: list[Heard], slips: int) -> Figure:
    """Share the processor time among the slips. What a process does once is too much for a few: no aim for them."""
    ours, bare = ([1000 * one[what] / slips for one in heard] for what in ("cpu", "bare_cpu"))
    most = 1 if slips >= MANY else None
    return Figure("  processor time of each slip", "ms", ours, bare, "bare insert", most=most, absolute=True)


def _growth(less: int, smaller: list[Heard], more: int, bigger: list[Heard]) -> Iterator[Figure]:
    """Compare a size with the one before: ten times the work may cost ten times (and a tenth for noise), not more.

    Both are long enough apart for a busy machine to change its mind, so it is processor time that is compared.
    """
    times = more // less
    for what, unit, title in (("cpu", "s", "processor time"), ("peak", "MB", "peak memory")):
        costs = [one[what] for one in bigger], [one[what] for one in smaller[: len(bigger)]]
        yield Figure(f"  {title}, {times} times the work", unit, *costs, f"for {less * ASSESSED}", most=1.1 * times)


def worked(name: str, url: str, bare_url: str) -> Heard:
    ours, cpu = _seconds(lambda: WORKS[name].do(url))
    peak = memory_of("self", "VmHWM")
    with Database(url).read() as session:
        rows = [
            (table, [dict(row) for row in session.connection().execute(select(table)).mappings()])
            for table in WORKS[name].tables
        ]
    target = Database(bare_url)
    bare, bare_cpu = _seconds(lambda: _insert(target, rows))
    return {"ours": ours, "bare": bare, "cpu": cpu, "bare_cpu": bare_cpu, "peak": peak}


def _insert(target: Database, rows: list[tuple[Any, list[dict[str, Any]]]]) -> None:
    with target.begin() as session:
        for table, values in rows:
            session.connection().execute(insert(table), values)


def _seconds(work: Callable[[], None]) -> tuple[float, float]:
    """Do it; returns the seconds, and those of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu
