"""Files that were handed in: kept from the first look until they are confirmed or dropped, and after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person

CHECKED: Final = "checked"
WRITING: Final = "writing"
CONFIRMED: Final = "confirmed"
DROPPED: Final = "dropped"
TAKEN_BACK: Final = "taken_back"
LONGEST_NAME: Final = 200
# Writing a full sheet takes seconds; what has taken longer than this was cut off.
LONGEST_WRITING: Final = timedelta(minutes=2)


class Upload(Base):
    """One file. State: checked → writing → confirmed → taken_back, or checked → dropped.

    `mends` are the cells that were mended or answered on the page, as [sheet, row, column, text], null to leave one
    out. `wrote` names the rows that confirming it wrote, as "table/id". `decided_at` is when the state last changed.
    `passed_on_by` handed the file in and left some rows of it to `by`.
    """

    __tablename__ = "uploads"

    id: Mapped[BigKey]
    subject: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16))
    mends: Mapped[list[Any]] = mapped_column(JSON, default=list)
    wrote: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    passed_on_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))

    by: Mapped[Person] = relationship(lazy="joined", foreign_keys=by_id)
    passed_on_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=passed_on_by_id)

    def state_at(self, now: datetime) -> str:
        """Tell the state; a file whose writing was cut off waits for its confirmation as before: nothing is written."""
        began = self.decided_at if self.state == WRITING else None
        return CHECKED if began is not None and now - began > LONGEST_WRITING else self.state


def uploads_by(session: Session, person: Person, most: int) -> list[Upload]:
    """List the last files somebody handed in, the newest first."""
    return list(session.scalars(select(Upload).where(Upload.by_id == person.id).order_by(Upload.id.desc()).limit(most)))
