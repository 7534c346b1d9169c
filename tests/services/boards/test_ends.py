"""How a board ends: final, cancelled, or replaced by a new version; and who is next on the way there."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.outbox import shown
from models.boards import (
    CANCELLED,
    DRAFT,
    FINAL,
    PUBLISHED,
    REPLACED,
    Board,
    latest_board,
    newest_published,
    public_board,
)
from models.bonus_claims import BonusClaim
from models.outbox import OutboxMessage
from models.schemes import QuarterRule
from models.transitions import transitions_of
from rules.workdays import Calendar
from services.boards.progress import board_progress
from services.bonus_claims.decisions import revoke_claim
from services.publications.steps import amend_board, publish_board
from tests.worlds.board_officials import (
    DRAFTED,
    MEETING,
    NOW,
    TO_APPROVAL,
    TO_CHECK,
    TO_DRAFT,
    TO_PREVIEW,
    TO_PUBLICATION,
    TO_REVIEW,
    Hands,
    correct,
    objection,
    refused_without_a_trace,
)
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, REVIEWER, THIRD, person, see_to_approval

BRANCH = "org-011"


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def test_a_board_is_final_when_its_time_for_objections_is_over(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    ends = datetime.fromisoformat("2026-11-05 00:00+08:00")
    assert hands.conclude(ends - timedelta(seconds=1)) == 0
    assert (hands.conclude(ends), hands.conclude(ends)) == (1, 0)
    board = public_board(session, THIRD)
    assert board is not None
    last = transitions_of(session, "board", board.id)[-1]
    assert (board.state, last.event, last.by) == (FINAL, "conclude", None)


def test_a_board_on_which_a_revoked_bonus_stands_is_not_final_before_a_new_version(
    session: Session, hands: Hands, calendar: Calendar
) -> None:
    """The bonus was revoked during the publicity: branch and office hear it, and a version without it replaces this."""
    claim = BonusClaim(
        organization_id=BRANCH,
        rule="JF-1",
        level="county",
        matter="先进基层党组织",
        awarded_on=DRAFTED.date(),
        filed_by=person(session, HEAD),
        filed_at=DRAFTED - timedelta(days=9),
        state="approved",
        quarter=THIRD,
        points=Decimal("0.5"),
        decided_at=DRAFTED - timedelta(days=8),
    )
    session.add(claim)
    session.flush()
    hands.take(*TO_PUBLICATION)
    published, later = public_board(session, THIRD), NOW + timedelta(days=30)
    assert published
    revoke_claim(session, claim, "荣誉已被收回", person(session, LEADER), NOW + timedelta(hours=1))
    told = shown(session.scalars(select(OutboxMessage).where(OutboxMessage.key.like(f"%{CLERK}"))).all()[-1])
    assert "2026年第三季度已有榜单，请重新起草；已经发布的，请出修订版" in told
    assert hands.conclude(later) == 0
    amend_board(session, THIRD, person(session, CLERK), "加分撤销", NOW + timedelta(hours=2))
    see_to_approval(session, THIRD, NOW + timedelta(hours=2))
    second = publish_board(session, THIRD, person(session, HEAD), calendar, NOW + timedelta(hours=3))
    rows = {one.version: next(row for row in one.rows if row.organization_id == BRANCH) for one in (published, second)}
    assert (rows[1].bonus, rows[2].bonus) == (Decimal("0.5"), Decimal(0))
    assert hands.conclude(later) == 1


def test_a_board_waits_for_the_last_objection(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    case = objection(session)
    later = NOW + timedelta(days=30)
    assert hands.conclude(later) == 0
    case.state = "dismissed"
    session.flush()
    assert hands.conclude(later) == 1


def test_a_cancelled_quarter_is_published_nowhere(session: Session, hands: Hands) -> None:
    hands.take(*TO_REVIEW)
    assert refused_without_a_trace(session, lambda: hands.cancel(reason="")).startswith("请在后面写明理由")
    board = hands.cancel()
    assert (board.state, transitions_of(session, "board", board.id)[-1].reason) == (CANCELLED, "本季停评")
    assert newest_published(session) is None


# A new version


def test_an_amended_board_goes_the_way_again_without_a_preview_and_replaces_the_old_one(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_PUBLICATION)
    first = public_board(session, THIRD)
    correct(session, NOW + timedelta(days=1))
    assert refused_without_a_trace(session, lambda: hands.amend(reason="")).startswith(
        "请在后面写明理由，例如：修订榜单"
    )
    later = NOW + timedelta(days=2)
    second = hands.amend(at=later)
    assert (second.version, second.state, second.amendment_reason) == (2, DRAFT, "荷塘一支部异议成立")
    assert public_board(session, THIRD) is first
    see_to_approval(session, THIRD, later)
    hands.publish(at=later)
    assert first is not None
    assert (first.state, second.state) == (REPLACED, PUBLISHED)
    assert first.code != second.code
    assert newest_published(session) is second
    assert session.get_one(QuarterRule, THIRD).closed_at == DRAFTED


def test_a_final_board_can_still_be_amended(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    hands.conclude(NOW + timedelta(days=30))
    assert hands.amend(at=NOW + timedelta(days=31)).version == 2


def test_an_amendment_given_up_leaves_the_board_and_its_number_is_not_used_again(
    session: Session, hands: Hands
) -> None:
    hands.take(*TO_PUBLICATION, "amend")
    hands.cancel(at=NOW)
    board = latest_board(session, THIRD)
    assert board is not None
    assert (board.version, board.state) == (1, PUBLISHED)
    assert hands.amend().version == 3


# Who is next


@pytest.mark.parametrize(
    ("way", "step", "who"),
    [
        (TO_DRAFT, "preview", {CLERK, HEAD}),
        (TO_PREVIEW, "review", {HEAD, LEADER, OTHER_LEADER}),
        (TO_REVIEW, "check_secrecy", {REVIEWER}),
        (TO_CHECK, "approve", {HEAD, LEADER, OTHER_LEADER}),
        (TO_APPROVAL, "approve_grey", {HEAD, LEADER, OTHER_LEADER}),
        ((*TO_APPROVAL, "approve_grey"), "publish", {CLERK, HEAD}),
        (TO_PUBLICATION, "conclude", set()),
        ((*TO_DRAFT, "cancel"), None, set()),
    ],
)
def test_progress_names_the_next_step_and_who_takes_it(
    session: Session, hands: Hands, way: tuple[str, ...], step: str | None, who: set[str]
) -> None:
    hands.take(*way)
    board = session.scalars(select(Board)).one()
    found = board_progress(session, board, NOW)
    assert (found.next_step, {one.userid for one in found.actors}) == (step, who)
    assert len(found.past) == len(way)


def test_progress_says_until_when(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    board = session.scalars(select(Board)).one()
    assert str(board_progress(session, board, DRAFTED).until) == "2026-10-23"
    assert board_progress(session, board, MEETING).until is None
