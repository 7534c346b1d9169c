"""得分: a quarter's scores, each with every entry behind it, why it counted or not, and what half a point would do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask import request
from sqlalchemy import select

from bot.bounds import numbered
from bot.terms import terms
from bot.wording import quarter_text, word
from handlers.console.acts import Facts
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.boards import Board, BoardRow
from models.organizations import Organization
from rules.catalogue import Category
from rules.periods import Quarter
from rules.scoring import ZERO
from services.board_displays.cutoff import cutoff_report
from services.boards.ties import ties_of
from services.rights.asking import may
from services.rights.table import Right
from services.schemes.quarters import last_quarter
from services.schemes.versions import scheme_for
from services.scores.overview import scored_quarters, seen_score, seen_scores
from services.scores.own_score import NOTICES, OwnScore, objections_end, why_uncounted
from services.scores.scores import Line

NAME: Final = "scores"
KINDS: Final = {"red": "done", "grey": "late", "none": "off"}
# So many quarters are offered above the list.
QUARTERS: Final = 8


def _quarter(visit: Visit) -> Quarter:
    """Read the quarter of the address; without one, the newest that has a board."""
    try:
        return Quarter.parse(request.args.get("quarter", ""))
    except ValueError:
        return next(iter(scored_quarters(visit.session, 1)), last_quarter(visit.session, visit.now.date()))


def _board(visit: Visit) -> Board | None:
    return seen_scores(visit.session, _quarter(visit), visit.visitor.person, visit.now)


def _sees_grey(visit: Visit, board: Board) -> bool:
    """Whether the grey list may be told: once it is approved, and before to those who decide on it (A19)."""
    return board.grey_approved_at is not None or may(visit.session, visit.visitor.person, Right.SEE_DRAFT, visit.now)


def _columns(visit: Visit, board: Board | None) -> tuple[Column[BoardRow], ...]:
    categories = scheme_for(visit.session, board.quarter).categories if board else ()
    sees_grey = board is not None and _sees_grey(visit, board)

    def listed(row: BoardRow) -> Chip:
        name = "none" if row.list == "grey" and not sees_grey else row.list
        return chip(NAME, name, KINDS[name])

    return (
        Column("organization", lambda row: row.name, Organization.short_name),
        Column("rank", lambda row: row.rank, BoardRow.rank, number=True),
        Column("total", lambda row: row.total, BoardRow.total, number=True),
        Column("bonus", lambda row: row.bonus, BoardRow.bonus, number=True),
        *map(_of_category, categories),
        Column("list", listed),
    )


def _of_category(category: Category) -> Column[BoardRow]:
    code = category.code
    return Column(code, lambda row: Decimal(row.by_category[code]), number=True, title=terms().short(category.title))


def _listing(visit: Visit) -> Stored[BoardRow]:
    board = _board(visit)
    filters: dict[str, Any] = {"red": BoardRow.list == "red"}
    if board is not None and _sees_grey(visit, board):
        filters["grey"] = BoardRow.list == "grey"
    return Stored(
        select(BoardRow).join(BoardRow.organization).where(BoardRow.board_id == (board.id if board else 0)),
        _columns(visit, board),
        (BoardRow.rank, BoardRow.id),
        {**filters, "bonus": BoardRow.bonus > ZERO, "tied": BoardRow.tied.is_(True)},
        (Organization.name, Organization.short_name, BoardRow.published_name),
    )


def _above(visit: Visit) -> Facts:
    quarter = _quarter(visit)
    quarters = dict.fromkeys([*scored_quarters(visit.session, QUARTERS), quarter])
    return {"quarter": quarter, "quarters": sorted(quarters, reverse=True), "board": _board(visit)}


def _panel(visit: Visit, row: BoardRow) -> Facts:
    own = seen_score(visit.session, row, visit.visitor.person, visit.now)
    sheet = cutoff_report(visit.session, own.board, row.organization_id)
    return {
        "own": own,
        "quarter_text": quarter_text(own.board.quarter),
        "lines": [_told(own, line) for line in own.explained.lines],
        "ties": ties_of(visit.session, own.board, row),
        "steps": sheet.steps,
        "may_object": _may_object(visit, row, own.board),
    }


def _may_object(visit: Visit, row: BoardRow, board: Board) -> bool:
    """Tell whether the visitor may still file an objection for this branch."""
    limit = objections_end(board)
    is_open = limit is not None and visit.now < limit
    return is_open and may(visit.session, visit.visitor.person, Right.OBJECT, visit.now, row.organization)


def _told(own: OwnScore, line: Line) -> Mapping[str, object]:
    """Put an entry beside the title of its rule and, where it counted for nothing, the reason."""
    scheme, code = own.explained.scheme, line.entry.code
    rule = scheme.indicators.get(code) or scheme.bonus_rules.get(code)
    uncounted = "" if line.counted else word(NOTICES, why_uncounted(line, own.explained))
    kind, _, number = line.entry.key.partition(":")
    return {"line": line, "title": rule.title if rule else code, "uncounted": uncounted, "kind": kind, "number": number}


SUBJECT: Final = Subject[BoardRow](
    name=NAME,
    right=Right.USE_CONSOLE,
    listing=_listing,
    find=lambda session, case_id: numbered(session, BoardRow, case_id),
    key=lambda row: str(row.id),
    panel=_panel,
    above=_above,
    kept=("quarter",),
)
