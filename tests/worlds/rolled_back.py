"""Trying something in a transaction that others go on with."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Undo what happens meanwhile, even where a check failed: the next try finds everything as it was."""
    tried = session.begin_nested()
    try:
        yield
    finally:
        tried.rollback()
        session.expire_all()
