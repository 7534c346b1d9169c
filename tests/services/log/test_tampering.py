"""The log of entries: nothing a score rests on can be altered, added or taken away unnoticed."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, UniqueConstraint, create_engine, delete, func, insert, select, text, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.db import Database
from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.ballots import Ballot
from models.base import Base
from models.boards import DRAFT, Board, BoardPicture, BoardRow
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.holidays import HolidaySchedule
from models.inspections import Finding, Inspection, InspectionExemption
from models.log import LogEntry, LogHead
from models.missed_months import MissedMonth
from models.objections import Correction, Objection
from models.orders import OrderProblem, RectificationOrder
from models.organization_changes import OrganizationChange, StreakTakeover
from models.organizations import Organization
from models.overhauls import FollowUp, HelpPlan, Overhaul
from models.people import Person
from models.promises import Promise
from models.pseudonyms import Pseudonym
from models.red_line_overrides import RedLineOverride
from models.register_entries import RegisterEntry
from models.schemes import QuarterRule, SchemeVersion
from models.self_checks import SUBMITTED, Answer, SelfCheck, Submission
from models.slip_holds import SlipHold, SlipLook
from models.slips import ANSWERED, Slip, SlipItem
from models.task_changes import TaskChange
from models.tasks import Task
from models.transitions import Transition
from rules.periods import Month, Quarter
from services.log import checking
from services.log.acts import COVERS
from services.log.checking import problems
from services.log.covering import cover_all
from services.log.tables import BY_NAME, CHAINED, LEFT_OUT, columns_of, covers, key_of, written
from services.log.writing import BEGINNING, append, digest_of, write_down
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, after, person, record_lines
from tests.worlds.towns import Towns, loaded
from tests.worlds.watching import statements

NOW = after(THIRD)
JULY = THIRD.months[0]
BRANCH, ANOTHER = "org-002", "org-003"


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
    answer = {"position": 1, "problem": "没办", "reason": "人不齐", "measure": "补开", "responsible": "王"}
    self_check.submissions = [Submission(submitted_by_id=by, submitted_at=NOW, answers=[Answer(**answer)])]
    item = {"position": 1, "kind": "task", "title": "党员大会", "indicator": "ZZ-01", "state": "late", "remark": ""}
    slip.items = [SlipItem(**item, points=Decimal(1))]
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
    board.rows = [
        BoardRow(
            organization_id=organization_id,
            rank=1,
            list="red",
            tied=False,
            base=Decimal(99),
            bonus=Decimal(0),
            total=Decimal(99),
            by_category={"ZZ": "19.00"},
            on_time_rate="1",
            register={"sector": "village"},
        )
    ]
    rule = session.scalars(select(SchemeVersion)).one()
    review = AnnualReview(
        year=2026, version=board.version, state=DRAFT, scheme_version_id=rule.id, drafted_at=NOW, drafted_by_id=by
    )
    review.rows = [AnnualReviewRow(organization_id=organization_id, total=Decimal(90), quarters=[], months=[])]
    ballot = Ballot(
        year=2026,
        organization_id=organization_id,
        opened_by_id=by,
        opened_at=NOW,
        closes_at=NOW,
        state="open",
        key_name=organization_id,
    )
    pinned = QuarterRule(quarter=Quarter(2020 + board.version, 1), scheme_version_id=rule.id, pinned_at=NOW)
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
    session.add_all([self_check, sheet, objection, board, order, consequence, review, ballot, pinned])
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
            MissedMonth(month=Month(2020, board.version), state="missed", found_at=NOW),
            TaskChange(
                task_id=session.scalars(select(Task.id)).first(), kind="ended", before={}, reason="", by_id=by, at=NOW
            ),
            SlipHold(organization_id=organization_id, month=JULY, state="held", until=date(2026, 9, 9)),
            RegisterEntry(kind="town_changed", day=date(2026, 8, 1), reason="更名", by_id=by, at=NOW),
            RedLineOverride(line="messages", value="30", reason="省里要求", by_id=by, at=NOW),
            SlipLook(month=JULY, by_id=by, at=NOW, slips=2),
            Pseudonym(person=Person(name="离任的"), reason="本人要求", by_id=by, at=NOW),
            HolidaySchedule(year=2020 + board.version, text="year: 2020\n", loaded_at=NOW),
            OrganizationChange(
                organization_id=organization_id, kind="renamed", day=date(2026, 8, 1), reason="更名", noted_at=NOW
            ),
            StreakTakeover(
                from_id=organization_id, to_id="org-005", day=date(2026, 8, 1), state="proposed", begun_at=NOW
            ),
            Promise(
                organization_id=organization_id,
                slip_id=slip.id,
                item="党员大会",
                measure="补开",
                day=date(2026, 9, 1),
                state="open",
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


@pytest.fixture(scope="module")
def engine(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The database in the hands of somebody who knows SQL, and whom no foreign key keeps from anything."""
    with towns.lent("sqlite", everything_filed, tmp_path_factory.mktemp("sql")) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def other(value: Any) -> Any:
    """Give another value of the same kind."""
    others: dict[type, Callable[[Any], Any]] = {
        bool: lambda one: not one,
        int: lambda one: one + 1,
        Decimal: lambda one: one + 1,
        date: lambda one: one + timedelta(days=1),
        datetime: lambda one: one + timedelta(days=1),
        Month: lambda one: one.next,
        Quarter: lambda one: one.next,
        str: lambda one: f"{one[:-1]}改",
        bytes: lambda one: one + b"!",
        dict: lambda _: {"other": 1},
        list: lambda _: ["other"],
    }
    return others.get(type(value), lambda one: one)(value)


