"""One's own score: whose, from when on, and what is behind it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import blocks
from models.boards import PUBLISHED
from models.objections import STRUCK, Correction
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.objections.filing import file_objection
from services.schemes.versions import scheme_for, shipped_text, store_scheme
from services.scores.own_score import ONCE, last_day, own_score, why_uncounted
from services.township.file import TownshipFile
from tests.worlds.previewed_board import (
    BRANCH,
    NOT_DONE,
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
from tests.worlds.stored_board import DRAFTED, made_board

NOW = datetime(2026, 10, 29, 10, 0, tzinfo=BEIJING)
JULY, AUGUST, SEPTEMBER = THIRD.months


def seen(session: Session, by: str, of: str = BRANCH, now: datetime = NOW) -> Decimal:
    return own_score(session, organization(session, of), THIRD, person(session, by), now).row.total


def refused(session: Session, by: str, of: str = BRANCH) -> str:
    with pytest.raises(Refused) as found:
        seen(session, by, of)
    return found.value.reason


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


def reasons(session: Session) -> list[str]:
    own = own_score(session, organization(session), THIRD, person(session, SECRETARY), NOW)
    return [why_uncounted(line, own.explained) for line in own.explained.lines if not line.counted]


def lines(*said: str) -> list[str]:
    return [f"2026-{one.replace(' ', f',{BRANCH},', 1).replace(' ', ',')},没有,{RECORDER}" for one in said]


# Why an entry did not count


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
