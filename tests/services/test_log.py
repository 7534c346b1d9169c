"""The log of entries: nothing a score rests on can be altered, added or taken away unnoticed."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from bot.db import Database
from models.base import Base
from models.boards import DRAFT, Board, BoardPicture
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.inspections import Finding, Inspection, InspectionExemption
from models.log import LogEntry
from models.objections import Correction, Objection
from models.orders import OrderProblem, RectificationOrder
from models.overhauls import FollowUp, HelpPlan, Overhaul
from models.self_checks import SUBMITTED, SelfCheck, Submission
from models.slips import ANSWERED, Slip
from models.transitions import Transition
from services import log
from services.log import BEGINNING, LOGGED, begin_log, digest_of, problems
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, after, person, record_lines
from tests.worlds.towns import Towns, loaded

NOW = after(THIRD)
JULY = THIRD.months[0]
BRANCH, ANOTHER = "org-002", "org-003"

# One field of each table that somebody might wish to be otherwise, and a new value.
WISHES: dict[type[Base], tuple[str, Any]] = {
    DailyRecord: ("state", "done"),
    Submission: ("submitted_at", after(THIRD.previous)),
    Inspection: ("organization_id", BRANCH),
    Finding: ("indicator", "ZZ-02"),
    InspectionExemption: ("reason", "忘了"),
    BonusClaim: ("level", "national"),
    Objection: ("text", "没有意见"),
    Correction: ("verdict", "late"),
    RectificationOrder: ("demand", "不用整改"),
    OrderProblem: ("indicator", "ZZ-02"),
    DemocraticReview: ("score", Decimal(99)),
    Consequence: ("year", 2027),
    Overhaul: ("group_id", "G2"),
    HelpPlan: ("helper", "别人"),
    FollowUp: ("day", date(2027, 1, 4)),
    BoardPicture: ("png", b"painted over"),
    Transition: ("facts", {"points": "5"}),
}

# What has to go before a row of these tables can be deleted.
DEPENDING: dict[type[Base], tuple[type[Base], ...]] = {
    Inspection: (Finding,),
    Objection: (Correction,),
    RectificationOrder: (OrderProblem,),
    HelpPlan: (FollowUp,),
    Overhaul: (FollowUp, HelpPlan),
    Consequence: (FollowUp, HelpPlan, Overhaul),
}
# What there may be only one of gets another name in a copy.
OTHER_NAMES: dict[type[Base], dict[str, Any]] = {
    InspectionExemption: {"organization_id": "org-004"},
    BoardPicture: {"edition": "public"},
    RectificationOrder: {"number": "督-2", "serial": 99},
    Consequence: {"kind": "interview"},
}


def file_everything(session: Session, organization_id: str) -> None:
    """Let one row come into being in every logged table."""
    by, signer = person(session, CLERK).id, person(session, HEAD).id
    slip = Slip(
        number=f"提-{organization_id}",
        issue_month=JULY.next,
        serial=int(organization_id[-1]),
        organization_id=organization_id,
        month=JULY,
        state=ANSWERED,
        issued_at=NOW,
    )
    self_check = SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=NOW, on_time=True)
    self_check.submissions = [Submission(submitted_by_id=by, submitted_at=NOW)]
    belongs: dict[str, Any] = {"quarter": THIRD, "organization_id": organization_id}
    sheet = Inspection(
        **belongs, group_id="G1", inspected_on=date(2026, 9, 9), recorded_by_id=by, signed_by_id=signer, recorded_at=NOW
    )
    sheet.findings = [Finding(indicator="ZZ-01", month=JULY, fact="没有台账")]
    objection = Objection(
        **belongs,
        target="record:1",
        subject="",
        text="已办",
        filed_by_id=by,
        filed_at=NOW,
        state="filed",
        reply_due=NOW,
    )
    board = Board(quarter=THIRD, version=int(organization_id[-1]), state=DRAFT, drafted_at=NOW, drafted_by_id=by)
    board.pictures = [BoardPicture(edition="group", png=b"drawn")]
    order = RectificationOrder(
        **belongs,
        number=f"督-{organization_id}",
        serial=int(organization_id[-1]),
        group_id="G1",
        ground="检查",
        demand="补齐台账",
        signer_id=signer,
        issued_at=NOW,
        state="issued",
        due=NOW,
        deadline={},
    )
    order.problems = [OrderProblem(position=1, indicator="ZZ-01", title="台账", text="没有台账")]
    consequence = Consequence(**belongs, kind="overhaul_report", year=2026, begun_at=NOW, state="confirmed")
    session.add_all([self_check, sheet, objection, board, order, consequence])
    session.flush()
    session.add_all(
        [
            DailyRecord(
                month=JULY,
                organization_id=organization_id,
                item="ZZ-01",
                state="not_done",
                remark="没办",
                recorded_by_id=by,
                recorded_at=NOW,
            ),
            InspectionExemption(**belongs, reason="新址搬迁", by_id=by, at=NOW),
            BonusClaim(
                organization_id=organization_id,
                rule="JF-1",
                level="county",
                matter="先进",
                awarded_on=date(2026, 8, 1),
                filed_by_id=by,
                filed_at=NOW,
                state="submitted",
            ),
            Correction(
                **belongs,
                target="record:1",
                verdict="struck",
                reason="查实",
                objection_id=objection.id,
                by_id=signer,
                at=NOW,
            ),
            DemocraticReview(
                year=2026,
                organization_id=organization_id,
                score=Decimal(90),
                origin="年度民主评议",
                entered_by_id=by,
                entered_at=NOW,
            ),
            Overhaul(
                id=consequence.id,
                organization_id=organization_id,
                group_id="G1",
                assigned_at=NOW,
                state="assigned",
                due=NOW,
                deadline={},
                plans=[
                    HelpPlan(
                        helper="周海波",
                        measure="结对",
                        by_id=by,
                        at=NOW,
                        follow_ups=[FollowUp(day=date(2026, 12, 1))],
                    )
                ],
            ),
            Transition(case_kind="objection", case_id=objection.id, event="admit", state="investigating", at=NOW),
        ]
    )
    session.flush()


def everything_filed(session: Session, town: TownshipFile) -> None:
    """Two branches have a row in every logged table."""
    loaded(session, town)
    file_everything(session, BRANCH)
    file_everything(session, ANOTHER)


@pytest.fixture(params=["sqlite", "postgresql"])
def filed(request: pytest.FixtureRequest, towns: Towns, tmp_path: Path) -> Iterator[Database]:
    """A town in which that has happened."""
    with towns.lent(request.param, everything_filed, tmp_path) as url:
        database = Database(url)
        yield database
        database.engine.dispose()


def first_problem(database: Database) -> str | None:
    with database.read() as session:
        return next(problems(session), None)


def behind_the_back(database: Database, *statements: Any) -> None:
    """Do something to the database that the product knows nothing of."""
    with database.writer() as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def newest(database: Database, table: type[Base]) -> dict[str, Any]:
    with database.read() as session:
        row = session.execute(select(table.__table__).order_by(table.__table__.c.id.desc()).limit(1)).one()
        return dict(row._mapping)


def test_every_row_of_every_logged_table_is_in_the_log(filed: Database) -> None:
    with filed.read() as session:
        rows = [row.partition("/")[0] for row in session.scalars(select(LogEntry.row))]
    assert sorted(rows) == sorted(table.__tablename__ for table in LOGGED for _ in range(2))
    assert first_problem(filed) is None


def test_the_wishes_below_leave_out_no_logged_table() -> None:
    assert set(WISHES) == set(LOGGED)


@pytest.mark.parametrize("table", WISHES, ids=lambda table: table.__tablename__)
def test_an_altered_row_is_named_with_its_field(filed: Database, table: type[Base]) -> None:
    field, value = WISHES[table]
    row = newest(filed, table)
    behind_the_back(filed, update(table).where(table.__table__.c.id == row["id"]).values({field: value}))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith(f"{table.__tablename__}/{row['id']} 与留痕不符：{field} 记为“")


@pytest.mark.parametrize("value", ["2026-99", "?"])
def test_a_row_that_cannot_even_be_read_any_more_is_named(filed: Database, value: str) -> None:
    row = newest(filed, DailyRecord)
    behind_the_back(
        filed, text("UPDATE daily_records SET month = :value WHERE id = :id").bindparams(value=value, id=row["id"])
    )
    assert first_problem(filed) == f"daily_records/{row['id']} 中有读不出的值：该行被改动。"


@pytest.mark.parametrize("table", WISHES, ids=lambda table: table.__tablename__)
def test_a_deleted_row_is_named(filed: Database, table: type[Base]) -> None:
    row = newest(filed, table)
    emptied = [delete(depending) for depending in DEPENDING.get(table, ())]
    behind_the_back(filed, *emptied, delete(table).where(table.__table__.c.id == row["id"]))
    with filed.read() as session:
        assert f"{table.__tablename__}/{row['id']} 有留痕而表中没有：该行被删除。" in list(problems(session))


# An overhaul has the number of its consequence: none can be slipped in by itself.
@pytest.mark.parametrize("table", [one for one in WISHES if one is not Overhaul], ids=lambda table: table.__tablename__)
def test_a_row_slipped_in_is_named(filed: Database, table: type[Base]) -> None:
    row = newest(filed, table)
    row["id"] += 1
    row |= OTHER_NAMES.get(table, {})
    behind_the_back(filed, insert(table).values(row))
    assert first_problem(filed) == f"{table.__tablename__}/{row['id']} 没有留痕：该行绕过程序写入。"


def alter_content(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(content=entry["content"].replace("filed", "x"))


def alter_digest(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(digest=BEGINNING)


def alter_row(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(row="daily_records/1")


@pytest.mark.parametrize("alter", [alter_content, alter_digest, alter_row])
def test_an_altered_entry_of_the_log_breaks_the_chain(filed: Database, alter: Callable[[dict[str, Any]], Any]) -> None:
    with filed.read() as session:
        entry = session.scalars(select(LogEntry).where(LogEntry.row.like("objections/%"))).first()
        assert entry is not None
        found = {"id": entry.id, "content": entry.content}
    behind_the_back(filed, alter(found))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith(f"留痕链在第 {found['id']} 条（")


def test_a_deleted_entry_of_the_log_breaks_the_chain(filed: Database) -> None:
    with filed.read() as session:
        ids = list(session.scalars(select(LogEntry.id).order_by(LogEntry.id)))
    behind_the_back(filed, delete(LogEntry).where(LogEntry.id == ids[4]))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith(f"留痕链在第 {ids[5]} 条（")


def test_the_last_entry_cut_off_leaves_its_row_without_one(filed: Database) -> None:
    entry = newest(filed, LogEntry)
    behind_the_back(filed, delete(LogEntry).where(LogEntry.id == entry["id"]))
    assert first_problem(filed) == f"{entry['row']} 没有留痕：该行绕过程序写入。"


def test_a_second_entry_for_an_altered_row_excuses_nothing(filed: Database) -> None:
    """Somebody who knows how the chain is made adds a fitting entry for the row he altered."""
    record, last = newest(filed, DailyRecord), newest(filed, LogEntry)
    name = f"daily_records/{record['id']}"
    with filed.read() as session:
        written = session.scalars(select(LogEntry).where(LogEntry.row == name)).one().content
    content = written.replace("not_done", "done")
    forged = {"row": name, "content": content, "digest": digest_of(last["digest"], name, content)}
    behind_the_back(
        filed,
        update(DailyRecord).where(DailyRecord.id == record["id"]).values(state="done"),
        insert(LogEntry).values(id=last["id"] + 1, **forged),
    )
    assert first_problem(filed) == f"{name} 与留痕不符：state 记为“not_done”，现为“done”。"


def test_a_long_log_is_read_to_its_end(filed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "AT_ONCE", 4)
    assert first_problem(filed) is None
    record = newest(filed, DailyRecord)
    behind_the_back(filed, update(DailyRecord).where(DailyRecord.id == record["id"]).values(remark="改"))
    with filed.read() as session:
        assert len(list(problems(session))) == 1


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
        assert len(session.scalars(select(LogEntry.id)).all()) == writers * 3


def claim(session: Session, matter: str) -> None:
    """File a claim and go on working for a moment before the commit."""
    by = person(session, CLERK).id
    filed: dict[str, Any] = {"organization_id": BRANCH, "rule": "JF-1", "level": "county", "state": "submitted"}
    session.add(BonusClaim(**filed, matter=matter, awarded_on=date(2026, 8, 1), filed_by_id=by, filed_at=NOW))
    session.flush()
    session.scalar(select(BonusClaim.id).limit(1))


def test_a_database_older_than_the_log_is_written_down_once(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        session.execute(delete(LogEntry))
        assert list(problems(session))
        assert (begin_log(session), begin_log(session)) == (1, 0)
        assert list(problems(session)) == []
