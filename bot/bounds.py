"""What comes from outside and is beyond all bounds ends in a sentence, wherever it is noticed.

`rules/bounds.py` reads numbers, days and moments. What is still too large or holds what no database keeps is noticed by
Python's arithmetic or by the database: pages, chat and commands do all their work `within_bounds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from bot.errors import BadInput
from rules.bounds import whole_number

log = structlog.get_logger()
Row = TypeVar("Row")


@contextmanager
def within_bounds() -> Iterator[None]:
    """Turn what neither arithmetic nor database can take into a refusal. Raises BadInput; nothing has been stored.

    OverflowError: a number or day too large. DataError: too large or too long for its column, or a NUL, on PostgreSQL.
    UnicodeEncodeError: half a sign.
    """
    try:
        yield
    except (OverflowError, DataError, UnicodeEncodeError) as error:
        # Not with its text: the database's repeats what was typed.
        log.warning("beyond_bounds", reason=type(error).__name__)
        raise BadInput("beyond_bounds") from None


def numbered(session: Session, table: type[Row], said: str) -> Row | None:
    """Find a row by its number as an address or a card writes it; None for what is no number of a row."""
    number = whole_number(said)
    return None if number is None else session.get(table, number)
