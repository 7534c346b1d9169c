"""Quarter scores: every point that is gone can be pointed at, and nobody loses one that nothing was recorded for."""

import csv
import io
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import DatabaseError
from models.daily_records import DailyRecord
from models.objections import Correction, Objection
from models.organizations import Organization
from models.self_checks import SUBMITTED, SelfCheck
from models.slips import ANSWERED, DELIVERED, PAPER, Slip
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from rules.scoring import Score
from services.boards.completeness import count_of, ranked, unrecorded
from services.boards.drafting import draft_board
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme
from services.scores.scores import all_explained, explained, quarter_scores
from services.self_checks.in_time import on_time_rates
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import (
    HEAD,
    SECOND,
    THIRD,
    after,
    inspect,
    made_up_records,
    person,
    record,
    record_lines,
)
from tests.worlds.records import read_records

NOW = after(THIRD)
JULY, AUGUST, SEPTEMBER = THIRD.months
BRANCH = "org-002"
YUNQI = "云栖社区支部"


def scored(session: Session, organization_id: str = BRANCH) -> Score:
    return next(score for one, score in quarter_scores(session, THIRD, NOW) if one.id == organization_id)


def hand_out(session: Session, month: Month, due: datetime | None, *, on_time: bool | None = None) -> None:
    """Give the branch a slip and, unless `on_time` is None, its answer."""
    slip = Slip(
        number=f"提-{month}",
        issue_month=month.next,
        serial=1,
        organization_id=BRANCH,
        month=month,
        state=PAPER if due is None else DELIVERED if on_time is None else ANSWERED,
        issued_at=NOW,
        due=due,
    )
    session.add(slip)
    if on_time is not None:
        session.add(SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=NOW, on_time=on_time))
    session.flush()


# Daily records


@pytest.mark.parametrize(
    ("lines", "indicator", "left"),
    [
        (["2026-07,org-002,ZZ-01,done,,caoxiaoming"], "ZZ-01", "5"),
        (["2026-07,org-002,ZZ-01,not_applicable,,caoxiaoming"], "ZZ-01", "5"),
        (["2026-07,org-002,ZZ-01,late,晚了,caoxiaoming"], "ZZ-01", "4.5"),
        (["2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming"], "ZZ-01", "4"),
        (
            ["2026-07,org-002,ZZ-01,late,晚了,caoxiaoming", "2026-09,org-002,ZZ-01,not_done,没办,caoxiaoming"],
            "ZZ-01",
            "3.5",
        ),
        (["2026-06,org-002,ZZ-01,not_done,没办,caoxiaoming"], "ZZ-01", "5"),
    ],
    ids=["done", "not applicable", "late", "not done", "two months", "last quarter"],
)
def test_what_was_not_done_costs_its_indicator(town: Database, lines: list[str], indicator: str, left: str) -> None:
    with town.begin() as session:
        record_lines(session, *lines)
        found = {one.indicator.code: one.result for one in scored(session).indicators}
    assert found[indicator] == Decimal(left)


def test_a_task_costs_the_indicator_it_belongs_to(town: Database, sample_town: TownshipFile) -> None:
    (tasks,) = [month.tasks for month in sample_town.monthly_tasks if month.month == JULY]
    task = next(one for one in tasks if one.sectors is None)
    with town.begin() as session:
        record_lines(session, f"2026-07,{BRANCH},{task.id},not_done,没办,caoxiaoming")
        hurt = [one.indicator.code for one in scored(session).indicators if one.deductions]
    assert hurt == [task.indicator]


