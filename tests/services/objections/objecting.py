"""How a branch objects to what the third quarter's board rests on, what it is told, and what is refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.boards import Board
from models.bonus_claims import REJECTED, BonusClaim
from models.objections import Correction, Objection
from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.transitions import Transition
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.boards.movers import open_cases_that_could_move
from services.objections.decisions import admit
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.scores.scores import explained
from tests.worlds.previewed_board import BRANCH, RECORDER, claimed, organization
from tests.worlds.recorded_quarters import OTHER_CLERK, THIRD, person
from tests.worlds.stored_board import DRAFTED

NOW = datetime(2026, 10, 29, 10, 0, tzinfo=BEIJING)
MOMENT = timedelta(microseconds=1)
DEPUTY, STRANGER = "shimeiling", "zhangjianxin"
INSPECTOR = "caoxiaoming"

File = Callable[..., Objection]


def keys(session: Session, of: str = BRANCH, now: datetime = NOW) -> list[str]:
    return [line.entry.key for line in explained(session, organization(session, of), THIRD, now).lines]


def admitted(session: Session, objection: Objection) -> Objection:
    admit(session, objection, person(session, OTHER_CLERK), NOW)
    return objection


def rows(session: Session) -> tuple[int, ...]:
    return tuple(
        session.scalars(select(func.count()).select_from(table)).one()
        for table in (Objection, Correction, Transition, OutboxMessage)
    )


def refusal(session: Session, act: Callable[[], object]) -> str:
    """Let something be refused, and look that nothing has changed and that it is one sentence; returns the reason."""
    before = rows(session)
    with pytest.raises(Refused) as refused:
        act()
    assert rows(session) == before
    assert refusal_text(refused.value).count("。") <= 2
    return refused.value.reason


def told(session: Session, key: str) -> list[tuple[str, str]]:
    query = select(OutboxMessage.addressee, OutboxMessage.body).where(OutboxMessage.key.startswith(key))
    return [(addressee, body) for addressee, body in session.execute(query.order_by(OutboxMessage.id))]


def moving(session: Session, board: Board) -> list[str]:
    return [one.target for one in open_cases_that_could_move(session, board)]


def nine_others() -> list[str]:
    """Take one point from nine other branches: with the branch that objects they are the ten of the grey list."""
    others = [f"org-{number:03}" for number in (2, 3, 6, 7, 9, 10, 12, 13, 14)]
    return [f"2026-07,{one},ZZ-01,not_done,没有反馈,{RECORDER}" for one in others]


def ordered(session: Session, calendar: Calendar) -> RectificationOrder:
    given = GivenOrder("现场检查", (GivenProblem("ZD-02", "没有支委会记录"),), "补开支委会", date(2026, 11, 5))
    return issue_order(session, organization(session), given, person(session, INSPECTOR), calendar, DRAFTED)


def turned_down(session: Session) -> BonusClaim:
    claim = claimed(session)
    claim.state, claim.quarter, claim.points = REJECTED, None, None
    session.flush()
    return claim
