"""Locking rows until the transaction ends, so that of two who act on one the second sees what the first has done.

SQLite lets one write at a time and needs none of it; PostgreSQL does. A row that the session has read before is read
anew while it is locked: what stood there before the wait must not be decided on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Base
from models.organizations import Organization
from models.schemes import Township

Row = TypeVar("Row", bound=Base)


def lock(session: Session, row: Base) -> None:
    """Lock a row, and read it as it stands now, with what this session has changed in it."""
    session.flush()
    session.refresh(row, with_for_update={"of": type(row)})


def lock_numbered(session: Session, table: type[Row], key: Any) -> Row | None:
    """Find a row by its key, and lock it as it stands now; None where there is none."""
    row = session.get(table, key)
    if row is not None:
        lock(session, row)
    return row


def lock_town(session: Session) -> Township | None:
    """Lock the township's row: what concerns the town as a whole is done one act after another."""
    return lock_numbered(session, Township, 1)


def lock_organizations(session: Session, organization_ids: Collection[str]) -> None:
    """Let whoever writes about the same organisations come one after another.

    Several are locked in one order, so that two do not wait for each other; whoever only refers to an organisation, as
    a board's rows do, does not wait (`key_share`).
    """
    rows = select(Organization.id).where(Organization.id.in_(organization_ids)).order_by(Organization.id)
    session.execute(rows.with_for_update(key_share=True))