def test_a_corrected_record_counts_as_corrected(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        record_lines(session, "2026-07,org-002,ZZ-01,done,查实已办,fenglihua")
        assert scored(session).total == 100


def test_every_total_is_what_the_records_say(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD)
        scheme = scheme_for(session, THIRD)
        found = {one.id: score.total for one, score in quarter_scores(session, THIRD, NOW)}
    assert found == added_up_by_hand(sample_town, scheme, list(found))


def added_up_by_hand(town: TownshipFile, scheme: Scheme, ids: list[str]) -> dict[str, Decimal]:
    """Add the sample records up another way, straight from the files."""
    tasks = {task.id: task.indicator for month in town.monthly_tasks for task in month.tasks}
    committee = {one.id: one.has_committee for one in town.organizations}
    lost: dict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for text in made_up_records(town, THIRD.months).values():
        for row in csv.DictReader(io.StringIO(text)):
            indicator = scheme.indicators[tasks.get(row["item"], row["item"])]
            price = {"late": indicator.late or Decimal(0), "not_done": indicator.per_failure}.get(row["state"])
            counts = indicator.due_quarter in (None, 3)
            if price and counts and (committee[row["organization"]] or not indicator.needs_committee):
                lost[row["organization"], indicator.code].append((row["month"], price))
    totals = dict.fromkeys(ids, Decimal(100))
    for (organization, code), prices in lost.items():
        unit = scheme.indicators[code].unit
        dearest: dict[str, Decimal] = {}
        for number, (month, price) in enumerate(prices):
            place = {"case": str(number), "month": month}.get(unit, "")
            dearest[place] = max(dearest.get(place, price), price)
        totals[organization] -= min(sum(dearest.values(), Decimal(0)), scheme.indicators[code].points)
    return totals


def test_every_lost_point_names_the_entry_it_comes_from(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD)
        for organization, score in quarter_scores(session, THIRD, NOW):
            deductions = [each for one in score.indicators for each in one.deductions]
            for each in deductions:
                entry = session.get_one(DailyRecord, int(each.failure.source.removeprefix("record:")))
                assert (entry.organization_id, entry.month) == (organization.id, each.failure.month)
                assert entry.state == ("late" if each.failure.late else "not_done")
            assert score.base == sum(score.categories.values()) == sum(one.result for one in score.indicators)


# Who is ranked


def test_a_branch_founded_in_may_is_ranked_from_the_third_quarter_on(town: Database) -> None:
    with town.read() as session:
        second = [one.short_name for one, _ in quarter_scores(session, SECOND, NOW)]
        third = [one.short_name for one, _ in quarter_scores(session, THIRD, NOW)]
    assert (len(second), len(third)) == (38, 39)
    assert set(third) - set(second) == {YUNQI}


def test_a_quarter_keeps_the_rule_it_was_pinned_to(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        pin_quarter(session, THIRD, NOW)
        dearer = {"indicators": {"ZZ-01": {"deduction": {"unit": "case", "per_failure": 3, "late": 1, "floor": 0}}}}
        store_scheme(session, shipped_text(), dearer, NOW)
        assert scored(session).total == 99
        assert scheme_for(session, THIRD.next).indicators["ZZ-01"].per_failure == 3


def test_without_a_rule_there_are_no_scores(db: Database) -> None:
    with db.read() as session, pytest.raises(DatabaseError, match="No rule has been loaded"):
        quarter_scores(session, THIRD, NOW)


def test_a_month_without_any_record_is_noticed_for_whoever_existed(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-04,org-002,ZZ-01,done,,caoxiaoming")
        scheme = scheme_for(session, SECOND)
        everybody = count_of(session, ranked(SECOND, scheme))
        missing = {month: one.count for month, one in unrecorded(session, SECOND, scheme, SECOND.months).items()}
    # One is recorded in April; whoever was founded during the quarter is not ranked in it.
    assert missing == {Month(2026, 4): everybody - 1, Month(2026, 5): everybody, Month(2026, 6): everybody}


# Self-checks


@pytest.mark.parametrize(
    ("due", "on_time", "lost"),
    [
        (NOW - timedelta(days=1), True, "0"),
        (NOW - timedelta(days=1), False, "0.5"),
        (NOW - timedelta(days=1), None, "1"),
        (NOW, None, "1"),
        (NOW + timedelta(minutes=1), None, "0"),
        (None, None, "0"),
    ],
    ids=["on time", "late", "missing", "missing since this moment", "not due yet", "never received"],
)
def test_the_first_complete_form_decides(town: Database, due: datetime | None, on_time: bool | None, lost: str) -> None:
    with town.begin() as session:
        hand_out(session, SEPTEMBER, due, on_time=on_time)
        assert scored(session).total == 100 - Decimal(lost)


def test_a_missing_self_check_names_its_slip(town: Database) -> None:
    with town.begin() as session:
        hand_out(session, JULY, NOW - timedelta(days=60))
        (line,) = explained(session, session.get_one(Organization, BRANCH), THIRD, NOW).lines
    assert (line.entry.code, line.points) == ("ZD-07", Decimal(-1))
    assert line.entry.source == "7月自查整改表未报送，提醒单提-2026-07"


def test_a_self_check_also_noted_by_hand_costs_only_once(town: Database) -> None:
    with town.begin() as session:
        hand_out(session, JULY, NOW - timedelta(days=60))
        record_lines(session, "2026-07,org-002,ZD-07,late,迟报,caoxiaoming")
        assert scored(session).total == 99


def test_the_on_time_rate_counts_only_what_was_asked_for(town: Database) -> None:
    with town.begin() as session:
        assert on_time_rates(session, THIRD, NOW) == {}
        hand_out(session, JULY, NOW - timedelta(days=60), on_time=True)
        hand_out(session, AUGUST, NOW - timedelta(days=30), on_time=False)
        hand_out(session, SEPTEMBER, NOW + timedelta(days=1))
        assert on_time_rates(session, THIRD, NOW) == {BRANCH: Decimal("0.5")}


# Explained, entry by entry


@pytest.mark.long
@pytest.mark.parametrize("quarter", [Quarter(2025, 4), Quarter(2026, 1), SECOND, THIRD], ids=str)
def test_the_entries_of_every_branch_add_up_to_its_total_on_the_board_to_the_cent(
    town: Database, sample_town: TownshipFile, quarter: Quarter
) -> None:
    with town.begin() as session:
        record(session, sample_town, quarter)
        inspect(session, sample_town, quarter)
        board = draft_board(session, quarter, person(session, HEAD), after(quarter))
        said = {row.organization_id: row.register for row in board.rows}
        told = all_explained(session, [row.organization for row in board.rows], quarter, board.drafted_at, said)
        for row, of_row in zip(board.rows, told, strict=True):
            assert 100 + sum(line.points for line in of_row.lines) == row.total == of_row.score.total
            assert all(line.entry.by and line.entry.source for line in of_row.lines)
        first = board.rows[0]
        assert told[0] == explained(session, first.organization, quarter, board.drafted_at, first.register)
    assert len(board.rows) == (39 if quarter == THIRD else 38)


def test_what_fell_into_the_same_month_is_listed_and_marked_as_not_counted(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZD-07,late,迟报,caoxiaoming")
        hand_out(session, JULY, NOW - timedelta(days=60))
        lines = explained(session, session.get_one(Organization, BRANCH), THIRD, NOW).lines
    assert [(line.entry.key.split(":")[0], line.points, line.counted) for line in lines] == [
        ("record", Decimal(0), False),
        ("slip", Decimal(-1), True),
    ]


def test_what_was_recorded_later_does_not_change_the_score_of_a_moment_before(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        assert scored(session).total == 99
        before = NOW - timedelta(minutes=1)
        assert next(score for one, score in quarter_scores(session, THIRD, before) if one.id == BRANCH).total == 100


def test_a_correction_made_later_leaves_the_entry_as_it_stood_before(town: Database) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        corrected = "2026-07,org-002,ZZ-01,done,,caoxiaoming"
        text = "\n".join([",".join(HEADER), corrected, ""])
        load_records(session, read_records(text, "rows.csv"), later)
        branch = session.get_one(Organization, BRANCH)
        assert explained(session, branch, THIRD, NOW).score.total == 99
        assert explained(session, branch, THIRD, later).score.total == 100
        assert explained(session, branch, THIRD, later).lines == ()


@pytest.mark.parametrize(("verdict", "total"), [("struck", "100"), ("late", "99.5")])
def test_an_upheld_objection_changes_the_score_from_that_moment_on(town: Database, verdict: str, total: str) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        record_lines(session, "2026-07,org-002,ZZ-01,not_done,没办,caoxiaoming")
        branch = session.get_one(Organization, BRANCH)
        (line,) = explained(session, branch, THIRD, NOW).lines
        uphold(session, line.entry.key, verdict, later)
        (now_line,) = explained(session, branch, THIRD, later).lines
        assert (now_line.entry.corrected, explained(session, branch, THIRD, later).score.total) == (
            verdict,
            Decimal(total),
        )
        assert explained(session, branch, THIRD, NOW).score.total == 99


def uphold(session: Session, target: str, verdict: str, now: datetime) -> None:
    """Note that an objection to an entry was upheld."""
    by = person(session, HEAD)
    about = {"quarter": THIRD, "organization_id": BRANCH, "target": target}
    objection = Objection(
        **about, subject="", text="记错了", filed_by_id=by.id, filed_at=NOW, state="upheld", reply_due=now
    )
    session.add(objection)
    session.flush()
    session.add(Correction(**about, verdict=verdict, reason="属实", objection_id=objection.id, by_id=by.id, at=now))
    session.flush()


def test_a_late_answer_that_an_objection_has_struck_out_counts_as_on_time(town: Database) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as session:
        hand_out(session, JULY, NOW - timedelta(days=60), on_time=False)
        (line,) = explained(session, session.get_one(Organization, BRANCH), THIRD, NOW).lines
        uphold(session, line.entry.key, "struck", later)
        assert on_time_rates(session, THIRD, NOW)[BRANCH] == Fraction(0)
        assert on_time_rates(session, THIRD, later)[BRANCH] == Fraction(1)
