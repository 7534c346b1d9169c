"""The shape of the database: brought up when empty, refused with a sentence when it belongs to another version.

Alembic is a fifteenth of a start, and nearly every start finds tables of its own version: it is loaded where they are
changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.db import Database
from bot.errors import DatabaseError, driver_says, first_line
from models import Base

if TYPE_CHECKING:
    from alembic.config import Config

log = structlog.get_logger()

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
UPGRADE_LOCK = 4_019_701
# PostgreSQL's insufficient_privilege.
FORBIDDEN = "42501"
FOREIGN_TABLES = "DATABASE_URL holds tables of something else; point it at an empty database"


def migrations_config() -> Config:
    """Tell Alembic where the migrations are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest_revision() -> str:
    """Name the revision this version of the program needs: the one that runs, whatever is put beside it meanwhile."""
    return _newest_in(MIGRATIONS)


@cache
def _newest_in(folder: Path) -> str:
    """Look into the folder once: each look at the health asks, and a newer program may be put there meanwhile."""
    return max(_revisions(folder), default="")


def _revisions(folder: Path) -> list[str]:
    """List the revisions of a folder of migrations: a file's name begins with its own."""
    return [path.name.partition("_")[0] for path in folder.glob("versions/[0-9]*.py")]


def is_served(revision: str | None) -> bool:
    """Tell whether this program may work on a database of a revision: its own, or a newer one that only adds to it.

    From 0035 on migrations only add (`tests/bot/test_migrations.py`), so that a town is upgraded machine by machine:
    one that changes or takes away what an older program needs begins the next thousand.
    """
    own = newest_revision()
    return revision is not None and revision[:-3] == own[:-3] and revision >= own


def stored_revision(db: Database) -> str | None:
    """Name the revision of a database, None for an empty one.

    Raises DatabaseError for tables of something else, and where it cannot be reached.
    """
    with ExitStack() as opened:
        return _revision_in(_reached(db, opened))


def _revision_in(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    noted = connection.scalar(text("SELECT version_num FROM alembic_version")) if "alembic_version" in tables else None
    if noted is None and tables:
        raise DatabaseError(FOREIGN_TABLES)
    return noted


def prepare(db: Database) -> None:
    """Bring an empty database up. Raises DatabaseError for one that is not served, or cannot be reached."""
    with _exclusively(db) as connection:
        revision = _revision_in(connection)
        if revision is None:
            bring_up(connection)
        elif not is_served(revision):
            raise DatabaseError(_other_version(revision))
        elif revision != newest_revision():
            log.warning("database_ahead", revision=revision, program=newest_revision())


def upgrade(db: Database) -> None:
    """Run the migrations that are missing."""
    with _exclusively(db) as connection:
        revision = _revision_in(connection)
        if revision is not None and not _is_known(revision):
            raise DatabaseError(_other_version(revision))
        bring_up(connection)


def build(connection: Connection, revision: str) -> None:
    """Make the tables of a revision in an empty database. Raises DatabaseError for an unknown one."""
    from alembic import command

    if not _is_known(revision):
        raise DatabaseError(_other_version(revision))
    if revision == newest_revision():
        # What all migrations together come to, at once.
        Base.metadata.create_all(connection)
        command.stamp(_over(connection), revision)
    else:
        command.upgrade(_over(connection), revision)


def bring_up(connection: Connection) -> None:
    """Run the migrations that are missing, in the caller's transaction.

    Raises DatabaseError where the database does not allow it to its user.
    """
    from alembic import command

    try:
        command.upgrade(_over(connection), "head")
    except ProgrammingError as error:
        if not _is_forbidden(error):
            raise
        raise DatabaseError(f"The tables cannot be made ({driver_says(error)})") from None


def _is_forbidden(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == FORBIDDEN


def _over(connection: Connection) -> Config:
    config = migrations_config()
    config.attributes["connection"] = connection
    return config


def _is_known(revision: str) -> bool:
    return revision in _revisions(MIGRATIONS)


def _other_version(revision: str) -> str:
    if _is_known(revision):
        return f"The database is at revision {revision}, older than this program; back it up and run `flask upgrade`"
    return (
        f"The database is at revision {revision}, which this program does not know; run the newer program it belongs to"
    )


@contextmanager
def _exclusively(db: Database) -> Iterator[Connection]:
    """Two processes starting at once must not both build the tables: the second waits for the first."""
    with ExitStack() as opened:
        connection = _reached(db, opened)
        if not db.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        yield connection
        connection.commit()


def _reached(db: Database, opened: ExitStack) -> Connection:
    try:
        connection = opened.enter_context(db.writer())
        connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError) as error:
        why = driver_says(error) if isinstance(error, DBAPIError) else first_line(error.strerror)
        raise DatabaseError(f"Cannot reach the database ({why}); check DATABASE_URL and that it is running") from None
    return connection
