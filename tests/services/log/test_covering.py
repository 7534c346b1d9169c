"""What the log of entries covers, also of what an older program wrote down."""

import json
from collections import Counter

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.db import Database
from bot.wording import word
from models.ballots import Ballot
from models.base import Base
from models.bonus_claims import BonusClaim
from models.daily_records import DailyRecord
from models.log import LogEntry, LogHead
from models.organizations import Organization
from services.log.acts import COVERS
from services.log.checking import problems
from services.log.covering import cover_all
from services.log.tables import BY_NAME, CHAINED, LEFT_OUT, columns_of, covers, key_of, written
from services.log.writing import BEGINNING, append, write_down
from tests.services.log.everything_filed import first_problem, newest
from tests.worlds.recorded_quarters import record_lines


def test_every_row_of_every_table_is_in_the_log(filed: Database) -> None:
    with filed.read() as session:
        logged = Counter(row.partition("/")[0] for row in session.scalars(select(LogEntry.row)))
        there = {name: session.scalar(select(func.count(key_of(table)))) for name, table in BY_NAME.items()}
    assert logged == there | {"log": 1}
    assert min(logged.values()) >= 1
    assert first_problem(filed) is None


def test_every_table_is_covered_or_is_said_not_to_be_with_a_reason() -> None:
    assert sorted([*BY_NAME, *LEFT_OUT]) == sorted(Base.metadata.tables)
    assert all(word("log/left_out.txt", name) for name in LEFT_OUT)
    named = [(table, name) for table, kept in CHAINED.items() for name in (*kept.changes, *(kept.fixed or ()))]
    assert [(table, name) for table, name in named if name not in columns_of(table)] == []


def test_a_database_older_than_the_log_is_written_down_once(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        write_down(session)
        written = session.scalar(select(LogHead.entries)) or 0
        session.execute(delete(LogEntry))
        session.execute(delete(LogHead))
        assert list(problems(session))
        assert (cover_all(session), cover_all(session)) == (written - 1, 0)
        assert list(problems(session)) == []


def forget(session: Session, *tables: type[Base]) -> None:
    """Make the log one of an older program, which covered neither some tables nor the state of a claim."""
    older = {name: columns for name, columns in covers().items() if BY_NAME[name] not in tables}
    older["bonus_claims"].remove("state")
    entries = session.execute(select(LogEntry.row, LogEntry.content).order_by(LogEntry.id)).all()
    session.execute(delete(LogEntry))
    session.execute(delete(LogHead))
    said = {COVERS: written(older)}
    for row, content in entries[1:]:
        name = row.partition("/")[0]
        if name in older:
            kept = {key: value for key, value in json.loads(content).items() if key in older[name]}
            said[row] = written(kept)
    session.execute(insert(LogHead).values(id=1, entries=0, digest=BEGINNING))
    append(session.connection(), said)


def test_what_an_older_program_did_not_cover_is_covered_by_the_upgrade_and_hides_nothing(filed: Database) -> None:
    """Two claims get their state, and every organisation its entry; what was altered or slipped in before stays so."""
    with filed.begin() as session:
        forget(session, Organization)
        assert "flask upgrade" in " ".join(problems(session))
        record = session.scalars(select(DailyRecord)).first()
        assert record is not None
        session.execute(update(DailyRecord).where(DailyRecord.id == record.id).values(remark="改"))
        session.execute(insert(BonusClaim).values(dict(newest(filed, BonusClaim)) | {"id": 99}))
        assert cover_all(session) == 2 + len(session.scalars(select(Organization.id)).all())
        found = list(problems(session))
    assert found == [
        f"daily_records/{record.id} 与留痕不符：remark 记为“没办”，现为“改”。",
        "bonus_claims/99 没有留痕：该行绕过程序写入。",
    ]


def test_a_vote_leaves_no_trace_in_the_log(filed: Database) -> None:
    before = newest(filed, LogEntry)
    with filed.begin() as session:
        ballot = session.scalars(select(Ballot)).first()
        assert ballot is not None
        ballot.box = ["sealed"]
    assert newest(filed, LogEntry) == before
