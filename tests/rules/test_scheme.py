"""The scheme as shipped, and what a town may change in it."""

import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.catalogue_reading import read_categories
from rules.policy import CHOSEN, STATED, Policy
from rules.scheme import Scheme, SchemeError, kept_scheme, load_scheme
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes, YamlEntryError

SAMPLE_TOWN = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"
POINTS = {"ZZ": 20, "DW": 20, "HD": 28, "ZD": 16, "BZ": 16}
BONUS = {
    "JF-1": {"county": "0.5", "prefecture": "1", "province": "2", "national": "5"},
    "JF-2": {"prefecture": "1", "province": "2", "national": "5"},
    "JF-3": {"county": "1", "prefecture": "2", "province": "3", "national": "5"},
    "JF-4": {"town": "0.5", "county": "1"},
}


def test_the_five_categories_have_the_points_of_the_rule(scheme: Scheme) -> None:
    assert {category.code: category.points for category in scheme.categories} == POINTS


@pytest.mark.parametrize("code", POINTS)
def test_the_indicators_of_a_category_add_up_to_its_points(scheme: Scheme, code: str) -> None:
    assert sum(each.points for each in scheme.indicators.values() if each.category == code) == POINTS[code]


@pytest.mark.parametrize("rule", BONUS)
def test_each_bonus_rule_has_exactly_the_levels_of_the_rule(scheme: Scheme, rule: str) -> None:
    assert {level: str(points) for level, points in scheme.bonus_rules[rule].levels.items()} == BONUS[rule]


def test_the_constants_of_the_rule_are_the_ones_it_states(scheme: Scheme) -> None:
    policy = scheme.policy
    assert (policy.deadline_working_days, policy.red_size, policy.grey_size) == (2, 20, 10)
    assert (policy.grey_streak_disqualify, policy.grey_streak_interview) == (2, 3)
    assert policy.slip_contents == ("assigned_task", "org_life", "platform_entry")
    assert scheme.full_score == 100


def test_points_never_pass_through_a_float(scheme_text: str) -> None:
    precise = scheme_text.replace(
        "late: 0.5, floor: 0}\n    evidence: [任务", "late: 0.1000000000000000055, floor: 0}\n    evidence: [任务"
    )
    assert kept_scheme(precise, "{}").indicators["ZZ-01"].late == Decimal("0.1000000000000000055")


def test_an_indicator_carries_what_the_slip_and_the_score_need(scheme: Scheme) -> None:
    theme_day = scheme.indicators["HD-01"]
    assert (theme_day.points, theme_day.per_failure, theme_day.late) == (Decimal(9), Decimal(3), Decimal(1))
    assert (theme_day.unit, theme_day.frequency, theme_day.kind) == ("month", "monthly", "org_life")
    assert theme_day.applies_to is None
    assert scheme.indicators["BZ-02"].applies_to == frozenset({"village", "community"})
    assert scheme.indicators["ZD-04"].due_quarter == 4
    assert [code for code, each in scheme.indicators.items() if each.needs_committee] == ["ZD-02"]


def test_the_policy_has_the_types_the_program_counts_with(scheme: Scheme) -> None:
    policy = scheme.policy
    assert policy.small_town_red_share == Fraction(2, 3)
    assert policy.push_window == ("08:30", "17:30")
    assert policy.grey_exempt_score is None
    assert policy.self_check_scores["on_time_after_redo"] == Decimal(90)
    assert sum(policy.annual_weights.values()) == 1
    assert {field.name for field in fields(Policy)} == STATED | CHOSEN


def categories(count: int) -> YamlEntry:
    codes = [f"Z{letter}" for letter in "ABCDEFGHI"[:count]]
    return YamlEntry.of_data([{"code": code, "title": "制度", "points": 10, "bf": "四.1"} for code in codes])


@pytest.mark.parametrize("count", [1, 5, 8])
def test_a_town_has_one_to_eight_categories(count: int) -> None:
    assert len(read_categories(categories(count), Notes())) == count


@pytest.mark.parametrize("count", [0, 9])
def test_a_town_has_no_more_and_no_fewer_categories(count: int) -> None:
    notes = Notes()
    read_categories(categories(count), notes)
    with pytest.raises(YamlEntryError, match=f"there are {count} categories; write 1 to 8"):
        notes.finish()


