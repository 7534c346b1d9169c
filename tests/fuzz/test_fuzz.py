"""Hostile inputs by the hundred, `make fuzz` by the hundred thousand: no 5xx, no apology, no change without a right.

Seeded, so that what was found is found again: `make fuzz SEED=7`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.db import Database
from rules.workdays import Calendar
from services.township.file import TownshipFile
from tests.fuzz.callbacks import Calls
from tests.fuzz.chats import Chats
from tests.fuzz.files import files_handed_in
from tests.fuzz.odd import Dice, Figures
from tests.fuzz.pages import pages_under_odd_requests
from tests.worlds import month_under_way
from tests.worlds.browsers import Town
from tests.worlds.open_cases import with_open_cases
from tests.worlds.phones import World
from tests.worlds.towns import Past

# Of all inputs, so many thousandths go there: what is quick gets more.
SHARES = {"callback": 850, "pages": 30, "console": 30, "chat": 75, "files": 15}
AT_LEAST = 30


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Let nobody write a hundred thousand lines of what was refused."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture
def past() -> Past:
    return with_open_cases


@pytest.fixture
def town(loaded_url: Callable[[str], str], calendar: Calendar) -> Town:
    return Town(Database(loaded_url("sqlite")), calendar)


@pytest.fixture
def inputs(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> int:
    """How many inputs this part gets."""
    return max(int(pytestconfig.getoption("--inputs")) * SHARES[request.node.name.split("_")[-1]] // 1000, AT_LEAST)


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("--seed"))


def held(part: str, figures: Figures) -> None:
    """Print the figures, and fail with what went wrong."""
    print(f"\n{part}: {figures}")
    assert figures.wrong == [], "\n".join([f"{len(figures.wrong)} wrong:", *figures.wrong[:10]])


@pytest.mark.timeout(0)
def test_whatever_is_sent_to_the_callback(town: Town, seed: int, inputs: int) -> None:
    held("callback", Calls(town, Dice(seed)).run(inputs))


@pytest.mark.timeout(0)
def test_whatever_is_asked_of_the_pages(town: Town, seed: int, inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    held("pages", pages_under_odd_requests(town, seed, inputs, monkeypatch))


class TestWhileAMonthIsUnderWay:
    @pytest.fixture
    def past(self) -> Past:
        return month_under_way.month_under_way

    @pytest.mark.timeout(0)
    def test_whatever_is_asked_of_the_console(
        self, town: Town, seed: int, inputs: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        town.clock.moment = month_under_way.NOW
        held("console", pages_under_odd_requests(town, seed + 1, inputs, monkeypatch))

    @pytest.mark.timeout(0)
    def test_whatever_is_handed_in_as_files(
        self, town: Town, seed: int, inputs: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        town.clock.moment = month_under_way.NOW
        held("files", files_handed_in(town, seed, inputs, monkeypatch))


@pytest.mark.timeout(0)
def test_whatever_is_written_in_the_chat(
    loaded_url: Callable[[str], str], sample_town: TownshipFile, seed: int, inputs: int
) -> None:
    world = World(Database(loaded_url("sqlite")), "2026-10-16 10:00")
    held("chat", Chats(world, Dice(seed)).run(inputs))
