"""One's own score is told to every branch, once, also in a large town."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database, in_slices
from models.appointments import Appointment
from models.boards import PREVIEWED
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.publications.steps import draft_board
from services.scores import own_score
from tests.run import Run
from tests.worlds.handed_over import waiting
from tests.worlds.previewed_board import BRANCH, LATE, NOT_DONE, PAPER, PREVIEW_ENDS, SECRETARY, previewed
from tests.worlds.recorded_quarters import HEAD, person
from tests.worlds.reminding import push_previews
from tests.worlds.sizes import ISSUE_AT, QUARTER, in_two_sizes, statements

NOW = datetime(2026, 10, 29, 10, 0, tzinfo=BEIJING)


def previews(session: Session) -> dict[str, list[tuple[str, str]]]:
    """List what was pushed, by the end of its key: to whom, and in which words."""
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("preview:")).order_by(OutboxMessage.id)
    found: dict[str, list[tuple[str, str]]] = {}
    for one in session.scalars(query):
        found.setdefault(one.key.split(":")[3], []).append((one.addressee, json.loads(one.body)["text"]["content"]))
    return found


# The push


def test_every_branch_hears_its_own_score_once(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE, LATE)
        assert push_previews(session, calendar, NOW) == len(board.rows)
        assert push_previews(session, calendar, NOW + timedelta(minutes=1)) == 0
        told = previews(session)
    ((to, said),) = told[BRANCH]
    assert to == SECRETARY
    assert "98.5分，扣分2笔，加分0分" in said
    assert "11月2日（周一）24时前" in said
    assert "名次" not in said
    assert set(told) == {row.organization_id for row in board.rows} - {PAPER, "org-031"}


def test_whose_score_a_new_draft_changed_hears_again_and_nobody_else(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        push_previews(session, calendar, NOW)
        row = next(row for row in board.rows if row.organization_id == BRANCH)
        row.total += Decimal("0.5")
        session.flush()
        assert push_previews(session, calendar, NOW) == 1
        assert push_previews(session, calendar, NOW) == 0
        assert len(previews(session)[BRANCH]) == 2


def test_the_scores_of_branches_on_paper_wait_on_the_offices_list(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        push_previews(session, calendar, NOW)
        push_previews(session, calendar, NOW)
        (score,), (other,) = (waiting(session, one).values() for one in (PAPER, "org-031"))
        assert score.startswith("荷塘老年支部 2026年第三季度得分预览：99分，扣分1笔")
        assert other.startswith("离退休支部 2026年第三季度得分预览：100分")
        next(row for row in board.rows if row.organization_id == PAPER).total += Decimal("0.5")
        session.flush()
        push_previews(session, calendar, NOW)
        (again,) = waiting(session, PAPER).values()
        assert "得分预览：99.5分" in again, "the old score is not handed over any more"


def test_the_deputy_hears_where_the_secretary_cannot_be_reached(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        query = select(Appointment).where(Appointment.organization_id == BRANCH, Appointment.role == "secretary")
        session.scalars(query).one().until = NOW.date()
        previewed(session)
        push_previews(session, calendar, NOW)
        assert [to for to, _ in previews(session)[BRANCH]] == ["shimeiling"]


@pytest.mark.parametrize("state", ["draft", "reviewed", "published", "cancelled"])
def test_nothing_is_pushed_of_a_board_that_is_not_in_its_preview(
    town: Database, calendar: Calendar, state: str
) -> None:
    with town.begin() as session:
        previewed(session).state = state
        session.flush()
        assert push_previews(session, calendar, NOW) == 0
        assert previews(session) == {}


def test_a_preview_that_is_over_is_not_announced_any_more(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        previewed(session)
        assert push_previews(session, calendar, PREVIEW_ENDS) == 0


# A whole town of scores


def test_a_town_of_any_size_hears_its_scores_with_as_many_statements_a_slice(
    run: Run, tmp_path: Path, calendar: Calendar
) -> None:
    def preview(session: Session) -> Callable[[], object]:
        board = draft_board(session, QUARTER, person(session, HEAD), ISSUE_AT)
        board.state, board.preview_ends = PREVIEWED, ISSUE_AT + timedelta(days=3)
        session.flush()
        return lambda: told.append(push_previews(session, calendar, ISSUE_AT))

    told: list[int] = []
    small, large = in_two_sizes(run, tmp_path, preview)
    assert told == [39, 78]
    assert len(small) == len(large) < 30


def test_who_was_told_on_paper_is_not_looked_for_again(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        push_previews(session, calendar, NOW)
        with statements(session) as asked:
            assert push_previews(session, calendar, NOW) == 0
    assert len(asked) < 6
    assert not any("appointments" in one for one in asked)


def test_scores_are_found_in_the_order_of_the_register_and_told_a_slice_at_a_time(
    town: Database, calendar: Calendar
) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        found = own_score.find_previews(session, calendar, NOW)
        told = [own_score.push_previews(session, calendar, NOW, some) for some in in_slices(found, 20)]
        assert told == [20, 19]
        assert own_score.find_previews(session, calendar, NOW) == []
        rows = sorted(board.rows, key=lambda row: row.organization.position)
        assert list(previews(session)) == [
            row.organization_id for row in rows if row.organization_id not in (PAPER, "org-031")
        ]


def test_whose_preview_ended_or_was_told_while_it_was_looked_for_hears_nothing_more(
    town: Database, calendar: Calendar
) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        found = own_score.find_previews(session, calendar, NOW)
        assert own_score.push_previews(session, calendar, PREVIEW_ENDS, found) == 0
        assert [own_score.push_previews(session, calendar, NOW, found) for _ in range(2)] == [39, 0]
        assert len(waiting(session, PAPER)) == 1, "it still waits to be handed over"
