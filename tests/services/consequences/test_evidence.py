"""What a proposal rests on, row by row (R37-R40)."""

from datetime import date

from sqlalchemy.orm import Session

from models.bonus_claims import BonusClaim
from models.consequences import evidence_of
from models.objections import Objection
from models.orders import RectificationOrder
from models.organizations import Organization
from models.transitions import transitions_of
from rules.periods import Quarter
from rules.workdays import Calendar
from services.consequences.proposals import propose_consequences
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from tests.worlds.grey_boards import BRANCH, NOW, by_kind, store_board, store_boards
from tests.worlds.recorded_quarters import SECOND, person

Q1, Q2 = Quarter(2026, 1), SECOND


def claim(session: Session) -> BonusClaim:
    found = BonusClaim(
        organization_id=BRANCH,
        rule="JF-1",
        level="county",
        matter="县级先进",
        awarded_on=NOW.date(),
        filed_by=person(session, "zhuyongliang"),
        filed_at=NOW,
        state="submitted",
    )
    session.add(found)
    session.flush()
    return found


def objection(session: Session) -> Objection:
    found = Objection(
        quarter=Q2,
        organization_id=BRANCH,
        target="board:1",
        subject="榜单",
        text="名次有误",
        filed_by=person(session, "zhuyongliang"),
        filed_at=NOW,
        state="filed",
        reply_due=NOW,
    )
    session.add(found)
    session.flush()
    return found


def issued(session: Session, calendar: Calendar) -> RectificationOrder:
    problems = (GivenProblem("ZD-02", "8月没有支委会记录"),)
    said = GivenOrder("11月2日现场检查", problems, "补开支委会", date(2026, 11, 12))
    branch = session.get_one(Organization, BRANCH)
    return issue_order(session, branch, said, person(session, "caoxiaoming"), calendar, NOW)


def test_a_proposal_says_what_it_rests_on(recorded_session: Session, calendar: Calendar) -> None:
    first, unranked, last = store_boards(recorded_session, "G x G")
    store_board(recorded_session, Q2, {BRANCH: "N"}, version=2, state="draft")
    filed, against, order = claim(recorded_session), objection(recorded_session), issued(recorded_session, calendar)
    propose_consequences(recorded_session, calendar, NOW)
    one = by_kind(recorded_session)["laggard_listing"]
    grey = {"state": "final", "list": "grey", "rank": 36, "total": "88.50", "tied": True, "version": 1}
    assert evidence_of(recorded_session, [one.id]) == {
        one.id: {
            "streak": 2,
            "boards": [
                {**grey, "board": first.id, "quarter": "2025-Q4"},
                {"board": unranked.id, "quarter": "2026-Q1", "version": 1, "state": "final", "list": "unranked"},
                {**grey, "board": last.id, "quarter": "2026-Q2"},
            ],
            "open_cases": [
                {"kind": "objection", "name": str(against.id)},
                {"kind": "claim", "name": str(filed.id)},
                {"kind": "order", "name": order.number},
                {"kind": "amendment", "name": "2026-Q2"},
            ],
        }
    }
    begun = transitions_of(recorded_session, "consequence", one.id)[0]
    assert (begun.event, begun.by, begun.at) == ("proposed", None, NOW)
