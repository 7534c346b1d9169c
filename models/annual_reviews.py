"""Annual reviews (年度总评): drafts, versions, and each organisation's year with all its parts (R42–R44)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.base import Base, BigKey, BigRef, Moment, Points
from models.looks import once
from models.organizations import Organization
from models.people import Person
from models.schemes import SchemeVersion

DRAFT: Final = "draft"
REVIEWED: Final = "reviewed"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"
CANCELLED: Final = "cancelled"
# An organisation may know its own year from the review on.
SHOWN: Final = (REVIEWED, APPROVED, PUBLISHED)


class AnnualReview(Base):
    """One version of a year's review; its states are those of `rules/cases.py`, ANNUAL_REVIEW, each step a transition.

    `scheme_version` is the rule it was counted by. `drafted_at` is also the moment as of which the parts are counted.
    `picture` (PNG) is drawn once, when it is published.
    """

    __tablename__ = "annual_reviews"
    __table_args__ = (UniqueConstraint("year", "version"),)

    id: Mapped[BigKey]
    year: Mapped[int]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    scheme_version_id: Mapped[int] = mapped_column(BigRef, ForeignKey("scheme_versions.id"))
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    drafted_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    amendment_reason: Mapped[str] = mapped_column(Text, default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    posted_at: Mapped[datetime | None] = mapped_column(Moment)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    rows: Mapped[list[AnnualReviewRow]] = relationship(order_by="AnnualReviewRow.id", cascade="all, delete-orphan")
    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id], lazy="joined")
    scheme_version: Mapped[SchemeVersion] = relationship(lazy="joined")

    @property
    def ranked(self) -> list[AnnualReviewRow]:
        """The organisations with a result, best first."""
        return [row for row in self.rows if row.rank is not None]

    @property
    def unranked(self) -> list[AnnualReviewRow]:
        """The organisations without a result, in the order of the register."""
        return [row for row in self.rows if row.rank is None]

    @property
    def with_result(self) -> int:
        """How many organisations have a result; they are counted where no rows are read yet."""
        return len(self.ranked) if (session := self._unread) is None else once(session, _counts, self.id)[0]

    @property
    def without_result(self) -> int:
        """How many have none."""
        return len(self.unranked) if (session := self._unread) is None else once(session, _counts, self.id)[1]

    def first(self, most: int) -> list[AnnualReviewRow]:
        """List so many rows at most, best first; where no rows are read yet, only those."""
        if (session := self._unread) is None:
            return self.rows[:most]
        rows = select(AnnualReviewRow).where(AnnualReviewRow.annual_review_id == self.id)
        return list(session.scalars(rows.order_by(AnnualReviewRow.id).limit(most)))

    @property
    def _unread(self) -> Session | None:
        return None if "rows" in self.__dict__ else object_session(self)

    def row_of(self, organization_id: str) -> AnnualReviewRow | None:
        """Find an organisation's row; None when the review does not know it."""
        if (session := self._unread) is None:
            return next((row for row in self.rows if row.organization_id == organization_id), None)
        of_it = AnnualReviewRow.annual_review_id == self.id, AnnualReviewRow.organization_id == organization_id
        return session.scalar(select(AnnualReviewRow).where(*of_it))


class AnnualReviewRow(Base):
    """One organisation's year: its parts as they were counted, and what came of them.

    `quarters` and `months` are what `services/annual_reviews/parts.py` writes and reads. Means and total are
    points 0-100 (bonus may lift them above), rounded as shown. `total` and `rank` are None without a result.
    """

    __tablename__ = "annual_review_rows"
    __table_args__ = (UniqueConstraint("annual_review_id", "organization_id"),)

    id: Mapped[BigKey]
    annual_review_id: Mapped[int] = mapped_column(BigRef, ForeignKey("annual_reviews.id"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    rank: Mapped[int | None]
    total: Mapped[Decimal | None] = mapped_column(Points)
    quarter_mean: Mapped[Decimal | None] = mapped_column(Points)
    self_check_mean: Mapped[Decimal | None] = mapped_column(Points)
    democratic_score: Mapped[Decimal | None] = mapped_column(Points)
    democratic_origin: Mapped[str] = mapped_column(Text, default="")
    quarters: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    months: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    organization: Mapped[Organization] = relationship(lazy="joined")

    @property
    def times_red(self) -> int:
        """On how many boards of the year it was red."""
        return sum(one["outcome"] == "red" for one in self.quarters)

    @property
    def times_grey(self) -> int:
        """On how many boards of the year it was grey, where the grey list was approved."""
        return sum(one["outcome"] == "grey" for one in self.quarters)


def _counts(session: Session, review_id: int) -> tuple[int, int]:
    """Count who has a result, and who has none."""
    counts = select(func.count(AnnualReviewRow.rank), func.count()).where(AnnualReviewRow.annual_review_id == review_id)
    ranked, all_ = session.execute(counts).one()
    return ranked, all_ - ranked


def latest_review(session: Session, year: int) -> AnnualReview | None:
    """Find the newest version of a year's review; one that was given up is passed over."""
    query = select(AnnualReview).where(AnnualReview.year == year, AnnualReview.state != CANCELLED)
    return session.scalar(query.order_by(AnnualReview.version.desc()).limit(1))


def latest_year(session: Session, *, published: bool) -> int | None:
    """Tell the newest year with a review that was not given up, or one that is `published`."""
    states = AnnualReview.state == PUBLISHED if published else AnnualReview.state != CANCELLED
    return session.scalar(select(func.max(AnnualReview.year)).where(states))


def last_version(session: Session, year: int) -> int:
    """Tell the highest version number a year's review has had, 0 without one; numbers are given once."""
    return session.scalar(select(func.max(AnnualReview.version)).where(AnnualReview.year == year)) or 0


def published_review(session: Session, year: int) -> AnnualReview | None:
    """Find the version of a year's review that is in force."""
    return session.scalar(select(AnnualReview).where(AnnualReview.year == year, AnnualReview.state == PUBLISHED))


def states_of_year(session: Session, year: int) -> list[str]:
    """List the states of a year's versions that were not given up, oldest first, without reading their rows."""
    query = select(AnnualReview.state).where(AnnualReview.year == year, AnnualReview.state != CANCELLED)
    return list(session.scalars(query.order_by(AnnualReview.version)))


def reviews_to_post(session: Session, *, lock: bool = False) -> list[AnnualReview]:
    """List the reviews that are published and that nobody was told of yet; `lock` their rows where they will be."""
    query = select(AnnualReview).where(AnnualReview.state == PUBLISHED, AnnualReview.posted_at.is_(None))
    query = query.order_by(AnnualReview.id)
    return list(session.scalars(query.with_for_update(of=AnnualReview) if lock else query))


def reviews_in_work(session: Session) -> list[AnnualReview]:
    """List the reviews that are not published yet and not given up, oldest first."""
    in_work = AnnualReview.state.in_([DRAFT, REVIEWED, APPROVED])
    return list(session.scalars(select(AnnualReview).where(in_work).order_by(AnnualReview.id)))
