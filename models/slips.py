"""Monthly slips (提醒单): one per organisation and month (R6, R10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from models.base import Base, BigKey, BigRef, Moment, MonthColumn, Points
from models.organizations import Organization
from models.people import Person
from models.promises import OPEN, Promise
from rules.deadlines import Deadline
from rules.periods import Month

if TYPE_CHECKING:
    from models.self_checks import SelfCheck

SENT: Final = "sent"
DELIVERED: Final = "delivered"
ANSWERED: Final = "answered"
CLOSED: Final = "closed"
PAPER: Final = "paper"
WITHDRAWN: Final = "withdrawn"
WAIVED: Final = "waived"
# Of an item a correction took out of a slip.
TAKEN_OUT: Final = "taken_out"

MONTHS_SHOWN: Final = 12
# An answer may overtake the news that its slip was delivered.
AWAITING_ANSWER: Final = (SENT, DELIVERED)
# Nothing is asked of the branch any more, and nothing is counted.
CALLED_OFF: Final = (WITHDRAWN, WAIVED)


class Slip(Base):
    """One slip. State: sent → delivered → answered → closed; `paper` until the office enters receipt.

    Before it is answered the office may call it off: withdrawn, or waived (免报). A correction makes the next `version`
    of it, and so does issuing it anew (`reissued_at`) once it was withdrawn. `extended_to` is the day a person has put
    the deadline off to.

    WeCom took it at `delivered_at`. The clock of two working days starts at `received_at`: the same moment, or, where
    the town's rule goes by 签收 (A2), the moment it was signed for; until then the last moment of the day on which it
    counts as received in any case, which may lie ahead. `deadline` keeps how the due day was counted from there. Being
    overdue is not a state but a question asked of `due` and the moment.
    """

    __tablename__ = "slips"
    __table_args__ = (
        UniqueConstraint("organization_id", "month"),
        UniqueConstraint("issue_month", "serial"),
        # What waits is asked for by when it is due, many times a page.
        Index("ix_slips_state_due", "state", "due"),
    )

    id: Mapped[BigKey]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    issue_month: Mapped[Month] = mapped_column(MonthColumn)
    serial: Mapped[int]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    state: Mapped[str] = mapped_column(String(16))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    recipient_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    promised: Mapped[date | None]
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    receipt_remark: Mapped[str | None] = mapped_column(String(256))
    due: Mapped[datetime | None] = mapped_column(Moment, index=True)
    deadline: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    extended_to: Mapped[date | None]
    reissued_at: Mapped[datetime | None] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(lazy="joined")
    recipient: Mapped[Person | None] = relationship(lazy="joined")
    items: Mapped[list[SlipItem]] = relationship(order_by="SlipItem.position")
    self_check: Mapped[SelfCheck | None] = relationship(back_populates="slip")
    promises_asked: Mapped[list[Promise]] = relationship(
        primaryjoin="Slip.id == foreign(Promise.asked_on_id)", order_by="Promise.day, Promise.id", viewonly=True
    )

    @property
    def open_promises(self) -> list[Promise]:
        """What was promised before, is asked about on it, and nothing was said of yet."""
        return [one for one in self.promises_asked if one.state == OPEN]

    @property
    def open_items(self) -> list[SlipItem]:
        """The items the branch has to answer: done late or not done."""
        return [item for item in self.items if item.is_open]

    @property
    def applicable_items(self) -> list[SlipItem]:
        """The items that concern the branch at all."""
        return [item for item in self.items if item.state not in ("not_applicable", TAKEN_OUT)]

    @property
    def reached_at(self) -> datetime:
        """Since when the branch can have had it in hand: delivered, handed over on paper, or at least issued."""
        return self.delivered_at or self.received_at or self.last_issued_at

    @property
    def last_issued_at(self) -> datetime:
        """When it was issued, or issued anew after it had been withdrawn."""
        return self.reissued_at or self.issued_at

    @property
    def issue_mark(self) -> str:
        """Tell messages of a slip issued anew from those of the first time; "" for these."""
        return f":{self.reissued_at:%y%m%d%H%M%S}" if self.reissued_at else ""

    @property
    def is_deemed_received(self) -> bool:
        """Whether it counts as received, today or on a day to come, although nobody has signed for it (A2)."""
        if self.received_at is None or self.delivered_at is None or self.received_at <= self.delivered_at:
            return False
        return self.acknowledged_at is None or self.acknowledged_at > self.received_at

    @property
    def counted(self) -> Deadline | None:
        """The deadline with how it was counted; None before receipt."""
        return Deadline.from_dict(self.deadline) if self.deadline else None


class SlipItem(Base):
    """One line of a slip (R7–R9), as it stood when the slip was issued: what was found, by whom and when.

    `points` is what is at stake.
    """

    __tablename__ = "slip_items"

    id: Mapped[BigKey]
    slip_id: Mapped[int] = mapped_column(BigRef, ForeignKey("slips.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(64))
    indicator: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    remark: Mapped[str] = mapped_column(String(256))
    points: Mapped[Decimal] = mapped_column(Points)
    recorded_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)

    recorded_by: Mapped[Person | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the branch has to answer this item."""
        return self.state in ("late", "not_done")


def slips_of(session: Session, month: Month) -> list[Slip]:
    """List a month's slips in the order of their numbers."""
    return list(session.scalars(select(Slip).where(Slip.month == month).order_by(Slip.serial)))


