"""Dataclasses that are finished when they are needed are to everybody what they would have been at once."""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from bot.late_classes import OURS, late_dataclasses
from tests.forks import ROOT

Load = Callable[..., Any]
SOURCE = """
from dataclasses import dataclass, field
from functools import cached_property

@dataclass(frozen=True)
class Slip:
    number: int
    items: list = field(default_factory=list)

    @cached_property
    def count(self):
        return len(self.items)

@dataclass(frozen=True, kw_only=True)
class PaperSlip(Slip):
    handed_over: bool = False

@dataclass(order=True)
class Place:
    rank: int
    name: str = field(compare=False)

    def __post_init__(self):
        self.said = f"{self.rank}. {self.name}"

@dataclass(slots=True)
class Point:
    x: int
"""


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load the classes above as a module of ours, or of somebody else."""

    def loaded(module: str = "rules.made_up") -> Any:
        made = ModuleType(module)
        monkeypatch.setitem(sys.modules, module, made)
        with late_dataclasses():
            exec(SOURCE, made.__dict__)  # noqa: S102
        return made

    return loaded


def test_a_class_is_finished_when_the_first_of_it_is_made(load: Load) -> None:
    made = load()
    assert "__eq__" not in vars(made.Slip)
    slip = made.Slip(3, ["leave"])
    assert "__eq__" in vars(made.Slip)
    assert repr(slip) == "Slip(number=3, items=['leave'])"
    assert slip == made.Slip(3, ["leave"]) != made.Slip(4)
    assert slip.count == 1
    assert hash(made.Slip(3, ())) == hash(made.Slip(3, ()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        slip.number = 4
    with pytest.raises(TypeError, match="number"):
        made.Slip()


def test_one_that_inherits_has_the_fields_of_both(load: Load) -> None:
    made = load()
    paper = made.PaperSlip(3, handed_over=True)
    assert repr(paper) == "PaperSlip(number=3, items=[], handed_over=True)"
    assert dataclasses.replace(paper, number=4) == made.PaperSlip(4, handed_over=True)
    assert isinstance(paper, made.Slip)


def test_whoever_asks_for_the_fields_first_gets_them(load: Load) -> None:
    made = load()
    assert [one.name for one in dataclasses.fields(made.PaperSlip)] == ["number", "items", "handed_over"]
    assert dataclasses.is_dataclass(made.Place)


def test_what_a_class_says_of_itself_holds(load: Load) -> None:
    made = load()
    first, second = made.Place(1, "甲"), made.Place(2, "乙")
    assert first < second
    assert first.said == "1. 甲"
    assert not hasattr(made.Point(1), "__dict__")


def test_many_may_make_the_first_at_one_moment(load: Load) -> None:
    made, found, together = load(), list[object](), threading.Barrier(8)

    def make() -> None:
        together.wait()
        found.append(made.PaperSlip(1, [], handed_over=True))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [made.PaperSlip(1, [], handed_over=True)] * 8


def test_classes_of_others_are_finished_at_once_and_so_are_all_afterwards(load: Load) -> None:
    at_once = dataclasses.dataclass
    assert "__eq__" in vars(load("somebody.elses").Slip)
    assert dataclasses.dataclass is at_once


def test_every_folder_of_the_program_is_ours() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - OURS <= {"tests", "docs", "migrations", "simulator"}
