"""Whatever people try with a year, in whatever order: nothing is published that was not decided on by somebody else."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.annual_reviews import PUBLISHED, latest_review
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from services.annual_reviews.steps import year_is_closed
from tests.worlds.finished_year import SECRETARY, YEAR, Hands
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.rolled_back import undone

STEPS = ("draft", "review", "reopen", "approve", "publish", "amend", "cancel")
MAY_DRAFT, MAY_APPROVE = (CLERK, HEAD), (LEADER, HEAD)
RIGHTS = {
    "draft": MAY_DRAFT,
    "amend": MAY_DRAFT,
    "cancel": MAY_DRAFT,
    "review": MAY_APPROVE,
    "reopen": MAY_APPROVE,
    "approve": MAY_APPROVE,
    "publish": (CLERK, HEAD, LEADER),
}
EVENTS = {"draft": "redraft"}
# Who drafts may approve, too, but not this draft.
WAY = (("draft", HEAD), ("review", LEADER), ("approve", LEADER), ("publish", CLERK), ("amend", HEAD))
PEOPLE = (CLERK, HEAD, LEADER, SECRETARY)


@pytest.fixture(params=range(len(WAY) + 1))
def begun(request: pytest.FixtureRequest, year_hands: Hands) -> Hands:
    """Everybody who works on the year, who have gone some steps of the way already."""
    try_each(year_hands, WAY[: request.param])
    return year_hands


def is_allowed(session: Session, step: str, by: str) -> bool:
    """Say by the table whether a step should succeed."""
    review = latest_review(session, YEAR)
    if by not in RIGHTS[step]:
        return False
    if review is None:
        return step == "draft"
    if step in ("review", "approve") and review.drafted_by.userid == by:
        return False
    if step == "cancel" and review.version == 1:
        return False
    if step == "amend":
        return review.state == PUBLISHED
    return (review.state, EVENTS.get(step, step)) in ANNUAL_REVIEW.steps


def try_each(hands: Hands, tries: Sequence[tuple[str, str]]) -> None:
    """Let people try one step after another: each succeeds exactly when table and rights allow it."""
    for step, by in tries:
        allowed = is_allowed(hands.session, step, by)
        try:
            getattr(hands, step)(by)
        except Refused:
            assert not allowed, (step, by)
        else:
            assert allowed, (step, by)
        check_published(hands.session)


@pytest.mark.long
def test_anybody_may_try_anything_next(begun: Hands) -> None:
    for one in product(STEPS, PEOPLE):
        with undone(begun.session):
            try_each(begun, [one])


@given(tries=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(PEOPLE)), min_size=3, max_size=14))
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_step_succeeds_exactly_when_table_and_rights_allow_it(begun: Hands, tries: list[tuple[str, str]]) -> None:
    with undone(begun.session):
        try_each(begun, tries)


def check_published(session: Session) -> None:
    """A published year was reviewed and approved since its last draft, by others than drafted it, and is closed."""
    review = latest_review(session, YEAR)
    if review is None or review.state != PUBLISHED:
        return
    past = [(one.event, one.by_id) for one in transitions_of(session, ANNUAL_REVIEW.name, review.id)]
    since = max(place for place, (event, _) in enumerate(past) if event in ("draft", "redraft"))
    drafter = past[since][1]
    assert [event for event, _ in past[since + 1 :]] == ["review", "approve", "publish"]
    assert drafter not in [by for event, by in past[since:] if event in ("review", "approve")]
    assert year_is_closed(session, YEAR)
