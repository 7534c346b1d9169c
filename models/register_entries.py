"""What people enter into the register: an appointment, an account, a group; each with its day, reason and author."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.chats import GroupChat
from models.organizations import Department, Organization, SupervisionGroup
from models.people import Person
from models.sealed_names import opened

APPOINTED: Final = "appointed"
LEFT: Final = "left"
STAYS: Final = "stays"
CHANGE_DROPPED: Final = "change_dropped"
PERSON_ENTERED: Final = "person_entered"
PERSON_CHANGED: Final = "person_changed"
GROUP_ENTERED: Final = "group_entered"
GROUP_CHANGED: Final = "group_changed"
DEPARTMENT_ENTERED: Final = "department_entered"
DEPARTMENT_CHANGED: Final = "department_changed"
ASSIGNED: Final = "assigned"
CORRECTED: Final = "corrected"
LEAVE_NOTED: Final = "leave_noted"
CHAT_ADDED: Final = "chat_added"
CHAT_CHANGED: Final = "chat_changed"
TOWN_CHANGED: Final = "town_changed"
MODULE_SWITCHED: Final = "module_switched"
# Nothing of the register changed: all that is kept about somebody was handed out.
DATA_HANDED_OUT: Final = "data_handed_out"


class RegisterEntry(Base):
    """One fact that somebody entered into the register, which holds from its `day` on; never changed.

    `before` and `after` are what the register said and says, by column; of a telephone only that it is another one,
    name and account sealed, other people by their numbers.
    `by` is None for what whoever operates the machine entered.
    """

    __tablename__ = "register_entries"

    id: Mapped[BigKey]
    kind: Mapped[str] = mapped_column(String(24))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(256))
    person_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"), index=True)
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_groups.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("departments.id"), index=True)
    chat_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("group_chats.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("appointments.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="joined")
    organization: Mapped[Organization | None] = relationship(lazy="joined")
    group: Mapped[SupervisionGroup | None] = relationship(lazy="joined")
    department: Mapped[Department | None] = relationship(lazy="joined")
    chat: Mapped[GroupChat | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="joined")

    @property
    def said_before(self) -> dict[str, Any]:
        """What the register said, readable as long as the person has a name."""
        return self._opened(self.before)

    @property
    def said_after(self) -> dict[str, Any]:
        """What the register says since."""
        return self._opened(self.after)

    @property
    def predecessors(self) -> list[str]:
        """Who held the office before, as they are called today."""
        return [_called(self, one) for one in self.before.get("people", ())] or self.before.get("names", [])

    @property
    def stand_in(self) -> str:
        """Who stands in during a leave."""
        return _called(self, self.after["stand_in_id"]) if "stand_in_id" in self.after else self.after["stand_in"]

    def _opened(self, said: dict[str, Any]) -> dict[str, Any]:
        key = self.person.seal_key if self.person else None
        return {name: opened(value, key) for name, value in said.items()}


def _called(entry: RegisterEntry, person_id: int) -> str:
    session = object_session(entry)
    person = session.get(Person, person_id) if session else None
    return person.name if person else ""


def entries_about(session: Session, **row: int | str) -> list[RegisterEntry]:
    """List what was entered about one row, newest first: `person_id=7`, `organization_id="org-011"` …"""
    query = select(RegisterEntry).filter_by(**row)
    return list(session.scalars(query.order_by(RegisterEntry.id.desc())))


def entries_between(session: Session, kind: str, first: date, last: date) -> Collection[RegisterEntry]:
    """List what of one kind holds from a day between two days on, in the order in which it was entered."""
    holds = (RegisterEntry.kind == kind, RegisterEntry.day >= first, RegisterEntry.day <= last)
    return session.scalars(select(RegisterEntry).where(*holds).order_by(RegisterEntry.id)).all()


def count_entries(session: Session) -> int:
    """Count what people have changed in the register."""
    changed = RegisterEntry.kind != DATA_HANDED_OUT
    return session.scalar(select(func.count()).select_from(RegisterEntry).where(changed)) or 0
