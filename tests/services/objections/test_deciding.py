"""Objections: filed in time by the branch, decided by somebody else with a reason, and what follows from them."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import SECRETARY as SECRETARY_ROLE
from models.appointments import Appointment
from models.boards import Board
from models.bonus_claims import REJECTED, BonusClaim
from models.objections import LATE as LATE_VERDICT
from models.objections import STRUCK, Correction, Objection, corrections_in
from models.orders import RectificationOrder
from models.outbox import OutboxMessage
from models.slips import DELIVERED, Slip
from models.transitions import Transition, transitions_of
from rules.cases import OBJECTION
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.boards.movers import open_cases_that_could_move
from services.objections.decisions import Verdict, admit, decide, refuse_objection, withdraw
from services.objections.filing import LONGEST, board_to_object_to, file_objection, quarter_in_question
from services.objections.notices import remind_replies_due
from services.orders.issuing import GivenOrder, GivenProblem, issue_order
from services.orders.steps import withdraw as withdraw_order
from services.schemes.versions import pin_quarter
from services.scores.scores import explained
from tests.worlds.handed_over import waiting
from tests.worlds.previewed_board import (
    BRANCH,
    LATE,
    NOT_DONE,
    PAPER,
    PREVIEW_ENDS,
    PUBLICITY_ENDS,
    RECORDER,
    SECRETARY,
    TURNOUT,
    claimed,
    inspected,
    organization,
    previewed,
    publish,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person, record_lines
from tests.worlds.stored_board import DRAFTED, made_board

NOW = datetime(2026, 10, 29, 10, 0, tzinfo=BEIJING)
MOMENT = timedelta(microseconds=1)
DEPUTY, STRANGER = "shimeiling", "zhangjianxin"
INSPECTOR = "caoxiaoming"

File = Callable[..., Objection]


@pytest.fixture
def file(calendar: Calendar) -> File:
    """File an objection the way the secretary does, unless told otherwise."""

    def make(
        session: Session,
        target: str,
        *,
        text: str = "材料7月28日已经交到镇里",
        by: str = SECRETARY,
        now: datetime = NOW,
        of: str = BRANCH,
    ) -> Objection:
        return file_objection(
            session, organization(session, of), THIRD, target, text, person(session, by), now, calendar
        )

    return make


def keys(session: Session, of: str = BRANCH, now: datetime = NOW) -> list[str]:
    return [line.entry.key for line in explained(session, organization(session, of), THIRD, now).lines]


def total(session: Session, now: datetime = NOW) -> Decimal:
    return explained(session, organization(session), THIRD, now).score.total


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


# Filing


def test_a_branch_objects_to_a_deduction_and_the_office_hears_of_it(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        assert (objection.state, objection.made_by_id) == ("filed", person(session, RECORDER).id)
        assert objection.reply_due == datetime(2026, 11, 13, tzinfo=BEIJING), "ten working days, 29 October not counted"
        assert f"{objection.reply_day:%F}" == "2026-11-12"
        assert [one.event for one in transitions_of(session, OBJECTION.name, objection.id)] == ["filed"]
        heard = dict(told(session, f"objection:{objection.id}:filed"))
    assert set(heard) == {CLERK, OTHER_CLERK, HEAD}
    assert "石湾村支部" in heard[CLERK]
    assert "材料7月28日已经交到镇里" in heard[CLERK]


def test_an_inspection_finding_a_bonus_and_the_board_itself_can_be_objected_to(town: Database, file: File) -> None:
    with town.begin() as session:
        inspected(session, BRANCH, "ZZ-02", THIRD.months[0], "名册不全")
        claimed(session)
        board = previewed(session)
        finding, bonus = keys(session)
        made = [file(session, target) for target in (finding, bonus, f"board:{board.id}")]
        drafter = person(session, CLERK).id
        assert [one.made_by_id for one in made] == [person(session, RECORDER).id, person(session, LEADER).id, drafter]
    assert [one.subject for one in made][2] == "榜单整体"


@pytest.mark.parametrize(
    ("now", "taken"),
    [
        (DRAFTED, True),
        (PREVIEW_ENDS - MOMENT, True),
        (PREVIEW_ENDS, False),
    ],
)
def test_a_preview_is_open_until_the_midnight_that_ends_it(
    town: Database, file: File, now: datetime, taken: bool
) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        if taken:
            assert file(session, keys(session)[0], now=now)
        else:
            assert refusal(session, lambda: file(session, keys(session)[0], now=now)) == "objection_too_late"


@pytest.mark.parametrize(("now", "taken"), [(PUBLICITY_ENDS - MOMENT, True), (PUBLICITY_ENDS, False)])
def test_a_published_board_is_open_until_its_publicity_ends(
    town: Database, file: File, now: datetime, taken: bool
) -> None:
    with town.begin() as session:
        publish(session, previewed(session, NOT_DONE))
        if taken:
            assert file(session, keys(session)[0], now=now)
        else:
            assert refusal(session, lambda: file(session, keys(session)[0], now=now)) == "objection_too_late"


def test_between_preview_and_publication_nothing_is_taken_and_before_a_draft_neither(
    town: Database, file: File
) -> None:
    with town.begin() as session:
        record_lines(session, NOT_DONE)
        assert refusal(session, lambda: file(session, "record:1")) == "objection_too_early"
        board = made_board(session, state="draft")
        assert refusal(session, lambda: file(session, "record:1")) == "objection_too_early"
        board.state, board.preview_ends = "approved", PREVIEW_ENDS
        session.flush()
        assert refusal(session, lambda: file(session, "record:1", now=PREVIEW_ENDS)) == "objection_too_late"


def test_a_second_version_on_its_way_does_not_end_the_publicity_of_the_first(town: Database) -> None:
    with town.begin() as session:
        first = publish(session, previewed(session, NOT_DONE))
        made_board(session, version=2, state="reviewed")
        assert board_to_object_to(session, THIRD, NOW) is first
        assert quarter_in_question(session, NOW) == THIRD


def test_without_an_open_board_the_quarter_that_ended_last_is_meant(town: Database) -> None:
    with town.begin() as session:
        assert quarter_in_question(session, NOW) == THIRD.next, "the town has nothing of the third yet"
        pin_quarter(session, THIRD, NOW)
        assert quarter_in_question(session, NOW) == THIRD
        previewed(session)
        later = datetime(2027, 1, 5, tzinfo=BEIJING)
        assert quarter_in_question(session, later) == THIRD.next


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": STRANGER}, "objection_not_yours"),
        ({"target": "record:99999"}, "objection_unknown_entry"),
        ({"target": "board:99999"}, "objection_unknown_entry"),
        ({"text": " \n "}, "objection_needs_text"),
        ({"text": "长" * (LONGEST + 1)}, "objection_text_too_long"),
    ],
)
def test_an_objection_that_cannot_be_taken_is_refused(
    town: Database, file: File, change: dict[str, str], reason: str
) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        given = {"target": keys(session)[0], **change}
        assert refusal(session, lambda: file(session, given.pop("target"), **given)) == reason


def test_another_branchs_entry_is_unknown(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, "org-006"))
        theirs = keys(session, "org-006")[0]
        assert refusal(session, lambda: file(session, theirs)) == "objection_unknown_entry"


def test_what_was_recorded_after_the_board_is_not_on_it_yet(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        board.drafted_at = DRAFTED - timedelta(hours=1)
        session.flush()
        assert refusal(session, lambda: file(session, keys(session)[0])) == "objection_unknown_entry"


def test_the_office_files_for_a_branch_on_paper(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        assert file(session, keys(session, PAPER)[0], by=CLERK, of=PAPER).filed_by.userid == CLERK
        assert waiting(session) == {}, "whoever brought the paper knows what it says"


def test_a_branch_hears_at_once_when_the_office_files_or_takes_back_in_its_name(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0], by=CLERK)
        ((to, said),) = told(session, f"acted:objection:{objection.id}:file")
        assert to == SECRETARY
        assert f"镇组织办吴思源代石湾村支部提出了异议 {objection.id}（" in said
        withdraw(session, objection, person(session, CLERK), NOW)
        ((to, said),) = told(session, f"acted:objection:{objection.id}:withdraw")
        assert to == SECRETARY
        assert f"镇组织办吴思源代石湾村支部撤回了异议 {objection.id}（" in said


def test_an_entry_is_objected_to_once_unless_that_was_taken_back_or_not_admitted(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        target = keys(session)[0]
        first = file(session, target)
        assert refusal(session, lambda: file(session, target, by=DEPUTY)) == "objection_filed_before"
        withdraw(session, first, person(session, SECRETARY), NOW)
        second = file(session, target, by=DEPUTY)
        refuse_objection(session, second, "请写明日期", person(session, OTHER_CLERK), NOW)
        third = admitted(session, file(session, target))
        decide(session, third, "dismiss", "没有收到材料", person(session, LEADER), NOW)
        assert refusal(session, lambda: file(session, target)) == "objection_filed_before"


# Admission and decision


@pytest.mark.parametrize(("userid", "reason"), [(SECRETARY, "office_only"), (LEADER, "office_only")])
def test_only_the_office_admits(town: Database, file: File, userid: str, reason: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, userid)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == reason
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == reason
        assert objection.state == "filed"


@pytest.mark.parametrize("author", [CLERK, HEAD])
def test_who_made_the_entry_neither_admits_nor_decides(town: Database, file: File, author: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(RECORDER, author))
        objection = file(session, keys(session)[0])
        by = person(session, author)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own_entry"
        admitted(session, objection)
        expected = "objection_own_entry" if author == HEAD else "objection_decide_not_yours"
        assert refusal(session, lambda: decide(session, objection, "dismiss", "已核对", by, NOW)) == expected
        decide(session, objection, "dismiss", "已核对", person(session, LEADER), NOW)
        assert objection.state == "dismissed"


def test_who_drafted_the_board_does_not_decide_an_objection_to_it(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session)
        board.drafted_by = person(session, HEAD)
        session.flush()
        objection = admitted(session, file(session, f"board:{board.id}"))
        by = person(session, HEAD)
        assert refusal(session, lambda: decide(session, objection, "uphold", "是", by, NOW)) == "objection_own_entry"


def test_who_filed_it_does_not_decide_it(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = admitted(session, file(session, keys(session, PAPER)[0], by=HEAD, of=PAPER))
        by = person(session, HEAD)
        assert refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW)) == "objection_own"


def test_who_filed_it_does_not_admit_it(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = file(session, keys(session, PAPER)[0], by=CLERK, of=PAPER)
        by = person(session, CLERK)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own"
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == "objection_own"


@pytest.mark.parametrize("userid", [HEAD, LEADER])
def test_an_officer_of_the_branch_neither_admits_nor_decides(town: Database, file: File, userid: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, userid)
        held = Appointment(person_id=by.id, role=SECRETARY_ROLE, title="书记", organization_id=BRANCH, powers=[])
        session.add(held)
        session.flush()
        expected = "objection_own" if userid == HEAD else "office_only"
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == expected
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == expected
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW)) == "objection_own"
        held.until = NOW.date()
        session.flush()
        decide(session, objection, "uphold", "属实", by, NOW)
        assert objection.state == "upheld"


def test_who_recorded_a_finding_judges_it_as_little_as_who_signed_it(town: Database, file: File) -> None:
    with town.begin() as session:
        finding = inspected(session, BRANCH, "ZZ-02", THIRD.months[0], "名册不全")
        by = finding.inspection.recorded_by = person(session, HEAD)
        previewed(session)
        objection = file(session, f"finding:{finding.id}")
        assert objection.made_by_id == person(session, RECORDER).id, "who signed it"
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own_entry"
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "dismiss", "是", by, NOW)) == "objection_own_entry"


@pytest.mark.parametrize("userid", [SECRETARY, CLERK, OTHER_CLERK, RECORDER])
def test_only_the_head_of_the_office_and_the_leading_group_decide(town: Database, file: File, userid: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = admitted(session, file(session, keys(session)[0]))
        by = person(session, userid)
        found = refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW))
        assert found == "objection_decide_not_yours"


@pytest.mark.parametrize(
    ("reason", "refused"), [(" ", "objection_needs_reason"), ("长" * (LONGEST + 1), "objection_text_too_long")]
)
def test_a_decision_and_a_refusal_need_a_reason(town: Database, file: File, reason: str, refused: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        clerk, leader = person(session, OTHER_CLERK), person(session, LEADER)
        assert refusal(session, lambda: refuse_objection(session, objection, reason, clerk, NOW)) == refused
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "uphold", reason, leader, NOW)) == refused


def test_every_step_out_of_turn_is_refused(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        clerk, leader, secretary = (person(session, one) for one in (OTHER_CLERK, LEADER, SECRETARY))
        acts: dict[str, Callable[[], object]] = {
            "admit": lambda: admit(session, objection, clerk, NOW),
            "refuse": lambda: refuse_objection(session, objection, "不清楚", clerk, NOW),
            "uphold": lambda: decide(session, objection, "uphold", "属实", leader, NOW),
            "uphold_in_part": lambda: decide(session, objection, "uphold_in_part", "晚交", leader, NOW),
            "dismiss": lambda: decide(session, objection, "dismiss", "不实", leader, NOW),
            "withdraw": lambda: withdraw(session, objection, secretary, NOW),
        }
        for state in sorted(OBJECTION.states):
            objection.state = state
            session.flush()
            for event, act in acts.items():
                if (state, event) not in OBJECTION.steps:
                    assert refusal(session, act) == "objection_out_of_turn", (state, event)
                    assert objection.state == state


# What follows


@pytest.mark.parametrize(
    ("line", "verdict", "gain", "corrected"),
    [
        (NOT_DONE, "uphold", "1", STRUCK),
        (NOT_DONE, "uphold_in_part", "0.5", LATE_VERDICT),
        (NOT_DONE, "dismiss", "0", None),
        (LATE, "uphold", "0.5", STRUCK),
        (TURNOUT, "uphold", "1", STRUCK),
    ],
)
def test_an_upheld_objection_gives_back_exactly_what_the_entry_took(
    town: Database, file: File, line: str, verdict: Verdict, gain: str, corrected: str | None
) -> None:
    with town.begin() as session:
        previewed(session, line)
        before = total(session)
        objection = admitted(session, file(session, keys(session)[0]))
        correction = decide(session, objection, verdict, "查实", person(session, LEADER), NOW)
        assert total(session) - before == Decimal(gain)
        assert (correction.verdict if correction else None) == corrected
        (line_after,) = explained(session, organization(session), THIRD, NOW).lines
        assert line_after.entry.corrected == corrected
        assert total(session, NOW - MOMENT) == before, "what was drafted before counts as it did"


@pytest.mark.parametrize(("verdict", "gain"), [("uphold", "1"), ("uphold_in_part", "0.5"), ("dismiss", "0")])
def test_a_missing_self_check_has_no_author_and_can_be_struck_out(
    town: Database, file: File, verdict: Verdict, gain: str
) -> None:
    with town.begin() as session:
        slip = unanswered_slip(session)
        board = previewed(session, *nine_others())
        before = total(session)
        objection = file(session, f"slip:{slip.id}")
        assert objection.made_by_id is None
        assert moving(session, board) == [objection.target]
        admitted(session, objection)
        decide(session, objection, verdict, "当日系统故障", person(session, HEAD), NOW)
        assert total(session) - before == Decimal(gain)


@pytest.mark.parametrize("line", [LATE, TURNOUT], ids=["late already", "late has no price"])
def test_what_cannot_be_late_is_not_upheld_in_part(town: Database, file: File, line: str) -> None:
    with town.begin() as session:
        previewed(session, line)
        objection = admitted(session, file(session, keys(session)[0]))
        by = person(session, LEADER)
        found = refusal(session, lambda: decide(session, objection, "uphold_in_part", "晚交", by, NOW))
        assert (found, objection.state) == ("objection_cannot_be_late", "investigating")


@pytest.mark.parametrize("verdict", ["uphold", "uphold_in_part"])
@pytest.mark.parametrize("about", ["claim", "board"])
def test_a_bonus_and_a_board_are_put_right_by_people(town: Database, file: File, about: str, verdict: Verdict) -> None:
    with town.begin() as session:
        claimed(session)
        board = previewed(session)
        objection = admitted(session, file(session, f"board:{board.id}" if about == "board" else keys(session)[0]))
        before = total(session)
        by = person(session, HEAD)
        assert decide(session, objection, verdict, "等次不对", by, NOW) is None
        assert (total(session), corrections_in(session, THIRD, NOW)) == (before, [])
        ((_, heard), *_) = told(session, f"objection:{objection.id}:upheld")
    assert "不会自动变动" in heard


@pytest.mark.parametrize(("published", "wanted"), [(False, "请重新起草榜单"), (True, "请起草新版榜单")])
def test_the_office_hears_what_an_upheld_objection_asks_for(
    town: Database, file: File, published: bool, wanted: str
) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        if published:
            publish(session, board)
        objection = admitted(session, file(session, keys(session)[0]))
        decide(session, objection, "uphold", "材料在", person(session, LEADER), NOW)
        heard = dict(told(session, f"objection:{objection.id}:upheld"))
    assert set(heard) == {CLERK, OTHER_CLERK, HEAD}
    assert wanted in heard[CLERK]


def test_the_branch_hears_the_answer_with_its_reason(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = admitted(session, file(session, keys(session)[0], by=DEPUTY))
        decide(session, objection, "dismiss", "镇里没有收到", person(session, LEADER), NOW)
        ((to, heard),) = told(session, f"objection:{objection.id}:answer")
        assert told(session, f"objection:{objection.id}:upheld") == []
    assert to == DEPUTY, "who filed it"
    assert "异议不成立" in heard
    assert "镇里没有收到" in heard


def test_the_answer_to_a_branch_on_paper_goes_through_the_office(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = file(session, keys(session, PAPER)[0], by=CLERK, of=PAPER)
        refuse_objection(session, objection, "请写明日期", person(session, OTHER_CLERK), NOW)
        assert told(session, f"objection:{objection.id}:answer") == []
        assert "请写明日期" in waiting(session, PAPER)[f"objection:{objection.id}:answer"]


def test_another_branch_takes_nothing_back(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, STRANGER)
        assert refusal(session, lambda: withdraw(session, objection, by, NOW)) == "objection_not_yours"
        withdraw(session, objection, person(session, DEPUTY), NOW)
        assert objection.state == "withdrawn"


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (datetime(2026, 11, 10, 9, 0, tzinfo=BEIJING), 0),
        (datetime(2026, 11, 11, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 12, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 13, 9, 0, tzinfo=BEIJING), 1),
        (datetime(2026, 11, 14, 9, 0, tzinfo=BEIJING), 0),
    ],
    ids=["two days before", "the day before", "the day itself", "overdue", "a Saturday"],
)
def test_the_office_is_reminded_of_answers_from_the_day_before_on(
    town: Database, file: File, calendar: Calendar, day: datetime, named: int
) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        file(session, keys(session)[0])
        assert remind_replies_due(session, calendar, day) == named
        remind_replies_due(session, calendar, day + timedelta(hours=1))
        assert len(told(session, "objections-due:")) == 3 * named, "each of the office once a day"


def test_a_decided_objection_is_no_longer_reminded_of(town: Database, file: File, calendar: Calendar) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        withdraw(session, file(session, keys(session)[0]), person(session, SECRETARY), NOW)
        assert remind_replies_due(session, calendar, datetime(2026, 11, 13, 9, 0, tzinfo=BEIJING)) == 0


def test_of_two_who_decide_at_once_one_comes_second(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        number = admitted(session, file(session, keys(session)[0])).id
    outcomes: list[str] = []
    both_have_read = threading.Barrier(2, timeout=30)

    def decide_as(userid: str) -> None:
        try:
            with town.begin() as session:
                objection = session.get_one(Objection, number)
                if not town.is_sqlite:  # There the second one waits before it can read.
                    both_have_read.wait()
                decide(session, objection, "uphold", "属实", person(session, userid), NOW)
        except Refused as refused:
            outcomes.append(refused.reason)
        else:
            outcomes.append("decided")

    deciders = [threading.Thread(target=decide_as, args=[userid]) for userid in (LEADER, HEAD)]
    for one in deciders:
        one.start()
    for one in deciders:
        one.join()
    assert sorted(outcomes) == ["decided", "objection_out_of_turn"]
    with town.read() as session:
        assert len(corrections_in(session, THIRD, NOW)) == 1


# What could move a cut-off


def moving(session: Session, board: Board) -> list[str]:
    return [one.target for one in open_cases_that_could_move(session, board)]


def test_a_case_that_could_lift_a_branch_off_the_grey_list_could_move_it(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session, *nine_others(), NOT_DONE)
        target = keys(session)[0]
        assert moving(session, board) == []
        objection = file(session, target)
        assert moving(session, board) == [target]
        withdraw(session, objection, person(session, SECRETARY), NOW)
        assert moving(session, board) == []


def test_a_board_of_before_the_register_was_kept_goes_by_what_it_says_now(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session, *nine_others(), NOT_DONE)
        for row in board.rows:
            row.register = {}
        session.flush()
        objection = file(session, keys(session)[0])
        assert moving(session, board) == [objection.target]


def test_a_case_far_from_both_edges_moves_nothing(town: Database, file: File) -> None:
    worst = [f"2026-0{month},{BRANCH},HD-01,not_done,没开展,{RECORDER}" for month in (7, 8, 9)]
    with town.begin() as session:
        board = previewed(session, *nine_others(), *worst, NOT_DONE)
        small = keys(session)[-1]
        file(session, small)
        assert moving(session, board) == [], "one point of ten leaves the last place the last"


def test_a_case_about_a_bonus_or_the_board_could_always_move_it(town: Database, file: File) -> None:
    with town.begin() as session:
        claimed(session)
        board = previewed(session)
        filed = [file(session, target).target for target in (keys(session)[0], f"board:{board.id}")]
        assert moving(session, board) == filed


def test_two_failures_of_one_month_give_back_their_point_only_together(town: Database, file: File) -> None:
    with town.begin() as session:
        inspected(session, BRANCH, "HD-02", THIRD.months[2], "签到不全")
        board = previewed(session, *nine_others(), TURNOUT)
        first, second = keys(session)
        file(session, first)
        assert moving(session, board) == []
        file(session, second)
        assert moving(session, board) == [first, second]


def unanswered_slip(session: Session) -> Slip:
    """Store a slip of September that nobody answered in time."""
    slip = Slip(
        number="提-9",
        issue_month=THIRD.months[2].next,
        serial=1,
        organization_id=BRANCH,
        month=THIRD.months[2],
        state=DELIVERED,
        issued_at=DRAFTED - timedelta(days=20),
        due=DRAFTED - timedelta(days=18),
    )
    session.add(slip)
    session.flush()
    return slip


def nine_others() -> list[str]:
    """Take one point from nine other branches: with the branch that objects they are the ten of the grey list."""
    others = [f"org-{number:03}" for number in (2, 3, 6, 7, 9, 10, 12, 13, 14)]
    return [f"2026-07,{one},ZZ-01,not_done,没有反馈,{RECORDER}" for one in others]


# Orders and bonuses turned down


def ordered(session: Session, calendar: Calendar) -> RectificationOrder:
    given = GivenOrder("现场检查", (GivenProblem("ZD-02", "没有支委会记录"),), "补开支委会", date(2026, 11, 5))
    return issue_order(session, organization(session), given, person(session, INSPECTOR), calendar, DRAFTED)


def turned_down(session: Session) -> BonusClaim:
    claim = claimed(session)
    claim.state, claim.quarter, claim.points = REJECTED, None, None
    session.flush()
    return claim


def test_a_branch_may_object_to_an_order_and_the_office_hears_that_the_group_must_act(
    town: Database, calendar: Calendar, file: File
) -> None:
    with town.begin() as session:
        previewed(session)
        order = ordered(session, calendar)
        objection = admitted(session, file(session, f"order:{order.id}"))
        assert (objection.subject, objection.made_by_id) == (f"整改督办单 {order.number}", order.signer_id)
        assert decide(session, objection, "uphold", "记录已补", person(session, LEADER), NOW) is None
        assert order.is_open, "the group withdraws it, nobody else"
        assert "请所属督导组核对后办理" in told(session, f"objection:{objection.id}:upheld")[0][1]


def test_a_withdrawn_order_cannot_be_objected_to(town: Database, calendar: Calendar, file: File) -> None:
    with town.begin() as session:
        previewed(session)
        order = ordered(session, calendar)
        withdraw_order(session, order, "重复", person(session, INSPECTOR), DRAFTED)
        assert refusal(session, lambda: file(session, f"order:{order.id}")) == "objection_unknown_entry"


def test_an_order_holds_a_board_only_where_it_could_decide_a_tie(
    town: Database, calendar: Calendar, file: File
) -> None:
    with town.begin() as session:
        board = previewed(session)
        file(session, f"order:{ordered(session, calendar).id}")
        assert open_cases_that_could_move(session, board) == []
        next(row for row in board.rows if row.organization_id == BRANCH).open_orders = 1
        assert len(open_cases_that_could_move(session, board)) == 1, "alone behind 38 who have as many points"


@pytest.mark.parametrize(("verdict", "state"), [("uphold", "submitted"), ("dismiss", REJECTED)])
def test_a_bonus_turned_down_is_open_again_when_the_objection_is_upheld(
    town: Database, file: File, verdict: Verdict, state: str
) -> None:
    with town.begin() as session:
        previewed(session)
        claim = turned_down(session)
        objection = admitted(session, file(session, f"claim:{claim.id}"))
        decide(session, objection, verdict, "证书属实", person(session, HEAD), NOW)
        assert claim.state == state


def test_a_bonus_of_another_branch_cannot_be_objected_to(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session)
        claim = turned_down(session)
        claim.organization_id = PAPER
        session.flush()
        assert refusal(session, lambda: file(session, f"claim:{claim.id}")) == "objection_unknown_entry"
