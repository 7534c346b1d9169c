"""What is kept beside a database: copies, arrivals, keys, in the folder of its file or in var/."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.errors import DatabaseError


def folder_beside(database_url: str) -> Path:
    """Name the folder of what is kept beside a database: where its file is, or var/ for a database elsewhere."""
    url = make_url(database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(str(url.database)).parent if is_file else Path("var")


def file_beside(database_url: str, ending: str) -> Path:
    """Name a file of one town's, kept beside its database: honghui.db.arrivals."""
    return folder_beside(database_url) / f"{Path(make_url(database_url).database or '').name}{ending}"


def check_not_lost(database_url: str, beside: str) -> None:
    """Raise DatabaseError where an SQLite file is gone, but what is kept `beside` it under that ending is there."""
    url, left = make_url(database_url), file_beside(database_url, beside)
    if url.get_backend_name() == "sqlite" and left.exists() and not Path(str(url.database)).exists():
        raise DatabaseError(
            f"{url.database} is gone, but {left.name} is still there: put the database back (a backup), or move "
            f"{left} away to begin with an empty one"
        )
