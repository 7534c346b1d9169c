"""The sample town's made-up year: the same for the same seed, and worth looking at."""

import csv
import io
from collections import Counter, defaultdict

import pytest

from demo.sample.records import sample_records
from rules.periods import Month, Quarter
from rules.scheme import Scheme, load_scheme
from rules.scoring import Failure, score
from services.schemes.versions import shipped_text
from services.township.file import TownshipFile

SEED = 2024
FAILED = ("late", "not_done")

Rows = dict[Month, list[dict[str, str]]]


@pytest.fixture(scope="module")
def rows(sample_town: TownshipFile) -> Rows:
    texts = sample_records(sample_town, [month.month for month in sample_town.monthly_tasks], SEED)
    return {month: list(csv.DictReader(io.StringIO(text))) for month, text in texts.items()}


@pytest.fixture(scope="module")
def totals(sample_town: TownshipFile, rows: Rows) -> dict[Quarter, Counter[str]]:
    """Each organisation's points in each whole quarter, in hundredths."""
    scheme = load_scheme(shipped_text()).with_overrides(sample_town.overrides)
    quarters = [Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)]
    return {quarter: _totals(scheme, sample_town, rows, quarter) for quarter in quarters}


def _totals(scheme: Scheme, sample_town: TownshipFile, rows: Rows, quarter: Quarter) -> Counter[str]:
    indicators = {task.id: task.indicator for month in sample_town.monthly_tasks for task in month.tasks}
    failures: dict[str, list[Failure]] = defaultdict(list)
    for month in quarter.months:
        for row in rows[month]:
            found = failures[row["organization"]]
            if row["state"] in FAILED:
                code = indicators.get(row["item"], row["item"])
                found.append(Failure(code, month, row["state"] == "late", row["item"]))
    codes = scheme.indicators.keys()
    return Counter({one: int(score(scheme, failures[one], codes, quarter).total * 100) for one in failures})


def test_the_same_seed_makes_the_same_records_and_another_one_others(sample_town: TownshipFile) -> None:
    month = [Month(2026, 10)]
    assert sample_records(sample_town, month, SEED) == sample_records(sample_town, month, SEED)
    assert sample_records(sample_town, month, SEED) != sample_records(sample_town, month, SEED + 1)


def test_a_month_does_not_depend_on_the_others(sample_town: TownshipFile) -> None:
    october, november = Month(2026, 10), Month(2026, 11)
    both = sample_records(sample_town, [november, october], SEED)
    assert both[october] == sample_records(sample_town, [october], SEED)[october]


def test_most_duties_are_done_and_each_state_occurs(rows: Rows) -> None:
    states = Counter(row["state"] for month in rows.values() for row in month)
    assert states["done"] > 0.7 * states.total()
    assert min(states[state] for state in ("late", "not_done", "not_applicable")) >= 14


def test_a_branch_without_a_committee_holds_no_committee_meeting(rows: Rows) -> None:
    found = {(row["organization"], row["item"]) for row in rows[Month(2026, 10)] if row["state"] == "not_applicable"}
    assert found == {("org-038", "T-202610-02")}


def test_in_every_month_some_branches_have_nothing_to_answer(rows: Rows) -> None:
    clean = []
    for month in rows.values():
        failing = {row["organization"] for row in month if row["state"] in FAILED}
        clean.append(len({row["organization"] for row in month} - failing))
    assert min(clean) >= 3
    assert sum(3 <= count <= 5 for count in clean) >= 3


def test_boards_tell_the_branches_apart(totals: dict[Quarter, Counter[str]]) -> None:
    for points in totals.values():
        assert len(set(points.values())) >= 15
        assert max(points.values()) - min(points.values()) >= 1200


def test_some_branches_stay_at_the_end_long_enough_to_be_talked_to(totals: dict[Quarter, Counter[str]]) -> None:
    last_ten = [{name for name, _ in points.most_common()[-10:]} for points in totals.values()]
    assert len(set.intersection(*last_ten[:3])) >= 3
    assert len(set.union(*last_ten)) >= 15
