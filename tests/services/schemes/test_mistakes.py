"""Whoever brings a rule in is told all its mistakes at once: where each stands, and what is expected."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.rule_mistakes import MISTAKES, mistake_lines, mistakes_text
from bot.wording import blocks
from rules.policy import Policy
from rules.scheme import SchemeError, load_scheme
from rules.yaml_mistakes import MOST
from services.schemes.versions import shipped_text
from services.township.checking import check_township
from tests.rules.test_scheme_mistakes import MISTAKES as WRONG
from tests.worlds.sources import tree_of

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "data" / "sample"
# What is spoiled, and what is said of it.
EIGHT = [
    ("updated: 2026-11-22", "updated: 昨天", "，updated：“昨天”不是日期，请写成 2026-10-01 这样"),
    ("    points: 5\n", "    points: 五\n", "，指标 ZZ-01 的 points：“五”不是数，请写 2 或 0.5 这样的数"),
    ("title: 组织设置规范", "titel: 组织设置规范", "，指标 ZZ-02 的 titel：没有“titel”这个名称，是不是 title？"),
    (
        "    due_quarter: 4\n",
        "    due_quarter: 5\n",
        "，指标 ZD-04 的 due_quarter：写的是 5，应当是 1、2、3、4",
    ),
    ("{town: 0.5, county: 1}", "{village: 0.5}", "，加分项 JF-4 的 levels.village：bonus_levels 里没有“village”，"),
    ("    red_size: 20 ", "    red_size: 999 ", "，参数 from_document.red_size：写的是 999，应当在 0 到 500 之间"),
    (
        "tie_break: [base_score",
        "tie_break: [age",
        "，参数 our_defaults.tie_break[1]：不能写“age”，可以写的有",
    ),
    (
        "quarter_mean: 0.70",
        "quarter_mean: 0.80",
        "，参数 our_defaults.annual_weights：各项权重加起来是 1.10，应当",
    ),
]


def told(text: str) -> list[str]:
    with pytest.raises(SchemeError) as refused:
        load_scheme(text, "new.yaml")
    return mistake_lines(refused.value)


def test_eight_mistakes_are_told_at_once_each_with_its_line_and_what_is_expected() -> None:
    text = shipped_text()
    for old, new, _ in EIGHT:
        text = text.replace(old, new, 1)
    lines = {new: text[: text.index(new)].count("\n") + 1 + new.startswith("\n") for _, new, _ in EIGHT}
    expected = [f"第 {lines[new]} 行{said}" for _, new, said in EIGHT]
    # The wrong name is one that is missing, too.
    found = [line for line in told(text) if "少了" not in line]
    assert len(found) == len(EIGHT)
    assert all(line.startswith(said) for line, said in zip(found, expected, strict=True)), found


def test_what_has_to_add_up_says_to_what_and_from_what() -> None:
    (line,) = told(shipped_text().replace("    points: 5\n", "    points: 6\n", 1))
    assert "，指标：类别 ZZ 的各项 points 加起来是 21 分（ZZ-01 6，" in line
    assert line.endswith("，应当是 20 分")


def test_of_one_that_cannot_be_read_nothing_else_is_said() -> None:
    """A category, a sum and what refers to a code are not wrong because something below them is."""
    (line,) = told(shipped_text().replace("points: 20, bf", "points: zwanzig, bf", 1))
    assert "，类别 ZZ 的 points：" in line
    assert len(told(shipped_text().replace("    category: ZZ", "    category: XX", 1))) == 1


@pytest.mark.parametrize("file", [ROOT / "data" / "scheme.yaml", SAMPLE / "yunlan" / "scheme.yaml"])
def test_the_files_of_both_towns_have_none(file: Path) -> None:
    assert load_scheme(file.read_text(encoding="utf-8")).full_score


def test_whatever_value_of_the_policy_cannot_be_read_the_rest_is_checked_all_the_same() -> None:
    scheme, nothing = load_scheme(shipped_text()), {"": {"": ""}}
    held_against_others = ["board_period", "grey_size", "push_window", "self_check_scores", "annual_weights"]
    for spoiled in (*([name] for name in held_against_others), [one.name for one in fields(Policy)]):
        with pytest.raises(SchemeError) as refused:
            scheme.with_overrides({"policy": dict.fromkeys(spoiled, nothing)})
        keys = {one.path.split(".")[2].split("[")[0] for one in refused.value.mistakes}
        assert keys == set(spoiled)


def test_a_file_with_nothing_but_mistakes_is_not_told_to_its_end() -> None:
    with pytest.raises(SchemeError) as refused:
        load_scheme("\n".join(f"name{number}: 1" for number in range(5_000)), "new.yaml")
    assert len(refused.value.mistakes) == MOST
    assert mistakes_text(refused.value).startswith(f"new.yaml 还不能用，先改这 {MOST} 处（后面可能还有）")


def test_what_a_town_changes_is_told_with_the_line_of_its_own_file() -> None:
    text = (SAMPLE / "township.yaml").read_text(encoding="utf-8")
    beside = "  indicators:\n    ZD-04: {due_quarter"
    spoiled = text.replace(beside, f"  policy:\n    red_size: 999\n    grey_sise: 1\n{beside}", 1)
    line = spoiled[: spoiled.index("red_size: 999")].count("\n") + 1
    with pytest.raises(BadFile) as refused:
        check_township(spoiled, "township.yaml")
    assert f"第 {line} 行，参数 from_document.red_size：写的是 999，应当在 0 到 500 之间" in str(refused.value)
    assert "没有“grey_sise”这个名称，是不是 grey_size" in str(refused.value)


def test_whatever_can_be_wrong_is_said_in_words() -> None:
    for spoil, complaint in WRONG:
        lines = told(spoil(shipped_text()))
        assert all("第 " in line or "文件是空的" in line or "套得太深" in line for line in lines), complaint


def test_every_kind_of_mistake_has_its_words() -> None:
    kinds = {"too_deep", "not_yaml", "empty", "not_plain", "kind_without_name", "other"}
    for file in (ROOT / "rules").glob("*.py"):
        calls = [one for one in ast.walk(tree_of(file)) if isinstance(one, ast.Call)]
        for call in calls if file.name != "workdays.py" else ():
            if isinstance(call.func, ast.Attribute) and call.func.attr == "problem":
                kind = call.args[1]
                assert isinstance(kind, ast.Constant), (file.name, call.lineno)
                kinds.add(str(kind.value))
    assert kinds == blocks(MISTAKES) - {"mistakes", "place"}
