"""What differs between two versions of the rule: each changed value once, and nothing else."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.scheme import Scheme, load_scheme
from rules.scheme_diff import SECTIONS, Change, differences
from tests.rules.scheme_spots import CODED, SHIPPED, SPOTS, Spot, changed, replaced

TOWN = {"indicators": {"ZD-04": {"due_quarter": 1}}, "policy": {"grey_display": "names"}}


@pytest.mark.parametrize("scheme", [SHIPPED, SHIPPED.with_overrides(TOWN)], ids=["shipped", "sample town"])
def test_a_rule_does_not_differ_from_itself(scheme: Scheme) -> None:
    assert differences(scheme, scheme) == ()
    assert differences(scheme, scheme.with_overrides({})) == ()


def test_other_words_for_the_same_rule_are_no_difference(scheme_text: str) -> None:
    rewritten = "# 注释\n" + scheme_text.replace("points: 20,", "points: 20.0,")
    assert differences(SHIPPED, load_scheme(rewritten)) == ()


def test_there_are_many_values_to_change() -> None:
    assert len(SPOTS) > 500
    assert {spot[0] for spot in SPOTS} == {"about", "policy", "category", *CODED}
    assert ("policy", "", "annual_weights", "quarter_mean") in SPOTS


@given(st.sampled_from(SPOTS))
def test_a_single_changed_value_is_a_single_change(spot: Spot) -> None:
    after = changed(SHIPPED, spot)
    (found,) = differences(SHIPPED, after)
    assert (found.part, found.code, found.field, found.entry) == spot
    assert found.before != found.after
    (back,) = differences(after, SHIPPED)
    assert (back.before, back.after) == (found.after, found.before)


@given(st.lists(st.sampled_from(SPOTS), unique=True, min_size=2, max_size=12))
def test_every_changed_value_is_listed_once_and_sections_stay_together(touched: list[Spot]) -> None:
    after = SHIPPED
    for spot in touched:
        after = changed(after, spot)
    found = differences(SHIPPED, after)
    assert sorted((one.part, one.code, one.field, one.entry) for one in found) == sorted(touched)
    places = [SECTIONS.index(one.section) for one in found]
    assert places == sorted(places)


@pytest.mark.parametrize(("part", "name"), CODED.items())
def test_what_is_gone_is_one_change_and_so_is_what_is_new(part: str, name: str) -> None:
    held = getattr(SHIPPED, name)
    code = next(iter(held))
    smaller = replaced(SHIPPED, **{name: {key: one for key, one in held.items() if key != code}})
    (gone,) = differences(SHIPPED, smaller)
    assert (gone.part, gone.code, gone.field, gone.before, gone.after) == (part, code, "", held[code], None)
    (new,) = differences(smaller, SHIPPED)
    assert (new.part, new.code, new.field, new.before, new.after) == (part, code, "", None, held[code])


def test_a_level_that_is_no_longer_listed_has_nothing_after() -> None:
    rule = SHIPPED.bonus_rules["JF-1"]
    fewer = dataclasses.replace(rule, levels={key: one for key, one in rule.levels.items() if key != "county"})
    (found,) = differences(SHIPPED, replaced(SHIPPED, bonus_rules={**SHIPPED.bonus_rules, "JF-1": fewer}))
    assert (found.field, found.entry, found.before, found.after) == ("levels", "county", Decimal("0.5"), None)


@pytest.mark.parametrize(
    ("change", "section"),
    [
        (Change("category", "ZZ", "points"), "categories"),
        (Change("indicator", "HD-01", "late"), "indicators"),
        (Change("indicator", "HD-01"), "indicators"),
        (Change("bonus_rule", "JF-1", "levels", "county"), "bonus"),
        (Change("policy", field="deadline_working_days"), "stated"),
        (Change("policy", field="grey_display"), "chosen"),
        (Change("indicator", "HD-01", "description"), "wording"),
        (Change("document", "BF"), "wording"),
        (Change("about", field="updated"), "wording"),
    ],
)
def test_what_counts_stands_before_mere_wording(change: Change, section: str) -> None:
    assert change.section == section


def test_an_indicator_keeps_its_name_beside_each_change(scheme: Scheme) -> None:
    changes = {"HD-01": {"title": "党日", "deduction": {"late": 2}}}
    found = differences(scheme, scheme.with_overrides({"indicators": changes}))
    assert [(one.field, one.subject.title) for one in found] == [
        ("title", "主题党日每月开展"),
        ("late", "主题党日每月开展"),
    ]


def test_shares_are_compared_exactly(scheme: Scheme) -> None:
    assert differences(scheme, scheme.with_overrides({"policy": {"small_town_red_share": "4/6"}})) == ()
    (found,) = differences(scheme, scheme.with_overrides({"policy": {"small_town_red_share": "1/2"}}))
    assert (found.before, found.after) == (Fraction(2, 3), Fraction(1, 2))