def months_with_slips(session: Session, months: Sequence[Month]) -> set[Month]:
    """Tell for which of some months any slip was ever issued."""
    return set(session.scalars(select(Slip.month).where(Slip.month.in_(months)).distinct()))


def read_items(session: Session, slips: Sequence[Slip]) -> None:
    """Read items and promises of some slips at once, of which each would otherwise ask for its own."""
    query = (
        select(Slip)
        .where(Slip.id.in_([slip.id for slip in slips]))
        .options(selectinload(Slip.items), selectinload(Slip.promises_asked))
    )
    session.scalars(query).all()


def ask_promises(session: Session, month: Month, organization_ids: Collection[str], today: date) -> None:
    """Let the month's slips of some organisations ask about their open promises whose day has come."""
    due = (Promise.organization_id.in_(organization_ids), Promise.state == OPEN, Promise.day <= today)
    slip = select(Slip.id).where(Slip.organization_id == Promise.organization_id, Slip.month == month)
    asked = update(Promise).where(*due).values(asked_on_id=slip.scalar_subquery())
    session.execute(asked, execution_options={"synchronize_session": False})


def next_serial(session: Session, issue_month: Month) -> int:
    """Tell the next free number of an issue month; numbers are given once and never reused."""
    highest = session.scalar(select(func.max(Slip.serial)).where(Slip.issue_month == issue_month))
    return (highest or 0) + 1


_AWAITING_ANSWER_OF: Final = (
    select(Slip)
    .where(Slip.organization_id.in_(bindparam("organization_ids")), Slip.state.in_(AWAITING_ANSWER))
    .order_by(Slip.month, Slip.serial)
)


def slips_awaiting_answer(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the unanswered slips of some organisations, delivered or on the way, oldest first."""
    return list(session.scalars(_AWAITING_ANSWER_OF, {"organization_ids": organization_ids}))


def withdrawn_slips(session: Session) -> list[Slip]:
    """List every slip of the town that was withdrawn, oldest first."""
    return list(session.scalars(select(Slip).where(Slip.state == WITHDRAWN).order_by(Slip.month, Slip.serial)))


def unanswered_slips(session: Session, due_by: datetime | None = None, only: Sequence[int] | None = None) -> list[Slip]:
    """List every unanswered slip of the town, delivered or on the way; `due_by` a moment only those due until then.

    `only` names the slips wanted, where they are few. Of an organisation that has ended nothing is awaited.
    """
    lives = Slip.organization_id.in_(select(Organization.id).where(Organization.ended.is_(None)))
    query = select(Slip).where(Slip.state.in_(AWAITING_ANSWER), lives).order_by(Slip.month, Slip.serial)
    query = query if only is None else query.where(Slip.id.in_(only))
    return list(session.scalars(query.where(Slip.due <= due_by) if due_by else query))


_PROVISIONAL: Final = (
    select(Slip).where(Slip.deadline["provisional"].as_boolean(), Slip.state.not_in(CALLED_OFF)).order_by(Slip.id)
)


def provisional_slips(session: Session) -> list[Slip]:
    """List the slips whose deadline was counted over days that no schedule ruled yet, answered ones too."""
    return list(session.scalars(_PROVISIONAL))


def locked_provisional_slips(session: Session, only: Sequence[int]) -> list[Slip]:
    """List those among some slips, with their forms, and keep them until this transaction ends."""
    query = _PROVISIONAL.where(Slip.id.in_(only)).options(selectinload(Slip.self_check))
    return list(session.scalars(query.with_for_update(of=Slip)))


def latest_due(session: Session) -> datetime | None:
    """Give the last moment on which any slip is due."""
    return session.scalar(select(func.max(Slip.due)))


def count_provisional(session: Session, now: datetime) -> int:
    """Count those of them that are still to be answered in time."""
    to_come = Slip.state.in_(AWAITING_ANSWER), Slip.due > now, Slip.deadline["provisional"].as_boolean()
    return session.scalar(select(func.count()).select_from(Slip).where(*to_come)) or 0


def slips_on_paper(session: Session) -> list[Slip]:
    """List every slip of the town that waits to be handed over on paper, oldest first."""
    lives = Slip.organization_id.in_(select(Organization.id).where(Organization.ended.is_(None)))
    return list(session.scalars(select(Slip).where(Slip.state == PAPER, lives).order_by(Slip.month, Slip.serial)))


LED: Final = (
    select(Slip)
    .where(Slip.organization_id.in_(bindparam("organization_ids", expanding=True)))
    .order_by(Slip.month.desc(), Slip.serial)
    .limit(bindparam("most"))
)


def slips_led(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the last year's slips of some organisations, newest month first."""
    return list(session.scalars(LED, of_led(organization_ids)))


def of_led(organization_ids: list[str]) -> dict[str, Any]:
    """Say of which organisations LED asks."""
    return {"organization_ids": organization_ids, "most": MONTHS_SHOWN * len(organization_ids)}


_SLIP_OF: Final = select(Slip).where(
    Slip.organization_id == bindparam("organization_id"), Slip.month == bindparam("month")
)


def slip_of(session: Session, organization_id: str, month: Month) -> Slip | None:
    """Find an organisation's slip of one month."""
    return session.scalar(_SLIP_OF, {"organization_id": organization_id, "month": month})


def slip_numbered(session: Session, number: str) -> Slip | None:
    """Find a slip by its number."""
    return session.scalar(select(Slip).where(Slip.number == number))
