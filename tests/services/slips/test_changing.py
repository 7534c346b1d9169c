"""Slips withdrawn, waived, corrected and put off by the office: what follows from it, on both databases."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadInput, NoRight, NotNow, Refused
from models.conversations import Conversation
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import QuarterRule
from models.self_checks import ACCEPTED, SUBMITTED
from models.slips import WAIVED, WITHDRAWN, Slip, slip_of
from models.transitions import transitions_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar, load_calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.schemes.versions import scheme_for
from services.scores.entries import entries_of
from services.self_checks.self_checks import GivenAnswer, accept, submit
from services.self_checks.standing import standing
from services.self_checks.undoing import undo_acceptance
from services.slips.changing import extend, waive, withdraw
from services.slips.correcting import SlipCorrection, correct
from services.slips.issuing import issue
from services.slips.overview import month_overview
from services.slips.receipt import enter_receipt, note_delivery, start_clock
from services.slips.reissuing import reissue
from services.slips.urging import slips_to_urge, urge
from services.township.file import TownshipFile
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, HEAD, OTHER_CLERK, person
from tests.worlds.records import read_records
from tests.worlds.towns import HOLIDAYS, Past, loaded

OCTOBER = Month(2026, 10)
MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
AFTER = datetime(2026, 11, 10, 9, 0, tzinfo=BEIJING)
BRANCH, PAPER_BRANCH = "org-011", "org-004"
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))

Act = Callable[[Session, Slip, str, Person, datetime], None]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING)


def one_on_paper(session: Session, town: TownshipFile) -> None:
    """Two slips of October with one item open: 石湾村支部 has it since Monday, 荷塘老年支部 waits for paper."""
    loaded(session, town)
    calendar = load_calendar(HOLIDAYS)
    rows = [f"2026-10,{one},T-202610-02,not_done,没有记录,wusiyuan" for one in (BRANCH, PAPER_BRANCH)]
    load_records(session, read_records("\n".join([",".join(HEADER), *rows, ""]), "rows.csv"), MONDAY)
    issue(session, OCTOBER, calendar, MONDAY)
    note_delivery(session, the_slip(session), calendar, MONDAY)


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in that town, undone afterwards."""
    with made_town(request.param, one_on_paper).read() as opened:
        yield opened


def the_slip(session: Session, organization: str = BRANCH) -> Slip:
    found = slip_of(session, organization, OCTOBER)
    assert found
    return found


def lost_for_self_check(session: Session, now: datetime = AFTER) -> list[str]:
    quarter = OCTOBER.quarter
    scheme = scheme_for(session, quarter)
    found = entries_of(session, quarter, scheme, now, [BRANCH])
    return [one.origin for one in found[BRANCH] if one.code == scheme.policy.self_check_indicator]


@pytest.mark.parametrize(("act", "state"), [(withdraw, WITHDRAWN), (waive, WAIVED)])
def test_what_is_called_off_costs_nothing_and_waits_for_nobody(
    session: Session, calendar: Calendar, act: Act, state: str
) -> None:
    slip, clerk = the_slip(session), person(session, CLERK)
    assert lost_for_self_check(session) == ["self_check_missing"]
    session.add(Conversation(person_id=clerk.id, form="self_check", subject=str(slip.id), draft={}, updated_at=MONDAY))
    act(session, slip, "支部已经撤并", clerk, MONDAY)
    assert slip.state == state
    assert lost_for_self_check(session) == []
    assert standing(session, slip, calendar, AFTER).stage == state
    assert month_overview(session, MONDAY).unanswered == []
    assert session.get(Conversation, clerk.id) is None
    assert [(one.event, one.reason, one.by_id) for one in transitions_of(session, "slip", slip.id)] == [
        ("withdraw" if act is withdraw else "waive", "支部已经撤并", clerk.id)
    ]
    with pytest.raises(NotNow, match="slip_called_off"):
        submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, MONDAY)


def test_news_of_delivery_that_comes_afterwards_starts_no_clock(session: Session, calendar: Calendar) -> None:
    slip = the_slip(session)
    slip.received_at = slip.due = slip.deadline = None
    slip.state = "sent"
    withdraw(session, slip, "发错了", person(session, CLERK), MONDAY)
    note_delivery(session, slip, calendar, MONDAY)
    assert (slip.state, slip.due) == (WITHDRAWN, None)


def test_a_branch_that_waits_for_its_paper_hears_nothing_and_the_paper_is_off_the_list(session: Session) -> None:
    slip = the_slip(session, PAPER_BRANCH)
    assert len(waiting(session, PAPER_BRANCH)) == 1
    withdraw(session, slip, "发错了", person(session, CLERK), MONDAY)
    assert waiting(session, PAPER_BRANCH) == {}


def test_a_corrected_paper_replaces_the_one_on_the_list(session: Session, calendar: Calendar) -> None:
    slip = the_slip(session, PAPER_BRANCH)
    correct(session, slip, SlipCorrection(add=("HD-01",)), "漏了一项", person(session, CLERK), calendar, MONDAY)
    (said,) = waiting(session, PAPER_BRANCH).values()
    assert "其中2项需要自查整改" in str(said)
    assert slip.due is None


