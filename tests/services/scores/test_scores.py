"""Quarter scores: every point that is gone can be pointed at, and nobody loses one that nothing was recorded for."""

import csv
import io
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.db import Database
from bot.errors import DatabaseError
from models.daily_records import DailyRecord
from models.organizations import Organization
from rules.periods import Month
from rules.scheme import Scheme
from services.boards.completeness import count_of, ranked, unrecorded
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme
from services.scores.scores import explained, quarter_scores
from services.self_checks.in_time import on_time_rates
from services.township.file import TownshipFile
from tests.services.scores.scored import AUGUST, BRANCH, JULY, NOW, SEPTEMBER, hand_out, scored
from tests.worlds.recorded_quarters import SECOND, THIRD, made_up_records, record, record_lines

YUNQI = "云栖社区支部"


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
