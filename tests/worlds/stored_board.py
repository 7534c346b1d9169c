"""A board of the sample town's third quarter as it is stored once published, and entries that change its scores."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLISHED, REPLACED, Board, BoardRow
from models.bonus_claims import BonusClaim
from models.inspections import Finding, Inspection
from models.objections import Correction, Objection
from models.organizations import GroupAssignment
from models.self_checks import SUBMITTED, SelfCheck
from models.slips import ANSWERED, Slip
from services.boards.code import board_code
from services.boards.rows import board_rows
from services.boards.verification import verify_board
from services.schemes.versions import pin_quarter
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, THIRD, after, person, third_recorded

DRAFTED = after(THIRD)
BEFORE, LATER = DRAFTED - timedelta(days=2), DRAFTED + timedelta(days=2)
AMENDED = LATER + timedelta(days=1)
JULY = THIRD.months[0]
BRANCH = "org-002"


def made_board(
    session: Session, *, version: int = 1, drafted: datetime = DRAFTED, state: str = PUBLISHED, grey: bool = True
) -> Board:
    """Store a board of what is on record; `grey` says whether its grey list was approved."""
    pin_quarter(session, THIRD, drafted)
    approved = drafted + timedelta(hours=1)
    board = Board(
        quarter=THIRD,
        version=version,
        state=state,
        drafted_at=drafted,
        drafted_by=person(session, CLERK),
        reviewed_at=approved,
        secrecy_checked_at=approved,
        secrecy_checked_by_id=person(session, LEADER).id,
        approved_at=approved,
        approved_by_id=person(session, LEADER).id,
        grey_approved_at=approved if grey else None,
        published_at=approved if state == PUBLISHED else None,
    )
    session.add(board)
    session.flush()
    board.rows = board_rows(session, THIRD, drafted)
    board.code = board_code(board)
    session.flush()
    return board


def crowded(board: Board, first: int, last: int, board_list: str) -> Board:
    """Let the rows from one place to another be alike and on one list, those before better, others worse."""
    alike: dict[str, object] = {"by_category": dict.fromkeys(board.rows[0].by_category, "19.60"), "on_time_rate": "1"}
    alike |= {"rank": first, "tied": True, "list": board_list, "open_orders": 0, "bonus": Decimal(0)}
    for place, row in enumerate(board.rows, start=1):
        points = Decimal(99 if place < first else 98 if place <= last else 90)
        changed = alike if first <= place <= last else {"list": "none"} if place > last else {}
        for name, value in {"base": points, "total": points, **changed}.items():
            setattr(row, name, value)
    return board


def third_published(session: Session, town: TownshipFile) -> None:
    """The third quarter is on record, and its board is out."""
    third_recorded(session, town)
    made_board(session)


def difference(session: Session, board: Board, *, with_log: bool = True) -> str | None:
    """Check a board as somebody does who opens the database afterwards."""
    session.flush()
    session.expire_all()
    return verify_board(session, board, with_log=with_log).difference


def inspect(session: Session) -> Finding:
    """Let a group find something at the branch that costs a point."""
    group = session.scalars(select(GroupAssignment.group_id).where(GroupAssignment.organization_id == BRANCH)).one()
    by = person(session, HEAD).id
    sheet = Inspection(
        quarter=THIRD,
        organization_id=BRANCH,
        group_id=group,
        inspected_on=BEFORE.date(),
        recorded_by_id=by,
        signed_by_id=by,
        recorded_at=BEFORE,
        findings=[Finding(indicator="ZZ-01", month=JULY, fact="没有台账")],
    )
    session.add(sheet)
    session.flush()
    return sheet.findings[0]


def claim(session: Session) -> BonusClaim:
    """Let the branch have won two points."""
    found = BonusClaim(
        organization_id=BRANCH,
        rule="JF-1",
        level="province",
        matter="省级先进",
        awarded_on=JULY.first_day,
        filed_by_id=person(session, CLERK).id,
        filed_at=BEFORE,
        state="approved",
        quarter=THIRD,
        points=Decimal(2),
        decided_at=BEFORE,
        decided_by_id=person(session, HEAD).id,
    )
    session.add(found)
    session.flush()
    return found


def self_check(session: Session) -> SelfCheck:
    """Let the branch have handed in a self-check late."""
    slip = Slip(
        number="提-1",
        issue_month=JULY.next,
        serial=1,
        organization_id=BRANCH,
        month=JULY,
        state=ANSWERED,
        issued_at=BEFORE,
        due=BEFORE,
    )
    found = SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=BEFORE, on_time=False)
    session.add(found)
    session.flush()
    return found


def strike(session: Session, board: Board, target: str) -> None:
    """Uphold an objection of the branch after a board was published: its entry is struck out."""
    by = person(session, HEAD).id
    objection = Objection(
        quarter=THIRD,
        organization_id=BRANCH,
        target=target,
        subject="没有台账",
        text="台账在镇里",
        filed_by_id=by,
        filed_at=LATER,
        state="upheld",
        reply_due=LATER,
    )
    session.add(objection)
    session.flush()
    session.add(
        Correction(
            quarter=THIRD,
            organization_id=BRANCH,
            target=target,
            verdict="struck",
            reason="查实",
            objection_id=objection.id,
            by_id=by,
            at=LATER,
        )
    )
    board.state = REPLACED
    session.flush()


def row_of(board: Board, organization_id: str = BRANCH) -> BoardRow:
    """Find an organisation on a board."""
    return next(row for row in board.rows if row.organization_id == organization_id)
