"""What stands in the database, to be compared with what stands there later."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base

# What a message leaves behind whatever it says.
LEFT_BEHIND = frozenset({"inbox", "outbox", "conversations", "rates"})


def rows_of_tables(session: Session, but: Collection[str] = LEFT_BEHIND) -> dict[str, list[str]]:
    """Read every row of all tables but some."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in but]
    return {one.name: sorted(map(repr, session.execute(select(one)))) for one in tables}
