"""A board that is overtaken, or was changed by somebody else, goes nowhere; the preview closes its quarter."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.boards import CANCELLED, PREVIEWED, Board
from models.organizations import Organization
from models.schemes import QuarterRule
from tests.worlds.board_officials import (
    MEETING,
    NOW,
    TO_APPROVAL,
    TO_CHECK,
    TO_DRAFT,
    TO_PREVIEW,
    TO_PUBLICATION,
    Hands,
    correct,
    refused_without_a_trace,
)
from tests.worlds.recorded_quarters import THIRD


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


@pytest.mark.parametrize(("way", "step"), [(TO_PREVIEW, "review"), (TO_CHECK, "approve"), (TO_APPROVAL, "publish")])
def test_an_overtaken_board_goes_no_further(session: Session, hands: Hands, way: tuple[str, ...], step: str) -> None:
    hands.take(*way)
    correct(session, MEETING + timedelta(minutes=1))
    act = getattr(hands, step)
    assert "榜单起草后得分有变动" in refused_without_a_trace(session, lambda: act(at=NOW))


def test_the_preview_closes_the_quarter_and_a_cancelled_board_does(session: Session, hands: Hands) -> None:
    hands.take(*TO_DRAFT)
    assert session.get_one(QuarterRule, THIRD).closed_at is None
    assert hands.cancel().state == CANCELLED
    assert session.get_one(QuarterRule, THIRD).closed_at == MEETING


def test_what_somebody_else_did_meanwhile_is_seen(session: Session, hands: Hands) -> None:
    hands.take(*TO_APPROVAL)
    changed = update(Board).values(state=PREVIEWED).execution_options(synchronize_session=False)
    session.execute(changed)
    assert "在预览得分" in refused_without_a_trace(session, hands.publish)


@pytest.mark.parametrize("column", ["reviewed_at", "secrecy_checked_at"])
def test_what_was_approved_unchecked_is_not_published(session: Session, hands: Hands, column: str) -> None:
    hands.take(*TO_APPROVAL)
    session.execute(update(Board).values({column: None}))
    assert "没有会审或保密审查记录" in refused_without_a_trace(session, hands.publish)


def test_a_new_version_goes_by_the_register_of_the_old_one(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    session.execute(update(Organization).values(assessed=False, sector="other"))
    session.expire_all()
    first = {row.organization_id: row.register for row in session.query(Board).one().rows}
    assert {row.organization_id: row.register for row in hands.amend().rows} == first


def test_a_board_is_not_final_while_it_is_corrected_or_amended(session: Session, hands: Hands) -> None:
    hands.take(*TO_PUBLICATION)
    ends = NOW + timedelta(days=30)
    hands.amend()
    assert hands.conclude(ends) == 0
    hands.cancel(at=NOW)
    correct(session, NOW)
    assert hands.conclude(ends) == 0


def test_a_draft_after_the_preview_goes_by_the_register_of_the_preview(session: Session, hands: Hands) -> None:
    hands.take(*TO_PREVIEW)
    first = {row.organization_id: row.register for row in session.query(Board).one().rows}
    session.execute(update(Organization).values(assessed=False, sector="other"))
    session.expire_all()
    correct(session, MEETING)
    assert {row.organization_id: row.register for row in hands.draft(at=NOW).rows} == first
