"""Published boards made of letters, oldest first: G grey, R red, N neither, x not ranked, - no board that quarter."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import CANCELLED, FINAL, REPLACED, Board, BoardRow
from models.consequences import Consequence
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.transitions import Transition, transitions_of
from rules.periods import BEIJING, Quarter
from rules.workdays import Calendar
from services.consequences.decisions import confirm
from services.consequences.proposals import propose_consequences
from tests.worlds.recorded_quarters import CLERK, LEADER, person

Q4_2025 = Quarter(2025, 4)
BRANCH, PAPER, OTHER = "org-011", "org-004", "org-029"
SECRETARY, DEPUTY, COMMISSIONER = "zhuyongliang", "shimeiling", "zhumin"
OFFICERS: Final = frozenset({SECRETARY, DEPUTY, COMMISSIONER})
LISTS: Final = {"G": "grey", "R": "red", "N": "none"}
RANKS: Final = {"G": 36, "R": 1, "N": 25}
# A Thursday, in the hours in which messages may leave.
NOW = datetime(2026, 11, 5, 10, 5, tzinfo=BEIJING)


def at(moment: str) -> datetime:
    """Read "2026-11-05 10:05" as a moment in Beijing."""
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


def store_boards(
    session: Session, letters: str, *, first: Quarter = Q4_2025, organization: str = BRANCH, state: str = FINAL
) -> list[Board]:
    """Store a published board for every letter; another organisation is on each of them, too."""
    found, quarter = [], first
    for letter in letters.split():
        if letter != "-":
            found.append(store_board(session, quarter, {organization: letter}, state=state))
        quarter = quarter.next
    return found


def store_board(
    session: Session, quarter: Quarter, letters: dict[str, str], *, version: int = 1, state: str = FINAL
) -> Board:
    """Store one version of a quarter's board; its grey list is approved."""
    by = person(session, CLERK)
    board = Board(quarter=quarter, version=version, state=state, drafted_at=NOW, drafted_by=by, grey_approved_at=NOW)
    if state != CANCELLED:
        board.published_at = board.posted_at = NOW
    listed = {OTHER: "R"} | letters
    board.rows = [_row(one, letter) for one, letter in listed.items() if letter != "x"]
    session.add(board)
    session.flush()
    return board


def _row(organization: str, letter: str) -> BoardRow:
    points: dict[str, Any] = dict.fromkeys(("base", "total"), Decimal("88.50"))
    return BoardRow(
        organization_id=organization,
        rank=RANKS[letter],
        list=LISTS[letter],
        tied=letter == "G",
        bonus=Decimal(0),
        by_category={},
        on_time_rate="1",
        register={},
        **points,
    )


def amend(session: Session, board: Board, letter: str, *, organization: str = BRANCH, state: str = FINAL) -> Board:
    """Publish a new version of a board in place of the old one."""
    board.state = REPLACED
    session.flush()
    return store_board(session, board.quarter, {organization: letter}, version=board.version + 1, state=state)


def proposed(session: Session, calendar: Calendar, letters: str = "G G", **where: Any) -> dict[str, Consequence]:
    """Let boards stand and the sweep run; return the proposals by kind."""
    store_boards(session, letters, **where)
    propose_consequences(session, calendar, NOW)
    return by_kind(session)


def by_kind(session: Session) -> dict[str, Consequence]:
    """Find the consequences of the newest quarter by kind."""
    return {one.kind: one for one in session.scalars(select(Consequence).order_by(Consequence.quarter, Consequence.id))}


def assigned(session: Session, calendar: Calendar, now: datetime = NOW, **where: Any) -> Overhaul:
    """Let the leading group have confirmed an overhaul."""
    one = proposed(session, calendar, **where)["overhaul_report"]
    confirm(session, [one], "情况属实", person(session, LEADER), calendar, now)
    return session.get_one(Overhaul, one.id)


def events(session: Session, case: Consequence | Overhaul) -> list[str]:
    kind = case.machine.name if isinstance(case, Consequence) else "overhaul"
    return [one.event for one in transitions_of(session, kind, case.id)]


def sent_to(session: Session, like: str = "%") -> dict[str, str]:
    """List what waits in the outbox: key and addressee."""
    query = select(OutboxMessage).where(OutboxMessage.key.like(like)).order_by(OutboxMessage.id)
    return {one.key: one.addressee for one in session.scalars(query)}


def everything(session: Session) -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    session.flush()
    cases = [session.execute(select(one.__table__).order_by(one.id)).all() for one in (Consequence, Overhaul)]
    steps = session.scalars(select(Transition.id).order_by(Transition.id)).all()
    return *cases, steps, session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id)).all()


def body(session: Session, userid: str) -> str:
    """The newest message to somebody."""
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid).order_by(OutboxMessage.id.desc())
    return str(json.loads(session.scalars(query.limit(1)).one())["text"]["content"])
