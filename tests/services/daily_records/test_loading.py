"""Daily records from files: every wrong cell is named, nothing is half-done, corrections keep what they correct."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, DatabaseError
from models.daily_records import STATES, DailyRecord, records_of
from models.organizations import Organization
from models.schemes import QuarterRule, latest_version
from rules.periods import Month
from services.daily_records.file import HEADER, RecordRow, read_records
from services.daily_records.loading import Loaded, load_records

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


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2026-13,org-002,HD-01,done,,caoxiaoming", "column month: There is no month 13 of the year 2026"),
        ("Oct 26,org-002,HD-01,done,,caoxiaoming", "column month: 'Oct 26' is not a month; write one like 2026-10"),
        ("2026-10,,HD-01,done,,caoxiaoming", "column organization: is empty; fill it in"),
        ("2026-10,org-002,,done,,caoxiaoming", "column item: is empty; fill it in"),
        ("2026-10,org-002,HD-01,did,,caoxiaoming", "column state: 'did' is not a state; write done, late, not_done or"),
        ("2026-10,org-002,HD-01,late,,caoxiaoming", "column remark: is empty; a duty that is late needs the fact"),
        ("2026-10,org-002,HD-01,not_done, ,caoxiaoming", "column remark: is empty; a duty that is not_done needs"),
        (f"2026-10,org-002,HD-01,late,{'补' * 257},caoxiaoming", "column remark: has 257 signs; write at most 256"),
        ('2026-10,org-002,HD-01,late,"a\nb",caoxiaoming', "column remark: holds a line break"),
        ("2026-10,org-002,HD-01,late,a\0b,caoxiaoming", "column remark: holds a line break or another sign"),
        ("2026-10,org-002,HD-01,done,", "5 columns; there must be 6: month,organization"),
        ("2026-10,org-002,HD-01,done,,x,y", "7 columns; there must be 6: month,organization"),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(line: str, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        rows_of(GOOD, line)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("10.csv, line ")


def test_all_wrong_rows_are_named_up_to_twenty() -> None:
    with pytest.raises(BadFile) as refused:
        rows_of(*["2026-10,org-002,HD-01,did,,caoxiaoming"] * 25)
    lines = str(refused.value).splitlines()
    assert lines[0].startswith("10.csv, line 2, column state")
    assert lines[19].startswith("10.csv, line 21, column state")
    assert lines[20:] == ["… and 5 more mistakes"]


@pytest.mark.parametrize(
    "text", ["", "\n", "month;organization\n", "organization,month,item,state,remark,recorded_by\n"]
)
def test_another_first_line_is_refused(text: str) -> None:
    with pytest.raises(BadFile, match=r"10.csv, line 1: the first line must be month,organization,item,state,remark,"):
        read_records(text, "10.csv")


def test_quotes_that_do_not_close_are_refused() -> None:
    with pytest.raises(BadFile, match=r"10.csv, line 3: this is not CSV .*; correct the quotes"):
        read_records(file_of(GOOD, '2026-10,"org-002'), "10.csv")


def test_what_a_spreadsheet_adds_does_no_harm() -> None:
    text = "\ufeff" + file_of(GOOD, "", f" {GOOD} ").replace("\n", "\r\n")
    assert [row.where for row in read_records(text, "10.csv")] == ["10.csv, line 2", "10.csv, line 4"]


CELL = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@given(st.lists(st.tuples(CELL, CELL, st.sampled_from(STATES), CELL, CELL), max_size=5))
def test_what_was_written_is_what_is_read(cells: list[tuple[str, str, str, str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *(("2026-10", *row) for row in cells)])
    rows = read_records(text.getvalue(), "10.csv")
    assert [(row.organization, row.item, row.state, row.remark, row.recorded_by) for row in rows] == cells


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_in_a_file_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        read_records(",".join(HEADER) + "\n" + text, "10.csv")
    except BadFile as refused:
        assert str(refused).startswith("10.csv, line ")


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
    ("an organisation nobody knows", GOOD.replace("org-002", "org-099"), "column organization: 'org-099' is not in"),
    ("a parent", GOOD.replace("org-002", "org-001"), "column organization: org-001 is not assessed"),
    ("before it was founded", "2026-04,org-025,HD-01,done,,gezhiwei", "org-025 was founded on 2026-05-15, after"),
    ("a task of another month", GOOD.replace("202610", "202609"), "T-202609-01 is a task of 2026-09, not of 2026-10"),
    (
        "a task for others",
        "2026-08,org-032,T-202608-05,done,,handongsheng",
        "does not concern org-032, which is a school",
    ),
    ("no task at all", GOOD.replace("T-202610-01", "T-1"), "column item: 'T-1' is neither a task nor an indicator"),
    ("a duty that does not apply", "2026-10,org-037,BZ-02,done,,renjiayi", "BZ-02 does not apply to org-037, which is"),
    ("a duty out of season", GOOD.replace("T-202610-01", "ZD-04"), "ZD-04 is assessed in quarter 1 only"),
    ("a month to come", GOOD.replace("2026-10", "2026-12"), "column month: 2026-12 has not begun"),
    ("a stranger", GOOD.replace("caoxiaoming", "stranger"), "column recorded_by: 'stranger' is nobody in the register"),
    ("another group", GOOD.replace("caoxiaoming", "gezhiwei"), "gezhiwei is neither of the office nor of the superv"),
]


@pytest.mark.parametrize(("line", "sentence"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_a_row_that_does_not_fit_the_register_is_refused(town: Database, load: Load, line: str, sentence: str) -> None:
    with town.begin() as session:
        with pytest.raises(BadFile) as refused:
            load(session, LATE, line)
        assert sentence in str(refused.value)
        assert str(refused.value).startswith("10.csv, line 3, column ")
        assert records_of(session, OCTOBER) == []


def test_a_record_on_an_indicator_without_a_task_is_taken(town: Database, load: Load) -> None:
    with town.begin() as session:
        assert load(session, "2026-10,org-002,HD-02,not_done,到会率不足八成,caoxiaoming").new == 1


def test_the_same_item_twice_is_refused_naming_both_lines(town: Database, load: Load) -> None:
    with town.begin() as session, pytest.raises(BadFile) as refused:
        load(session, LATE, GOOD, NOT_DONE.replace("org-002", "荷塘一支部"))
    assert str(refused.value) == "10.csv, line 4: 荷塘一支部 and T-202610-03 stand at 10.csv, line 2 too; delete one"


def test_a_closed_quarter_takes_no_records(town: Database, load: Load, now: datetime) -> None:
    with town.begin() as session:
        version = latest_version(session)
        session.add(QuarterRule(quarter=OCTOBER.quarter, version=version, pinned_at=now, closed_at=now))
        with pytest.raises(BadFile, match="line 2, column month: 2026-Q4 is closed; its records can no longer change"):
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
        with pytest.raises(BadFile, match="2026-11 has not begun"):
            load_records(session, november, last_second)
        assert load_records(session, november, last_second + timedelta(seconds=1)).new == 1
