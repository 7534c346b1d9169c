"""What a board's picture is told, and what it says of earlier boards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.boards import Board
from models.schemes import Township
from rules.workdays import Calendar
from services.board_displays.facts import board_facts
from services.pictures.board import BoardFacts
from services.publications.steps import board_picture, cancel_board, draft_board
from services.township.file import TownshipFile
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import (
    CLERK,
    LEADER,
    SECOND,
    THIRD,
    after,
    drafted,
    inspect,
    person,
    record,
    see_through,
)
from tests.worlds.watching import URL, Drawn

NOW = after(THIRD)


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def draft(session: Session) -> Board:
    return draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))


def test_the_deciders_see_all_before_publication_and_nothing_is_kept(
    session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    board = draft(session)
    board_picture(session, board, calendar, NOW)
    board_picture(session, board, calendar, NOW, "public", URL)
    inside, outside = drawn.of("internal"), drawn.of("public")
    assert (len(inside.grey), inside.issued) == (10, "镇组织办 · 2026年10月28日 · 草稿 · 演示数据")
    assert (outside.grey, outside.url, inside.url) == ((), None, None)
    assert board.pictures == []


def test_a_published_picture_says_where_it_comes_from(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    board = see_through(session, THIRD, calendar)
    post_boards(session, calendar, NOW)
    facts = drawn.of("group")
    assert (facts.title, facts.quarter_label) == ("澄泾镇基层党组织红灰榜", "2026年第三季度")
    assert (facts.url, facts.version, facts.replaces) == (None, 1, None)
    assert facts.issued == "镇组织办 · 2026年10月28日 · 演示数据"
    footer = dict(facts.footer)
    assert footer["统计时段"] == "2026年7月1日—9月30日"
    assert footer["公示"] == "10月28日（周三）—11月4日（周三）"
    assert footer["核验码"].startswith(f"{board.code}，")


def test_who_reads_a_board_outside_of_wecom_is_told_whom_to_ring_up_and_never_to_reply(
    session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    board = see_through(session, THIRD, calendar)
    post_boards(session, calendar, NOW, URL)
    outside, inside = drawn.of("public"), drawn.of("group")
    footer = dict(outside.footer)
    assert footer["有异议"] == "公示期内向镇组织办提出，电话 0512-0000-0001"
    assert footer["核验码"] == f"{board.code}，可请镇组织办按这个码重新核对"
    assert not any("回复" in text for text in footer.values())
    assert outside.url is None
    assert dict(inside.footer)["有异议"] == "公示期内向镇组织办提出，或在小助手里回复“异议”"
    assert inside.url == f"{URL}m/boards/2026-Q3"


def test_without_a_telephone_in_the_register_it_says_how_else(session: Session, calendar: Calendar) -> None:
    session.execute(update(Township).values(office_phone=None))
    facts = board_facts(session, draft(session), [], calendar, NOW, outside=True)
    assert dict(facts.footer)["有异议"] == "公示期内向镇组织办提出，请当面说或者交书面意见"


def test_a_draft_has_no_code_yet(session: Session, calendar: Calendar) -> None:
    facts = board_facts(session, draft(session), [], calendar, NOW)
    assert "核验码" not in dict(facts.footer)


def test_the_first_board_compares_with_nothing(session: Session, calendar: Calendar) -> None:
    facts = board_facts(session, draft(session), [], calendar, NOW)
    assert not facts.switches.change
    assert {(row.change, row.red_streak, row.is_new) for row in facts.red} == {(None, 1, False)}
    assert facts.riser is None


@dataclass(frozen=True)
class Compared:
    """Two quarters in a row: ranks and lists of the first, facts of the second."""

    ranks: Mapping[str, int]
    lists: Mapping[str, str]
    second: Board
    facts: BoardFacts


Compare = Callable[..., Compared]


@pytest.fixture
def compared(session: Session, sample_town: TownshipFile, calendar: Calendar) -> Compare:
    def compare(*, grey: bool = True) -> Compared:
        record(session, sample_town, SECOND)
        inspect(session, sample_town, SECOND)
        first = see_through(session, SECOND, calendar, grey=grey)
        second = draft(session)
        facts = board_facts(session, second, second.listed("grey"), calendar, NOW)
        ranks = {row.organization.short_name: row.rank for row in first.rows}
        lists = {row.organization.short_name: row.list for row in first.rows}
        return Compared(ranks, lists, second, facts)

    return compare


def test_a_row_tells_what_became_of_it_since_last_quarter(compared: Compare) -> None:
    found = compared()
    for row in (*found.facts.red, *found.facts.grey):
        before = found.ranks.get(row.name)
        assert row.change == (None if before is None else before - row.rank)
        red_before, grey_before = (found.lists.get(row.name) == name for name in ("red", "grey"))
        is_red = row in found.facts.red
        assert row.red_streak == (1 + red_before if is_red else 0)
        assert row.grey_streak == (0 if is_red else 1 + grey_before)
        assert row.is_new == (is_red and not red_before)


def test_a_grey_list_that_was_never_approved_counts_for_no_streak(compared: Compare) -> None:
    found = compared(grey=False)
    assert "grey" in {found.lists.get(row.name) for row in found.facts.grey}
    assert {row.grey_streak for row in found.facts.grey} == {1}


def test_the_fastest_riser_is_never_of_the_grey_list(compared: Compare) -> None:
    found = compared()
    won = {
        row.organization.short_name: found.ranks[row.organization.short_name] - row.rank
        for row in found.second.rows
        if row.list != "grey" and row.organization.short_name in found.ranks
    }
    assert found.facts.riser is not None
    assert found.facts.riser.change == max(won.values()) == won[found.facts.riser.name]


def test_a_cancelled_quarter_does_not_exist_for_streaks(
    session: Session, sample_town: TownshipFile, calendar: Calendar
) -> None:
    record(session, sample_town, SECOND)
    inspect(session, sample_town, SECOND)
    draft_board(session, SECOND, person(session, CLERK), drafted(SECOND))
    cancel_board(session, SECOND, person(session, LEADER), "本季停评", drafted(SECOND))
    facts = board_facts(session, draft(session), [], calendar, NOW)
    assert not facts.switches.change
    assert {(row.change, row.red_streak) for row in facts.red} == {(None, 1)}
