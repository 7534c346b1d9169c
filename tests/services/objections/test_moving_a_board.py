"""Which open cases could move a board's red or grey list."""

from bot.db import Database
from rules.workdays import Calendar
from services.boards.movers import open_cases_that_could_move
from services.objections.decisions import withdraw
from tests.services.objections.objecting import NOW, File, keys, moving, nine_others, ordered
from tests.worlds.previewed_board import BRANCH, NOT_DONE, RECORDER, SECRETARY, TURNOUT, claimed, inspected, previewed
from tests.worlds.recorded_quarters import THIRD, person


def test_a_case_that_could_lift_a_branch_off_the_grey_list_could_move_it(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session, *nine_others(), NOT_DONE)
        target = keys(session)[0]
        assert moving(session, board) == []
        objection = file(session, target)
        assert moving(session, board) == [target]
        withdraw(session, objection, person(session, SECRETARY), NOW)
        assert moving(session, board) == []


def test_a_board_of_before_the_register_was_kept_goes_by_what_it_says_now(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session, *nine_others(), NOT_DONE)
        for row in board.rows:
            row.register = {}
        session.flush()
        objection = file(session, keys(session)[0])
        assert moving(session, board) == [objection.target]


def test_a_case_far_from_both_edges_moves_nothing(town: Database, file: File) -> None:
    worst = [f"2026-0{month},{BRANCH},HD-01,not_done,没开展,{RECORDER}" for month in (7, 8, 9)]
    with town.begin() as session:
        board = previewed(session, *nine_others(), *worst, NOT_DONE)
        small = keys(session)[-1]
        file(session, small)
        assert moving(session, board) == [], "one point of ten leaves the last place the last"


def test_a_case_about_a_bonus_or_the_board_could_always_move_it(town: Database, file: File) -> None:
    with town.begin() as session:
        claimed(session)
        board = previewed(session)
        filed = [file(session, target).target for target in (keys(session)[0], f"board:{board.id}")]
        assert moving(session, board) == filed


def test_two_failures_of_one_month_give_back_their_point_only_together(town: Database, file: File) -> None:
    with town.begin() as session:
        inspected(session, BRANCH, "HD-02", THIRD.months[2], "签到不全")
        board = previewed(session, *nine_others(), TURNOUT)
        first, second = keys(session)
        file(session, first)
        assert moving(session, board) == []
        file(session, second)
        assert moving(session, board) == [first, second]


def test_an_order_holds_a_board_only_where_it_could_decide_a_tie(
    town: Database, calendar: Calendar, file: File
) -> None:
    with town.begin() as session:
        board = previewed(session)
        file(session, f"order:{ordered(session, calendar).id}")
        assert open_cases_that_could_move(session, board) == []
        next(row for row in board.rows if row.organization_id == BRANCH).open_orders = 1
        assert len(open_cases_that_could_move(session, board)) == 1, "alone behind 38 who have as many points"
