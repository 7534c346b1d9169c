"""The quarter's board: drafted by the office, approved in two steps by others, published once (R21–R24, A9, A19)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from bot.board_picture import board_png
from bot.errors import Refused
from models.appointments import LEADING_GROUP, OFFICE, OFFICE_HEAD, has_power, has_role
from models.boards import APPROVED, DRAFT, PUBLISHED, Board, BoardRow, boards_to_post, latest_board
from models.organizations import Organization
from models.people import Person
from models.schemes import Township
from models.slips import unanswered_slips
from rules.periods import Quarter
from rules.ranking import ListRule, Standing, rank
from rules.scheme import Scheme
from rules.scoring import Score, round_points
from rules.workdays import Calendar
from services.answers_in_time import ALL_ON_TIME, on_time_rates
from services.board_facts import board_facts, quarter_text, shown_grey
from services.board_posts import post_board
from services.schemes import pin_quarter, scheme_for
from services.scores import quarter_scores, ranked_organizations, register_of, unrecorded

# 聚焦基本制度: what 办法 四.4 calls 基本制度, the last of the tie-breaks (A9).
TIE_CATEGORY: Final = "ZD"
# Rectification orders are not kept yet; until then nobody has an open one (A9).
NO_OPEN_ORDERS: Final = 0


def draft_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Draft a quarter's board from the records that hold now; a draft nobody has approved is replaced.

    The quarter is pinned to its version of the rule (R5). Raises Refused unless the office's head, or whom the register
    lets draft boards, does it for a quarter that is over, fully recorded, and neither approved nor published.
    """
    if not may_draft(session, by, now):
        raise Refused("board_draft_not_yours")
    board = _held_board(session, quarter)
    _check_open_for_draft(quarter, board, now)
    pin_quarter(session, quarter, now)
    scheme = scheme_for(session, quarter)
    _check_recorded(session, quarter, scheme)
    _check_answered(session, quarter, now)
    if board is None:
        board = Board(quarter=quarter, version=1, state=DRAFT)
        session.add(board)
    board.drafted_at, board.drafted_by = now, by
    board.rows = _rows(scheme, quarter_scores(session, quarter, now), on_time_rates(session, quarter, now))
    session.flush()
    return board


def approve_board(session: Session, quarter: Quarter, by: Person, now: datetime, *, grey: bool) -> Board:
    """Approve a board, or with `grey` its grey list, which needs this second approval of its own (A19).

    Raises Refused unless a member of the leading group, or whom the register lets approve boards, does it, who has not
    drafted this board, and in this order: board, grey list, publication.
    """
    if not may_approve(session, by, now):
        raise Refused("board_approve_not_yours")
    board = _existing_board(session, quarter)
    if board.drafted_by_id == by.id:
        raise Refused("own_board", quarter=quarter_text(quarter))
    if grey:
        _approve_grey(board, by, now)
    elif board.state != DRAFT:
        raise Refused("board_not_a_draft", board=board, quarter=quarter_text(quarter))
    else:
        board.state, board.approved_at, board.approved_by_id = APPROVED, now, by.id
    return board


def publish_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Publish an approved board (R24): the quarter's records are closed; `post_published` draws and posts it.

    Raises Refused unless the board is approved and not published yet, and somebody who may draft or approve boards
    does it.
    """
    if not (may_draft(session, by, now) or may_approve(session, by, now)):
        raise Refused("board_publish_not_yours")
    board = _existing_board(session, quarter)
    if board.state != APPROVED:
        raise Refused("board_not_approved", board=board, quarter=quarter_text(quarter))
    board.state, board.published_at, board.published_by_id = PUBLISHED, now, by.id
    pin_quarter(session, quarter, now).closed_at = now
    session.flush()
    return board


def post_published(session: Session, calendar: Calendar, now: datetime) -> int:
    """Draw what was published and not posted yet, post it to the group chats and tell every leader, all once (R24).

    A sweep of its own, because half a second of drawing has no place in answering a chat. Returns how many boards.
    """
    boards = boards_to_post(session)
    for board in boards:
        policy = scheme_for(session, board.quarter).policy
        facts = board_facts(session, board, shown_grey(board, policy, inside=False), calendar, now)
        board.picture = board_png(facts, "group")
        session.flush()
        post_board(session, board, facts, policy, calendar, now)
    return len(boards)


def seen_board(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    """Find a quarter's board for somebody who works on boards: the office, who may draft or approve. Raises Refused."""
    if not (has_role(session, by, OFFICE, now.date()) or may_draft(session, by, now) or may_approve(session, by, now)):
        raise Refused("board_show_not_yours")
    board = latest_board(session, quarter)
    if board is None:
        raise Refused("no_board", quarter=quarter_text(quarter))
    return board


