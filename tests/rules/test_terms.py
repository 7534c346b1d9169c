"""What a town's rule may call its lists and bodies."""

from __future__ import annotations

import pytest

from rules.terms import OWN, Terms, read_terms
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import YamlEntryError


def read(**names: str) -> dict[str, str]:
    return dict(read_terms(YamlEntry.of_data(names)))


def test_a_town_gives_the_names_that_are_its_own_and_no_other() -> None:
    assert read(board="晾晒榜", red="先锋榜", grey="提醒榜") == {"board": "晾晒榜", "red": "先锋榜", "grey": "提醒榜"}
    assert read() == {}


@pytest.mark.parametrize("term", ["榜", "榜" * 20, "党建办", "A榜 二"])
def test_a_name_of_one_to_twenty_signs_is_one(term: str) -> None:
    assert read(office=term) == {"office": term}


@pytest.mark.parametrize("term", ["榜" * 21, " 党建办", "党建办 ", "党建\n办", "党建\u200b办"])
def test_a_name_that_is_none_is_refused(term: str) -> None:
    with pytest.raises(YamlEntryError, match="must be a name of 1 to 20 signs in one line"):
        read(office=term)


@pytest.mark.parametrize("term", ["", " "])
def test_an_empty_name_is_refused(term: str) -> None:
    with pytest.raises(YamlEntryError, match="must be a single value that is not empty"):
        read(office=term)


@pytest.mark.parametrize("sign", "<>{}“”")
def test_brackets_and_quotation_marks_would_break_a_sentence(sign: str) -> None:
    with pytest.raises(YamlEntryError, match="must be a plain name"):
        read(office=f"党建{sign}办")


@pytest.mark.parametrize("two", [("board", "red"), ("red", "grey"), ("board", "grey")])
def test_two_lists_of_one_name_could_not_be_told_apart(two: tuple[str, str]) -> None:
    with pytest.raises(YamlEntryError, match="gives one name to two of board, red and grey"):
        read(**dict.fromkeys(two, "先锋榜"))


def test_an_office_may_be_called_as_a_list_is() -> None:
    assert read(office="先锋", red="先锋")


def test_a_name_nobody_uses_is_refused() -> None:
    with pytest.raises(YamlEntryError, match="greey"):
        read(greey="提醒榜")


def test_the_towns_bodies_carry_its_name_and_titles_go_without_their_prefix() -> None:
    own = {name: name for name in OWN} | {"town": "清溪镇", "office": "组织办", "leading_group": "党建领导小组"}
    own |= {"committee": "党委", "category_prefix": "聚焦"}
    names = dict.fromkeys(("period", "of_period", "brief", "last", "last_brief", "next", "some", "counted", "key"), "")
    terms = Terms(
        **own,
        **names,
        said="",
        another_key="",
        following="",
        names=(),
        boards_a_year=4,
        categories={},
        tie_break=(),
        deadline_days=2,
        example_code="",
        has_red=True,
        has_grey=True,
    )
    assert terms.town_office == "清溪镇组织办"
    assert terms.town_leading_group == "清溪镇党建领导小组"
    assert terms.town_committee == "清溪镇党委"
    assert terms.short("聚焦基本制度") == "基本制度"
    assert terms.short("基本制度") == "基本制度"