@pytest.mark.parametrize("act", [withdraw, waive])
def test_only_the_office_with_a_reason_before_answer_and_closing(
    session: Session, calendar: Calendar, act: Act
) -> None:
    slip, clerk = the_slip(session), person(session, CLERK)
    for who, reason, refused in [
        (person(session, "zhuyongliang"), "太忙", NoRight),
        (clerk, " ", BadInput),
        (clerk, "长" * 201, BadInput),
    ]:
        with pytest.raises(refused):
            act(session, slip, reason, who, MONDAY)
    rule = session.get(QuarterRule, OCTOBER.quarter)
    assert rule
    rule.closed_at = MONDAY
    with pytest.raises(NotNow, match="slip_quarter_closed"):
        act(session, slip, "发错了", clerk, MONDAY)
    rule.closed_at = None
    submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, MONDAY)
    with pytest.raises(NotNow, match="slip_answered"):
        act(session, slip, "发错了", clerk, MONDAY)


def test_a_deadline_is_put_off_to_a_working_day_and_never_further_than_the_rule_says(
    session: Session, calendar: Calendar
) -> None:
    slip, clerk = the_slip(session), person(session, CLERK)
    for day in ("2026-11-04", "2026-11-07", "2026-11-19"):
        with pytest.raises(BadInput, match="extension_day_wrong"):
            extend(session, slip, date.fromisoformat(day), "书记住院", clerk, calendar, MONDAY)
    extend(session, slip, date(2026, 11, 6), "书记住院", clerk, calendar, MONDAY)
    # A second one is counted from the same day as the first.
    extend(session, slip, date(2026, 11, 18), "还没出院", clerk, calendar, at("2026-11-06 09:00"))
    with pytest.raises(BadInput, match="extension_day_wrong"):
        extend(session, slip, date(2026, 11, 19), "还没出院", clerk, calendar, at("2026-11-06 09:00"))
    assert slip.due == at("2026-11-19 00:00")
    assert lost_for_self_check(session, at("2026-11-18 23:00")) == []
    assert lost_for_self_check(session, at("2026-11-19 00:00")) == ["self_check_missing"]
    with pytest.raises(NotNow, match="extension_too_late"):
        extend(session, slip, date(2026, 11, 20), "再等等", clerk, calendar, at("2026-11-19 08:00"))


def test_what_has_not_arrived_has_no_deadline_to_put_off(session: Session, calendar: Calendar) -> None:
    slip, clerk = the_slip(session, PAPER_BRANCH), person(session, CLERK)
    with pytest.raises(NotNow, match="slip_not_received"):
        extend(session, slip, date(2026, 11, 6), "书记住院", clerk, calendar, MONDAY)


def test_a_correction_keeps_the_clock_unless_it_adds_something(session: Session, calendar: Calendar) -> None:
    slip, clerk, due = the_slip(session), person(session, CLERK), the_slip(session).due
    later = at("2026-11-03 10:00")
    correct(session, slip, SlipCorrection(add=("HD-01",)), "漏了一项", clerk, calendar, later)
    assert (slip.version, slip.due) == (2, at("2026-11-06 00:00"))
    assert due == at("2026-11-05 00:00")
    added = slip.items[-1]
    assert (added.indicator, added.state, added.points > Decimal(0)) == ("HD-01", "not_done", True)
    correct(session, slip, SlipCorrection(take_out=(1,)), "开过了", clerk, calendar, at("2026-11-04 10:00"))
    assert (slip.version, slip.due) == (3, at("2026-11-06 00:00"))
    assert [one.indicator for one in slip.open_items] == ["HD-01"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (SlipCorrection(), "correction_of_what"),
        (SlipCorrection(take_out=(7,)), "correction_of_what"),
        (SlipCorrection(add=("XX-99",)), "correction_indicator_wrong"),
    ],
)
def test_a_correction_of_nothing_is_none(
    session: Session, calendar: Calendar, change: SlipCorrection, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        correct(session, the_slip(session), change, "看过了", person(session, CLERK), calendar, MONDAY)
    assert the_slip(session).version == 1


def test_nothing_is_added_to_what_was_handed_in(session: Session, calendar: Calendar) -> None:
    slip = the_slip(session)
    submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, MONDAY)
    with pytest.raises(NotNow, match="nothing_added_to_answered"):
        correct(session, slip, SlipCorrection(add=("HD-01",)), "漏了", person(session, CLERK), calendar, MONDAY)


