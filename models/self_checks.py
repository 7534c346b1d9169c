"""Self-checks (自查整改表): a branch's answers to its slips (R13–R16)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, Text, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person
from models.slips import AWAITING_ANSWER, LED, Slip, of_led
from rules.deadlines import Deadline
from rules.periods import Month

SUBMITTED: Final = "submitted"
RETURNED: Final = "returned"
ACCEPTED: Final = "accepted"
# What has to be said of an item that is not done, and of one that is done and was only late (R13).
ASKED: Final = ("reason", "measure", "done_by")
ASKED_OF_LATE: Final = ("reason", "measure")
# So far back it is looked for what somebody did last: further than a month of ten thousand branches.
REACH: Final = 20_000


class SelfCheck(Base):
    """One per slip. State: submitted → accepted | returned → submitted.

    Whether it is on time is judged on the first complete form (A5); a returned one has until `redo_due`.
    """

    __tablename__ = "self_checks"

    id: Mapped[BigKey]
    slip_id: Mapped[int] = mapped_column(BigRef, ForeignKey("slips.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    first_submitted_at: Mapped[datetime] = mapped_column(Moment)
    on_time: Mapped[bool]
    return_reason: Mapped[str | None] = mapped_column(String(512))
    redo_due: Mapped[datetime | None] = mapped_column(Moment)
    redo_deadline: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reviewed_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)

    slip: Mapped[Slip] = relationship(lazy="joined", back_populates="self_check")
    reviewed_by: Mapped[Person | None] = relationship()
    submissions: Mapped[list[Submission]] = relationship(order_by="Submission.id", lazy="selectin")

    @property
    def redo_counted(self) -> Deadline | None:
        """The deadline for handing a returned form in again, with how it was counted."""
        return Deadline.from_dict(self.redo_deadline) if self.redo_deadline else None

    @property
    def latest(self) -> Submission:
        """The submission that counts."""
        return self.submissions[-1]


class Submission(Base):
    """One confirmed form; a changed answer is a further submission, so nothing handed in is ever overwritten."""

    __tablename__ = "submissions"

    id: Mapped[BigKey]
    self_check_id: Mapped[int] = mapped_column(BigRef, ForeignKey("self_checks.id"), index=True)
    submitted_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    submitted_at: Mapped[datetime] = mapped_column(Moment)

    submitted_by: Mapped[Person] = relationship(lazy="joined")
    answers: Mapped[list[Answer]] = relationship(order_by="Answer.position", lazy="selectin")


class Answer(Base):
    """What the branch says about one open item, or about a problem it found itself (`slip_item_id` is None).

    `done_by` is None for an item that was done before it was asked about, only late.
    """

    __tablename__ = "answers"

    id: Mapped[BigKey]
    submission_id: Mapped[int] = mapped_column(BigRef, ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    slip_item_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("slip_items.id"))
    problem: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(String(64))
    done_by: Mapped[date | None]


_WAITING: Final = (
    select(Slip)
    .outerjoin(Slip.self_check)
    .options(contains_eager(Slip.self_check))
    .where(Slip.organization_id.in_(bindparam("organization_ids")))
    .where(Slip.state.in_(AWAITING_ANSWER) | (SelfCheck.state == RETURNED))
    .order_by(Slip.month.desc(), Slip.serial)
)


def slips_that_wait(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the slips of some organisations that are unanswered or whose form was returned, newest month first."""
    return list(session.scalars(_WAITING, {"organization_ids": organization_ids}))


_LED_WITH_CHECKS: Final = LED.outerjoin(Slip.self_check).options(contains_eager(Slip.self_check))


def slips_led_with_checks(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the last year's slips of some organisations as `slips_led` does, what came of each at hand."""
    return list(session.scalars(_LED_WITH_CHECKS, of_led(organization_ids)))


def self_checks_in(session: Session, state: str) -> list[SelfCheck]:
    """List the self-checks in one state, in the order they first came in."""
    return list(session.scalars(select(SelfCheck).where(SelfCheck.state == state).order_by(SelfCheck.id)))


def overdue_redos(session: Session, now: datetime) -> list[SelfCheck]:
    """List the returned forms that were not handed in again in time, in the order they first came in."""
    late = SelfCheck.state == RETURNED, SelfCheck.redo_due <= now
    return list(session.scalars(select(SelfCheck).where(*late).order_by(SelfCheck.id)))


def count_in(session: Session, state: str, but: Collection[int] = ()) -> int:
    """Count the self-checks in one state, without some by their ids."""
    return session.scalar(select(func.count()).where(SelfCheck.state == state, SelfCheck.id.not_in(but))) or 0


def months_in(session: Session, state: str) -> list[Month]:
    """List the months of whose slips a self-check is in one state, oldest first."""
    query = select(Slip.month).join(SelfCheck).where(SelfCheck.state == state).distinct().order_by(Slip.month)
    return list(session.scalars(query))


def first_in(session: Session, state: str, but: Collection[int] = ()) -> SelfCheck | None:
    """Find the self-check in one state that came in first, without some by their ids."""
    query = select(SelfCheck).where(SelfCheck.state == state, SelfCheck.id.not_in(but))
    return session.scalar(query.order_by(SelfCheck.id).limit(1))


def touched_by(session: Session, state: str, person: Person, organization_ids: Collection[str]) -> list[SelfCheck]:
    """List the self-checks in one state that somebody handed in once, or that are of some organisations."""
    in_state = select(SelfCheck.id).where(SelfCheck.state == state)
    handed_in = in_state.join(SelfCheck.submissions).where(Submission.submitted_by_id == person.id)
    of_own = in_state.join(SelfCheck.slip).where(Slip.organization_id.in_(organization_ids))
    # Each is found by itself: asked for together, every slip that was ever answered is read.
    ways = [handed_in, of_own] if organization_ids else [handed_in]
    found = or_(*(SelfCheck.id.in_(way) for way in ways))
    return list(session.scalars(select(SelfCheck).where(found).order_by(SelfCheck.id)))


def last_reviewed_by(session: Session, person: Person, most: int) -> list[SelfCheck]:
    """List the self-checks somebody passed or returned last, newest first, among the newest there are."""
    newest = SelfCheck.id > select(func.max(SelfCheck.id)).scalar_subquery() - REACH
    query = (
        select(SelfCheck).where(newest, SelfCheck.reviewed_by_id == person.id).order_by(SelfCheck.reviewed_at.desc())
    )
    return list(session.scalars(query.limit(most)))


def provisional_redos(session: Session, only: Sequence[int] | None = None) -> list[SelfCheck]:
    """List the returned forms whose deadline was counted over days that no schedule ruled yet; `only` of some."""
    query = select(SelfCheck).where(SelfCheck.redo_deadline["provisional"].as_boolean())
    query = query if only is None else query.where(SelfCheck.id.in_(only))
    return list(session.scalars(query.order_by(SelfCheck.id)))
