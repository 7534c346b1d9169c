"""What years of history cost whoever says something now: an answer put into the outbox, and waves claimed out of it.

A process of its own does it on SQLite beside so many messages of the past, and beside none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from bot import outbox
from bot.db import Database, in_slices
from bot.delivery_queue import claim
from bot.repeats import exact
from bot.said_before import is_last_answer_lost
from bot.schema import prepare
from models.outbox import OutboxMessage
from tests.bench.figures import Figure
from tests.bench.town import AT_ONCE, ISSUE_AT
from tests.forks import worked_out

MEMBERS = 300
YEARS = timedelta(days=3 * 365)
WAVE = 16
# How often each is done: the median is shown.
TIMES = 25
TITLES = {
    "put": "putting an answer, with {:,} said before",
    "lost": "  was the last answer lost?",
    "one": "  claiming one",
    "wave": f"  claiming {WAVE}",
}


def measure(folder: Path, number: int, rounds: int) -> list[Figure]:
    """Compare a database with so many messages of the past with one that has none; in processor time."""
    urls = [_filled(f"sqlite:///{folder / f'history-{rows}.db'}", rows) for rows in (number, 0)]
    heard = [[worked_out(worked, url) for url in urls] for _ in range(rounds)]
    return [
        Figure(
            title.format(number),
            "ms",
            [ours[what] for ours, _ in heard],
            [none[what] for _, none in heard],
            "no history",
            most=1.5,
        )
        for what, title in TITLES.items()
    ]


def _filled(url: str, number: int) -> str:
    db = Database(url)
    prepare(db)
    for some in in_slices(range(number), AT_ONCE):
        with db.begin_bare() as connection:
            connection.execute(insert(OutboxMessage.__table__), [_row(one, number) for one in some])  # type: ignore[arg-type]
    db.engine.dispose()
    return url


def _row(one: int, number: int) -> dict[str, object]:
    """Say something to one member after the other, evenly over the years; one in fifty did not arrive."""
    at = ISSUE_AT - YEARS * ((number - one) / number)
    arrived = one % 50 != 0
    return {
        "key": f"past:{one}",
        "lane": outbox.ANSWER if one % 3 else outbox.PUSH,
        "addressee_kind": "member",
        "addressee": f"m{one % MEMBERS}",
        "body": exact(outbox.text(f"第{one}条")),
        "created_at": at,
        "not_before": at,
        "state": outbox.SENT if arrived else outbox.FAILED,
        "attempts": 1,
        "accepted_at": at if arrived else None,
    }


def worked(url: str) -> dict[str, float]:
    db, now = Database(url), ISSUE_AT

    def put(number: int) -> None:
        with db.begin() as session:
            key = f"now:{time.time_ns()}"
            outbox.answer(session, f"m{number}", outbox.text("已记录"), key=key, now=now)

    def lost(number: int) -> None:
        with db.read() as session:
            is_last_answer_lost(session, f"m{number}")

    def claimed(most: int) -> Callable[[int], None]:
        def claim_and_undo(_: int) -> None:
            with db.read() as session:
                if len(claim(session, now, now.timestamp(), most, pushes=True)) != most:
                    raise RuntimeError(f"not {most} could be claimed")

        return claim_and_undo

    return dict(_each({"put": put, "lost": lost, "one": claimed(1), "wave": claimed(WAVE)}))


def _each(acts: dict[str, Callable[[int], None]]) -> Iterator[tuple[str, float]]:
    for name, act in acts.items():
        taken = []
        for number in range(TIMES):
            began = time.process_time()
            act(number)
            taken.append(1000 * (time.process_time() - began))
        yield name, median(taken)
