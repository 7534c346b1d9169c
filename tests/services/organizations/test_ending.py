"""What becomes of organisations that end: who is ranked, what stays, what nobody is asked any more."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.appointments import officers
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.conversations import Conversation
from models.objections import Objection
from models.orders import RectificationOrder
from models.organizations import GroupAssignment
from models.overhauls import Overhaul
from models.slips import DELIVERED, unanswered_slips
from models.transitions import transitions_of
from rules.workdays import Calendar
from services.boards.verification import verify_board
from services.inspections.inspections import progress
from services.orders.issuing import open_orders_of
from services.organizations.changes import dissolve, merge
from services.publications.steps import draft_board
from services.register.groups import group_of
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.versions import close_quarter, scheme_for
from services.scores.scores import ranked_organizations
from services.self_checks.in_time import handed_in
from services.slips.reminders import list_for_office
from tests.services.organizations.lives import (
    BRANCH,
    NOON,
    OTHER,
    SECRETARY,
    TODAY,
    Made,
    heard,
    of,
    overdue_slip,
    said,
)
from tests.worlds.recorded_quarters import CLERK, THIRD, drafted, person, third_inspected
from tests.worlds.reminding import remind_overdue
from tests.worlds.watching import refusal

CASES = (RectificationOrder, Objection, BonusClaim, Overhaul, Consequence)


@pytest.fixture
def ready(made_town: Made) -> Iterator[Session]:
    """The third quarter is recorded and inspected; undone afterwards."""
    with made_town("sqlite", third_inspected).read() as opened:
        yield opened


def test_a_dissolved_branch_leaves_nothing_open_and_nobody_is_asked_any_more(busy: Session, calendar: Calendar) -> None:
    slip, secretary = overdue_slip(busy), person(busy, SECRETARY)
    busy.add(Conversation(person_id=secretary.id, form="leave", draft={}, updated_at=NOON))
    dissolve(busy, of(busy), said(busy, TODAY), NOON)
    assert [busy.scalars(select(one.state)).all() for one in CASES] == [["withdrawn"]] * len(CASES)
    step = transitions_of(busy, "rectification_order", 1)[-1]
    assert (step.event, step.by) == ("lapse", None)
    assert step.reason == "石湾村支部11月5日（周四）起撤销：镇党委〔2026〕18号"
    assert open_orders_of(busy, [BRANCH], NOON) == {BRANCH: 0}
    assert slip.state == "waived"
    assert slip not in unanswered_slips(busy)
    assert [*handed_in(busy, THIRD, NOON, [BRANCH])] == []
    assert remind_overdue(busy, calendar, NOON) == list_for_office(busy, calendar, NOON) == 0
    assert officers(busy, BRANCH, TODAY) == [] != officers(busy, BRANCH, TODAY - timedelta(days=1))
    groups = busy.scalars(select(GroupAssignment.until).where(GroupAssignment.organization_id == BRANCH))
    assert groups.all() == [TODAY]
    assert busy.scalars(select(Conversation)).all() == []
    assert not may(busy, secretary, Right.ANSWER_SLIP, NOON, of(busy))
    assert "没办完的提醒单、督办单等不用再办，也不会再提醒，不算逾期" in heard(busy, SECRETARY)
    assert "提醒单免报1份，督办单撤销1件，异议终止1件" in heard(busy, CLERK)


def test_a_slip_of_a_closed_quarter_stays_for_its_board_and_nobody_is_reminded(
    busy: Session, calendar: Calendar
) -> None:
    slip = overdue_slip(busy)
    close_quarter(busy, THIRD, NOON - timedelta(days=20))
    dissolve(busy, of(busy), said(busy, TODAY), NOON)
    assert slip.state == DELIVERED
    assert [one.outcome for one in handed_in(busy, THIRD, NOON, [BRANCH])] == ["missing"]
    assert remind_overdue(busy, calendar, NOON) == list_for_office(busy, calendar, NOON) == 0


@pytest.mark.parametrize(
    ("ended", "ranked"),
    [(date(2026, 9, 20), True), (date(2026, 9, 1), True), (date(2026, 8, 31), False), (date(2026, 10, 1), True)],
)
def test_two_full_months_are_enough_to_be_ranked(ready: Session, ended: date, ranked: bool) -> None:
    dissolve(ready, of(ready), said(ready, ended), drafted(THIRD))
    listed = ranked_organizations(ready, THIRD, scheme_for(ready, THIRD))
    assert (of(ready) in listed) is ranked
    # Its group is the one it had on its last day, and who is not ranked is not waited for.
    group = group_of(ready, of(ready), THIRD, drafted(THIRD).date())
    (own,) = [one for one in progress(ready, THIRD, drafted(THIRD)) if one.group is group]
    assert (of(ready) in own.done) is ranked


def test_a_branch_dissolved_in_september_is_on_the_board_which_can_be_verified(ready: Session) -> None:
    dissolve(ready, of(ready), said(ready, date(2026, 9, 20)), drafted(THIRD))
    board = draft_board(ready, THIRD, person(ready, CLERK), drafted(THIRD))
    assert BRANCH in {row.organization_id for row in board.rows}
    assert verify_board(ready, board, with_log=False).same


@pytest.mark.parametrize(
    ("by", "reason", "day", "sentence"),
    [
        ("zhangjianxin", "合并", TODAY, "这件事由镇组织办来办。"),
        (CLERK, " ", TODAY, "请写明依据和理由，256字以内。"),
        (
            CLERK,
            "合并",
            date(2026, 9, 20),
            "2026年第三季度已经封账，石湾村支部不能写成那一季里撤销的；请写封账以后的日子。",
        ),
    ],
)
def test_an_ending_needs_the_office_a_reason_and_an_open_quarter(
    busy: Session, by: str, reason: str, day: date, sentence: str
) -> None:
    close_quarter(busy, THIRD, NOON)
    with pytest.raises(Refused) as refused:
        dissolve(busy, of(busy), said(busy, day, by, reason), NOON)
    assert refusal(refused) == sentence
    assert of(busy).ended is None


def test_what_has_ended_does_not_end_again_and_nobody_is_merged_into_it(busy: Session) -> None:
    merge(busy, of(busy), of(busy, OTHER), said(busy, TODAY), NOON)
    acts: list[Callable[[], object]] = [
        lambda: dissolve(busy, of(busy), said(busy, TODAY), NOON),
        lambda: merge(busy, of(busy, OTHER), of(busy), said(busy, TODAY), NOON),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refusal(refused) == "石湾村支部11月5日（周四）起已经撤销、并入或分设，不能再这样办。"
