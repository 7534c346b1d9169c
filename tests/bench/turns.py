"""Turns on SQLite: how many messages a second one worker answers, from the file of arrivals to the answer that waits.

Nobody delivers meanwhile, so that WeCom's limit keeps nobody waiting: what leaves is bounded by it, 167 a second, and
is measured with `flask serve` (starting.py). Beside it the bare rows that came of it, in as many transactions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice, zip_longest
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import delete, insert, select

from app import Honghui
from bot.arrivals import Arrived
from bot.db import Database, in_slices
from bot.log import configure_log
from bot.memory import tune_gc
from bot.working_off import MOST
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from tests.bench.figures import Figure
from tests.bench.installation import APP
from tests.bench.letters import WORDS, write_letters
from tests.bench.town import ISSUE_AT, copy_sqlite
from tests.forks import worked_out

LEAST_PER_SECOND = 300
# Said before what is measured: each kind, so that no statement and no template is met for the first time.
WARM = 8 * len(WORDS)
TABLES: tuple[Any, Any] = (InboxMessage.__table__, OutboxMessage.__table__)
Heard = dict[str, float]


def measure(folder: Path, town: Path, rounds: int, number: int) -> list[Figure]:
    """Answer so many messages in a process of its own. `town` is a SQLite file with delivered slips."""
    letters = folder / "letters.json"
    write_letters(letters, WARM + number, ISSUE_AT)
    heard = [worked_out(answered, copy_sqlite(town, folder / "turns.db"), letters) for _ in range(rounds)]
    ours, bare, cpu, bare_cpu = ([one[what] for one in heard] for what in ("ours", "bare", "cpu", "bare_cpu"))
    return [
        Figure("SQLite: turns worked off", "/s", ours, bare, "bare insert", least=LEAST_PER_SECOND, absolute=True),
        Figure("  processor time each", "ms", cpu, bare_cpu, "bare insert"),
    ]


def answered(url: str, letters: Path) -> Heard:
    honghui, came = Honghui({**APP, "DATABASE_URL": url, "RUN_AS_ROOT": "yes"}), arrived(letters)
    tune_gc()
    with letters.with_suffix(".log").open("a", encoding="utf-8") as stream:
        configure_log(honghui.settings, stream)
        _answer(honghui, list(islice(came, WARM)))
        waiting = list(came)
        ours, cpu = _answer(honghui, waiting)
    bare, bare_cpu = _insert_anew(honghui.db, WARM + len(waiting))
    return {
        "ours": len(waiting) / ours,
        "bare": (WARM + len(waiting)) / bare,
        "cpu": 1000 * cpu / len(waiting),
        "bare_cpu": 1000 * bare_cpu / (WARM + len(waiting)),
    }


def arrived(letters: Path, at: datetime = ISSUE_AT) -> Iterator[Arrived]:
    """Read requests as whoever takes them in keeps them; nobody rests and none comes twice, so their nonce will do."""
    for request in json.loads(letters.read_text(encoding="ascii")):
        head, body = request.split("\r\n\r\n", 1)
        args = dict(parse_qsl(urlsplit(head.split()[1]).query))
        yield Arrived(args["nonce"], args["nonce"], args, body.encode(), at)


def _answer(honghui: Honghui, waiting: list[Arrived]) -> tuple[float, float]:
    """Answer callbacks that are kept; returns the seconds, and those of the processor."""
    honghui.arrivals.add(waiting)
    began, cpu = time.perf_counter(), time.process_time()
    honghui.working_off.drain()
    return time.perf_counter() - began, time.process_time() - cpu


def _insert_anew(db: Database, number: int) -> tuple[float, float]:
    """Take away what came of so many messages and insert the bare rows; returns the seconds, and the processor's.

    Raises RuntimeError where a message was not answered: speed without the work is no figure.
    """
    with db.begin() as session:
        rows = [[dict(row) for row in session.execute(select(table)).mappings()] for table in TABLES]
        for table in TABLES:
            session.execute(delete(table))
    if len(rows[0]) != number or any(one["error"] for one in rows[0]):
        raise RuntimeError(f"of {number} messages {len(rows[0])} are in the inbox, or some of them failed")
    began, cpu = time.perf_counter(), time.process_time()
    each = ceil(len(rows[1]) / ceil(number / MOST))
    for some in zip_longest(in_slices(rows[0], MOST), in_slices(rows[1], each), fillvalue=()):
        with db.begin() as session:
            for table, values in zip(TABLES, some, strict=True):
                if values:
                    session.connection().execute(insert(table), list(values))
    return time.perf_counter() - began, time.process_time() - cpu
