"""What a transaction writes down in the log: what it did, once, and nothing of what was undone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.db import Database
from models.log import LogEntry
from models.objections import Objection
from services.log.checking import problems
from services.log.writing import write_down
from tests.services.log.everything_filed import claim, file_everything, first_problem, newest
from tests.worlds.watching import statements


def test_what_was_undone_is_not_in_the_log(filed: Database) -> None:
    with filed.read() as session:
        file_everything(session, "org-004")
    assert first_problem(filed) is None


def test_writers_at_the_same_time_leave_one_whole_chain(town: Database) -> None:
    """The second waits for the first, or both would chain their rows to the same entry."""
    writers = 4
    together = threading.Barrier(writers)

    def write(number: int) -> None:
        together.wait()
        for serial in range(3):
            with town.begin() as session:
                claim(session, f"{number}-{serial}")

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    with town.read() as session:
        assert list(problems(session)) == []
        claims = select(LogEntry.id).where(LogEntry.row.like("bonus_claims/%"))
        assert len(session.scalars(claims).all()) == writers * 3


def test_what_a_savepoint_undid_is_not_in_the_log_and_what_was_before_it_is(town: Database) -> None:
    with town.begin() as session:
        claim(session, "留下")
        with pytest.raises(ValueError, match="undone"), session.begin_nested():
            claim(session, "撤掉")
            raise ValueError("undone")
        with session.begin_nested():
            claim(session, "也留下")
    with town.read() as session:
        assert list(problems(session)) == []
        assert session.scalar(select(func.count(LogEntry.id)).where(LogEntry.row.like("bonus_claims/%"))) == 2


def test_a_row_changed_ten_times_in_a_transaction_is_written_down_once(filed: Database) -> None:
    last = newest(filed, LogEntry)["id"]
    with filed.begin() as session, statements(session) as asked:
        objection = session.scalars(select(Objection)).first()
        assert objection is not None
        for number in range(10):
            objection.state = f"state {number}"
            session.flush()
        changing = len(asked)
        write_down(session)
    assert newest(filed, LogEntry)["id"] == last + 1
    # The lock, on PostgreSQL only; where the log ends; the entry; where it ends now.
    assert len(asked) - changing <= 4
    assert first_problem(filed) is None
