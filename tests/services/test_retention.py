"""What nothing rests on is kept for a while and then goes; what a board rests on stays, and the chain still holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from models.appointments import officers
from models.boards import Board
from models.inbox import HANDLED, InboxMessage
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.score_readings import ScoreReading
from models.uploads import CHECKED, CONFIRMED, DROPPED, Upload
from rules.workdays import Calendar
from services.readings import keep, note_reading, noted_in
from services.retention import KEPT, Retention
from services.verification import all_problems
from tests.worlds.posted_board import NOW
from tests.worlds.recorded_quarters import CLERK, person

LATER = NOW + timedelta(days=40)
SHORT = Retention(words=30, sent=30, pictures=30, files=30, readings=30)


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


def wrote(session: Session, key: str, days: int) -> InboxMessage:
    at = LATER - timedelta(days=days)
    message = InboxMessage(key=key, userid="zhuyongliang", kind="text", text="想问一问", received_at=at, state=HANDLED)
    session.add(message)
    return message


def handed_in(session: Session, state: str) -> Upload:
    by = person(session, CLERK)
    file = Upload(subject="daily_records", file_name="十月.xlsx", content=b"PK", by_id=by.id, at=NOW, state=state)
    session.add(file)
    return file


def test_words_bodies_and_files_go_when_their_time_has_come_and_what_is_waiting_stays(
    session: Session, calendar: Calendar
) -> None:
    old, new = wrote(session, "old", 31), wrote(session, "new", 29)
    open_file, used_file = handed_in(session, CHECKED), handed_in(session, CONFIRMED)
    outbox.push(session, outbox.Addressee("member", "zhuyongliang"), outbox.text("等着的"), key="wait", now=NOW)
    outbox.push(session, outbox.Addressee("member", "zhuyongliang"), outbox.text("说过的"), key="said", now=NOW)
    said = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "said")).one()
    said.state = outbox.SENT
    session.flush()
    assert SHORT.forget(session, calendar, LATER) > 0
    while SHORT.forget(session, calendar, LATER):
        pass
    session.expire_all()
    assert (old.text, old.forgotten_at, new.text) == ("", LATER, "想问一问")
    assert outbox.shown(said) == "（正文已过保存期，删去了）"
    waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "wait")).one()
    assert outbox.shown(waiting) == "等着的"
    assert (open_file.state, open_file.content, used_file.state, used_file.content) == (DROPPED, b"", CONFIRMED, b"")
    assert list(all_problems(session)) == []


def test_nothing_goes_before_its_time(session: Session, calendar: Calendar) -> None:
    wrote(session, "old", 31)
    assert KEPT.forget(session, calendar, LATER) == 0


def test_who_looked_at_a_score_is_noted_once_a_day_and_never_of_ones_own_branch(session: Session) -> None:
    branch, quarter = session.get_one(Organization, "org-011"), session.scalars(select(Board.quarter)).first()
    assert quarter
    own = officers(session, branch.id, NOW.date())[0].person
    clerk = person(session, CLERK)
    for by in (own, clerk, clerk):
        note_reading(session, by, branch, quarter, NOW)
    keep(session, noted_in(session))
    assert noted_in(session) == []
    read = session.scalars(select(ScoreReading)).one()
    assert (read.person_id, read.organization_id, read.day) == (clerk.id, branch.id, NOW.date())
    assert session.scalar(select(func.count()).select_from(ScoreReading)) == 1
