"""The story's people write in ten manners, and each of them is an answer as it stands."""

from datetime import date

import pytest

from bot.forms import Setting
from demo.chapters.cast import SECRETARY
from demo.manners import MANNERS, manner_of
from handlers.forms.item_said import line_said
from rules.asides import is_aside
from rules.item_marks import marked_items
from rules.promise_lines import means_all, promise_part, promise_told
from rules.speech import asks
from rules.workdays import Calendar

TITLES = {1: "召开支委会", 2: "党费收缴台账录入"}
FRIDAY, MONTHS = date(2026, 11, 13), range(1, 13)


@pytest.mark.parametrize("name", MANNERS)
def test_one_item_is_answered_in_one_message_in_every_manner_and_month(name: str, calendar: Calendar) -> None:
    for month in MONTHS:
        said = MANNERS[name].of_items([False], month)
        line = line_said(said, Setting(date(2026, 11, 2), calendar))
        assert line.reason
        assert line.measure
        assert line.day == FRIDAY
        assert not is_aside(said)
        assert not asks(said)


@pytest.mark.parametrize("name", MANNERS)
def test_what_was_done_late_needs_a_reason_and_a_remedy_and_no_day(name: str, calendar: Calendar) -> None:
    line = line_said(MANNERS[name].of_items([True], 1), Setting(date(2026, 11, 2), calendar))
    assert line.reason
    assert line.measure
    assert line.day is None


@pytest.mark.parametrize("name", MANNERS)
def test_several_items_are_told_apart_in_every_manner(name: str, calendar: Calendar) -> None:
    for month in MONTHS:
        marked = marked_items(MANNERS[name].of_items([False, True, False], month), {**TITLES, 3: "主题党日"})
        assert marked is not None
        lines = [line_said(marked.said[number], Setting(date(2026, 11, 2), calendar)) for number in (1, 2, 3)]
        assert [line.day for line in lines] == [FRIDAY, None, FRIDAY]


@pytest.mark.parametrize("name", MANNERS)
def test_promises_are_told_behind_the_items_in_every_manner(name: str, calendar: Calendar) -> None:
    items = MANNERS[name].of_items([False, False], 1)
    for said in ("", items):
        parted = promise_part(MANNERS[name].with_promises(said), beside_items=bool(said))
        assert parted is not None
        assert bool(parted[0]) == bool(said)
        told = promise_told(parted[1], lambda _part: None, FRIDAY)
        assert told is not None
        assert told.kept
        assert means_all(parted[1])


def test_a_person_writes_in_one_manner_for_the_whole_story() -> None:
    assert manner_of(SECRETARY) is manner_of(SECRETARY)
    assert len({one.items for one in MANNERS.values()}) == 10
