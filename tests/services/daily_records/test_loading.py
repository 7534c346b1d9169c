"""Daily records from files: every wrong cell is named, nothing is half-done, corrections keep what they correct."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, DatabaseError
from models.daily_records import DailyRecord, records_of
from models.organizations import Organization
from models.schemes import QuarterRule, latest_version
from rules.periods import Month
from services.daily_records.file import HEADER, RecordRow
from services.daily_records.loading import Loaded, load_records
from tests.worlds.records import read_records

OCTOBER = Month(2026, 10)
GOOD = "2026-10,org-002,T-202610-01,done,,caoxiaoming"
LATE = "2026-10,org-002,T-202610-03,late,台账月底补登,caoxiaoming"
NOT_DONE = "2026-10,org-002,T-202610-03,not_done,截至月底未登记,fenglihua"

Load = Callable[..., Loaded]


def file_of(*lines: str) -> str:
    return "\n".join([",".join(HEADER), *lines, ""])


def rows_of(*lines: str) -> list[RecordRow]:
    return read_records(file_of(*lines), "10.csv")


@pytest.fixture
def load(now: datetime) -> Load:
    def load_lines(session: Session, *lines: str) -> Loaded:
        return load_records(session, rows_of(*lines), now)

    return load_lines


def test_records_are_stored_with_author_and_moment(town: Database, load: Load, now: datetime) -> None:
    with town.begin() as session:
        assert load(session, GOOD, LATE) == Loaded(new=2, corrected=0, unchanged=0)
        late = records_of(session, OCTOBER)[1]
        assert (late.organization_id, late.item, late.state, late.remark) == (
            "org-002",
            "T-202610-03",
            "late",
            "台账月底补登",
        )
        assert late.recorded_at == now


def test_loading_the_same_file_again_changes_nothing(town: Database, load: Load) -> None:
    with town.begin() as session:
        load(session, GOOD, LATE)
        assert load(session, GOOD, LATE) == Loaded(new=0, corrected=0, unchanged=2)
        assert len(session.scalars(select(DailyRecord)).all()) == 2


def test_a_row_that_says_something_else_corrects_and_keeps_what_was_said(town: Database, load: Load) -> None:
    with town.begin() as session:
        load(session, LATE)
        assert load(session, NOT_DONE) == Loaded(new=0, corrected=1, unchanged=0)
        first, second = session.scalars(select(DailyRecord).order_by(DailyRecord.id)).all()
        assert (first.state, second.state, second.replaces_id) == ("late", "not_done", first.id)
        assert records_of(session, OCTOBER) == [second]
        assert load(session, LATE) == Loaded(new=0, corrected=1, unchanged=0)
        assert [record.state for record in records_of(session, OCTOBER)] == ["late"]


def test_an_organisation_may_be_named_as_people_name_it(town: Database, load: Load) -> None:
    with town.begin() as session:
        load(session, GOOD.replace("org-002", "荷塘一支部"))
        assert load(session, GOOD) == Loaded(new=0, corrected=0, unchanged=1)
        assert load(session, GOOD.replace("org-002", "荷塘村第一党支部")) == Loaded(new=0, corrected=0, unchanged=1)


def test_the_office_records_for_everybody(town: Database, load: Load) -> None:
    with town.begin() as session:
        assert load(session, GOOD.replace("caoxiaoming", "WuSiYuan")).new == 1


REFUSED = [
    ("an organisation nobody knows", GOOD.replace("org-002", "org-099"), "organization：名册里没有“org-099”"),
    ("a parent", GOOD.replace("org-002", "org-001"), "organization：荷塘村党委不参加考核"),
    ("before it was founded", "2026-04,org-025,HD-01,done,,gezhiwei", "云栖社区支部2026-05-15才成立"),
    ("a task of another month", GOOD.replace("202610", "202609"), "“完成9月主题党日”是2026-09的任务，不是2026-10的"),
    (
        "a task for others",
        "2026-08,org-032,T-202608-05,done,,handongsheng",
        "不要求澄泾中学支部做",
    ),
    ("no task at all", GOOD.replace("T-202610-01", "T-1"), "item：没有叫“T-1”的任务"),
    ("a duty that does not apply", "2026-10,org-037,BZ-02,done,,renjiayi", "不要求恒泽机械支部做"),
    ("a duty out of season", GOOD.replace("T-202610-01", "ZD-04"), "只在1月至3月考核"),
    ("a month to come", GOOD.replace("2026-10", "2026-12"), "month：2026-12还没有开始"),
    ("a stranger", GOOD.replace("caoxiaoming", "stranger"), "recorded_by：名册里没有登记人“stranger”"),
    ("another group", GOOD.replace("caoxiaoming", "gezhiwei"), "葛志伟不是镇组织办的，也不在荷塘一支部的督导组里"),
]


@pytest.mark.parametrize(("line", "sentence"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_a_row_that_does_not_fit_the_register_is_refused(town: Database, load: Load, line: str, sentence: str) -> None:
    with town.begin() as session:
        with pytest.raises(BadFile) as refused:
            load(session, LATE, line)
        assert sentence in str(refused.value)
        assert str(refused.value).startswith("10.csv, line 3，")
        assert records_of(session, OCTOBER) == []


def test_a_record_on_an_indicator_without_a_task_is_taken(town: Database, load: Load) -> None:
    with town.begin() as session:
        assert load(session, "2026-10,org-002,HD-02,not_done,到会率不足八成,caoxiaoming").new == 1


def test_the_same_item_twice_is_refused_naming_both_lines(town: Database, load: Load) -> None:
    with town.begin() as session, pytest.raises(BadFile) as refused:
        load(session, LATE, GOOD, NOT_DONE.replace("org-002", "荷塘一支部"))
    assert str(refused.value) == "10.csv, line 4：荷塘一支部的T-202610-03与10.csv, line 2重复，请删去一行。"


def test_a_closed_quarter_takes_no_records(town: Database, load: Load, now: datetime) -> None:
    with town.begin() as session:
        version = latest_version(session)
        session.add(QuarterRule(quarter=OCTOBER.quarter, version=version, pinned_at=now, closed_at=now))
        with pytest.raises(BadFile, match="line 2，month：2026-10所在季度已经封账，记录不能再改。"):
            load(session, GOOD)


def test_a_supervisor_of_the_past_may_stand_as_the_recorder_of_the_past(town: Database, load: Load) -> None:
    with town.begin() as session:
        group_member = "UPDATE appointments SET until = '2026-10-31' WHERE role = 'supervision_group_member'"
        session.connection().exec_driver_sql(group_member)
        assert load(session, GOOD).new == 1


def test_without_a_register_nothing_can_be_loaded(db: Database, load: Load) -> None:
    with db.begin() as session, pytest.raises(DatabaseError, match="flask township load"):
        load(session, GOOD)


def test_a_branch_founded_within_the_month_has_records(town: Database, load: Load) -> None:
    with town.begin() as session:
        session.get_one(Organization, "org-025").founded = date(2026, 10, 31)
        session.flush()
        assert load(session, "2026-10,org-025,T-202610-01,done,,gezhiwei").new == 1


def test_the_new_month_begins_at_midnight_in_beijing(town: Database, now: datetime) -> None:
    november = rows_of(GOOD.replace("2026-10", "2026-11").replace("202610", "202611"))
    last_second = datetime.fromisoformat("2026-10-31T23:59:59+08:00")
    with town.begin() as session:
        with pytest.raises(BadFile, match="2026-11还没有开始"):
            load_records(session, november, last_second)
        assert load_records(session, november, last_second + timedelta(seconds=1)).new == 1
