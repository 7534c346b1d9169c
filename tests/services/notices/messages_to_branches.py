"""Every message to a branch there is, by the place where it is said, each with what makes it speak."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import BRANCH_ORG_COMMISSIONER
from models.consequences import Consequence
from models.orders import RectificationOrder
from models.self_checks import SelfCheck
from models.slips import Slip
from rules.periods import Month
from rules.workdays import Calendar, Holiday
from services.boards.cancelling import cancel_board
from services.bonus_claims.claims import check_claim, file_claim, reject_claim, return_claim
from services.bonus_claims.decisions import approve_claim, revoke_claim
from services.consequences.notices import tell_branch_of_withdrawn
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.notices.passing_on import pass_on
from services.notices.rectifications import OVERHAULS, remind_due
from services.objections.decisions import refuse_objection
from services.objections.filing import file_objection
from services.orders import extensions, steps
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.orders.notices import remind_orders_due
from services.organizations.changes import dissolve
from services.overhauls import overhauls
from services.people.appointing import Office, appoint
from services.people.telling import tell_appointed
from services.register.changes import Said
from services.scores.scores import explained
from services.self_checks.self_checks import GivenAnswer, return_for_redo, submit
from services.self_checks.undoing import undo_return
from services.slips.changing import extend
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.slips.urging import urge
from tests.worlds.grey_boards import BRANCH, SECRETARY, assigned, at
from tests.worlds.handed_over import branch
from tests.worlds.previewed_board import NOT_DONE, PREVIEW_ENDS, previewed
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person
from tests.worlds.records import read_records
from tests.worlds.reminding import push_previews, recount_provisional, remind_due_today, remind_overdue

OCTOBER = Month(2026, 10)
MONDAY = at("2026-11-02 09:05")
DUE_DAY = at("2026-11-09 09:05")
MEMBER = "caoxiaoming"
GIVEN = GivenOrder("现场检查", (GivenProblem("ZD-02", "没有支委会记录"),), "补开支委会", DUE_DAY.date())
REPORT = overhauls.Report("没开支委会", "人手不够", "每月开会", "12月底前，书记")
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))

Scene = Callable[[Session, Calendar], object]


def slip(session: Session, calendar: Calendar) -> Slip:
    rows = "\n".join([",".join(HEADER), f"2026-10,{BRANCH},T-202610-02,not_done,没有记录,{CLERK}", ""])
    load_records(session, read_records(rows, "rows.csv"), MONDAY)
    return issue(session, OCTOBER, calendar, MONDAY)[0]


def slip_reminders(session: Session, calendar: Calendar) -> None:
    start_clock(session, slip(session, calendar), calendar, MONDAY)
    assert remind_due_today(session, calendar, at("2026-11-04 09:04")) == 1
    assert remind_overdue(session, calendar, at("2026-11-05 09:04")) == 1


def returned_form(session: Session, calendar: Calendar) -> None:
    found = slip(session, calendar)
    start_clock(session, found, calendar, MONDAY)
    form = submit(session, found, [ANSWER], person(session, CLERK), calendar, MONDAY, handed_in=MONDAY.date())
    return_for_redo(session, form, person(session, HEAD), "请补充时限", calendar, MONDAY)


def undone_return(session: Session, calendar: Calendar) -> None:
    returned_form(session, calendar)
    form = session.scalars(select(SelfCheck)).one()
    undo_return(session, form, "看错了支部", person(session, HEAD), MONDAY)


def withdrawn_consequence(session: Session, _calendar: Calendar) -> None:
    felt = Consequence(
        organization=branch(session), kind="interview", quarter=THIRD, year=2026, begun_at=MONDAY, state="carried_out"
    )
    session.add(felt)
    session.flush()
    tell_branch_of_withdrawn(session, felt, "榜单已更正", MONDAY)


def changed_slip(session: Session, calendar: Calendar) -> None:
    found = slip(session, calendar)
    start_clock(session, found, calendar, MONDAY)
    extend(session, found, date(2026, 11, 6), "书记住院", person(session, CLERK), calendar, MONDAY)


def recounted(session: Session, calendar: Calendar) -> None:
    found, eve = slip(session, calendar), at("2026-12-31 09:05")
    start_clock(session, found, calendar, eve)
    file = calendar.with_overrides(Holiday(date(2027, 1, day), False, "元旦") for day in (1, 4))
    known = replace(file, known_years=file.known_years | {2027})
    assert recount_provisional(session, known, at("2027-01-06 09:05")) == 1
    assert found.counted
    assert found.counted.moved_from


def urged(session: Session, calendar: Calendar) -> None:
    found = slip(session, calendar)
    start_clock(session, found, calendar, MONDAY)
    urge(session, [found], person(session, CLERK), calendar, MONDAY)


def passed_on(session: Session, _calendar: Calendar) -> None:
    pass_on(session, branch(session), "明天带党员花名册来", person(session, CLERK), MONDAY)


def appointed(session: Session, calendar: Calendar) -> None:
    office = Office(BRANCH_ORG_COMMISSIONER, "组织委员", branch(session))
    appoint(session, office, person(session, SECRETARY), Said(MONDAY.date(), "换届", person(session, CLERK)), MONDAY)
    assert tell_appointed(session, calendar, MONDAY) == 1


def order(session: Session, calendar: Calendar) -> RectificationOrder:
    return issue_order(session, branch(session), GIVEN, person(session, MEMBER), calendar, MONDAY)


def order_reminder(session: Session, calendar: Calendar) -> None:
    order(session, calendar)
    assert remind_orders_due(session, calendar, DUE_DAY) == 1


def overhaul_reminder(session: Session, calendar: Calendar) -> None:
    overhaul = assigned(session, calendar)
    assert remind_due(session, OVERHAULS, calendar, overhaul.due - timedelta(hours=14)) == 1


def decided_order(session: Session, calendar: Calendar, *, event: str) -> None:
    found, member = order(session, calendar), person(session, MEMBER)
    steps.report(session, found, ["已补开"], person(session, SECRETARY), MONDAY)
    {"close_out": steps.close_out, "send_back": steps.send_back, "withdraw": steps.withdraw}[event](
        session, found, "看过了", member, MONDAY
    )


def extended_order(session: Session, calendar: Calendar, *, agreed: bool) -> None:
    found, member = order(session, calendar), person(session, MEMBER)
    secretary, day = person(session, SECRETARY), date(2026, 11, 13)
    extensions.ask_extension(session, found, day, "场地装修", secretary, calendar, MONDAY)
    if agreed:
        extensions.extend(session, found, member, calendar, MONDAY)
    else:
        extensions.refuse_extension(session, found, "可以借用", member, MONDAY)


def checked_overhaul(session: Session, calendar: Calendar, *, accepted: bool) -> None:
    overhaul = assigned(session, calendar)
    overhauls.hand_in(session, overhaul, REPORT, person(session, SECRETARY), MONDAY)
    decide = overhauls.accept if accepted else overhauls.send_back
    decide(session, overhaul, "看过了", person(session, MEMBER), MONDAY)


def lifted_overhaul(session: Session, calendar: Calendar) -> None:
    overhauls.lift_overhaul(session, assigned(session, calendar), "榜单已修订", person(session, LEADER), MONDAY)


def answered_objection(session: Session, calendar: Calendar) -> None:
    previewed(session, NOT_DONE)
    now = PREVIEW_ENDS - timedelta(hours=12)
    target = explained(session, branch(session), THIRD, now).lines[0].entry.key
    filer = person(session, SECRETARY)
    objection = file_objection(session, branch(session), THIRD, target, "已经交了", filer, now, calendar)
    refuse_objection(session, objection, "请写明日期", person(session, OTHER_CLERK), now)


def claim(session: Session, event: str) -> None:
    filer, clerk, head = (person(session, one) for one in (SECRETARY, CLERK, HEAD))
    facts = ("JF-1", "county", "先进基层党组织", date(2026, 10, 20), "望委发〔2026〕8号")
    made = file_claim(session, branch(session), *facts, filer, MONDAY)
    if event in ("return", "reject"):
        {"return": return_claim, "reject": reject_claim}[event](session, made, "缺文件", clerk, MONDAY)
        return
    check_claim(session, made, clerk, MONDAY)
    approve_claim(session, made, head, MONDAY)
    if event == "revoke":
        revoke_claim(session, made, "表彰已取消", head, MONDAY)


def own_preview(session: Session, calendar: Calendar) -> None:
    previewed(session, NOT_DONE)
    push_previews(session, calendar, PREVIEW_ENDS - timedelta(hours=12))


def ended(session: Session, _calendar: Calendar) -> None:
    dissolve(session, branch(session), Said(MONDAY.date(), "村改社区", person(session, CLERK)), MONDAY)


def cancelled_quarter(session: Session, _calendar: Calendar) -> None:
    previewed(session, NOT_DONE)
    cancel_board(session, THIRD, person(session, LEADER), "洪水停评", PREVIEW_ENDS)


SCENES: dict[str, Scene] = {
    "services/organizations/carrying_out.py _end": ended,
    "services/slips/slips.py _put_on_paper": slip,
    "services/slips/reminders.py _remind": slip_reminders,
    "services/slips/changing.py tell_of_change": changed_slip,
    "services/slips/recounting.py _note": recounted,
    "services/slips/urging.py urge": urged,
    "services/notices/passing_on.py pass_on": passed_on,
    "services/people/telling.py tell_appointed": appointed,
    "services/self_checks/self_checks.py _tell_branch": returned_form,
    "services/self_checks/undoing.py undo_return": undone_return,
    "services/consequences/notices.py tell_branch_of_withdrawn": withdrawn_consequence,
    "services/notices/rectifications.py put_on_paper": order,
    "services/notices/rectifications.py remind_due": order_reminder,
    "services/notices/rectifications.py remind_due, of an overhaul": overhaul_reminder,
    "services/orders/steps.py close_out": lambda s, c: decided_order(s, c, event="close_out"),
    "services/orders/steps.py send_back": lambda s, c: decided_order(s, c, event="send_back"),
    "services/orders/steps.py withdraw": lambda s, c: decided_order(s, c, event="withdraw"),
    "services/orders/extensions.py extend": lambda s, c: extended_order(s, c, agreed=True),
    "services/orders/extensions.py refuse_extension": lambda s, c: extended_order(s, c, agreed=False),
    "services/overhauls/overhauls.py accept": lambda s, c: checked_overhaul(s, c, accepted=True),
    "services/overhauls/overhauls.py send_back": lambda s, c: checked_overhaul(s, c, accepted=False),
    "services/overhauls/overhauls.py lift_overhaul": lifted_overhaul,
    "services/objections/notices.py answer_branch": answered_objection,
    "services/bonus_claims/claims.py return_claim": lambda s, _: claim(s, "return"),
    "services/bonus_claims/claims.py reject_claim": lambda s, _: claim(s, "reject"),
    "services/bonus_claims/decisions.py approve_claim": lambda s, _: claim(s, "approve"),
    "services/bonus_claims/decisions.py revoke_claim": lambda s, _: claim(s, "revoke"),
    "services/boards/cancelling.py _tell": cancelled_quarter,
    "services/scores/own_score.py _push_preview": own_preview,
}
