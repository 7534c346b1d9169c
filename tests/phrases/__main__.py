"""`python -m tests.phrases`: how many of the table's phrasings are understood, by situation and in all."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import structlog

from services.township.checking import check_township
from tests.databases import Lender
from tests.phrases.judging import MISUNDERSTOOD, NOT_UNDERSTOOD, UNJUDGED
from tests.phrases.measuring import HEAD, Measured, Sum, measure
from tests.phrases.situations import SITUATIONS
from tests.phrases.stages import Stages
from tests.phrases.table import WRITTEN, phrases
from tests.run import Run
from tests.worlds.towns import Towns

# What share, in percent, must be understood or met with a fitting question.
THRESHOLD = 97.0
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "township.yaml"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.phrases", description=__doc__)
    parser.add_argument("situations", nargs="*", help="only these situations")
    parser.add_argument("--all", action="store_true", help="show what was not understood, too")
    parser.add_argument("--table", type=Path, default=WRITTEN, metavar="FILE", help="another table of phrasings")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    chosen = [one for one in phrases(asked.table) if not asked.situations or one.situation in asked.situations]
    with built() as stages:
        measured = list(measure(chosen, stages))
    say_table(measured)
    say_each(measured, [MISUNDERSTOOD, UNJUDGED, *([NOT_UNDERSTOOD] if asked.all else [])])
    whole = Sum.of(measured)
    return int(whole.misunderstood > 0 or whole.share < THRESHOLD)


def no_server() -> Lender:
    """All phrases are said on SQLite."""
    raise NotImplementedError


@contextmanager
def built() -> Iterator[Stages]:
    """Build the situations in a folder that goes with them."""
    with tempfile.TemporaryDirectory(prefix="honghui-phrases-") as folder:
        run = Run(Path(folder), "alone", os.getpid())
        towns = Towns(check_township(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name), run, no_server)
        stages = Stages(Path(folder), SITUATIONS, towns, run)
        yield stages
        stages.close()


def say_table(measured: Sequence[Measured]) -> None:
    """Print a line for every situation, and one for all."""
    print(HEAD)
    for situation, ones in groupby(measured, key=lambda one: one.phrase.situation):
        print(Sum.of(ones).line(situation))
    print(Sum.of(measured).line("all"))
    at_once = sum(one.verdict.why == "at once" for one in measured)
    print(f"Understood, but done at once where it was to be read back first: {at_once}")


def say_each(measured: Sequence[Measured], words: Sequence[str]) -> None:
    """Print every phrase with one of these verdicts: what was expected, and what came."""
    for one in measured:
        if one.verdict.word in words:
            expected = " ".join([one.phrase.expect, *(f"{key}={value}" for key, value in one.phrase.detail.items())])
            print(f"\n{one.verdict.word}: {one.verdict.why} [{one.phrase.situation}] {one.phrase.says!r}")
            print(f"  expected {expected}\n  heard    {' / '.join(one.reply.splitlines())[:200]}")


if __name__ == "__main__":
    sys.exit(main())