def board_picture(session: Session, board: Board, calendar: Calendar, now: datetime) -> bytes:
    """Give the picture as it was published; before that draw the internal edition, grey list included (PNG)."""
    if board.picture is not None:
        return board.picture
    return board_png(board_facts(session, board, board.listed("grey"), calendar, now), "internal")


def may_draft(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person may draft boards: the office's head, or whom the register lets."""
    day = now.date()
    return has_role(session, by, (OFFICE_HEAD,), day) or has_power(session, by, "draft_board", day)


def may_approve(session: Session, by: Person, now: datetime) -> bool:
    """Tell whether a person may approve boards: the leading group, or whom the register lets."""
    day = now.date()
    return has_role(session, by, (LEADING_GROUP,), day) or has_power(session, by, "approve_board", day)


def _held_board(session: Session, quarter: Quarter) -> Board | None:
    """Find a quarter's board while holding the township's row, so that boards are worked on one act after another."""
    session.get(Township, 1, with_for_update=True)
    return latest_board(session, quarter)


def _existing_board(session: Session, quarter: Quarter) -> Board:
    board = _held_board(session, quarter)
    if board is None:
        raise Refused("no_board", quarter=quarter_text(quarter))
    return board


def _check_open_for_draft(quarter: Quarter, board: Board | None, now: datetime) -> None:
    if now.date() <= quarter.last_day:
        raise Refused("quarter_not_over", quarter=quarter_text(quarter), last_day=quarter.last_day)
    if board is not None and board.state != DRAFT:
        raise Refused("board_not_a_draft", board=board, quarter=quarter_text(quarter))


def _check_recorded(session: Session, quarter: Quarter, scheme: Scheme) -> None:
    """Refuse what would give full points to whoever was forgotten."""
    ranked = ranked_organizations(session, quarter, scheme)
    if not ranked:
        raise Refused("nobody_ranked", quarter=quarter_text(quarter))
    if missing := unrecorded(session, quarter, ranked):
        raise Refused("quarter_not_recorded", quarter=quarter_text(quarter), missing=missing, ranked=ranked)


def _check_answered(session: Session, quarter: Quarter, now: datetime) -> None:
    """Refuse while a branch may still answer in time: a form that is missing then has cost nothing yet (R16)."""
    waiting = [slip for slip in unanswered_slips(session) if slip.month in quarter.months and slip.due]
    if still := [slip for slip in waiting if slip.due and slip.due > now]:
        latest = max(still, key=lambda slip: slip.due or now)
        raise Refused("slips_not_due", quarter=quarter_text(quarter), slips=still, latest=latest)


def _approve_grey(board: Board, by: Person, now: datetime) -> None:
    if board.state != APPROVED:
        raise Refused("grey_out_of_turn", board=board, quarter=quarter_text(board.quarter))
    if board.grey_approved_at is not None:
        raise Refused("grey_already_approved", quarter=quarter_text(board.quarter))
    board.grey_approved_at, board.grey_approved_by_id = now, by.id


def _rows(scheme: Scheme, scores: list[tuple[Organization, Score]], rates: dict[str, Decimal]) -> list[BoardRow]:
    """Rank the organisations by what will be shown of them, and list them best first (R22, R23, A9, A10)."""
    decimals = scheme.policy.score_decimals
    rows = {one.id: _unranked_row(one, found, decimals) for one, found in scores}
    standings = [_standing(row, rates) for row in rows.values()]
    policy = scheme.policy
    ranking = rank(standings, policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    for placing in ranking.placings:
        row = rows[placing.organization]
        row.rank, row.list, row.tied = placing.rank, placing.list, placing.tied
    return [rows[placing.organization] for placing in ranking.placings]


def _unranked_row(organization: Organization, found: Score, decimals: int) -> BoardRow:
    return BoardRow(
        organization_id=organization.id,
        organization=organization,
        base=round_points(found.base, decimals),
        bonus=round_points(found.bonus, decimals),
        total=found.total,
        by_category={code: str(round_points(points, decimals)) for code, points in found.categories.items()},
        on_time_rate="1",
        register=dict(register_of(organization)),
    )


def _standing(row: BoardRow, rates: dict[str, Decimal]) -> Standing:
    return Standing(
        organization=row.organization_id,
        base=row.base,
        bonus=row.bonus,
        total=row.total,
        open_orders=NO_OPEN_ORDERS,
        on_time_rate=rates.get(row.organization_id, ALL_ON_TIME),
        tie_category=Decimal(row.by_category[TIE_CATEGORY]),
    )
