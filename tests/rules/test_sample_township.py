"""The sample town is coherent, and its dates are what the rules give."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.applicability import is_ranked
from rules.deadlines import count_deadline
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar

SAMPLE_TOWN = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"
TOWN: dict[str, Any] = yaml.safe_load(SAMPLE_TOWN.read_text(encoding="utf-8"))
ASSESSED = [each for each in TOWN["organizations"] if each["assessed"]]


@pytest.mark.parametrize("month", TOWN["monthly_tasks"], ids=lambda month: str(month["month"]))
def test_slips_are_issued_and_due_on_the_days_the_rules_give(calendar: Calendar, month: dict[str, Any]) -> None:
    covered = Month.parse(month["month"])
    issue = calendar.first_working_of(covered.next)
    received = datetime(issue.year, issue.month, issue.day, 9, tzinfo=BEIJING)
    assert issue == month["issue_on"]
    assert count_deadline(received, 2, calendar).day == month["self_check_due"]
    assert str(covered.quarter) == month["quarter"]
    assert all(covered.first_day <= task["due"] <= covered.last_day for task in month["tasks"])


@pytest.mark.parametrize(("quarter", "ranked"), [("2025-Q4", 38), ("2026-Q1", 38), ("2026-Q2", 38), ("2026-Q3", 39)])
def test_so_many_are_ranked(quarter: str, ranked: int) -> None:
    founded: list[date | None] = [each.get("founded") for each in ASSESSED]
    assert sum(is_ranked(day, Quarter.parse(quarter), 2) for day in founded) == ranked


def test_everybody_named_has_a_place_in_the_register() -> None:
    ids = {each["id"] for each in TOWN["organizations"]}
    departments = {each["id"] for each in TOWN["departments"]}
    groups = {each["id"] for each in TOWN["supervision_groups"]}
    assert {each["org"] for each in TOWN["edge_cases"]} <= ids
    assert {each["parent"] for each in TOWN["organizations"]} <= ids | {None}
    assert {each["department"] for each in ASSESSED} <= departments
    assert {each["group"] for each in ASSESSED} <= groups


def test_no_two_people_share_a_userid() -> None:
    names: dict[str, set[str]] = {}
    for each in TOWN["organizations"]:
        for post in ("secretary", "deputy", "org_commissioner"):
            person = each.get(post)
            if person and person["userid"]:
                names.setdefault(person["userid"], set()).add(person["name"])
    assert all(len(called) == 1 for called in names.values())
