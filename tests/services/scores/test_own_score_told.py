"""One's own score: whose, from when on, what is behind it, and how the organisations hear of it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import blocks
from models.appointments import Appointment
from models.boards import PREVIEWED, PUBLISHED
from models.objections import STRUCK, Correction
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.objections.filing import file_objection
from services.publications.steps import draft_board
from services.schemes.versions import scheme_for, shipped_text, store_scheme
from services.scores.own_score import ONCE, last_day, own_score, push_previews, why_uncounted
from services.township.file import TownshipFile
from tests.run import Run
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
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, THIRD, person, record
from tests.worlds.sizes import ISSUE_AT, QUARTER, in_two_sizes, statements
from tests.worlds.stored_board import DRAFTED, made_board

NOW = datetime(2026, 10, 29, 10, 0, tzinfo=BEIJING)
JULY, AUGUST, SEPTEMBER = THIRD.months


def seen(session: Session, by: str, of: str = BRANCH, now: datetime = NOW) -> Decimal:
    return own_score(session, organization(session, of), THIRD, person(session, by), now).row.total


def refused(session: Session, by: str, of: str = BRANCH) -> str:
    with pytest.raises(Refused) as found:
        seen(session, by, of)
    return found.value.reason


def previews(session: Session) -> dict[str, list[tuple[str, str]]]:
    """List what was pushed, by the end of its key: to whom, and in which words."""
    query = select(OutboxMessage).where(OutboxMessage.key.startswith("preview:")).order_by(OutboxMessage.id)
    found: dict[str, list[tuple[str, str]]] = {}
    for one in session.scalars(query):
        found.setdefault(one.key.split(":")[3], []).append((one.addressee, json.loads(one.body)["text"]["content"]))
    return found


# Who sees what, and when


@pytest.mark.parametrize(
    ("state", "ends", "shown"),
    [
        ("draft", None, False),
        ("previewed", PREVIEW_ENDS, True),
        ("reviewed", PREVIEW_ENDS, True),
        ("approved", PREVIEW_ENDS, True),
        ("published", PREVIEW_ENDS, True),
        ("final", PREVIEW_ENDS, True),
        ("replaced", PREVIEW_ENDS, False),
        ("cancelled", PREVIEW_ENDS, False),
    ],
)
def test_a_score_is_shown_from_the_preview_on_and_never_before(
    town: Database, state: str, ends: datetime | None, shown: bool
) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        board.state, board.preview_ends = state, ends
        session.flush()
        if shown:
            assert seen(session, SECRETARY) == 99
        else:
            assert refused(session, SECRETARY) == "score_not_shown_yet"


def test_without_any_board_there_is_no_score(town: Database) -> None:
    with town.begin() as session:
        assert refused(session, SECRETARY) == "score_not_shown_yet"


def test_a_branch_sees_itself_and_office_and_leading_group_see_any(town: Database) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        assert {seen(session, by) for by in (SECRETARY, "shimeiling", CLERK, HEAD, LEADER)} == {Decimal(99)}
        assert {refused(session, by) for by in ("zhangjianxin", "gezhiwei", "jiangweidong")} == {"result_not_yours"}


def test_the_group_and_the_towns_leaders_see_a_score_once_the_board_is_out(town: Database) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        assert {refused(session, by) for by in ("caoxiaoming", "luyaqin")} == {"score_not_shown_yet"}
        board.state = PUBLISHED
        session.flush()
        assert {seen(session, by) for by in ("caoxiaoming", "luyaqin")} == {Decimal(99)}
        assert refused(session, "gezhiwei") == "result_not_yours"


def test_who_is_not_ranked_has_no_score(town: Database) -> None:
    with town.begin() as session:
        previewed(session)
        assert refused(session, CLERK, "org-001") == "score_not_ranked"


def test_a_new_version_is_seen_once_it_is_out(town: Database) -> None:
    with town.begin() as session:
        first = publish(session, previewed(session))
        second = made_board(session, version=2, drafted=DRAFTED + timedelta(days=1), state="approved")
        by, branch = person(session, SECRETARY), organization(session)
        assert own_score(session, branch, THIRD, by, NOW).board is first
        first.state = "replaced"
        publish(session, second)
        assert own_score(session, branch, THIRD, by, NOW).board is second


def test_objections_are_open_until_the_last_day_of_preview_and_then_of_publicity(town: Database) -> None:
    with town.begin() as session:
        board = previewed(session)
        own = own_score(session, organization(session), THIRD, person(session, SECRETARY), NOW)
        assert (own.is_published, f"{own.objections_until:%F}") == (False, "2026-11-02")
        publish(session, board)
        assert (own.is_published, own.objections_until) == (True, last_day(PUBLICITY_ENDS))


def test_the_entries_add_up_to_the_score_of_every_branch(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD)
        board = previewed(session)
        for row in board.rows:
            own = own_score(session, row.organization, THIRD, person(session, CLERK), NOW)
            full = own.explained.scheme.full_score
            assert full - own.taken + own.earned == row.total
            assert sum(own.category(one.code) for one in own.explained.scheme.categories) == row.base


# Why an entry did not count


def reasons(session: Session) -> list[str]:
    own = own_score(session, organization(session), THIRD, person(session, SECRETARY), NOW)
    return [why_uncounted(line, own.explained) for line in own.explained.lines if not line.counted]


def lines(*said: str) -> list[str]:
    return [f"2026-{one.replace(' ', f',{BRANCH},', 1).replace(' ', ',')},没有,{RECORDER}" for one in said]


@pytest.mark.parametrize(
    ("recorded", "reason"),
    [
        (["09 HD-02 late"], "uncounted_late_is_free"),
        (["07 DW-01 not_done", "08 DW-01 not_done"], "uncounted_once_a_quarter"),
    ],
)
def test_an_entry_that_cost_nothing_says_why(town: Database, recorded: list[str], reason: str) -> None:
    with town.begin() as session:
        previewed(session, *lines(*recorded))
        assert reasons(session) == [reason]


def test_what_is_not_due_in_the_quarter_costs_nothing(town: Database) -> None:
    with town.begin() as session:
        inspected(session, BRANCH, "ZD-04", JULY, "没有开展")
        previewed(session)
        assert reasons(session) == ["uncounted_not_assessed"]


def test_the_second_failure_of_one_month_costs_nothing(town: Database) -> None:
    with town.begin() as session:
        inspected(session, BRANCH, "HD-02", SEPTEMBER, "签到不全")
        previewed(session, TURNOUT)
        assert reasons(session) == ["uncounted_once_a_month"]


def test_nothing_is_taken_where_nothing_is_left(town: Database) -> None:
    with town.begin() as session:
        for month in (JULY, AUGUST, SEPTEMBER, JULY):
            inspected(session, BRANCH, "ZZ-02", month, "名册不全")
        previewed(session)
        assert reasons(session) == ["uncounted_used_up"]


def test_every_unit_that_counts_once_has_its_words(town: Database) -> None:
    with town.begin() as session:
        units = {one.unit for one in scheme_for(session, THIRD).indicators.values()} - {"case"}
    assert units <= set(ONCE)
    assert set(ONCE.values()) <= blocks("scores/notices.txt")


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


def test_what_an_upheld_objection_struck_out_is_still_listed(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        by, branch = person(session, SECRETARY), organization(session)
        entry = own_score(session, branch, THIRD, by, NOW).explained.lines[0].entry
        objection = file_objection(session, branch, THIRD, entry.key, "办过", by, NOW, calendar)
        session.add(struck(session, objection.id, entry.key))
        board.drafted_at = NOW
        session.flush()
        assert reasons(session) == ["uncounted_struck"]


def struck(session: Session, objection_id: int, key: str) -> Correction:
    by_id = person(session, LEADER).id
    return Correction(
        quarter=THIRD,
        organization_id=BRANCH,
        target=key,
        verdict=STRUCK,
        reason="办过",
        objection_id=objection_id,
        by_id=by_id,
        at=NOW,
    )


def test_where_the_year_takes_the_bonus_the_quarter_says_so(town: Database) -> None:
    with town.begin() as session:
        store_scheme(session, shipped_text(), {"policy": {"bonus_in": "year"}}, DRAFTED)
        claimed(session)
        previewed(session)
        assert reasons(session) == ["uncounted_bonus_in_year"]


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


def test_scores_are_told_a_slice_at_a_time_in_the_order_of_the_register(
    town: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.scores.own_score.SLICE", 20)
    with town.begin() as session:
        board = previewed(session, NOT_DONE)
        assert [push_previews(session, calendar, NOW) for _ in range(3)] == [20, 19, 0]
        rows = sorted(board.rows, key=lambda row: row.organization.position)
        assert list(previews(session)) == [
            row.organization_id for row in rows if row.organization_id not in (PAPER, "org-031")
        ]
