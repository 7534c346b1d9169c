"""A guard over all tests: what services write past the session, and the log covers, must be noted by them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final

from sqlalchemy import CursorResult
from sqlalchemy.orm import ORMExecuteState, Session

from services.log.tables import BY_NAME
from services.log.writing import NOTES

ROOT: Final = Path(__file__).resolve().parents[1]
OURS: Final = tuple(str(ROOT / folder) for folder in ("services", "models", "handlers", "scheduler"))
TESTS: Final = str(ROOT / "tests")
WRITTEN: Final = "written in bulk"


def watch_bulk(state: ORMExecuteState) -> Any:
    """Remember which covered table a service writes in bulk."""
    if not (state.is_insert or state.is_update or state.is_delete) or not _is_ours(sys._getframe()):
        return None
    result = state.invoke_statement()
    table = state.statement.table.name  # type: ignore[attr-defined]
    if table in BY_NAME and not (isinstance(result, CursorResult) and result.rowcount == 0):
        state.session.info.setdefault(WRITTEN, set()).add(table)
    return result


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
