"""The outbox: every message we ever say, written in the transaction that made it true, delivered afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, partial_index
from models.people import Person

UNDERWAY = text("state IN ('waiting', 'sending')")
KEPT_BODY = text("forgotten_at IS NULL")
WITH_PICTURE = text("picture IS NOT NULL")


class OutboxMessage(Base):
    """One message to one addressee; messages to one addressee leave in the order of their ids.

    `state`: waiting → sending → sent | failed (WeCom will not take it) | dropped (withdrawn before it left).
    `lane`: "push" leaves in working hours and is guarded against doubles; "answer" leaves at once,
    and so does "card", which changes the buttons of a card and holds up no answer.
    `body` holds the exact message WeCom gets, so that a repeat is the same request to the byte.
    `topic` and `subject` name what the message is about ("slip", "17"): the topic hears what became of it.
    `unknown_since` is set when WeCom may or may not have taken it: from then on the body stays as it is.
    `forgotten_at` is set once the words have gone because they were kept long enough.
    `seen_to_at` is set once somebody of the office has done something about a message that did not arrive.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial_index("ix_outbox_underway", "lane", "id", where=UNDERWAY),
        partial_index("ix_outbox_line", "addressee_kind", "addressee", "lane", "id", where=UNDERWAY),
        Index("ix_outbox_said", "addressee_kind", "addressee", "lane", "id"),
        # What the office looks through: what was said unasked of late, and what of it did not arrive.
        Index("ix_outbox_told", "lane", "created_at", "state", "unknown_since", "seen_to_at"),
        Index("ix_outbox_accepted", "addressee_kind", "addressee", "accepted_at"),
        partial_index("ix_outbox_kept", "created_at", where=KEPT_BODY),
        partial_index("ix_outbox_pictures", "created_at", where=WITH_PICTURE),
    )

    id: Mapped[BigKey]
    key: Mapped[str] = mapped_column(String(1100), unique=True)
    lane: Mapped[str] = mapped_column(String(8))
    addressee_kind: Mapped[str] = mapped_column(String(8))  # member | chat | webhook | account
    addressee: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    topic: Mapped[str | None] = mapped_column(String(16))
    subject: Mapped[str | None] = mapped_column(String(64))
    worded_for: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    unknown_since: Mapped[datetime | None] = mapped_column(Moment)
    lease_until: Mapped[float | None] = mapped_column(Double)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    errcode: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
    msgid: Mapped[str | None] = mapped_column(String(256))
    response_code: Mapped[str | None] = mapped_column(String(256))
    seen_to_at: Mapped[datetime | None] = mapped_column(Moment)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_to_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))

    # Whom it is for, where that is a member of the register; lists read it for all their rows at once.
    member: Mapped[Person | None] = relationship(
        primaryjoin=lambda: foreign(OutboxMessage.addressee) == Person.userid, viewonly=True
    )
    seen_to_by: Mapped[Person | None] = relationship(foreign_keys=[seen_to_by_id])
