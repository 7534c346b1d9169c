"""Objections are filed: to what, until when, by whom, and what cannot be objected to."""

from datetime import datetime, timedelta

import pytest

from bot.db import Database
from models.transitions import transitions_of
from rules.cases import OBJECTION
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.objections.decisions import decide, refuse_objection, withdraw
from services.objections.filing import LONGEST, board_to_object_to, quarter_in_question
from services.orders.steps import withdraw as withdraw_order
from services.schemes.versions import pin_quarter
from tests.services.objections.objecting import (
    DEPUTY,
    INSPECTOR,
    MOMENT,
    NOW,
    STRANGER,
    File,
    admitted,
    keys,
    ordered,
    refusal,
    told,
    turned_down,
)
from tests.worlds.handed_over import waiting
from tests.worlds.previewed_board import (
    BRANCH,
    NOT_DONE,
    PAPER,
    PREVIEW_ENDS,
    PUBLICITY_ENDS,
    RECORDER,
    SECRETARY,
    claimed,
    inspected,
    previewed,
    publish,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person, record_lines
from tests.worlds.stored_board import DRAFTED, made_board

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
        ({"text": "长" * (LONGEST + 1)}, "text_too_long"),
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


# Orders and bonuses turned down


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


def test_a_bonus_of_another_branch_cannot_be_objected_to(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session)
        claim = turned_down(session)
        claim.organization_id = PAPER
        session.flush()
        assert refusal(session, lambda: file(session, f"claim:{claim.id}")) == "objection_unknown_entry"
