"""What stands in the database, to be compared with what stands there later."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from models import Base

# What a message leaves behind whatever it says.
LEFT_BEHIND = frozenset({"inbox", "outbox", "conversations", "rates"})


def rows_of_tables(session: Session, but: Collection[str] = LEFT_BEHIND) -> dict[str, list[str]]:
    """Read every row of all tables but some, as the database holds it: to make Python's values of it takes longer."""
    session.flush()
    ask = session.connection().exec_driver_sql
    names = [name for name in Base.metadata.tables if name not in but]
    return {name: sorted(map(repr, map(tuple, ask(f'SELECT * FROM "{name}"')))) for name in names}  # noqa: S608 - our own names
