"""Working something out before the write lock is taken: nobody waits for it, and nobody writes what holds no more."""

import threading
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ahead import MOST_TRIES
from bot.db import Database
from models.missed_months import MISSED, MissedMonth
from rules.periods import BEIJING, Month
from services.log.ahead import ahead

AT = datetime(2026, 11, 2, 9, 4, tzinfo=BEIJING)
YEAR = [Month(2026, number) for number in range(1, 13)]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(MissedMonth)) or 0


def note(session: Session, month: Month) -> None:
    session.add(MissedMonth(month=month, state=MISSED, found_at=AT))


def elsewhere(db: Database, month: Month) -> None:
    """Let somebody else write, who must not have to wait."""

    def write() -> None:
        with db.begin() as session:
            note(session, month)

    other = threading.Thread(target=write)
    other.start()
    other.join(timeout=20)
    assert not other.is_alive()


def test_while_it_is_worked_out_others_write_and_it_is_worked_out_anew(db: Database) -> None:
    found: list[int] = []

    def work(session: Session) -> int:
        found.append(count(session))
        if len(found) == 1:
            elsewhere(db, YEAR[0])
        return found[-1]

    def act(session: Session) -> int:
        known = ahead(session, work)
        note(session, YEAR[1])
        return known

    assert db.do(act) == 1
    assert found == [0, 1]
    with db.read() as session:
        assert count(session) == 2


def test_nothing_is_worked_out_twice_where_nobody_wrote(db: Database) -> None:
    found: list[int] = []

    def work(session: Session) -> int:
        found.append(count(session))
        return found[-1]

    assert db.do(lambda session: ahead(session, work) + ahead(session, work)) == 0
    assert found == [0]


def test_whoever_writes_all_the_time_waits_at_last(db: Database) -> None:
    months = iter(YEAR)

    def work(session: Session) -> int:
        if only_looks(session):
            elsewhere(db, next(months))
        return count(session)

    assert db.do(lambda session: ahead(session, work)) == MOST_TRIES


def only_looks(session: Session) -> bool:
    return not session.connection().get_execution_options()["writes"]


def test_what_a_transaction_has_changed_itself_counts(db: Database) -> None:
    def act(session: Session) -> int:
        note(session, YEAR[0])
        return ahead(session, count)

    assert db.do(act) == 1


def test_in_a_transaction_that_cannot_be_begun_anew_it_is_worked_out_there(db: Database) -> None:
    with db.begin() as session:
        assert ahead(session, count) == 0
