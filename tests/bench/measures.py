"""What is measured and how much of it: a list of measures, each of which makes the towns it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import (
    answering,
    callbacks,
    closing,
    deliveries,
    excel,
    growing,
    history,
    locking,
    pages,
    pictures,
    pushing,
    simulator_pages,
    starting,
    turns,
    weighing,
)
from tests.bench.copies import build
from tests.bench.figures import Figure
from tests.bench.town import copy_postgresql, issue_slips

# So many are answered where callbacks are taken in for a second.
TURNS = 1_000


@dataclass(frozen=True)
class Extent:
    """How much is measured: sizes of towns in copies of the sample's 39 organisations, or in organisations; seconds;

    how many pages are opened at most.
    """

    sizes: dict[str, tuple[int, ...]]
    closing_sizes: tuple[int, ...]
    locking_copies: int
    page_sizes: tuple[int, int]
    pages: int
    sending_copies: int
    weighed: int
    history: int
    rounds: int
    load_seconds: float
    sending_seconds: float
    showing_seconds: float


FULL = Extent(
    sizes={"issuing": (1, 10, 100, 1_000), "drafting": (1, 10, 100)},
    closing_sizes=(1_000, 10_000, 100_000),
    locking_copies=100,
    page_sizes=(100, 10_000),
    pages=1_000,
    sending_copies=60,
    weighed=100_000,
    history=300_000,
    rounds=3,
    load_seconds=1.0,
    sending_seconds=11.0,
    showing_seconds=10.0,
)
SMALL = Extent(
    sizes={"issuing": (1, 2), "drafting": (1, 2)},
    closing_sizes=(40, 80),
    locking_copies=1,
    page_sizes=(40, 80),
    pages=10,
    sending_copies=1,
    weighed=40,
    history=300,
    rounds=1,
    load_seconds=0.02,
    sending_seconds=0.5,
    showing_seconds=0.1,
)


@dataclass(frozen=True)
class Place:
    """Where is measured: a folder, the address of a PostgreSQL server, and how much."""

    folder: Path
    server: str
    extent: Extent


def _callbacks(place: Place) -> list[Figure]:
    answered = {"sqlite": _answered(place), "postgresql": copy_postgresql(place.server, "town")}
    _build_answered(answered["postgresql"])
    return callbacks.measure(place.folder, answered, place.extent.rounds, place.extent.load_seconds)


def _starting(place: Place) -> list[Figure]:
    _answered(place)
    return starting.measure(place.folder, place.folder / "town.db", place.extent.rounds, place.extent.load_seconds)


def _answering(place: Place) -> list[Figure]:
    url = copy_postgresql(place.server, "answering")
    _build_answered(url)
    return answering.measure(place.folder, url, place.extent.rounds, place.extent.load_seconds)


def _pushing(place: Place) -> list[Figure]:
    urls = {
        "sqlite": f"sqlite:///{place.folder / 'pushing.db'}",
        "postgresql": copy_postgresql(place.server, "pushing"),
    }
    for url in urls.values():
        _build_issued(url, place.extent.sending_copies)
    return pushing.measure(place.folder, urls, place.extent.rounds, place.extent.load_seconds)


def _turns(place: Place) -> list[Figure]:
    _answered(place)
    number = int(place.extent.load_seconds * TURNS)
    return turns.measure(place.folder, place.folder / "town.db", place.extent.rounds, number)


def _weighing(place: Place) -> list[Figure]:
    _answered(place)
    return weighing.measure(place.folder, place.folder / "town.db", place.extent.weighed)


def _growing(place: Place) -> list[Figure]:
    return growing.measure(place.folder, place.extent.sizes, place.extent.rounds)


def _closing(place: Place) -> list[Figure]:
    return closing.measure(place.folder, place.extent.closing_sizes, place.extent.rounds)


def _locking(place: Place) -> list[Figure]:
    return locking.measure(place.folder, place.extent.locking_copies)


def _delivery(place: Place) -> list[Figure]:
    issued, extent = place.folder / "issued.db", place.extent
    for url in (f"sqlite:///{issued}", copy_postgresql(place.server, "issued")):
        _build_issued(url, extent.sending_copies)
    return deliveries.measure(place.folder, issued, place.server, "issued", extent.rounds, extent.sending_seconds)


def _history(place: Place) -> list[Figure]:
    return history.measure(place.folder, place.extent.history, place.extent.rounds)


def _pages(place: Place) -> list[Figure]:
    return pages.measure(place.folder, place.extent.page_sizes, place.extent.pages, place.extent.rounds)


def _excel(place: Place) -> list[Figure]:
    return excel.measure(place.folder, place.extent.page_sizes[-1])


def _pictures(place: Place) -> list[Figure]:
    return pictures.measure(place.extent.rounds)


def _simulator_pages(place: Place) -> list[Figure]:
    return simulator_pages.measure(place.folder, place.extent.showing_seconds)


MEASURES: dict[str, Callable[[Place], list[Figure]]] = {
    "callbacks": _callbacks,
    "start and memory": _starting,
    "answers": _answering,
    "while a push runs": _pushing,
    "turns": _turns,
    "memory": _weighing,
    "growing towns": _growing,
    "closing a quarter": _closing,
    "write lock": _locking,
    "delivery": _delivery,
    "history": _history,
    "pages": _pages,
    "Excel": _excel,
    "pictures": _pictures,
    "pages of the simulator": _simulator_pages,
}


def _answered(place: Place) -> str:
    """Make the SQLite town whose slips have arrived, anew: whoever measured with it has changed it."""
    file = place.folder / "town.db"
    for leftover in place.folder.glob("town.db*"):
        leftover.unlink()
    url = f"sqlite:///{file}"
    _build_answered(url)
    return url


def _build_issued(url: str, copies: int) -> None:
    build(url, copies)
    issue_slips(url, delivered=False)


def _build_answered(url: str) -> None:
    build(url, copies=1)
    issue_slips(url, delivered=True)
