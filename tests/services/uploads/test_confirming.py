"""Confirming a file keeps nobody waiting while it is looked through, and writes nothing that has been overtaken."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session, object_session

from bot.db import Database
from bot.errors import NotNow
from models.base import Base
from models.daily_records import records_of
from models.uploads import Upload
from rules.workdays import Calendar, holiday_files
from services.holidays.schedules import TownCalendar
from services.office_files.cells import Place
from services.office_files.proposals import Handed, Proposal
from services.uploads.subjects import SUBJECTS
from services.uploads.uploads import check_file, confirm, keep_file, mend, preview, upload_of
from tests.services.uploads.test_uploads import CALENDAR, CLERK, NOW, OCTOBER
from tests.worlds.office_files import FILES, workbook
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS

Mends = Mapping[Place, str | None]
GRID = "grid-2026-10.xlsx"
HEAD = ["月份", "党组织", "任务", "完成情况", "备注"]
OF_EVERY_SUBJECT = [
    ("register", "register-list.xlsx", CLERK, {Place("党组织名册", 20): None}),
    ("records", GRID, CLERK, {}),
    ("tasks", "tasks-2026-12.xlsx", CLERK, {}),
    ("inspections", "inspection-dates.xlsx", "caoxiaoming", {}),
    ("bonus_claims", "bonus-2026-Q4.xlsx", CLERK, {Place("加分", 6, 5): None}),
    ("democratic_reviews", "review-scores.xlsx", CLERK, {}),
    ("holidays", "calendar-2026.xlsx", CLERK, {}),
]


def only_looks(session: Session) -> bool:
    return not session.connection().get_execution_options()["writes"]


def handed_in(
    db: Database, subject: str, content: bytes, userid: str, mends: Mends, calendar: Calendar
) -> tuple[int, str]:
    """Hand a file in and mend it; gives its number and the preview of it that was looked at."""
    with db.begin() as session:
        check_file(session, subject, content, "x.xlsx", person(session, userid), NOW, calendar)
        kept = keep_file(session, subject, content, "x.xlsx", person(session, userid), NOW)
        for place, text in mends.items():
            mend(session, kept, [place], text, NOW)
        return kept.id, preview(session, kept, NOW, calendar).seen


def confirmed(number: int, seen: str, userid: str, calendar: Calendar, session: Session) -> tuple[Proposal, Upload]:
    kept = upload_of(session, number, person(session, userid))
    return confirm(session, kept, seen, NOW, calendar), kept


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Session], object]], None]:
    """Let something happen whenever a file of a subject was looked through."""

    def look(subject: str, then: Callable[[Session], object]) -> None:
        propose = SUBJECTS[subject].propose

        def proposed(handed: Handed) -> Proposal:
            found = propose(handed)
            then(handed.session)
            return found

        monkeypatch.setitem(SUBJECTS, subject, replace(SUBJECTS[subject], propose=proposed))

    return look


@pytest.mark.long
@pytest.mark.parametrize(("subject", "name", "userid", "mends"), OF_EVERY_SUBJECT)
def test_a_file_is_looked_through_while_others_may_write_and_written_by_nothing_seen_there(
    town: Database,
    looking: Callable[[str, Callable[[Session], object]], None],
    subject: str,
    name: str,
    userid: str,
    mends: Mends,
) -> None:
    # Nobody has brought in the days of 2026 yet.
    calendar = TownCalendar({year: text for year, text in holiday_files(HOLIDAYS).items() if year != "2026.yaml"})
    number, seen = handed_in(town, subject, (FILES / name).read_bytes(), userid, mends, calendar)
    looked: list[bool] = []
    looking(subject, lambda session: looked.append(only_looks(session)))
    proposal, kept = town.do(partial(confirmed, number, seen, userid, calendar))
    assert kept.state == "confirmed"
    assert kept.wrote
    reached = list(reached_from(proposal.write))
    assert not [one for one in reached if isinstance(one, Session)]
    rows = [one for one in reached if isinstance(one, Base)]
    assert not [one for one in rows if object_session(one) is not None or inspect(one).modified]
    assert not rows or subject == "register"
    assert looked
    assert all(looked)


def reached_from(thing: Any) -> Iterator[Any]:
    """Give all that something holds on to, but what every process has, and what rows do."""
    seen, waiting = {id(thing)}, [thing]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, Base | Session | TownCalendar):
            continue
        for part in one.__closure__ or () if isinstance(one, FunctionType) else gc.get_referents(one):
            if id(part) not in seen and not isinstance(part, type | ModuleType):
                seen.add(id(part))
                waiting.append(part)


def test_what_was_entered_while_the_file_was_looked_through_is_not_written_over(
    town: Database, looking: Callable[[str, Callable[[Session], object]], None]
) -> None:
    number, seen = handed_in(town, "records", (FILES / GRID).read_bytes(), CLERK, {}, CALENDAR)
    rows = [HEAD, ["2026-10", "石湾村支部", "T-202610-01", "未完成", "还没有开"]]
    others = iter([handed_in(town, "records", workbook(rows), CLERK, {}, CALENDAR)])

    def enter(session: Session) -> None:
        if only_looks(session) and (other := next(others, None)):
            elsewhere(lambda: town.do(partial(confirmed, *other, CLERK, CALENDAR)))

    looking("records", enter)
    with pytest.raises(NotNow, match="upload_changed"):
        town.do(partial(confirmed, number, seen, CLERK, CALENDAR))
    with town.read() as session:
        assert [one.remark for one in records_of(session, OCTOBER)] == ["还没有开"]


def elsewhere(act: Callable[[], object]) -> None:
    """Let somebody else do something, who must not have to wait."""
    other = threading.Thread(target=act)
    other.start()
    other.join(timeout=20)
    assert not other.is_alive()
