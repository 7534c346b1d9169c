"""The same town in two sizes, and how many statements something takes in each: it must not hang on the size."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from bot.db import Database
from rules.periods import Month
from tests.bench.town import ISSUE_AT, MONTH, QUARTER, build
from tests.worlds.watching import statements

__all__ = ["ISSUE_AT", "MONTH", "QUARTER", "build", "in_two_sizes", "statements"]


def in_two_sizes(
    folder: Path, does: Callable[[Session], Callable[[], object]], months: Sequence[Month] = (MONTH,)
) -> list[list[str]]:
    """List the statements something takes for 39 organisations and for 78; `does` prepares it and hands it back."""
    counted = []
    for copies in (1, 2):
        url = f"sqlite:///{folder / f'{copies}.db'}"
        build(url, copies, months)
        with Database(url).begin() as session:
            does_it = does(session)
            session.expunge_all()
            with statements(session) as asked:
                does_it()
        counted.append(asked)
    return counted
