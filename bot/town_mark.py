"""A mark beside the folder of an SQLite database in which a town was loaded: so a folder that was deleted is missed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.db import Database
from bot.errors import DatabaseError
from models.people import Person


def mark_of(database_url: str) -> Path | None:
    """Name the mark: outside the folder of the database, by the names of both; None for a database elsewhere."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    folder = Path(url.database).absolute().parent
    return folder.parent / f".{folder.name}-{Path(url.database).name}.kept"


def leave_mark(db: Database) -> None:
    """Leave the mark once there is a register. Where nobody may write there, nothing is missed and nothing guarded."""
    mark = mark_of(db.url.render_as_string(hide_password=False))
    if mark is None or mark.exists():
        return
    with db.read() as session:
        is_loaded = session.scalar(select(Person.id).limit(1)) is not None
    if is_loaded:
        with suppress(OSError):
            mark.write_text(f"A town is kept in {db.url.database}; while this file is here, no empty one is begun.\n")


def check_mark(database_url: str) -> None:
    """Raise DatabaseError where a town was kept and its database is gone."""
    mark, file = mark_of(database_url), make_url(database_url).database
    if mark is not None and mark.exists() and not Path(str(file)).exists():
        raise DatabaseError(
            f"{file} is gone, and a town was kept in it: put the database back (a backup), or delete {mark} "
            "to begin with an empty one"
        )
