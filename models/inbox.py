"""The inbox: every callback once, by its key, so that a repeated one changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Index, String, Text, TypeDecorator, bindparam, delete, select, text, update
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.ballots import may_tell_a_vote
from models.base import Base, Moment, partial_index

HANDLED: Final = "handled"
FAILED: Final = "failed"
OFFERED: Final = "offered"
DISPUTED: Final = "disputed"
WISHED: Final = "wished"
ASKED: Final = "asked"
KEPT_WORDS: Final = text("forgotten_at IS NULL")


class Words(TypeDecorator[str]):
    """What somebody wrote, but never how somebody votes: such words reach no statement, page or log of the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Leave out words that may tell a vote."""
        return "" if value and may_tell_a_vote(value) else value


class InboxMessage(Base):
    """One message or event from WeCom. State: handled | failed (then `error` says why).

    A handled one whose words the member was offered to have passed on to the office (转) is `offered`, or `disputed`
    where they may as well become an objection (异议), or `wished` where they wish for more time; one
    after which we asked what it is about is `asked`.
    `forgotten_at` is set once the words have gone because they were kept long enough.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        partial_index("ix_inbox_kept", "received_at", where=KEPT_WORDS),
        # What came of the last hour's messages is asked every few seconds, however many there are.
        Index("ix_inbox_received", "received_at", "state"),
    )

    key: Mapped[str] = mapped_column(String(1024), primary_key=True)
    userid: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Words)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8))
    error: Mapped[str | None] = mapped_column(Text)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)


_OFFERED_OF: Final = (
    select(InboxMessage)
    .where(InboxMessage.userid == bindparam("userid"), InboxMessage.state.in_((OFFERED, DISPUTED, WISHED, ASKED)))
    .order_by(InboxMessage.received_at.desc())
)
_MARK: Final = (
    update(InboxMessage)
    .where(InboxMessage.key == bindparam("named"))
    .values(state=bindparam("state"))
    .execution_options(synchronize_session=False)
)
_TAKE_OUT: Final = delete(InboxMessage).where(InboxMessage.key.in_(bindparam("keys", expanding=True)))


def messages_offered(session: Session, userid: str) -> list[InboxMessage]:
    """List the messages of a member whose words wait to be passed on, newest first."""
    return list(session.scalars(_OFFERED_OF, {"userid": userid}))


def take_out(session: Session, keys: Sequence[str]) -> None:
    """Forget messages that came and are not answered yet."""
    session.connection().execute(_TAKE_OUT, {"keys": [*keys]})


def mark(session: Session, key: str, state: str) -> None:
    """Set the state of a message."""
    session.connection().execute(_MARK, {"named": key, "state": state})
