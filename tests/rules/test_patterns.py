"""A pattern that is compiled late is asked as one of `re` is."""

import re

import pytest

from rules.patterns import Pattern


def test_a_pattern_is_asked_as_those_of_re_are() -> None:
    day, plain = Pattern(r"(\d+)号", re.IGNORECASE), re.compile(r"(\d+)号", re.IGNORECASE)
    said = "3号不行，5号可以"
    assert day.pattern == plain.pattern
    assert (day.findall(said), day.split(said)) == (plain.findall(said), plain.split(said))
    assert [one.span() for one in day.finditer(said)] == [one.span() for one in plain.finditer(said)]
    assert day.sub("几号", said) == "几号不行，几号可以"
    assert (day.match(said, 1), day.fullmatch(said)) == (None, None)
    assert (day.search(said, 3) or pytest.fail("nothing found"))[1] == "5"
    assert (day.match(said, 5) or pytest.fail("nothing found"))[1] == "5"


def test_a_wrong_pattern_is_told_when_it_is_first_asked() -> None:
    wrong = Pattern("(")
    with pytest.raises(re.error):
        wrong.search("什么")