def test_who_is_urged_once_hears_nothing_more_that_day(session: Session, calendar: Calendar) -> None:
    clerk, slip = person(session, CLERK), the_slip(session)
    tuesday = at("2026-11-03 10:00")
    assert slips_to_urge(session, calendar, tuesday) == [slip]
    urge(session, [slip], clerk, calendar, tuesday)
    assert slips_to_urge(session, calendar, tuesday) == []
    with pytest.raises(NotNow, match="urged_today"):
        urge(session, [slip], person(session, OTHER_CLERK), calendar, at("2026-11-03 16:00"))
    urge(session, [slip], clerk, calendar, at("2026-11-04 10:00"))
    told = [one for one in session.query(OutboxMessage).all() if f"reminder:{slip.id}:urged" in one.key]
    assert [one.key.rpartition(":")[2] for one in told] == ["2026-11-03", "2026-11-04"]


def test_a_branch_on_paper_is_urged_once_its_slip_is_there(session: Session, calendar: Calendar) -> None:
    slip, clerk = the_slip(session, PAPER_BRANCH), person(session, CLERK)
    with pytest.raises(NotNow, match="urge_not_received"):
        urge(session, [slip], clerk, calendar, MONDAY)
    enter_receipt(session, slip, at("2026-11-02 00:00"), "", clerk, calendar, MONDAY)
    urge(session, [slip], clerk, calendar, at("2026-11-03 10:00"))
    assert any("镇组织办提醒" in str(one) for one in waiting(session, PAPER_BRANCH).values())


def test_an_acceptance_is_taken_back_for_a_day(session: Session, calendar: Calendar) -> None:
    slip, head = the_slip(session), person(session, HEAD)
    form = submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, MONDAY)
    with pytest.raises(NotNow, match="not_accepted"):
        undo_acceptance(session, form, "看错了", head, MONDAY)
    accept(session, form, head, MONDAY)
    assert form.state == ACCEPTED
    with pytest.raises(NotNow, match="accepted_too_long_ago"):
        undo_acceptance(session, form, "看错了", head, at("2026-11-03 08:35"))
    with pytest.raises(NoRight):
        undo_acceptance(session, form, "看错了", person(session, "zhuyongliang"), MONDAY)
    undo_acceptance(session, form, "看错了", head, at("2026-11-03 08:34"))
    assert (form.state, slip.state, form.reviewed_at) == (SUBMITTED, "answered", None)


def test_a_clock_that_starts_anew_keeps_what_a_person_has_granted(session: Session, calendar: Calendar) -> None:
    slip = the_slip(session)
    extend(session, slip, date(2026, 11, 10), "书记住院", person(session, CLERK), calendar, MONDAY)
    start_clock(session, slip, calendar, MONDAY)
    assert slip.due == at("2026-11-11 00:00")


def test_a_slip_issued_anew_has_a_clock_of_its_own_and_keeps_what_stood_on_it(
    session: Session, calendar: Calendar
) -> None:
    slip, clerk = the_slip(session), person(session, CLERK)
    withdraw(session, slip, "记错了", clerk, MONDAY)
    thursday = at("2026-11-05 10:00")
    reissue(session, slip, "核实无误", clerk, calendar, thursday)
    assert (slip.state, slip.due, slip.version, slip.last_issued_at) == ("sent", None, 2, thursday)
    note_delivery(session, slip, calendar, thursday)
    assert slip.due == at("2026-11-10 00:00")
    assert [(item.state, item.title) for item in slip.items] == [("taken_out", "支委会"), ("not_done", "支委会")]
    assert transitions_of(session, "slip", slip.id)[-1].facts == {"before": ["支委会"]}


def test_what_waited_of_the_first_issue_does_not_leave_beside_the_second(session: Session, calendar: Calendar) -> None:
    slip, clerk = the_slip(session), person(session, CLERK)
    withdraw(session, slip, "记错了", clerk, MONDAY)
    reissue(session, slip, "核实无误", clerk, calendar, at("2026-11-05 10:00"))
    about = [one for one in session.query(OutboxMessage) if one.topic == "slip" and one.subject == str(slip.id)]
    assert sorted(one.state for one in about) == ["dropped", "waiting"]


def test_a_slip_on_paper_is_issued_anew_on_paper(session: Session, calendar: Calendar) -> None:
    slip, clerk = the_slip(session, PAPER_BRANCH), person(session, CLERK)
    withdraw(session, slip, "记错了", clerk, MONDAY)
    reissue(session, slip, "核实无误", clerk, calendar, at("2026-11-05 10:00"))
    assert slip.state == "paper"
    assert len(waiting(session, PAPER_BRANCH)) == 1


def test_nothing_is_issued_anew_that_stands_or_by_whoever_has_no_right(session: Session, calendar: Calendar) -> None:
    slip = the_slip(session)
    with pytest.raises(NotNow, match="slip_not_withdrawn"):
        reissue(session, slip, "再发", person(session, CLERK), calendar, MONDAY)
    withdraw(session, slip, "记错了", person(session, CLERK), MONDAY)
    with pytest.raises(NoRight):
        reissue(session, slip, "再发", person(session, "zhuyongliang"), calendar, MONDAY)
    with pytest.raises(BadInput, match="slip_reason_missing"):
        reissue(session, slip, " ", person(session, CLERK), calendar, MONDAY)
