"""Every key of the policy works or is refused: each is read, each number has a range, retired keys say what holds."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from rules.policy import STATED, Policy
from rules.retired import RETIRED
from rules.scheme import Scheme, SchemeError, kept_scheme, load_scheme
from rules.yaml_types import Within
from tests.worlds.older_rule import older
from tests.worlds.sources import name_of, tree_of

ROOT = Path(__file__).parents[2]
CODE = ("rules", "models", "services", "bot", "handlers", "scheduler")
POLICY = ROOT / "rules" / "policy.py"
HINTS = get_type_hints(Policy, include_extras=True)
NUMBERS = (int, Decimal, Fraction)


def keys_read() -> set[str]:
    """Name every key that the code or a template takes from a policy; of something else it may be an attribute, too."""
    found: set[str] = set()
    for file in (one for folder in CODE for one in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Attribute) and is_policy(node.value, by_itself=file == POLICY):
                found.add(node.attr)
    for file in (ROOT / "templates").rglob("*.*"):
        found |= set(re.findall(r"policy\.(\w+)", file.read_text(encoding="utf-8")))
    return found


def is_policy(node: ast.expr, *, by_itself: bool) -> bool:
    """Tell whether something is a policy by what it is called: `policy`, `scheme.policy`, `_policy(session, slip)`."""
    called = name_of(node.func if isinstance(node, ast.Call) else node)
    return called.strip("_").split("_")[0] == "policy" or called.endswith("policy") or (by_itself and called == "self")


@pytest.mark.long
def test_each_key_of_the_policy_is_read_somewhere() -> None:
    unread = {one.name for one in fields(Policy)} - keys_read()
    assert unread == set(), "a town would change these and nothing would happen: read them, or take them out"


def test_no_key_of_the_policy_knows_one_value_only() -> None:
    single = [name for name, hint in HINTS.items() if len(get_args(hint)) == 1 and get_origin(hint) is not tuple]
    assert single == []


def bare_numbers(hint: Any) -> Iterator[Any]:
    """Give every number in a type that has no range beside it."""
    if get_origin(hint) is Annotated:
        assert any(isinstance(one, Within) for one in hint.__metadata__), hint
    elif hint in NUMBERS:
        yield hint
    else:
        yield from (bare for inner in get_args(hint) if not isinstance(inner, str) for bare in bare_numbers(inner))


@pytest.mark.parametrize("name", HINTS)
def test_every_number_of_the_policy_has_a_range(name: str) -> None:
    assert list(bare_numbers(HINTS[name])) == []


def ranges() -> Iterator[tuple[str, str, Within]]:
    """List every number by key, and by the name within a key that holds several, with its range."""
    scheme = load_scheme((ROOT / "data" / "scheme.yaml").read_text(encoding="utf-8"))
    for name, hint in HINTS.items():
        for within in _withins(hint):
            held = getattr(scheme.policy, name)
            yield from ((name, entry, within) for entry in (held if isinstance(held, Mapping) else ("",)))


def _withins(hint: Any) -> Iterator[Within]:
    if get_origin(hint) is Annotated:
        yield from (one for one in hint.__metadata__ if isinstance(one, Within))
    else:
        yield from (within for inner in get_args(hint) if not isinstance(inner, str) for within in _withins(inner))


RANGES = list(ranges())


def given(name: str, entry: str, value: object) -> dict[str, Any]:
    return {"policy": {name: {entry: str(value)} if entry else str(value)}}


@pytest.mark.parametrize(("name", "entry", "within"), RANGES)
def test_a_number_out_of_its_range_is_refused_with_key_value_and_range(
    scheme: Scheme, name: str, entry: str, within: Within
) -> None:
    wrong = within.highest + 1
    with pytest.raises(SchemeError) as refused:
        scheme.with_overrides(given(name, entry, wrong))
    key = f"{name}.{entry}" if entry else name
    assert f"{key}: {wrong} is not possible here; write a number from {within}" in str(refused.value)
    if within.lowest:
        with pytest.raises(SchemeError, match=f"write a number from {within}"):
            scheme.with_overrides(given(name, entry, within.lowest - 1))


@pytest.mark.parametrize(
    ("name", "within"),
    [
        (name, within)
        for name, entry, within in RANGES
        # These are held against others as well.
        if not entry and not name.startswith(("grey_streak", "small_town", "min_full", "annual_min"))
    ],
)
def test_both_ends_of_a_range_may_be_written(scheme: Scheme, name: str, within: Within) -> None:
    for end in (within.lowest, within.highest):
        assert getattr(scheme.with_overrides(given(name, "", end)).policy, name) == end


@pytest.mark.parametrize(("period", "months", "boards"), [("month", 1, 12), ("quarter", 3, 4), ("half_year", 6, 2)])
def test_what_a_board_and_a_year_can_reach_hangs_on_how_often_there_is_one(
    scheme: Scheme, period: str, months: int, boards: int
) -> None:
    most = {"board_period": period, "min_full_months_in_quarter": months, "annual_min_ranked_quarters": boards}
    assert scheme.with_overrides({"policy": most}).policy.boards_a_year == boards
    for key, one_more in (("min_full_months_in_quarter", months + 1), ("annual_min_ranked_quarters", boards + 1)):
        with pytest.raises(SchemeError, match=f"{key}: is {one_more}, but|{key}: {one_more} is not possible here"):
            scheme.with_overrides({"policy": most | {key: one_more}})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"bonus_cap_per_quarter": "2.505"}, "2.505 is too exact; write a number from 0 to 100, 2 decimals at most"),
        ({"annual_red_bonus_per_board": "-1"}, "-1 is not possible here; write a number from 0 to 10"),
        ({"self_check_scores": {"late": 95}}, "must fall from on_time over on_time_after_redo and late to missing"),
        (
            {"push_window": ["18:00", "20:00"]},
            "18:00 to 20:00 is not possible here; write an hour or more from 08:00 to",
        ),
        ({"push_window": ["08:50", "09:10"]}, "08:50 to 09:10 is not possible here; write an hour or more"),
        ({"push_window": ["07:00", "17:30"]}, "07:00 to 17:30 is not possible here"),
        ({"deadline_time": "08:30"}, "write a time from after 08:30, when push_window opens, to 24:00"),
        ({"receipt_basis": "acknowledged"}, "'acknowledged' is not possible here; write delivered or acknowledged_or"),
        ({"slip_contents": []}, "slip_contents: must name one kind of item or more"),
        ({"slip_contents": ["org_life", "org_life"]}, "slip_contents: names something twice"),
        ({"tie_break": ["base_score", "base_score"]}, "tie_break: names something twice"),
        ({"democratic_grades": {"优秀": 101}}, "democratic_grades.优秀: 101 is not possible here"),
        (
            {"timezone": "UTC"},
            "timezone: this is no key any more: the program always goes by Asia/Shanghai; delete this",
        ),
        ({"rectification_time_limited": False}, "this is no key any more: the program always goes by true; delete"),
        ({"grey_size": 0, "grey_streak_interview": 4}, "has no effect, for grey_size is 0 and there is no grey list"),
        ({"publication_channel": "先锋甲"}, "stands in the township file, under `township: publication_channel:`"),
    ],
)
def test_what_would_break_or_do_nothing_later_is_refused_at_once(
    scheme: Scheme, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(SchemeError, match=re.escape(complaint)):
        scheme.with_overrides({"policy": changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"push_window": ["08:00", "09:00"]},
        {"push_window": ["17:00", "18:00"]},
        {"push_window": ["08:00", "18:00"]},
        {"deadline_time": "08:31"},
        {"self_check_scores": {"on_time_after_redo": 100, "late": 100, "missing": 100}},
        {"grey_size": 0},
        {"small_town_red_share": "1", "small_town_grey_share": "0"},
        {"bonus_cap_per_quarter": "2.55"},
        {"tie_break": ["category_ZD", "base_score"]},
        {"tie_break": []},
        {"annual_weights": {"quarter_mean": "0.7001", "self_check": "0.0999"}},
    ],
)
def test_what_is_just_possible_may_be_written(scheme: Scheme, changes: dict[str, Any]) -> None:
    assert scheme.with_overrides({"policy": changes}).policy != scheme.policy


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"push_window": ["07:59", "17:30"]}, "07:59 to 17:30 is not possible here"),
        ({"push_window": ["08:30", "18:01"]}, "08:30 to 18:01 is not possible here"),
        ({"push_window": ["08:30", "09:29"]}, "08:30 to 09:29 is not possible here"),
        ({"push_window": ["08:30", "08:30"]}, "push_window: must open before it closes"),
        ({"self_check_scores": {"missing": 71}}, "must fall from on_time over"),
        ({"tie_break": ["category_ZD", "category_HD"]}, "names two categories; one of them can break a tie"),
        ({"annual_weights": {"quarter_mean": "0.70001", "self_check": "0.09999"}}, "is too exact; write a number"),
        ({"bonus_rules_off": ["JF-9"]}, "'JF-9' is not a known name"),
        ({"self_check_indicator": "ZZ-99"}, "'ZZ-99' is not a known name"),
        ({"self_check_indicator": "HD-04"}, "HD-04 counts by the quarter; the self-check is one of a month"),
    ],
)
def test_one_step_further_is_refused(scheme: Scheme, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SchemeError, match=re.escape(complaint)):
        scheme.with_overrides({"policy": changes})


def test_the_category_that_breaks_ties_is_the_one_the_rule_names(scheme: Scheme) -> None:
    named = scheme.with_overrides({"policy": {"tie_break": ["base_score", "category_HD"]}}).policy
    assert named.tie_category == "HD"
    assert scheme.with_overrides({"policy": {"tie_break": ["base_score"]}}).policy.tie_category is None


@pytest.fixture(scope="session")
def old_text(scheme_text: str) -> str:
    return older(scheme_text)


def test_a_file_with_retired_keys_is_still_read_where_they_say_what_holds(scheme: Scheme, old_text: str) -> None:
    assert old_text.count("\n") == (ROOT / "data" / "scheme.yaml").read_text(encoding="utf-8").count("\n") + len(
        RETIRED
    )
    assert load_scheme(old_text) == scheme
    assert scheme.with_overrides({"policy": dict(RETIRED)}) == scheme


def test_a_rule_a_database_keeps_is_read_whatever_its_retired_keys_say(scheme: Scheme, old_text: str) -> None:
    spoiled = old_text.replace("timezone: Asia/Shanghai", "timezone: UTC")
    overrides = {"policy": {"publication_channel": "先锋澄泾", "rectification_time_limited": False}}
    assert kept_scheme(spoiled, json.dumps(overrides)) == scheme


def test_a_rule_a_database_keeps_holds_as_it_was_written(old_text: str) -> None:
    overrides = {"policy": {"publicity_working_days": 0, "score_decimals": 4, "receipt_basis": "acknowledged"}}
    policy = kept_scheme(old_text, json.dumps(overrides)).policy
    assert (policy.publicity_working_days, policy.score_decimals) == (0, 4)
    assert policy.receipt_basis == "delivered", "that value never did anything"


def test_a_rule_a_database_keeps_must_be_one(old_text: str) -> None:
    with pytest.raises(SchemeError, match="'red_sise' is not a known name"):
        kept_scheme(old_text, '{"policy": {"red_sise": 1}}')


def test_no_key_is_retired_and_in_use() -> None:
    assert not RETIRED.keys() & HINTS.keys()
    assert HINTS.keys() >= STATED


def glossary() -> dict[str, str]:
    """Read the glossary's table of policy keys: each key with what it may be."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    named = [(re.findall(r"`(\w+)`", row[0]), row[2]) for row in rows if len(row) == 4]
    return {key: may_be for keys, may_be in named for key in keys if key in HINTS}


def test_the_glossary_names_every_key_with_its_range() -> None:
    table = glossary()
    assert table.keys() == HINTS.keys()
    assert [name for name, _, within in RANGES if str(within) not in table[name]] == []