def altered(table: type[Base], row: dict[str, Any]) -> Any:
    """Alter the first value that can be another one, if possible one that is no name of another row."""
    names = sorted(columns_of(table), key=lambda name: (other(row[name]) == row[name], name.endswith("_id")))
    key = key_of(table)
    return update(table).where(key == row[key.name]).values({names[0]: other(row[names[0]])})


def removed(table: type[Base], row: dict[str, Any]) -> Any:
    key = key_of(table)
    return delete(table).where(key == row[key.name])


def slipped_in(table: type[Base], row: dict[str, Any]) -> Any:
    """Insert a second row of the same, as far as there may be two."""
    key, core = key_of(table).name, table.__table__
    assert isinstance(core, SqlTable)
    alone = [set(one.columns.keys()) for one in core.constraints if isinstance(one, UniqueConstraint)]
    alike = {name for names in alone for name in names if row[name] is not None}
    copy = row | {name: other(row[name]) for name in alike} | {key: other(row[key])}
    return insert(table).values(copy)


SAID = {
    altered: "{} 与留痕不符：",
    removed: "{} 有留痕而表中没有：该行被删除。",
    slipped_in: "{} 没有留痕：该行绕过程序写入。",
}


@pytest.mark.parametrize("tamper", SAID, ids=lambda tamper: tamper.__name__)
def test_whatever_was_tampered_with_is_named(engine: Engine, tamper: Callable[..., Any]) -> None:
    """One altered value, or one row removed, or one slipped in, in every table of the models that the log covers.

    In all of them at once: each row is held against its own entry, and to read the whole town for each took long.
    """
    named = []
    with Session(engine) as session:
        for table in CHAINED:
            key = key_of(table)
            columns = [key, *(column for column in table.__table__.c if column is not key)]
            row = dict(session.execute(select(*columns).order_by(key.desc()).limit(1)).one()._mapping)
            session.execute(tamper(table, row))
            of_it = other(row[key.name]) if tamper is slipped_in else row[key.name]
            named.append(SAID[tamper].format(f"{table.__tablename__}/{of_it}"))
        found = list(problems(session))
        session.rollback()
    assert [one for one in named if not any(said.startswith(one) for said in found)] == []
    assert len(found) == len(named), "and nothing else is"


@pytest.mark.parametrize("value", ["2026-99", "?"])
def test_a_row_that_cannot_even_be_read_any_more_is_named(filed: Database, value: str) -> None:
    row = newest(filed, DailyRecord)
    behind_the_back(
        filed, text("UPDATE daily_records SET month = :value WHERE id = :id").bindparams(value=value, id=row["id"])
    )
    assert first_problem(filed) == f"daily_records/{row['id']} 中有读不出的值：该行被改动。"


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


def test_a_deleted_entry_of_the_log_is_missed(filed: Database) -> None:
    behind_the_back(filed, delete(LogEntry).where(LogEntry.id == 5))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith("留痕第 5 条的编号是 6（")


def test_a_log_cut_off_at_its_end_is_missed_also_with_the_row_it_speaks_of(filed: Database) -> None:
    entry = newest(filed, LogEntry)
    table, _, key = entry["row"].partition("/")
    behind_the_back(
        filed,
        delete(LogEntry).where(LogEntry.id == entry["id"]),
        delete(BY_NAME[table]).where(key_of(BY_NAME[table]) == int(key)),
    )
    number = entry["id"]
    assert first_problem(filed) == (f"留痕应有 {number} 条，现有 {number - 1} 条，末条与记下的不符：末尾被删除或续写。")
    with filed.begin() as session:
        claim(session, "一条新的")
    assert (
        first_problem(filed)
        == f"留痕第 {number} 条的编号是 {number + 1}（bonus_claims/3）：有留痕被删除、插入或改了编号。"
    )


@pytest.mark.parametrize("number", [0, -1])
def test_an_entry_before_the_first_one_excuses_no_row_slipped_in(filed: Database, number: int) -> None:
    record = newest(filed, DailyRecord) | {"id": 900001, "item": "ZZ-02"}
    behind_the_back(
        filed,
        insert(DailyRecord).values(record),
        insert(LogEntry).values(id=number, row="daily_records/900001", content="", digest=""),
    )
    assert first_problem(filed) == (
        f"留痕第 1 条的编号是 {number}（daily_records/900001）：有留痕被删除、插入或改了编号。"
    )


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
        update(LogHead).values(entries=last["id"] + 1, digest=forged["digest"]),
    )
    assert first_problem(filed) == f"{name} 与留痕不符：state 记为“not_done”，现为“done”。"


def test_a_long_log_is_read_to_its_end(filed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 50)
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
        claims = select(LogEntry.id).where(LogEntry.row.like("bonus_claims/%"))
        assert len(session.scalars(claims).all()) == writers * 3


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
