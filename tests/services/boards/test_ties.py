"""Equal totals: the rule names what decided, and every place that shows ranks says it in the same words (A9)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from rules.policy import Policy
from rules.ranking import Decider
from services.board_displays.facts import shown_ties
from services.board_displays.table import board_table
from services.boards.ties import own_ties, tie_notes, ties_of, told_crowds, told_ties
from services.publications.results import own_results
from services.schemes.versions import scheme_for
from tests.worlds.board_officials import NOW
from tests.worlds.recorded_quarters import THIRD
from tests.worlds.stored_board import crowded, made_board

FULL = {"ZZ": "20.00", "DW": "20.00", "HD": "28.00", "ZD": "16.00", "BZ": "16.00"}


def policy_of(session: Session) -> Policy:
    return scheme_for(session, THIRD).policy


def tied(session: Session, first: int, **differs: object) -> tuple[Board, list[BoardRow]]:
    """Let two neighbours of a board have the same total, and be alike but for one thing."""
    board = made_board(session)
    pair = [row.id for row in board.rows[first - 1 : first + 1]]
    alike = {"base": Decimal("98.00"), "total": Decimal("98.13"), "by_category": FULL, "on_time_rate": "1"}
    session.execute(update(BoardRow).where(BoardRow.id.in_(pair)).values(alike))
    if differs:
        session.execute(update(BoardRow).where(BoardRow.id == pair[1]).values(differs))
    session.expire_all()
    return board, [row for row in board.rows if row.id in pair]


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"base": Decimal("97.50")}, "不含加分的得分排先后（先 98 分，后 97.5 分）"),
        ({"open_orders": 1}, "未销号督办数排先后（先 0 件，后 1 件）"),
        ({"on_time_rate": "2/3"}, "自查按时率排先后（先 100%，后 67%）"),
        ({"by_category": FULL | {"ZD": "15.00"}}, "基本制度得分排先后（先 16 分，后 15 分）"),
    ],
)
def test_what_decided_is_said_with_both_values(
    recorded_session: Session, differs: dict[str, object], said: str
) -> None:
    board, (better, worse) = tied(recorded_session, 2, **differs)
    assert tie_notes(recorded_session, board, [better, worse]) == {worse.organization_id: f"与前一名同分，按{said}"}
    assert told_ties([better, worse], policy_of(recorded_session)) == f"第 2 名和第 3 名，按{said}"


def test_the_order_in_which_it_is_looked_at_is_the_towns(recorded_session: Session) -> None:
    _, (better, worse) = tied(recorded_session, 2, open_orders=1, on_time_rate="1/2")
    policy = policy_of(recorded_session)
    first = replace(policy, tie_break=("self_check_on_time_rate", "fewer_open_orders"))
    assert "自查按时率" in told_ties([better, worse], first)
    assert "未销号督办数" in told_ties([better, worse], policy)


def test_each_of_both_hears_it_from_its_side_and_no_other_is_named(recorded_session: Session) -> None:
    board, (better, worse) = tied(recorded_session, 2, open_orders=1)
    said = {one.row.organization_id: one.ties for one in own_results(recorded_session, board)}
    mine, theirs = said[better.organization_id], said[worse.organization_id]
    assert mine == ["与后一名同分，按未销号督办数排先后（本支部 0 件，后一名 1 件）。"]
    assert theirs == ["与前一名同分，按未销号督办数排先后（前一名 0 件，本支部 1 件）。"]
    assert ties_of(recorded_session, board, worse) == theirs
    assert sum(map(bool, said.values())) >= 2


def test_who_is_alike_in_everything_shares_a_place_and_is_told_so_once(recorded_session: Session) -> None:
    _, (better, worse) = tied(recorded_session, 2)
    assert own_ties([better, worse], worse, policy_of(recorded_session)) == ["与同名次的党组织各项都相同，名次并列。"]
    assert told_ties([better, worse], policy_of(recorded_session)) == "第 2 名并列，各项都相同"


def test_many_who_are_alike_are_told_as_one_and_why_the_list_is_longer(recorded_session: Session) -> None:
    board, policy = crowded(made_board(recorded_session), 5, 30, "red"), policy_of(recorded_session)
    red = board.listed("red")
    assert "第 5 名 26 个并列，各项都相同" in told_ties(red, policy)
    assert told_ties(red, policy).count("第 5 名") == 1
    assert told_crowds(recorded_session, board, ["red"]) == ("红榜按办法 20 个，第 5 名 26 个分不出先后，都列入")
    assert told_crowds(recorded_session, board, []) == ""
    assert "红榜按办法 20 个" in shown_ties(recorded_session, board, [], policy)


def test_a_list_of_the_length_the_rule_says_needs_no_word(recorded_session: Session) -> None:
    board = crowded(made_board(recorded_session), 5, 20, "red")
    assert told_crowds(recorded_session, board, ["red"]) == ""


def test_different_totals_need_no_word(recorded_session: Session) -> None:
    board, (better, worse) = tied(recorded_session, 2, total=Decimal("97.50"))
    assert tie_notes(recorded_session, board, [better, worse]) == {}
    assert told_ties([better, worse], policy_of(recorded_session)) == ""


def test_the_table_of_those_who_decide_says_what_drew_an_edge(recorded_session: Session) -> None:
    red = 20
    board, _ = tied(recorded_session, red, open_orders=2)
    assert len(board.listed("red")) == red
    edge = board_table(recorded_session, board, NOW).red_edge
    assert edge is not None
    assert edge.decided == Decider("fewer_open_orders", 0, 2)
