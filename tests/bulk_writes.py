"""A guard over all tests: what services write past the session, and the log covers, must be noted by them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from sqlalchemy import CursorResult, event
from sqlalchemy.orm import Session

from services.log.tables import BY_NAME
from services.log.writing import NOTES

ROOT: Final = Path(__file__).resolve().parents[1]
OURS: Final = tuple(str(ROOT / folder) for folder in ("services", "models", "handlers", "scheduler"))
TESTS: Final = str(ROOT / "tests")
WRITTEN: Final = "written in bulk"


# How services ask a session. A listener of each statement would cost all of them a twentieth of their time.
ASKING: Final = ("execute", "scalar", "scalars")


@contextmanager
def bulk_watched() -> Iterator[None]:
    """Fail commits of services that wrote a covered table in bulk and noted nothing of it."""
    event.listen(Session, "before_commit", check_bulk_noted, insert=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in ASKING:
            patch.setattr(Session, name, _watched(getattr(Session, name)))
        yield
    event.remove(Session, "before_commit", check_bulk_noted)


def _watched(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Ask as before, and remember which covered table a service wrote in bulk."""

    def asked(session: Session, statement: Any, *args: Any, **named: Any) -> Any:
        result = ask(session, statement, *args, **named)
        if statement.is_dml and _wrote(result) and statement.table.name in BY_NAME and _is_ours(sys._getframe()):
            session.info.setdefault(WRITTEN, set()).add(statement.table.name)
        return result

    return asked


def _wrote(result: Any) -> bool:
    return not (isinstance(result, CursorResult) and result.rowcount == 0)


def check_bulk_noted(session: Session) -> None:
    """Fail where nothing was noted of such a table before the commit."""
    noted = {name.split("/")[0] for level in session.info.get(NOTES, [{}]) for name in level}
    unnoted = session.info.pop(WRITTEN, set()) - noted
    assert not unnoted, f"{unnoted} were written in bulk, and the log was not told (services.log.writing.note)"


def _is_ours(frame: FrameType | None) -> bool:
    """Tell whether the nearest of our files on the way here is one of the product's."""
    while frame:
        name = frame.f_code.co_filename
        if name.startswith(OURS) or (name.startswith(TESTS) and name != __file__):
            return name.startswith(OURS)
        frame = frame.f_back
    return False
