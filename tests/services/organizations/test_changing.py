"""What becomes of organisations that are renamed, moved, split, merged or led by somebody else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.appointments import Appointment, organizations_led_by
from models.consequences import Consequence
from models.conversations import Conversation
from models.organization_changes import changes_of, takeovers_in
from models.organizations import organization_named
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.consequences.proposals import propose_consequences
from services.organizations.carrying_out import carry_out_changes
from services.organizations.changes import NewOrganization, dissolve, found, merge, move, rename, split
from services.organizations.streaks import decide_takeover, propose_takeovers
from services.register.groups import group_of
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.versions import pin_quarter
from services.slips.receipt import start_clock
from tests.services.organizations.lives import BRANCH, NOON, OTHER, SECRETARY, TODAY, heard, of, overdue_slip, said
from tests.worlds.grey_boards import NOW as AFTER_BOARDS
from tests.worlds.grey_boards import store_board
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, person
from tests.worlds.reminding import remind_due_today
from tests.worlds.watching import refusal

NEW = NewOrganization("org-901", "澄泾镇新街党支部", "新街支部", "branch", "village", "org-000", "G1")


def test_what_is_planned_holds_from_its_day_on(busy: Session, calendar: Calendar) -> None:
    day = TODAY + timedelta(days=4)
    change = dissolve(busy, of(busy), said(busy, day), NOON)
    assert (carry_out_changes(busy, calendar, NOON + timedelta(days=3)), change.done_at, of(busy).ended) == (
        0,
        None,
        None,
    )
    assert organizations_led_by(busy, person(busy, SECRETARY), TODAY) == [BRANCH]
    # Put off once more, it is still one ending.
    dissolve(busy, of(busy), said(busy, day + timedelta(days=1)), NOON)
    on = [carry_out_changes(busy, calendar, NOON + timedelta(days=days)) for days in (4, 5, 6)]
    assert (on, of(busy).ended) == ([0, 1, 0], day + timedelta(days=1))


def test_a_new_name_is_on_the_next_board_and_not_on_the_one_that_is_out(busy: Session) -> None:
    old = store_board(busy, THIRD.next, {BRANCH: "R"}, state="draft")
    (row,) = [one for one in old.rows if one.organization_id == BRANCH]
    row.published_name = "石湾村支部"
    rename(busy, of(busy), "石湾社区党支部", "石湾社区支部", said(busy, TODAY), NOON)
    assert (row.name, of(busy).short_name) == ("石湾村支部", "石湾社区支部")
    row.published_name = None
    assert row.name == "石湾社区支部"
    (change,) = changes_of(busy, BRANCH)
    assert (change.before["short_name"], change.day) == ("石湾村支部", TODAY)


def test_a_branch_moves_under_another_parent_and_never_under_itself(busy: Session) -> None:
    move(busy, of(busy), of(busy, "org-005"), said(busy, TODAY), NOON)
    assert of(busy).parent_id == "org-005"
    with pytest.raises(Refused) as refused:
        move(busy, of(busy, "org-005"), of(busy), said(busy, TODAY), NOON)
    assert refusal(refused) == "柳浜村总支不能并入自己，也不能放到自己下面。"


def test_a_branch_is_split_into_two_which_begin_where_it_ends(busy: Session) -> None:
    parts = [NEW, NewOrganization("org-902", "石湾村第二党支部", "石湾二支部", "branch", "village", "org-000", "G1")]
    split(busy, of(busy), parts, said(busy, TODAY), NOON)
    assert of(busy).ended == of(busy, "org-901").founded == of(busy, "org-902").founded == TODAY
    assert [one.other_id for one in changes_of(busy, "org-902")] == [BRANCH]
    assert group_of(busy, of(busy, "org-901"), THIRD.next, TODAY) is not None


def test_a_new_branch_may_bear_the_name_of_one_that_ended(busy: Session) -> None:
    again = NewOrganization("org-903", of(busy).name, "石湾村支部", "branch", "village", "org-000", "G1")
    with pytest.raises(Refused) as refused:
        found(busy, again, said(busy, TODAY), NOON)
    assert refusal(refused) == "这个名称或编号是石湾村支部的，请换一个。"
    dissolve(busy, of(busy), said(busy, TODAY), NOON)
    new = found(busy, again, said(busy, TODAY), NOON)
    assert organization_named(busy, "石湾村支部") is new


@pytest.fixture
def merged(town_session: Session, calendar: Calendar) -> Session:
    """石湾村支部, grey in the first half of the year, was merged into a branch that was never grey."""
    session, first, second = town_session, THIRD.previous.previous, THIRD.previous
    for quarter in (first, second):
        pin_quarter(session, quarter, AFTER_BOARDS)
        store_board(session, quarter, {BRANCH: "G", OTHER: "N"})
    merge(session, of(session), of(session, OTHER), said(session, AFTER_BOARDS.date()), AFTER_BOARDS)
    return session


@pytest.mark.parametrize("goes_on", [True, False])
def test_whether_a_streak_goes_on_is_decided_by_the_leading_group(
    merged: Session, calendar: Calendar, goes_on: bool
) -> None:
    counted = [propose_takeovers(merged, calendar, AFTER_BOARDS) for _ in range(2)]
    (asked,) = takeovers_in(merged, "proposed")
    assert (counted, asked.from_id, asked.to_id) == ([1, 0], BRANCH, OTHER)
    with pytest.raises(Refused):
        decide_takeover(merged, asked, "接着算", person(merged, CLERK), AFTER_BOARDS, goes_on=goes_on)
    decide_takeover(merged, asked, "班子没有变", person(merged, LEADER), AFTER_BOARDS, goes_on=goes_on)
    assert transitions_of(merged, "streak_takeover", asked.id)[-1].reason == "班子没有变"
    next_quarter = THIRD.next
    pin_quarter(merged, next_quarter, AFTER_BOARDS)
    store_board(merged, next_quarter, {OTHER: "G"})
    propose_consequences(merged, calendar, AFTER_BOARDS)
    found = [(one.organization_id, one.kind) for one in merged.scalars(select(Consequence))]
    # Two grey boards of the one and one of the other make three: 约谈. Nothing is proposed for a branch that is gone.
    assert found == ([(OTHER, "interview")] if goes_on else [])


def test_a_decided_streak_is_not_decided_again(merged: Session, calendar: Calendar) -> None:
    propose_takeovers(merged, calendar, AFTER_BOARDS)
    (asked,) = takeovers_in(merged, "proposed")
    decide_takeover(merged, asked, "班子换了", person(merged, LEADER), AFTER_BOARDS, goes_on=False)
    with pytest.raises(Refused) as refused:
        decide_takeover(merged, asked, "再算", person(merged, LEADER), AFTER_BOARDS, goes_on=True)
    assert refusal(refused) == f"第{asked.id}号已经决定过了：不算。"


def test_whoever_leads_two_branches_keeps_the_other_and_what_is_being_filled_in(busy: Session) -> None:
    both = person(busy, "shenguohua")
    busy.add(Conversation(person_id=both.id, form="leave", draft={}, updated_at=NOON))
    dissolve(busy, of(busy, "org-002"), said(busy, TODAY), NOON)
    assert organizations_led_by(busy, both, TODAY) == ["org-001"]
    assert [one.person_id for one in busy.scalars(select(Conversation))] == [both.id]


def test_a_new_secretary_has_the_deadline_that_runs_and_the_old_one_has_none(busy: Session, calendar: Calendar) -> None:
    slip = overdue_slip(busy)
    start_clock(busy, slip, calendar, NOON - timedelta(days=2))
    due = slip.due
    old, new = person(busy, SECRETARY), person(busy, "zhangjianxin")
    held = busy.scalars(select(Appointment).where(Appointment.person_id == old.id)).one()
    held.until = TODAY
    busy.add(
        Appointment(person_id=new.id, role="secretary", title="书记", organization_id=BRANCH, since=TODAY, powers=[])
    )
    busy.flush()
    remind_due_today(busy, calendar, NOON)
    query = select(OutboxMessage.addressee).where(OutboxMessage.key.like("reminder%"))
    assert busy.scalars(query).all() == ["zhangjianxin"]
    assert [may(busy, one, Right.ANSWER_SLIP, NOON, of(busy)) for one in (old, new)] == [False, True]
    assert slip.due == due == datetime(2026, 11, 6, tzinfo=BEIJING)


def test_a_clerk_who_leaves_leaves_nothing_that_others_cannot_do(busy: Session) -> None:
    gone, stays = person(busy, CLERK), person(busy, "qianxiaoyu")
    change = dissolve(busy, of(busy), said(busy, TODAY + timedelta(days=2)), NOON)
    for held in busy.scalars(select(Appointment).where(Appointment.person_id == gone.id)):
        held.until = TODAY
    busy.flush()
    with pytest.raises(Refused) as refused:
        dissolve(busy, of(busy), said(busy, TODAY), NOON)
    assert refusal(refused) == "这件事由镇组织办来办。"
    # What the clerk had planned is the town's, and another brings it forward.
    assert dissolve(busy, of(busy), said(busy, TODAY, by=str(stays.userid)), NOON) is change
    assert (change.day, of(busy).ended) == (TODAY, TODAY)


def test_two_offices_at_once_do_a_thing_once(busy: Session) -> None:
    """A body beside the town's office whose people are clerks, too: who comes second hears that it is done."""
    other = person(busy, "zhangjianxin")
    busy.add(Appointment(person_id=other.id, role="organization_office_clerk", title="园区组织科", powers=[]))
    busy.flush()
    dissolve(busy, of(busy), said(busy, TODAY, by="zhangjianxin"), NOON)
    with pytest.raises(Refused) as refused:
        dissolve(busy, of(busy), said(busy, TODAY), NOON)
    assert refusal(refused) == "石湾村支部11月5日（周四）起已经撤销、并入或分设，不能再这样办。"
    assert all("石湾村支部11月5日（周四）起撤销" in heard(busy, one) for one in (CLERK, "zhangjianxin"))
