"""A year of the sample town as its review finds it: boards, slips with their answers, democratic reviews."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot import drawing
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.boards import PUBLISHED, Board, BoardRow
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization, assessed_organizations
from models.self_checks import ACCEPTED, SelfCheck, Submission
from models.slips import CLOSED, DELIVERED, Slip
from rules.deadlines import count_deadline
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar, load_calendar
from services.annual_reviews import steps as annual_review
from services.annual_reviews.parts import quarters_of
from services.annual_reviews.posts import pictures_to_post, post_years
from services.schemes.versions import shipped_text, store_scheme
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person
from tests.worlds.towns import HOLIDAYS, loaded

YEAR = 2026
BRANCH, OTHER, PAPER = "org-011", "org-002", "org-004"
SECRETARY, MAYOR = "zhuyongliang", "luyaqin"
# The year is over, and the democratic review is done.
NOW = datetime(2027, 3, 29, 9, 5, tzinfo=BEIJING)
ORIGIN = "党员民主评议"
# 92, 95, 88.50, 97: the example of the rule.
EXAMPLE = [Decimal(points) for points in ("92", "95", "88.50", "97")]
# Ten months with a mean of 96: one form came back and was redone, one came late; two months had no slip.
ANSWERS = [*["on_time"] * 5, "on_time_after_redo", *["on_time"] * 3, "late"]


def post_reviews(session: Session, calendar: Calendar, now: datetime) -> int:
    """Tell of the reviews that are out as the timetable does, but in one transaction."""
    return post_years(session, calendar, now, drawing.pngs(pictures_to_post(session, calendar, now)))


def board(session: Session, quarter: Quarter, totals: Mapping[str, Decimal], *, version: int = 1) -> Board:
    """Store a published board; its grey list was never approved, which does not matter for the totals."""
    published = datetime(quarter.next.year, quarter.next.months[0].month, 28, 9, tzinfo=BEIJING)
    made = Board(
        quarter=quarter,
        version=version,
        state=PUBLISHED,
        drafted_at=published,
        drafted_by=person(session, CLERK),
        published_at=published,
        posted_at=published,
    )
    session.add(made)
    session.flush()
    ordered = sorted(totals, key=lambda each: -totals[each])
    made.rows = [board_row(one, place, totals[one]) for place, one in enumerate(ordered, start=1)]
    session.flush()
    return made


def board_row(organization_id: str, rank: int, total: Decimal) -> BoardRow:
    return BoardRow(
        organization_id=organization_id,
        rank=rank,
        list="red" if rank == 1 else "grey",
        tied=False,
        base=total,
        bonus=Decimal(0),
        total=total,
        by_category={},
        on_time_rate="1",
        register={},
    )


def answered(session: Session, organization_id: str, month: Month, state: str) -> Slip:
    """Store a slip that was delivered, its deadline counted, and how it was answered."""
    received = datetime(month.next.year, month.next.month, 5, 9, tzinfo=BEIJING)
    counted = count_deadline(received, 2, load_calendar(HOLIDAYS))
    due = counted.limit
    slip = Slip(
        number=f"提-{month}-{organization_id}",
        issue_month=month.next,
        serial=int(organization_id.removeprefix("org-")),
        organization=session.get_one(Organization, organization_id),
        month=month,
        state=DELIVERED if state == "missing" else CLOSED,
        issued_at=received,
        received_at=received,
        due=due,
        deadline=counted.as_dict(),
    )
    session.add(slip)
    session.flush()
    if state != "missing":
        came = due + timedelta(days=1) if state == "late" else due - timedelta(days=1)
        secretary = person(session, SECRETARY)
        form = SelfCheck(slip=slip, state=ACCEPTED, first_submitted_at=came, on_time=state != "late", submissions=[])
        form.submissions.append(Submission(submitted_by=secretary, submitted_at=came))
        if state == "on_time_after_redo":
            form.return_reason, form.redo_due = "请补充时限", due + timedelta(days=2)
            again = Submission(submitted_by=secretary, submitted_at=due + timedelta(days=1))
            form.submissions.append(again)
        session.add(form)
    session.flush()
    return slip


def rated(session: Session, organization_id: str, score: str, now: datetime = NOW) -> None:
    """Enter a result of the democratic review."""
    by, entered = person(session, CLERK), now - timedelta(days=1)
    given = {"year": YEAR, "organization_id": organization_id, "score": Decimal(score), "origin": ORIGIN}
    session.add(DemocraticReview(**given, entered_by=by, entered_at=entered))
    session.flush()


def confirm_weights(session: Session, **choices: object) -> None:
    """Let the town confirm its weights, as loading its file does."""
    store_scheme(session, shipped_text(), {"policy": {"annual_weights_confirmed": True, **choices}}, NOW)


def whole_year(session: Session, *, confirmed: bool = True, skip_rating: Sequence[str] = ()) -> None:
    """Store the year of the example for one branch, and a plain year of 80 points for everybody else."""
    others = {one.id: Decimal(80) for one in assessed_organizations(session)}
    for quarter, points in zip(quarters_of(YEAR), EXAMPLE, strict=True):
        board(session, quarter, {**others, BRANCH: points})
    for number, state in enumerate(ANSWERS, start=1):
        answered(session, BRANCH, Month(YEAR, number), state)
    for organization_id in others:
        if organization_id != BRANCH:
            answered(session, organization_id, Month(YEAR, 1), "on_time")
        if organization_id not in skip_rating:
            rated(session, organization_id, "90")
    if confirmed:
        confirm_weights(session)


def after_a_year(session: Session, town: TownshipFile) -> None:
    """The year of the example is over."""
    loaded(session, town)
    whole_year(session)


def row(review: AnnualReview, organization_id: str = BRANCH) -> AnnualReviewRow:
    found = review.row_of(organization_id)
    assert found is not None
    return found


class Hands:
    """Everybody who works on the year, one word per step."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def draft(self, by: str = CLERK, now: datetime = NOW) -> AnnualReview:
        return annual_review.draft_year(self.session, YEAR, person(self.session, by), now)

    def review(self, by: str = LEADER, now: datetime = NOW) -> AnnualReview:
        return annual_review.review_year(self.session, YEAR, person(self.session, by), now, note="已逐个核对")

    def reopen(self, by: str = LEADER, now: datetime = NOW, reason: str = "有一处要核对") -> AnnualReview:
        return annual_review.reopen_year(self.session, YEAR, person(self.session, by), reason, now)

    def approve(self, by: str = LEADER, now: datetime = NOW) -> AnnualReview:
        return annual_review.approve_year(self.session, YEAR, person(self.session, by), now)

    def publish(self, by: str = HEAD, now: datetime = NOW) -> AnnualReview:
        return annual_review.publish_year(self.session, YEAR, person(self.session, by), now)

    def amend(self, by: str = CLERK, now: datetime = NOW, reason: str = "评议结果有误") -> AnnualReview:
        return annual_review.amend_year(self.session, YEAR, person(self.session, by), reason, now)

    def cancel(self, by: str = CLERK, now: datetime = NOW, reason: str = "不用修订") -> AnnualReview:
        return annual_review.cancel_year(self.session, YEAR, person(self.session, by), reason, now)

    def take(self, *steps: str) -> None:
        for name in steps:
            getattr(self, name)()