def test_only_what_the_file_says_is_to_be_asked_of_the_county(scheme: Scheme) -> None:
    assert {code for code, rule in scheme.bonus_rules.items() if rule.to_confirm} == {"JF-2", "JF-3"}


def test_a_rule_kept_from_before_the_file_could_say_so_is_to_be_asked_of_the_county_too(scheme_text: str) -> None:
    silent = re.sub(r"(?m)^    to_confirm: true.*\n", "", scheme_text)
    assert {code for code, rule in kept_scheme(silent, "{}").bonus_rules.items() if rule.to_confirm} == {"JF-2", "JF-3"}
    assert not any(rule.to_confirm for rule in load_scheme(silent).bonus_rules.values())


def test_what_a_town_leaves_out_has_its_usual_value(scheme_text: str) -> None:
    silent = re.sub(r"(?m)^    most_messages_a_month:.*\n", "", scheme_text)
    assert load_scheme(silent).policy.most_messages_a_month == 10


def test_a_town_changes_single_values_and_keeps_the_rest(scheme: Scheme) -> None:
    changed = scheme.with_overrides(
        {
            "indicators": {"ZD-04": {"due_quarter": 1}, "HD-01": {"deduction": {"late": 0.5}}},
            "policy": {"grey_display": "names", "annual_weights": {"quarter_mean": 0.6, "self_check": 0.2}},
        }
    )
    assert changed.indicators["ZD-04"].due_quarter == 1
    assert (changed.indicators["HD-01"].late, changed.indicators["HD-01"].per_failure) == (Decimal("0.5"), Decimal(3))
    assert changed.policy.grey_display == "names"
    assert changed.policy.annual_weights["democratic_review"] == Decimal("0.20")
    assert changed.policy.red_size == 20
    assert scheme.indicators["ZD-04"].due_quarter == 4


def test_no_changes_leave_the_scheme_as_it_is(scheme: Scheme) -> None:
    assert scheme.with_overrides({}) == scheme


def test_changes_can_follow_each_other(scheme: Scheme) -> None:
    twice = scheme.with_overrides({"policy": {"red_size": 15}}).with_overrides({"policy": {"grey_size": 5}})
    assert (twice.policy.red_size, twice.policy.grey_size) == (15, 5)


def test_the_sample_town_fits_the_shipped_scheme(scheme: Scheme) -> None:
    town = yaml.safe_load(SAMPLE_TOWN.read_text(encoding="utf-8"))
    changed = scheme.with_overrides(town["overrides"])
    tasks = [task for month in town["monthly_tasks"] for task in month["tasks"]]
    assert {task["indicator"] for task in tasks} <= changed.indicators.keys()


@pytest.mark.parametrize(
    ("overrides", "complaint"),
    [
        ({"indicator": {}}, "overrides: indicator: 'indicator' is not a known name; did you mean indicators?"),
        ({"policy": {"red_sise": 10}}, "policy.red_sise: 'red_sise' is not a known name; did you mean red_size"),
        ({"policy": {"red_size": None}}, "red_size: must be a single value"),
        ({"policy": {"red_size": 501}}, "red_size: 501 is not possible here; write a number from 0 to 500"),
        ({"policy": {"push_window": ["09:00"]}}, "push_window: must list 2 values, not 1"),
        ({"policy": {"deadline_time": object()}}, "overrides: only plain values can be given"),
        ({"indicators": {"ZD-99": {"points": 1}}}, "indicators.ZD-99: 'ZD-99' is not a known name; did you mean ZD-0"),
        ({"indicators": {"ZD-04": {"code": "ZD-08"}}}, "indicators.ZD-04: a code cannot be changed"),
        ({"indicators": {"ZD-04": {"due_quarter": 5}}}, "ZD-04: due_quarter is 5; it must be 1, 2, 3 or 4"),
        ({"indicators": {"ZD-04": {"points": 3}}}, "the indicators of ZD add up to 17 points, but the category has 16"),
        ({"indicators": {"ZD-04": {"colour": "red"}}}, "ZD-04.colour: 'colour' is not a known name"),
        ({"indicators": None}, "overrides: indicators: must be a list of `name: value` lines"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(scheme: Scheme, overrides: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(SchemeError, match=re.escape(complaint)):
        scheme.with_overrides(overrides)
