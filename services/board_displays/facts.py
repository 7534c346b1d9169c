"""The facts of a board as a picture or a message shows them: names, points, changes, streaks; no names of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import DatabaseError
from bot.wording import quarter_text, word
from models.boards import Board, BoardRow, version_before
from models.schemes import Township, township
from rules.periods import Quarter
from rules.policy import Policy
from rules.ranking import ListName
from rules.scheme import Scheme
from rules.workdays import Calendar
from services.boards.code import printed_codes
from services.boards.history import History, history, outcome, ranks_in, ranks_won
from services.boards.ties import told_crowds, told_ties
from services.pictures.board import BoardFacts, Category, Riser, Row, Switches
from services.rights.modules import BOARD_PAGE, is_on
from services.schemes.versions import scheme_for

WORDS: Final = "boards/facts.txt"


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


def shown_ties(session: Session, board: Board, grey: Sequence[BoardRow], policy: Policy) -> str:
    """Say of the ties of what is shown what decided them, and why a list is not as long as the rule says; "" of none.

    Of the grey list only with its ranks, where they are shown.
    """
    ranked = grey if policy.grey_display == "ranked" else ()
    lists: tuple[ListName, ...] = ("red", "grey") if ranked else ("red",)
    said = (told_ties([*board.listed("red"), *ranked], policy), told_crowds(session, board, lists))
    return "；".join(one for one in said if one)


def page_address(session: Session, board: Board, public_url: str | None) -> str | None:
    """Give the address of a board's page; None where there is no such page, or phones cannot reach us.

    `public_url` ends with a slash.
    """
    return f"{public_url}m/boards/{board.quarter}" if public_url and is_on(session, BOARD_PAGE) else None


def approval_address(board: Board, public_url: str) -> str:
    """Give the address of the page on which a board is looked at and decided."""
    return f"{public_url}m/boards/{board.quarter}/approval"


def replaced_text(session: Session, board: Board) -> str | None:
    """Name the published version that a board replaces: 10月28日发布的第 1 版; None for the first."""
    before = version_before(session, board)
    return word(WORDS, "replaced", before=before) if before else None


def board_facts(
    session: Session,
    board: Board,
    grey: list[BoardRow],
    calendar: Calendar,
    now: datetime,
    url: str | None = None,
    *,
    outside: bool = False,
) -> BoardFacts:
    """Gather what a board's picture is told; `grey` are the grey rows it may know of, the others are not in it.

    A board that is not published yet is shown as if it were published at `now`. `url` is the address of its page. Who
    reads it `outside` of WeCom can neither write to us nor open our pages: it names the office instead.
    Raises DatabaseError without a town.
    """
    town, scheme = _town(session), scheme_for(session, board.quarter)
    red = board.listed("red")
    past = history(session, board.quarter, [row.organization_id for row in (*red, *grey)])
    before = ranks_in(session, board.quarter.previous)
    totals = [row.total for row in board.rows]
    day = (board.published_at or now).date()
    ties = shown_ties(session, board, grey, scheme.policy)
    said = {"publicity": publicity_text(scheme.policy, calendar, day), "ties": ties}
    codes = printed_codes(session, board)
    return BoardFacts(
        committee=town.committee,
        title=word(WORDS, "title", town=town),
        quarter_label=quarter_text(board.quarter),
        ranked=len(board.rows),
        version=board.version,
        replaces=replaced_text(session, board),
        categories=tuple(Category(word(WORDS, "category", category=one), one.points) for one in scheme.categories),
        red=tuple(_row(row, scheme, past, board.quarter) for row in red),
        grey=tuple(_row(row, scheme, past, board.quarter) for row in grey),
        grey_display=scheme.policy.grey_display,
        grey_shown=bool(grey),
        others=len(board.rows) - len(red) - len(grey),
        mean=sum(totals, Decimal(0)) / len(totals),
        highest=max(totals),
        riser=_riser(board, before),
        footer=_footer(town=town, scheme=scheme, quarter=board.quarter, codes=codes, outside=outside, **said),
        url=None if outside else url,
        issued=word(WORDS, "issued", town=town, day=day, draft=board.published_at is None),
        switches=Switches(change=bool(before)),
    )


def _town(session: Session) -> Township:
    found = township(session)
    if found is None:
        raise DatabaseError("No township has been loaded yet; run `flask township load FILE` first")
    return found


def _footer(**facts: Any) -> tuple[tuple[str, str], ...]:
    """Put label and text of each line at the foot of the picture side by side."""
    lines = word(WORDS, "footer", **facts).splitlines()
    return tuple((label, text) for label, _, text in (line.partition("：") for line in lines))


def _row(row: BoardRow, scheme: Scheme, past: History, quarter: Quarter) -> Row:
    standing = past.standing(row, quarter, outcome(row.list), scheme.policy)
    return Row(
        rank=row.rank,
        name=row.name,
        register=row.organization.position,
        total=row.total,
        by_category=tuple(Decimal(row.by_category[category.code]) for category in scheme.categories),
        **asdict(standing),
    )


def _riser(board: Board, before: dict[str, int]) -> Riser | None:
    """Find who won the most ranks, the better rank among equals; never somebody of the grey list."""
    found: Riser | None = None
    for row in board.rows:
        change = ranks_won(row, before) or 0
        if row.list != "grey" and change > (found.change if found else 0):
            found = Riser(row.name, change, row.rank)
    return found
