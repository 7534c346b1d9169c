"""The sample town with boards of four quarters and one case of every kind open on 石湾村支部, each with number 1."""

from datetime import timedelta

from sqlalchemy.orm import Session

from models.bonus_claims import BonusClaim
from models.consequences import OVERHAUL_REPORT, Consequence
from models.objections import Objection
from models.organizations import Organization
from rules.cases import BONUS_CLAIM, CONSEQUENCE, OBJECTION
from rules.workdays import load_calendar
from services.cases import begin, step
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.overhauls.overhauls import assign_overhaul
from services.township.file import TownshipFile
from tests.worlds.browsers import NOW, fill_town
from tests.worlds.recorded_quarters import LEADER, THIRD, person
from tests.worlds.towns import HOLIDAYS, loaded
from tests.worlds.who_may import BRANCH, PEOPLE


def with_open_cases(session: Session, file: TownshipFile) -> None:
    """Order, claim, objection, consequence and overhaul of one branch wait for whoever deals with them."""
    loaded(session, file)
    fill_town(session, file)
    branch, secretary = session.get_one(Organization, BRANCH), person(session, PEOPLE["own"])
    given = GivenOrder("现场检查", (GivenProblem("ZD-02", "缺两次会议"),), "补开会议", NOW.date() + timedelta(days=7))
    calendar = load_calendar(HOLIDAYS)
    issue_order(session, branch, given, person(session, PEOPLE["group"]), calendar, NOW)
    claim = BonusClaim(organization_id=BRANCH, rule="JF-1", level="county", matter="先进党支部", state="submitted")
    claim.awarded_on, claim.filed_by_id, claim.filed_at = NOW.date(), secretary.id, NOW
    objection = Objection(
        quarter=THIRD,
        organization_id=BRANCH,
        target="board:1",
        subject="榜单",
        text="名次有误",
        filed_by_id=secretary.id,
        filed_at=NOW,
        state="filed",
        reply_due=NOW + timedelta(days=14),
    )
    consequence = Consequence(organization_id=BRANCH, kind=OVERHAUL_REPORT, quarter=THIRD, year=2026, begun_at=NOW)
    consequence.state = CONSEQUENCE.first
    session.add_all([claim, objection, consequence])
    session.flush()
    begin(session, BONUS_CLAIM, claim, secretary, NOW)
    begin(session, OBJECTION, objection, secretary, NOW)
    begin(session, CONSEQUENCE, consequence, None, NOW)
    step(session, CONSEQUENCE, consequence, "confirm", person(session, LEADER), NOW, reason="情况属实")
    assign_overhaul(session, consequence, person(session, LEADER), calendar, NOW)
