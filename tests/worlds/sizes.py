"""The same town in two sizes, and how many statements something takes in each: it must not hang on the size."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from bot.db import Database
from tests.bench.copies import build
from tests.bench.town import ISSUE_AT, MONTH, QUARTER, copy_sqlite
from tests.run import Run
from tests.worlds.watching import statements

__all__ = ["ISSUE_AT", "MONTH", "QUARTER", "in_two_sizes", "statements", "two_towns"]


def two_towns(run: Run, folder: Path) -> list[str]:
    """Make the town with 39 organisations and with 78, a quarter and a month recorded; a run builds each once."""
    return [copy_sqlite(_built(run, copies), folder / f"{copies}.db") for copies in (1, 2)]


def _built(run: Run, copies: int) -> Path:
    def make() -> str:
        file = run.shared / f"town-{copies}.db"
        build(f"sqlite:///{file}", copies, (*QUARTER.months, MONTH))
        return str(file)

    return Path(run.once(f"town-{copies}", make))


def in_two_sizes(run: Run, folder: Path, does: Callable[[Session], Callable[[], object]]) -> list[list[str]]:
    """List the statements something takes in each of the two towns; `does` prepares it and hands it back."""
    counted = []
    for url in two_towns(run, folder):
        with Database(url).begin() as session:
            does_it = does(session)
            session.expunge_all()
            with statements(session) as asked:
                does_it()
        counted.append(asked)
    return counted
