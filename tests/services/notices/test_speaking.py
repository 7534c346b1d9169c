"""The office acts in a branch's name: freely for a branch on paper, for any other one with the branch told (D6)."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.people import Person
from rules.periods import Month
from rules.workdays import Calendar
from services.bonus_claims.claims import file_claim, resubmit_claim, return_claim, withdraw_claim
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.notices.speaking import voice_for
from services.objections.decisions import withdraw
from services.objections.filing import file_objection
from services.orders import steps
from services.orders.extensions import ask_extension
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.overhauls.overhauls import Report, hand_in
from services.rights.table import Right
from services.scores.scores import explained
from services.self_checks.self_checks import GivenAnswer, submit
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from tests.worlds.grey_boards import BRANCH, DEPUTY, OFFICERS, SECRETARY, assigned, at
from tests.worlds.handed_over import branch, waiting
from tests.worlds.previewed_board import NOT_DONE, PREVIEW_ENDS, previewed
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, person
from tests.worlds.records import read_records
from tests.worlds.sources import attributes_of, functions_that_call, sources

MONDAY = at("2026-11-02 09:05")
GIVEN = GivenOrder("现场检查", (GivenProblem("ZD-02", "没有支委会记录"),), "补开支委会", date(2026, 11, 9))
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))
REPORT = Report("没开支委会", "人手不够", "每月开会", "12月底前，书记")
CLAIM = ("JF-1", "county", "先进基层党组织", date(2026, 10, 20), "望委发〔2026〕8号")

# The door itself. The others are asked before a conversation begins, or by the service that tells.
LOOK_AHEAD = {
    "services/notices/speaking.py",
    "services/bonus_claims/rights.py",
    "services/pages/orders.py",
    "services/pages/slips.py",
    "services/uploads/subjects.py",
    # Says which rights rest with a module.
    "services/rights/modules.py",
}

Act = Callable[[Session, Calendar, Person], object]


def self_check(session: Session, calendar: Calendar, by: Person) -> None:
    rows = "\n".join([",".join(HEADER), f"2026-10,{BRANCH},T-202610-02,not_done,没有记录,{CLERK}", ""])
    load_records(session, read_records(rows, "rows.csv"), MONDAY)
    (slip,) = issue(session, Month(2026, 10), calendar, MONDAY)
    start_clock(session, slip, calendar, MONDAY)
    submit(session, slip, [ANSWER], by, calendar, MONDAY)


def objection(session: Session, calendar: Calendar, by: Person, *, taken_back: bool = False) -> None:
    previewed(session, NOT_DONE)
    now = PREVIEW_ENDS - timedelta(hours=12)
    target = explained(session, branch(session), THIRD, now).lines[0].entry.key
    filed = file_objection(session, branch(session), THIRD, target, "已经交了", by, now, calendar)
    if taken_back:
        withdraw(session, filed, by, now)


def claim(session: Session, by: Person, *, then: str = "") -> None:
    filer = person(session, SECRETARY) if then else by
    filed = file_claim(session, branch(session), *CLAIM, filer, MONDAY)
    if then == "withdraw":
        withdraw_claim(session, filed, by, MONDAY)
    elif then == "resubmit":
        return_claim(session, filed, "缺文件", person(session, HEAD), MONDAY)
        resubmit_claim(session, filed, "补文件", by, MONDAY)


def order(session: Session, calendar: Calendar) -> RectificationOrder:
    return issue_order(session, branch(session), GIVEN, person(session, "caoxiaoming"), calendar, MONDAY)


ACTS: dict[str, tuple[Act, str]] = {
    "submit": (self_check, "报送了10月自查整改表"),
    "file_objection": (objection, "提出了异议 "),
    "withdraw": (lambda s, c, by: objection(s, c, by, taken_back=True), "撤回了异议 "),
    "_put": (lambda s, _, by: claim(s, by), "申报了加分"),
    "resubmit_claim": (lambda s, _, by: claim(s, by, then="resubmit"), "补充了加分"),
    "withdraw_claim": (lambda s, _, by: claim(s, by, then="withdraw"), "撤回了加分"),
    "acknowledge": (lambda s, c, by: steps.acknowledge(s, order(s, c), by, MONDAY), "签收了督办单 "),
    "note_progress": (lambda s, c, by: steps.note_progress(s, order(s, c), "定了", by, MONDAY), "登记了整改进展："),
    "report": (lambda s, c, by: steps.report(s, order(s, c), ["已补开"], by, MONDAY), "报告了整改情况："),
    "ask_extension": (
        lambda s, c, by: ask_extension(s, order(s, c), date(2026, 11, 13), "装修", by, c, MONDAY),
        "申请延期：",
    ),
    "hand_in": (lambda s, c, by: hand_in(s, assigned(s, c), REPORT, by, MONDAY), "报送了整顿工作报告"),
}


def told(session: Session) -> list[tuple[str, str]]:
    """List what was said of acting: to whom, and the words."""
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("acted:")).order_by(OutboxMessage.id)
    return [(one.addressee, json.loads(one.body)["text"]["content"]) for one in session.scalars(query)]


@pytest.mark.parametrize("act", ACTS)
def test_the_branch_hears_at_once_what_the_office_did_in_its_name(
    recorded_session: Session, calendar: Calendar, act: str
) -> None:
    do, what = ACTS[act]
    do(recorded_session, calendar, person(recorded_session, CLERK))
    to, said = told(recorded_session)[-1]
    assert to == SECRETARY
    assert said.startswith(f"镇组织办吴思源代石湾村支部{what}")
    assert said.endswith("\n和支部的意思不一致的，请联系镇组织办（电话 0512-0000-0001）。")


@pytest.mark.parametrize("act", ACTS)
def test_what_an_officer_did_is_told_to_nobody_of_the_branch(
    recorded_session: Session, calendar: Calendar, act: str
) -> None:
    ACTS[act][0](recorded_session, calendar, person(recorded_session, DEPUTY))
    assert told(recorded_session) == []


@pytest.mark.parametrize("act", ACTS)
def test_for_a_branch_on_paper_the_office_writes_down_what_it_was_handed(
    recorded_session: Session, calendar: Calendar, act: str
) -> None:
    branch(recorded_session).delivery = "paper"
    recorded_session.flush()
    ACTS[act][0](recorded_session, calendar, person(recorded_session, CLERK))
    assert told(recorded_session) == []
    assert [key for key in waiting(recorded_session) if key.startswith("acted:")] == []


def test_every_act_in_a_branchs_name_is_one_of_these() -> None:
    callers = functions_that_call("tell_of_acting", "tell_of_acting_in", "answered")
    passing_on = {"tell_of_acting_in", "answered"}
    assert {one.partition(" ")[2] for one in callers} - passing_on == set(ACTS)


def test_wherever_somebody_may_speak_for_a_branch_it_is_told_when_the_office_does() -> None:
    speaking = {right.name for right in Right if right.value.who == Right.SPEAK_FOR.value.who}
    asking = {path for path, tree in sources() if attributes_of(tree, "Right") & speaking}
    asking |= {one.partition(" ")[0] for one in functions_that_call("voice_for")}
    telling = {one.partition(" ")[0] for one in functions_that_call("tell_of_acting", "tell_of_acting_in", "answered")}
    assert {one for one in asking - telling if one.startswith("services/")} == LOOK_AHEAD


@pytest.mark.parametrize("userid", ["caoxiaoming", "xulixin", "zhangjianxin"])
def test_nobody_else_speaks_for_a_branch(town_session: Session, userid: str) -> None:
    assert voice_for(town_session, branch(town_session), person(town_session, userid), MONDAY) is None


def test_as_what_somebody_speaks_for_a_branch(town_session: Session) -> None:
    where, clerk = branch(town_session), person(town_session, CLERK)
    for userid in OFFICERS:
        assert voice_for(town_session, where, person(town_session, userid), MONDAY) == "officer"
    assert voice_for(town_session, where, clerk, MONDAY) == "told"
    where.delivery = "paper"
    assert voice_for(town_session, where, clerk, MONDAY) == "on_paper"
    assert voice_for(town_session, where, person(town_session, DEPUTY), MONDAY) == "officer"
