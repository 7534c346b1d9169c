"""The story's people write in ten manners, and each of them is an answer as it stands."""

from datetime import date

import pytest

from bot.forms import Setting
from demo.chapters.cast import SECRETARY
from demo.manners import MANNERS, manner_of
from handlers.forms.item_answers import line_said
from rules.asides import is_aside
from rules.item_marks import marked_items
from rules.speech import asks
from rules.workdays import Calendar

TITLES = {1: "召开支委会", 2: "党费收缴台账录入"}
FRIDAY = date(2026, 11, 13)


@pytest.mark.parametrize("name", MANNERS)
def test_one_item_is_answered_in_one_message_in_every_manner(name: str, calendar: Calendar) -> None:
    said = MANNERS[name].of_items(1, 1)
    line = line_said(said, Setting(date(2026, 11, 2), calendar))
    assert line.reason
    assert line.measure
    assert line.day == FRIDAY
    assert not is_aside(said)
    assert not asks(said)


@pytest.mark.parametrize("name", MANNERS)
def test_several_items_are_told_apart_in_every_manner(name: str, calendar: Calendar) -> None:
    marked = marked_items(MANNERS[name].of_items(1, 2), TITLES)
    assert marked is not None
    lines = [line_said(one, Setting(date(2026, 11, 2), calendar)) for one in marked.said.values()]
    assert [line.day for line in lines] == [FRIDAY, FRIDAY]


def test_a_person_writes_in_one_manner_for_the_whole_story() -> None:
    assert manner_of(SECRETARY) is manner_of(SECRETARY)
    assert len({one.item for one in MANNERS.values()}) == 10
