"""What a scheme's file can have wrong is refused with its line."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from rules.scheme import SchemeError, load_scheme
from rules.yaml_nesting import is_harmless

pytestmark = pytest.mark.long


def swap(old: str, new: str) -> Callable[[str], str]:
    """Return a change of the shipped file that replaces the first `old`."""

    def changed(text: str) -> str:
        assert old in text, f"the shipped scheme no longer has {old!r}"
        return text.replace(old, new, 1)

    return changed


MISTAKES = [
    (swap("    points: 5\n", "    points: 6\n"), "the indicators of ZZ add up to 21 points, but the category has 20"),
    (swap("points: 5\n", "points: five\n"), "ZZ-01.points: 'five' is not a number"),
    (swap("points: 5\n", "points: .inf\n"), "ZZ-01.points: '.inf' is not a number"),
    (swap("points: 5\n", "points: Infinity\n"), "ZZ-01.points: 'Infinity' is not a finite number"),
    (swap("points: 5\n", "points: 0\n"), "ZZ-01: points is 0; it must be more than 0"),
    (swap("per_failure: 1,", "per_failure: 0,"), "ZZ-01: per_failure is 0; it must be more than 0"),
    (swap("late: 0.5", "late: -1"), "ZZ-01: late is -1; it must be more than 0"),
    (swap("late: 0.5", "late: 0.333"), "ZZ-01.deduction.late: 0.333 points are too exact; 2 decimals at most"),
    (swap("{town: 0.5, county: 1}", "{town: 0.505}"), "JF-4.levels.town: 0.505 points are too exact; 2 decimals"),
    (swap("late: 0.5", "late: 1.5"), "ZZ-01: late costs 1.5, more than not done at all (1)"),
    (swap("floor: 0", "floor: -1"), "ZZ-01.deduction.floor: must be 0"),
    (
        swap("unit: case", "unit: week"),
        "ZZ-01.deduction.unit: 'week' is not possible here; write month or quarter or year or case",
    ),
    (
        swap("frequency: monthly", "frequency: daily"),
        "'daily' is not possible here; write monthly or quarterly or yearly",
    ),
    (swap("kind: assigned_task", "kind: task"), "'task' is not possible here; write assigned_task or org_life"),
    (swap("code: ZZ-02", "code: ZZ-01"), "ZZ-01: this code is used twice"),
    (swap("code: ZZ-02", "code: ZZ-2"), "ZZ-2: the code must be ZZ- and two digits, like ZZ-01"),
    (swap("code: ZZ-02", "code: DW-12"), "DW-12: the code must be ZZ- and two digits"),
    (swap("code: ZZ-02", "code: ZZ-０２"), "the code must be ZZ- and two digits"),
    (swap("    category: ZZ", "    category: XX"), "ZZ-01: the category 'XX' does not exist"),
    (swap("title: 组织设置规范", f"title: {'长' * 19}"), "ZZ-02: the title has 19 characters; a phone shows 18"),
    (swap("    title: 组织设置规范\n", ""), "ZZ-02: lacks title; add it"),
    (
        swap("title: 组织设置规范", "titel: 组织设置规范"),
        "ZZ-02.titel: 'titel' is not a known name; did you mean title?",
    ),
    (swap("doc: ZBTL", "doc: ZBTX"), "ZZ-02.basis[1]: rests on 'ZBTX', which is not among documents"),
    (swap("check: verified", "check: sure"), "'sure' is not possible here; write verified or content or local"),
    (swap("    due_quarter: 4\n", ""), "ZD-04: due_quarter belongs to every yearly indicator"),
    (swap("due_quarter: 4", "due_quarter: 0"), "ZD-04: due_quarter is 0; it must be 1, 2, 3 or 4"),
    (
        swap("frequency: quarterly", "frequency: quarterly\n    due_quarter: 1"),
        "ZZ-02: due_quarter belongs to every yearly",
    ),
    (swap("applies_to: all", "applies_to: [village, moon]"), "'moon' is not a sector; write all, or a list of village"),
    (swap("applies_to: all", "applies_to: []"), "an empty list applies to nobody"),
    (swap("applies_to: all", "applies_to: village"), "must be a list"),
    (
        swap("title: 聚焦基本组织, points: 20", "title: 聚焦基本组织, points: 21"),
        "ZZ has 21 points, but 办法四.1 gives it 20",
    ),
    (swap("{code: ZZ, title", "{code: AA, title"), "the categories must be ZZ, DW, HD, ZD, BZ in this order, not AA"),
    (swap("{code: ZZ, title", "{code: Zz, title"), "Zz: the code of a category must be two capital letters, like ZZ"),
    (swap("{code: ZZ, title", "{code: ZZZ, title"), "ZZZ: the code of a category must be two capital letters"),
    (
        swap("title: 聚焦基本组织, points: 20", "title: 聚焦基本组织, points: 0"),
        "ZZ: has 0 points; it must be more than 0",
    ),
    (
        lambda text: re.sub(r"(?m)^  - \{code: [A-Z]{2}, title: 聚焦.*\n", "", text).replace(
            "categories:\n", "categories: []\n"
        ),
        "there are 0 categories; write 1 to 8",
    ),
    (swap("JF-2\n", "JF-1\n"), "JF-1: this code is used twice"),
    (swap("{town: 0.5, county: 1}", "{village: 0.5}"), "JF-4: the level 'village' is not among bonus_levels"),
    (swap("{town: 0.5, county: 1}", "{town: 0}"), "JF-4: the level 'town' earns 0 points"),
    (swap("subject: [organization]", "subject: [anybody]"), "'anybody' is not possible here"),
    (
        swap("deadline_working_days: 2", "deadline_working_days: two"),
        "deadline_working_days: 'two' is not a whole number",
    ),
    (swap("deadline_working_days: 2", "deadline_working_days: 2.5"), "'2.5' is not a whole number"),
    (
        swap("deadline_working_days: 2", "deadline_working_days: 0"),
        "deadline_working_days: 0 is not possible here; write",
    ),
    (
        swap("    red_size: 20 ", "    red_seize: 20 "),
        "policy.from_document.red_seize: 'red_seize' is not a known name",
    ),
    (
        swap("grey_streak_interview: 3", "grey_streak_interview: 2"),
        "must be more than grey_streak_disqualify, which is 2",
    ),
    (swap("across_years: true", "across_years: yes"), "streak_across_years: 'yes' is neither true nor false"),
    (swap('"24:00"', '"25:00"'), "deadline_time: '25:00' is not a time of day"),
    (swap('"17:30"]  ', '"08:30"]  '), "push_window: must open before it closes"),
    (
        swap("    red_size: 20 ", "    full_score: 120\n    red_size: 20 "),
        "full_score: this is no key any more: the program always goes by 100; delete this line",
    ),
    (swap('red_share: "2/3"', 'red_share: "3/4"'), "3/4 red and 1/3 grey are more than everybody"),
    (swap('red_share: "2/3"', 'red_share: "2/0"'), "'2/0' is not a fraction; write one like 2/3"),
    (swap("quarter_mean: 0.70", "quarter_mean: 0.80"), "annual_weights: the weights add up to 1.10; make them 1"),
    (swap("{on_time: 100, ", "{"), "self_check_scores: lacks on_time; add it"),
    (swap("tie_break: [base_score", "tie_break: [age"), "tie_break[1]: 'age' is not possible here"),
    (swap("grey_exempt_score: null", "grey_exempt_score: many"), "grey_exempt_score: 'many' is not a number"),
    (swap("updated: 2026-11-22", "updated: yesterday"), "updated: 'yesterday' is not a day"),
    (swap("version: 1", "version: 1\nversion: 2"), "line 33: version: is given twice"),
    (swap("version: 1", "version: [1"), "this is not valid YAML"),
    (lambda _: "", "town.yaml: the file is empty"),
    (lambda _: "# only words", "town.yaml: the file is empty"),
    (lambda _: "[" * 21 + "]" * 21, "town.yaml: nested more than 20 deep; no file of this program is"),
    (lambda _: "[" * 20 + "]" * 20, "town.yaml, line 1"),
    (lambda _: "a: 1", "town.yaml, line 1: a: 'a' is not a known name"),
]


@pytest.mark.parametrize(("spoil", "complaint"), MISTAKES, ids=[complaint for _, complaint in MISTAKES])
def test_a_mistake_in_the_file_is_refused(scheme_text: str, spoil: Callable[[str], str], complaint: str) -> None:
    with pytest.raises(SchemeError, match=re.escape(complaint)) as refused:
        load_scheme(spoil(scheme_text), "town.yaml")
    assert str(refused.value).startswith("town.yaml")


def test_a_mistake_is_named_with_its_line(scheme_text: str) -> None:
    spoiled = scheme_text.replace("title: 主题党日到会率", f"title: {'长' * 19}")
    line = spoiled.splitlines().index("  - code: HD-02") + 1
    with pytest.raises(SchemeError, match=f"^town.yaml, line {line}: HD-02: the title has 19 characters"):
        load_scheme(spoiled, "town.yaml")


def test_what_is_just_possible_is_read(scheme_text: str) -> None:
    text = swap("late: 0.5", "late: 1")(swap("title: 组织设置规范", f"title: {'长' * 18}")(scheme_text))
    held = load_scheme(text, "town.yaml").indicators
    assert (held["ZZ-01"].late, held["ZZ-01"].per_failure) == (Decimal(1), Decimal(1))
    assert len(held["ZZ-02"].title) == 18
    assert load_scheme(swap("{town: 0.5, county: 1}", "{town: 0.25}")(scheme_text)).bonus_rules["JF-4"].levels == {
        "town": Decimal("0.25")
    }


def test_a_file_from_outside_is_read_where_it_is_no_deeper_than_ours_and_repeats_nothing() -> None:
    assert is_harmless("[" * 20 + "]" * 20)
    assert is_harmless("[a, [b], [c]]" + "\n")
    assert is_harmless("[" + ", ".join(["[a]"] * 30) + "]")
    assert is_harmless("]broken: [")
    assert not is_harmless("[" * 21 + "]" * 21)
    assert not is_harmless("a: &one [1]\nb: *one")
