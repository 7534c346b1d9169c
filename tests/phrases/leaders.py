"""The situations of supervision groups, leading group, secrecy reviewer, voters, town leaders and strangers."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from models.appointments import DEPUTY
from models.consequences import Consequence
from models.organizations import GroupAssignment
from models.transitions import Transition
from rules.periods import Quarter
from services.consequences.proposals import propose_consequences
from services.inspections.checking import GivenInspection
from services.inspections.inspections import record_inspection
from services.publications.steps import pass_secrecy, review_board
from tests.phrases.branches import SHIWAN, ZHU
from tests.phrases.hands import appointed
from tests.phrases.office import board_at
from tests.worlds.grey_boards import NOW, store_board
from tests.worlds.phones import Phone, World, beijing
from tests.worlds.previewed_board import organization
from tests.worlds.recorded_quarters import LEADER, OTHER_LEADER, REVIEWER, THIRD, person, reviewed

GROUP_LEADER, MEMBER, PARTY_SECRETARY = "xujianming", "caoxiaoming", "guchengzhi"
JINXIU = "org-019"


def group_inspection(town: World, stage: str) -> Phone:
    """锦绣花园支部 is of the first group here, and inspected; its leader is deputy of 石湾村支部."""
    appointed(town, GROUP_LEADER, SHIWAN, DEPUTY)
    town.clock.moment = beijing("2026-11-02 10:00")
    with town.db.begin() as session:
        moved = update(GroupAssignment).where(GroupAssignment.organization_id == JINXIU).values(group_id="G1")
        session.execute(moved)
        given = GivenInspection(town.clock.now().date(), ())
        by = person(session, MEMBER)
        record_inspection(session, THIRD, organization(session, JINXIU), given, by, town.clock.now())
    phone = Phone(town, GROUP_LEADER)
    if stage:
        phone.says("检查 荷塘一支部")
    if stage == "read":
        phone.says("ZD-02 8月未开支委会")
    return phone


def group_orders(town: World, _stage: str) -> Phone:
    """Order 3 is reported, 5 asks for an extension, 7 waits for its report."""
    town.clock.moment = beijing("2026-11-02 09:00")
    branches = ("双桥南支部", "双桥北支部", SHIWAN, "荷塘一支部", "荷塘二支部", "柳浜二支部", "柳浜一支部")
    issued = ("11月2日现场检查", "BZ-05 公开栏没有更新\nZD-06 台账缺失", "整改到位", "11月13日", "确认")
    for branch in branches:
        Phone(town, MEMBER).says_all(f"发督办 {branch}", *issued)
    Phone(town, ZHU).says_all("督办报告 3", "已更新上墙", "台账已补齐", "确认")
    Phone(town, "lufengying").says("申请延期 5 11月20日 人手不够")
    return Phone(town, GROUP_LEADER)


def leader_review_board(town: World, stage: str) -> Phone:
    board_at(town, "previewed" if stage == "secrecy_passed" else stage)
    if stage == "secrecy_passed":
        _reviewed(town, checked=True)
    return Phone(town, LEADER)


def secrecy(town: World, _stage: str) -> Phone:
    board_at(town, "previewed")
    _reviewed(town, checked=False)
    return Phone(town, REVIEWER)


def _reviewed(town: World, *, checked: bool) -> None:
    with town.db.begin() as session:
        review_board(session, THIRD, person(session, LEADER), reviewed(THIRD))
        if checked:
            pass_secrecy(session, THIRD, person(session, REVIEWER), reviewed(THIRD))


def leader_consequences(town: World, _stage: str) -> Phone:
    """Six proposals, of which the last three are made into two: 整顿工作报告 and 约谈 of 执法局支部."""
    town.clock.moment = NOW
    with town.db.begin() as session:
        for quarter in (Quarter(2026, 2), THIRD):
            store_board(session, quarter, {"org-029": "G", "org-030": "G"})
        propose_consequences(session, town.bot.calendar, NOW)
        *_, overhaul, interview, last = session.scalars(select(Consequence).order_by(Consequence.id))
        session.execute(delete(Transition).where(Transition.case_kind == "consequence", Transition.case_id == last.id))
        session.delete(last)
        session.flush()
        overhaul.kind, interview.kind = "overhaul_report", "interview"
    return Phone(town, OTHER_LEADER)


def vote(town: World, _stage: str) -> Phone:
    town.clock.moment = beijing("2026-12-14 09:00")
    voters = "沈国华、金惠芬、朱永良、石美玲、陆凤英、张建新"
    Phone(town, "wusiyuan").says_all(f"发起测评 2026 荷塘一支部 12月18日 {voters}", "确认")
    town.sweep()
    return Phone(town, "jinhuifen")


def leader_reading(town: World, _stage: str) -> Phone:
    board_at(town, "published")
    return Phone(town, PARTY_SECRETARY)


def stranger(town: World, _stage: str) -> Phone:
    return Phone(town, "nobodyknown")
