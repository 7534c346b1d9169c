"""Every act of the console has its words: the button, what will happen, what was done, and each field a name."""

from __future__ import annotations

from typing import Any

import pytest

from bot.wording import blocks
from handlers.console import PAGES, SUBJECTS
from handlers.console.acts import Act, Creation, GroupAct
from handlers.console.places import DAILY, SELDOM
from handlers.console.showing import PLACES, SHARED, STORIES
from rules import cases

PLACES_SHOWN = [*(one for group in DAILY for one in group), *SELDOM]
ACTS = [(subject.name, act) for subject in SUBJECTS for act in (*subject.acts, *subject.group_acts, *subject.creations)]


@pytest.mark.parametrize(("subject", "act"), ACTS, ids=lambda one: one if isinstance(one, str) else one.name)
def test_an_act_says_what_will_happen_and_what_was_done(
    subject: str, act: Act[Any] | GroupAct[Any] | Creation[Any]
) -> None:
    needed = {f"{word}_{act.name}" for word in ("act", "after", "done")}
    if isinstance(act, GroupAct):
        needed.add(f"chosen_{act.name}")
    assert needed - blocks(f"console/{subject}.txt") == set()


def test_every_place_of_the_side_bar_has_a_name_and_pages() -> None:
    names = {one.name for one in PLACES_SHOWN}
    assert names - blocks(PLACES) == set()
    assert {subject.name for subject in SUBJECTS} <= names
    assert len(names) >= len(SUBJECTS) + len(PAGES)


def test_no_place_stands_twice() -> None:
    assert len({one.name for one in PLACES_SHOWN}) == len(PLACES_SHOWN)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda one: str(one.name))
def test_a_list_says_what_is_true_when_it_is_empty(subject: Any) -> None:
    assert {"title", "empty"} <= blocks(f"console/{subject.name}.txt") | blocks(SHARED)


MACHINES = [one for one in vars(cases).values() if isinstance(one, cases.Machine)]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: str(one.name))
def test_every_step_of_every_case_can_be_told(machine: cases.Machine) -> None:
    events = {machine.first, *(event for _, event in machine.steps)}
    assert {f"{machine.name}_{event}" for event in events} - blocks(STORIES) == set()
