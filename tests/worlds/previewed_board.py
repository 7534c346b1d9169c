"""The third quarter's board in its preview or just published, and what is on record for one branch of it."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PREVIEWED, PUBLISHED, Board
from models.bonus_claims import BonusClaim
from models.inspections import Finding, Inspection
from models.organizations import GroupAssignment, Organization
from rules.periods import BEIJING, Month
from tests.worlds.recorded_quarters import LEADER, THIRD, person, record_lines
from tests.worlds.stored_board import DRAFTED, made_board

BRANCH, SECRETARY = "org-011", "zhuyongliang"
PAPER = "org-004"
RECORDER = "caoxiaoming"
# Drafted on Wednesday, 28 October; the third working day after it is Monday, 2 November.
PREVIEW_ENDS = datetime(2026, 11, 3, tzinfo=BEIJING)
PUBLICITY_ENDS = datetime(2026, 11, 5, tzinfo=BEIJING)

# One point for what was not done, half a point for what was late, one point where late has no price.
NOT_DONE = f"2026-07,{BRANCH},ZZ-01,not_done,没有反馈,{RECORDER}"
LATE = f"2026-08,{BRANCH},ZZ-01,late,晚了两天,{RECORDER}"
TURNOUT = f"2026-09,{BRANCH},HD-02,not_done,到会率低,{RECORDER}"


def previewed(session: Session, *lines: str) -> Board:
    """Record some lines and store a board of them in its preview."""
    if lines:
        record_lines(session, *lines)
    board = made_board(session, state=PREVIEWED)
    board.preview_ends = PREVIEW_ENDS
    session.flush()
    return board


def publish(session: Session, board: Board) -> Board:
    """Let a board be out and stand for objections."""
    board.state, board.published_at, board.publicity_ends = PUBLISHED, DRAFTED, PUBLICITY_ENDS
    session.flush()
    return board


def inspected(session: Session, organization_id: str, code: str, month: Month, fact: str) -> Finding:
    """Store a supervision group's sheet with one finding."""
    query = select(GroupAssignment.group_id).where(GroupAssignment.organization_id == organization_id)
    found = Finding(indicator=code, month=month, fact=fact, evidence="")
    sheet = Inspection(
        quarter=THIRD,
        organization_id=organization_id,
        group_id=session.scalars(query).one(),
        inspected_on=THIRD.last_day,
        recorded_by=person(session, RECORDER),
        signed_by=person(session, RECORDER),
        recorded_at=DRAFTED,
        findings=[found],
    )
    session.add(sheet)
    session.flush()
    return found


def claimed(session: Session) -> BonusClaim:
    """Store an approved bonus of the branch."""
    made = BonusClaim(
        organization_id=BRANCH,
        rule="JF-1",
        level="county",
        matter="县级先进",
        awarded_on=THIRD.first_day,
        filed_by=person(session, SECRETARY),
        filed_at=DRAFTED - timedelta(days=2),
        state="approved",
        quarter=THIRD,
        points=Decimal("0.5"),
        decided_at=DRAFTED - timedelta(days=1),
        decided_by_id=person(session, LEADER).id,
    )
    session.add(made)
    session.flush()
    return made


def organization(session: Session, organization_id: str = BRANCH) -> Organization:
    return session.get_one(Organization, organization_id)
