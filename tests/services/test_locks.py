"""Whoever acts second acts on what the first has left, even where the session had read the old state before."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.base import Base
from models.locks import lock, lock_numbered, lock_town
from models.schemes import Township
from tests.worlds.recorded_quarters import CLERK, person

OTHER = "新镇"


def changed_by_another(session: Session, table: type[Base], **values: str) -> None:
    """Write past the session, as another process does while this one waits."""
    session.execute(update(table).values(**values), execution_options={"synchronize_session": False})


def test_a_row_that_was_read_before_is_read_anew(recorded_session: Session) -> None:
    before = recorded_session.get_one(Township, 1)
    assert before.name != OTHER
    changed_by_another(recorded_session, Township, name=OTHER)
    assert recorded_session.get_one(Township, 1).name != OTHER, "read once, remembered"
    assert lock_town(recorded_session) is before
    assert before.name == OTHER


def test_what_was_changed_here_and_not_yet_written_is_kept(recorded_session: Session) -> None:
    clerk = person(recorded_session, CLERK)
    clerk.name = "改名"
    lock(recorded_session, clerk)
    assert clerk.name == "改名"


def test_what_is_not_there_is_not_held(recorded_session: Session) -> None:
    assert lock_numbered(recorded_session, Township, 2) is None
