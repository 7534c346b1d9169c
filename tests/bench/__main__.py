"""`python -m tests.bench [--quick] [NAME …]`: measures, each beside its baseline, and one table at the end."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Figure, table
from tests.bench.measures import FULL, MEASURES, SMALL, Place
from tests.postgresql import started


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one round with small towns: does it run, not how fast is it",
    )
    parser.add_argument("name", nargs="*", choices=[*MEASURES, []], help="what is measured; all, if nothing is named")
    asked = parser.parse_args()
    extent = SMALL if asked.quick else FULL
    began, figures = time.perf_counter(), list[Figure]()
    with tempfile.TemporaryDirectory(prefix="honghui-bench-") as folder:
        try:
            for one in measured(Place(Path(folder), started(os.getpid()), extent), asked.name or list(MEASURES)):
                figures += one
        finally:
            # Also when a measure fails: what came before it has taken minutes.
            print(f"\n{table(figures)}")
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s on {os.cpu_count()} processors.")


def measured(place: Place, names: Sequence[str]) -> Iterator[list[Figure]]:
    """Measure one thing after another, and tell how long each took."""
    for name in names:
        print(f"{name} …", end=" ", flush=True)
        began = time.perf_counter()
        yield MEASURES[name](place)
        print(f"{time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
