"""The cut-off sheet of a board: what those who decide on it are shown, on one phone screen."""

from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from models.boards import Board, BoardRow
from rules.cutoff import cutoff
from services.board_displays.cutoff import CutoffReport, cutoff_report
from services.boards.rows import standing_of
from services.boards.standings import edges_of, lists_of, policy_of
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.recorded_quarters import THIRD, drafted
from tests.worlds.stored_board import made_board


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def spread(session: Session, board: Board, totals: dict[int, str]) -> CutoffReport:
    """Give everybody a total of its own, two points apart, but for the places named."""
    ranks = sorted(board.rows, key=lambda row: (row.rank, row.id))
    for place, row in enumerate(ranks, start=1):
        total = Decimal(totals.get(place, 180 - 2 * place))
        session.execute(update(BoardRow).where(BoardRow.id == row.id).values(total=total, base=total, rank=place))
    session.expire_all()
    return cutoff_report(session, board)


def said(sheet: CutoffReport, most: int = 6) -> list[str]:
    return word("boards/cutoff.txt", "sheet", quarter=quarter_text(THIRD), sheet=sheet, most=most).splitlines()


def at(sheet: CutoffReport, rank: int) -> str:
    return next(row.organization.short_name for row in sheet.board.rows if row.rank == rank)


def test_wide_gaps_are_said_in_five_lines(session: Session) -> None:
    sheet = spread(session, made_board(session), {})
    assert said(sheet) == [
        "2026年第三季度红灰榜界线（第1版，请勿外传）",
        f"红榜：榜内第 20 名 {at(sheet, 20)} 140 分，榜外第 21 名 {at(sheet, 21)} 138 分，相差 2 分",
        f"灰榜：榜内第 30 名 {at(sheet, 30)} 120 分，榜外第 29 名 {at(sheet, 29)} 122 分，相差 2 分",
        "界线上没有并列",
        "半分之差不改变任何名单",
    ]


def test_whoever_is_a_quarter_point_short_is_said_with_whom_it_would_displace(session: Session) -> None:
    sheet = spread(session, made_board(session), {21: "139.75"})
    assert said(sheet)[-2:] == [
        f"{at(sheet, 20)}少 0.5 分：出红榜，{at(sheet, 21)}进红榜",
        f"{at(sheet, 21)}多 0.5 分：进红榜，{at(sheet, 20)}出红榜",
    ]


def test_the_grey_edge_is_said_the_same_way(session: Session) -> None:
    sheet = spread(session, made_board(session), {29: "120.25"})
    assert said(sheet)[-2:] == [
        f"{at(sheet, 29)}少 0.5 分：进灰榜，{at(sheet, 30)}出灰榜",
        f"{at(sheet, 30)}多 0.5 分：出灰榜，{at(sheet, 29)}进灰榜",
    ]


@pytest.mark.parametrize(
    ("values", "said_so"),
    [
        ({"base": Decimal(130)}, "不含加分的得分排先后（先 139 分，后 130 分）"),
        ({"open_orders": 2}, "未销号督办数排先后（先 0 件，后 2 件）"),
        ({"on_time_rate": "1/3"}, "自查按时率排先后（先 100%，后 33%）"),
        ({"by_category": {"ZD": "3.00"}}, "基本制度得分排先后（先 16 分，后 3 分）"),
    ],
)
def test_where_totals_are_equal_the_tie_break_that_drew_the_line_is_named(
    session: Session, values: dict[str, object], said_so: str
) -> None:
    board = made_board(session)
    spread(session, board, {20: "139", 21: "139"})
    behind = next(row for row in board.rows if row.rank == 21)
    session.execute(update(BoardRow).where(BoardRow.board_id == board.id).values(by_category={"ZD": "16.00"}))
    session.execute(update(BoardRow).where(BoardRow.id == behind.id).values(values))
    session.expire_all()
    assert said(cutoff_report(session, board))[1].endswith(f" 139 分，同分，按{said_so}")


def test_a_sheet_with_many_cases_stays_on_one_screen(session: Session) -> None:
    dense = {place: str(Decimal(140) - Decimal(place) / 10) for place in range(16, 34)}
    sheet = spread(session, made_board(session), dense)
    assert len(sheet.steps) > 6
    lines = said(sheet, most=2)
    assert lines[-1] == f"另有 {len(sheet.steps) - 2} 种情形，见批准榜单的那一页（“轮到您”的消息里可以打开）"
    assert len(said(sheet)) <= 12
    assert len("\n".join(said(sheet)).encode()) < 2048


def test_ties_across_an_edge_are_named_together(session: Session) -> None:
    board = made_board(session)
    for row in board.rows:
        session.execute(
            update(BoardRow).where(BoardRow.id == row.id).values(total=Decimal(90), base=Decimal(90), rank=1)
        )
    session.execute(
        update(BoardRow).where(BoardRow.board_id == board.id).values(by_category={**board.rows[0].by_category})
    )
    session.expire_all()
    sheet = cutoff_report(session, board)
    assert [tied.count for tied in sheet.ties] == [39]
    lines = said(sheet)
    assert lines[1:3] == ["红榜：全部在榜", "灰榜：无"]
    assert lines[3].startswith("界线上并列（第 1 名，39 个）：")
    assert lines[4].endswith("等 39 个中任一个少 0.5 分：由红榜到灰榜")


def test_the_sheet_agrees_with_the_board(session: Session) -> None:
    board = made_board(session)
    red, grey = cutoff_report(session, board).edges
    assert red.inside and red.outside and grey.inside and grey.outside
    assert (red.inside.list, red.outside.list, grey.inside.list, grey.outside.list) == ("red", "none", "grey", "none")
    assert red.gap == red.inside.total - red.outside.total
    assert grey.gap == grey.outside.total - grey.inside.total


@pytest.mark.parametrize("seed", range(6))
def test_rows_between_the_lists_are_not_read_and_would_change_nothing(session: Session, seed: int) -> None:
    store_scheme(session, shipped_text(), {"policy": {"red_size": 3, "grey_size": 2}}, drafted(THIRD))
    board, dice = made_board(session), Random(seed)  # noqa: S311 — nothing here is secret
    for row in board.rows:
        row.total = row.base = Decimal(dice.choice(range(160, 200))) / 2
    policy = policy_of(session, board)
    lists, standings = lists_of(policy), [standing_of(row, policy) for row in board.rows]
    rows, whole = {row.organization_id: row for row in board.rows}, cutoff(standings, *lists)
    for placing in whole.ranking.placings:
        rows[placing.organization].rank, rows[placing.organization].list = placing.rank, placing.list
    session.flush()
    part = edges_of(session, board.id, policy.tie_category, 5)
    found = cutoff(part.standings, *lists)
    assert len(part.standings) < len(standings)
    assert [(one.inside and one.inside.organization, one.gap) for one in found.edges] == [
        (one.inside and one.inside.organization, one.gap) for one in whole.edges
    ]
    assert set(found.within_reach) == set(whole.within_reach)
    assert (found.ranking.red, set(found.ranking.grey)) == (whole.ranking.red, set(whole.ranking.grey))
    told = {(frozenset(one.organizations), one.points, frozenset(one.moves)) for one in found.what_ifs}
    assert told == {(frozenset(one.organizations), one.points, frozenset(one.moves)) for one in whole.what_ifs}
