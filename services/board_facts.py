"""The facts of a board as a picture or a message shows them: names, points, changes, streaks; no names of persons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.board_picture import BoardFacts, Category, Riser, Row, Switches
from bot.errors import DatabaseError
from bot.wording import word
from models.boards import Board, BoardRow, published_before, version_before
from models.schemes import Township, township
from rules.periods import Quarter
from rules.policy import Policy
from rules.scheme import Scheme
from rules.streaks import Outcome, grey_streak
from rules.workdays import Calendar
from services.schemes import scheme_for

WORDS: Final = "boards/facts.txt"
# The same rule counts red boards when red and grey change places.
MIRRORED: Final[dict[Outcome, Outcome]] = {"red": "grey", "grey": "red", "none": "none", "unranked": "unranked"}


@dataclass(frozen=True)
class _Past:
    """What the boards published before say of each organisation: its outcomes, and its rank last quarter."""

    outcomes: dict[str, dict[Quarter, Outcome]]
    ranks: dict[str, int]
    any_board: bool


def quarter_text(quarter: Quarter) -> str:
    """Write a quarter: 2026年第三季度."""
    return word(WORDS, "quarter", quarter=quarter)


def publicity_text(policy: Policy, calendar: Calendar, published: date) -> str:
    """Write from when until when a board published on a day stands for objections (A19)."""
    last = calendar.working_day_after(published, policy.publicity_working_days)
    return word(WORDS, "publicity", first=published, last=last)


def shown_grey(board: Board, policy: Policy, *, inside: bool) -> list[BoardRow]:
    """List the grey rows that may be shown, in the order in which they are (A19).

    None before the grey list's own approval; in the mode `concerned` none but to those `inside`: leaders and office.
    """
    if board.grey_approved_at is None or (policy.grey_display == "concerned" and not inside):
        return []
    rows = board.listed("grey")
    by_register = policy.grey_display == "names"
    return sorted(rows, key=lambda row: row.organization.position) if by_register else rows


def page_address(board: Board, public_url: str | None) -> str | None:
    """Give the address of a board's page; `public_url` ends with a slash, None where phones cannot reach us."""
    return f"{public_url}m/boards/{board.quarter}" if public_url else None


def replaced_text(session: Session, board: Board) -> str | None:
    """Name the published version that a board replaces: 10月28日发布的第 1 版; None for the first."""
    before = version_before(session, board)
    return word(WORDS, "replaced", before=before) if before else None


def board_facts(
    session: Session, board: Board, grey: list[BoardRow], calendar: Calendar, now: datetime, url: str | None = None
) -> BoardFacts:
    """Gather what a board's picture is told; `grey` are the grey rows it may know of, the others are not in it.

    A board that is not published yet is shown as if it were published at `now`. `url` is the address of its page.
    Raises DatabaseError without a town.
    """
    town, scheme = _town(session), scheme_for(session, board.quarter)
    past = _past(session, board)
    red = board.listed("red")
    totals = [row.total for row in board.rows]
    day = (board.published_at or now).date()
    publicity = publicity_text(scheme.policy, calendar, day)
    return BoardFacts(
        committee=town.committee,
        title=word(WORDS, "title", town=town),
        quarter_label=quarter_text(board.quarter),
        ranked=len(board.rows),
        version=board.version,
        replaces=replaced_text(session, board),
        categories=tuple(
            Category(word(WORDS, "category", category=category), category.points) for category in scheme.categories
        ),
        red=tuple(_row(row, scheme, past, board.quarter) for row in red),
        grey=tuple(_row(row, scheme, past, board.quarter) for row in grey),
        grey_display=scheme.policy.grey_display,
        grey_shown=bool(grey),
        others=len(board.rows) - len(red) - len(grey),
        mean=sum(totals, Decimal(0)) / len(totals),
        highest=max(totals),
        riser=_riser(board, past),
        footer=_footer(town, scheme, board, publicity),
        url=url,
        issued=word(WORDS, "issued", town=town, day=day, draft=board.published_at is None),
        switches=Switches(change=bool(past.ranks)),
    )


def _town(session: Session) -> Township:
    found = township(session)
    if found is None:
        raise DatabaseError("No township has been loaded yet; run `flask township load FILE` first")
    return found


def _footer(town: Township, scheme: Scheme, board: Board, publicity: str) -> tuple[tuple[str, str], ...]:
    """Put label and text of each line at the foot of the picture side by side."""
    facts = {"town": town, "scheme": scheme, "quarter": board.quarter, "publicity": publicity, "code": board.code}
    lines = word(WORDS, "footer", **facts).splitlines()
    return tuple((label, text) for label, _, text in (line.partition("：") for line in lines))


def _past(session: Session, board: Board) -> _Past:
    """Read what the earlier boards say of whoever is listed now, and everybody's rank last quarter.

    A grey list that was never approved was not displayed and counts for nothing.
    """
    earlier = {one.id: one for one in published_before(session, board.quarter)}
    unranked: dict[Quarter, Outcome] = {one.quarter: "unranked" for one in earlier.values()}
    outcomes: dict[str, dict[Quarter, Outcome]] = defaultdict(lambda: dict(unranked))
    ranks: dict[str, int] = {}
    listed_now = select(BoardRow.organization_id).where(BoardRow.board_id == board.id, BoardRow.list != "none")
    last = [one.id for one in earlier.values() if one.quarter == board.quarter.previous]
    query = select(BoardRow.board_id, BoardRow.organization_id, BoardRow.list, BoardRow.rank).where(
        BoardRow.board_id.in_(earlier), BoardRow.organization_id.in_(listed_now) | BoardRow.board_id.in_(last)
    )
    for board_id, organization_id, listed, rank in session.execute(query):
        one = earlier[board_id]
        outcomes[organization_id][one.quarter] = _outcome(listed, displayed=one.grey_approved_at is not None)
        if one.quarter == board.quarter.previous:
            ranks[organization_id] = rank
    return _Past(outcomes, ranks, bool(earlier))


def _row(row: BoardRow, scheme: Scheme, past: _Past, quarter: Quarter) -> Row:
    outcomes: dict[Quarter, Outcome] = {**past.outcomes[row.organization_id], quarter: _outcome(row.list)}
    red_streak = grey_streak({one: MIRRORED[outcome] for one, outcome in outcomes.items()}, scheme.policy)
    return Row(
        rank=row.rank,
        name=row.organization.short_name,
        register=row.organization.position,
        total=row.total,
        by_category=tuple(Decimal(row.by_category[category.code]) for category in scheme.categories),
        change=_change(row, past),
        red_streak=red_streak,
        grey_streak=grey_streak(outcomes, scheme.policy),
        is_new=past.any_board and red_streak == 1,
    )


def _outcome(listed: str, *, displayed: bool = True) -> Outcome:
    if listed == "grey":
        return "grey" if displayed else "none"
    return "red" if listed == "red" else "none"


def _change(row: BoardRow, past: _Past) -> int | None:
    before = past.ranks.get(row.organization_id)
    return None if before is None else before - row.rank


def _riser(board: Board, past: _Past) -> Riser | None:
    """Find who won the most ranks, the better rank among equals; never somebody of the grey list."""
    found: Riser | None = None
    for row in board.rows:
        change = _change(row, past) or 0
        if row.list != "grey" and change > (found.change if found else 0):
            found = Riser(row.organization.short_name, change, row.rank)
    return found
