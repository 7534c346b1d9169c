"""How long one transaction holds SQLite's write lock, in a town of any size, whatever is done to all of it at once.

`python -m tests.bench.locking URL` works in a database and prints the longest write transaction of each kind of work,
in seconds of processor time: what it takes on a quiet machine. Slices are transactions of their own, as for the clock.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.db import Database, in_slices
from demo.sample.records import sample_records
from models.organizations import assessed_organizations
from models.slips import slips_of
from rules.periods import Month
from scheduler.jobs import Several
from services.annual_reviews.steps import draft_year, review_year
from services.daily_records.loading import load_records
from services.publications.steps import conclude_publicity, pictures_to_post, post_published
from services.publications.telling import find_results, tell_results
from services.scores.own_score import find_previews, push_previews
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.slips.recounting import find_provisional, recount_provisional
from services.slips.reminders import find_overdue, remind_overdue
from tests.bench.copies import build
from tests.bench.excel import confirmed, looked_through
from tests.bench.figures import Figure
from tests.bench.processes import child
from tests.bench.town import ISSUE_AT, MONTH, QUARTER, SEED, calendar, sample_town
from tests.worlds.board_officials import Hands
from tests.worlds.office_files import workbook
from tests.worlds.recorded_quarters import CLERK, LEADER, person
from tests.worlds.records import read_records

LONGEST_SECONDS = 0.5
LATER = ISSUE_AT + timedelta(days=9)
AFTER = LATER + timedelta(days=14)
Did = int | None


class Watched(Database):
    """A database that tells how long each write transaction was, also one that was begun anew."""

    longest = 0.0

    @contextmanager
    def begin(self, *, quiet: bool = False, known: Mapping[Hashable, Any] | None = None) -> Iterator[Session]:
        began = time.process_time()
        try:
            with super().begin(quiet=quiet, known=known) as session:
                yield session
        finally:
            self.longest = max(self.longest, time.process_time() - began)


def measure(folder: Path, copies: int) -> list[Figure]:
    """Do everything once, in a town of so many copies: processor time hardly changes from round to round."""
    url = f"sqlite:///{folder / f'locking-{copies}.db'}"
    build(url, copies, (*QUARTER.months, MONTH))
    heard: dict[str, float] = child(["tests.bench.locking", url])
    most = LONGEST_SECONDS
    return [
        Figure(f"write lock: {name}", "s", [seconds], [most], "aim", most=most, absolute=True)
        for name, seconds in heard.items()
    ]


def works(hands: Callable[[Session], Hands]) -> Iterator[tuple[str, Callable[[Session], Did]]]:
    """List what is done to a whole town: each is called again as long as it says that it has done something."""
    yield "importing a month's records", _import
    yield "issuing", lambda session: len(issue(session, MONTH, calendar(), ISSUE_AT))
    yield "drafting a board", lambda session: _once(hands(session).draft(at=ISSUE_AT))
    yield "drafting it again", lambda session: _once(hands(session).draft(at=ISSUE_AT))
    yield "previewing it", lambda session: _once(hands(session).preview(at=ISSUE_AT))
    yield "reviewing", lambda session: _once(hands(session).review(at=LATER))
    yield "checking secrecy", lambda session: _once(hands(session).check(at=LATER))
    yield "approving", lambda session: _once(hands(session).approve(at=LATER))
    yield "approving the grey list", lambda session: _once(hands(session).approve_grey(at=LATER))
    yield "publishing", lambda session: _once(hands(session).publish(at=LATER))
    yield "concluding publicity", lambda session: conclude_publicity(session, calendar(), AFTER)
    year = QUARTER.year
    yield "drafting a year", lambda session: _once(draft_year(session, year, person(session, CLERK), AFTER))
    yield "drafting it again, a year", lambda session: _once(draft_year(session, year, person(session, CLERK), AFTER))
    yield "reviewing a year", lambda session: _once(review_year(session, year, person(session, LEADER), AFTER))


def _once(_done: object) -> None:
    return None


def _import(session: Session) -> None:
    for records in sample_records(sample_town(), (Month.parse("2026-06"),), SEED).values():
        load_records(session, read_records(records, "bench"), ISSUE_AT)


def main(url: str) -> None:
    db, found = Watched(url), dict[str, float]()
    for name, work in works(lambda session: Hands(session, calendar())):
        db.longest = 0.0
        while _done(db, work):
            pass
        found[name] = db.longest
        if name == "importing a month's records":
            found["confirming a file"] = _confirmed(db)
            found["confirming a register"] = _corrected(db)
        if name == "issuing":
            _start_clocks(db, ISSUE_AT)
            found["counting deadlines anew"] = _recounted(db)
        if name == "previewing it":
            found["telling own scores"] = _done_in_slices(db, Several(find_previews, push_previews), ISSUE_AT)
        if name == "publishing":
            found["telling results"] = _done_in_slices(db, Several(find_results, tell_results))
            found["posting"] = _posted(db)
            found["reminding"] = _done_in_slices(db, Several(find_overdue, remind_overdue))
    print(json.dumps(found))


def _confirmed(db: Watched) -> float:
    """Confirm a file with a row for every branch, as the console does."""
    with db.read() as session:
        rows = [["2026-05", one.short_name, "HD-01", "已完成"] for one in assessed_organizations(session)]
    return _file_confirmed(db, [["月份", "党组织", "任务", "完成情况"], *rows], "records", len(rows))


def _corrected(db: Watched) -> float:
    """Confirm a register in which every branch has another number of members."""
    with db.read() as session:
        names = {one.name: one.full_members for one in assessed_organizations(session)}
    rows = [[name, str((number or 0) + 1)] for name, number in names.items()]
    return _file_confirmed(db, [["党组织名称", "正式党员"], *rows], "register", len(rows))


def _file_confirmed(db: Watched, rows: list[list[str]], subject: str, changes: int) -> float:
    number, seen = looked_through(db, workbook(rows), subject)
    db.longest = 0.0
    assert db.do(partial(confirmed, number, seen)) == changes
    return db.longest


def _done(db: Database, work: Callable[[Session], Did]) -> Did:
    return db.do(work)


def _start_clocks(db: Database, now: datetime) -> None:
    """Let every slip have arrived; how long that takes in waves of sixteen is delivery's."""
    with Database.begin(db) as session:
        for slip in slips_of(session, MONTH):
            start_clock(session, slip, calendar(), now)


def _recounted(db: Watched) -> float:
    """Put every deadline right as if its days had been unknown until now."""
    with Database.begin(db) as session:
        for slip in slips_of(session, MONTH):
            slip.deadline = {**(slip.deadline or {}), "provisional": True}
    return _done_in_slices(db, Several(find_provisional, recount_provisional))


def _posted(db: Watched) -> float:
    """Post the board, as if its pictures had been drawn."""
    with db.read() as session:
        pictures = dict.fromkeys(pictures_to_post(session, calendar(), LATER), b"")
    db.longest = 0.0
    assert db.do(lambda session: post_published(session, calendar(), LATER, pictures)) == 1
    return db.longest


def _done_in_slices(db: Watched, several: Several, now: datetime = LATER) -> float:
    with db.read() as session:
        found = several.found(session, calendar(), now)
    assert found
    db.longest = 0.0
    for some in in_slices(found):
        db.do(partial(_sweep, several, some, now))
    return db.longest


def _sweep(several: Several, some: Sequence[Any], now: datetime, session: Session) -> int:
    return several.sweep(session, calendar(), now, some)


if __name__ == "__main__":
    main(*sys.argv[1:])
