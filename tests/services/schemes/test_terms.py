"""The town's own words: none of them stands in a template or in code, each comes from the rule or from terms.yaml."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.terms import LastSpoken, speak_as, spoken, terms, terms_of, usual_terms
from bot.wording import TEMPLATES, word
from rules.scheme import load_scheme
from rules.terms import OWN
from services.schemes.versions import SCHEME_FILE
from tests.worlds.sources import tree_of

ROOT = TEMPLATES.parent
TEXTS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".txt", ".json", ".html", ".svg"))
# Where people are listened to: what they may say is typed words, in whatever town.
HEARD = ("rules/speech.py", "rules/telling.py", "rules/aside_words.py")
SHIPPED = load_scheme(SCHEME_FILE.read_text(encoding="utf-8"))
# What names nothing by itself, or is a part of other words.
PLAIN = {"town", "committee", "category_prefix"}
# Chinese that belongs to this town's document and to no other.
OURS = [getattr(usual_terms(), name) for name in sorted(OWN - PLAIN)]
OURS += ["镇", "党委", "两个工作日", "红灰", "先锋", "聚焦", *(one.title for one in SHIPPED.categories)]
OURS += [one.title.removeprefix("聚焦") for one in SHIPPED.categories]
ARTICLE = re.compile(r"第[一二三四五六七八九十]+[条项]|[一二三四五六七]\.[0-9]|(?:ZZ|DW|HD|ZD|BZ|JF)-[0-9]+")


def of_the_town(text: str) -> list[str]:
    return [one for one in OURS if one in text] + ARTICLE.findall(text)


def test_no_template_has_a_word_of_one_town_in_it() -> None:
    said = {path: re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in TEXTS}
    assert {path: found for path, text in said.items() if (found := of_the_town(text))} == {}
    # How often an indicator is looked at, and in which quarter, is said of every rule.
    assert {path.name for path, text in said.items() if "季" in text} <= {"words.txt"}


def constants(path: Path) -> list[str]:
    """List the texts of a file but its docstrings."""
    tree = tree_of(path)
    statements = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    found = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in statements)
    return [one.value for one in found if isinstance(one.value, str)]


@pytest.mark.parametrize("folder", ["bot", "models", "rules", "scheduler", "services"])
def test_no_code_has_a_word_of_one_town_in_it(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*.py") if str(path.relative_to(ROOT)) not in HEARD]
    told = {path.name: of_the_town(text) for path in files for text in constants(path)}
    assert {name: words for name, words in told.items() if words} == {}


def test_each_town_goes_on_in_its_own_terms_while_no_transaction_is_open() -> None:
    ours, theirs = LastSpoken(), LastSpoken()
    ours.terms = replace(usual_terms(), red="标杆榜")
    speak_as(ours)
    assert terms().red == "标杆榜"
    speak_as(theirs)
    assert terms() == usual_terms()


def test_a_rule_that_names_nothing_speaks_as_ever() -> None:
    spoken_of = terms_of(SHIPPED)
    assert (spoken_of.board, spoken_of.red, spoken_of.town_office) == ("红灰榜", "红榜", "镇组织办")
    assert spoken_of.town_leading_group == "镇绩效考核领导小组"
    assert spoken_of.names == ("第一季度", "第二季度", "第三季度", "第四季度")


def test_what_a_rule_names_is_said_everywhere_while_it_is_spoken() -> None:
    theirs = replace(terms_of(SHIPPED), town="街道", grey="警示榜")
    with spoken(theirs):
        assert terms() is theirs
        assert word("boards/picture.txt", "grey") == "警示榜"
        assert word("boards/picture.txt", "mean", mean="90") == "全街道平均 90 分"
    assert word("boards/picture.txt", "grey") == "灰榜"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("terms: {rot: 先锋榜}", "terms.rot: 'rot' is not a known name"),
        (
            "terms: {red: 一个长得谁也不会在手机上念完的很长很长的榜单名称}",
            "terms.red: must be a name of 1 to 20 signs in one line",
        ),
        ("terms: {red: 榜<b>}", "terms.red: must be a plain name, without brackets"),
        ("terms: {red: 先锋榜, grey: 先锋榜}", "terms: gives one name to two of board, red and grey"),
    ],
)
def test_a_name_nobody_could_use_is_refused_with_its_place(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        load_scheme(f"{SCHEME_FILE.read_text(encoding='utf-8')}\n{line}\n")


def test_a_town_may_name_its_lists_in_its_own_file() -> None:
    theirs = SHIPPED.with_overrides({"terms": {"red": "先锋榜"}})
    assert terms_of(theirs).red == "先锋榜"
    assert terms_of(theirs).grey == "灰榜"
