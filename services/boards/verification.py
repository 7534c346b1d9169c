"""Checking a board: computed again from the entries as they stood when it was drafted, and held against what is stored.

A board that was tampered with, or whose entries were, is not the same any more; the first difference is named.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
from models.boards import PUBLIC, REPLACED, Board, BoardRow
from models.organizations import Organization
from models.schemes import QuarterRule, SchemeVersion
from models.transitions import transitions_of
from rules.cases import BOARD, Machine
from rules.codes import copied, in_blocks, is_code
from rules.periods import Quarter
from services.boards.code import LENGTH, board_code, case_with_head, head_of
from services.boards.rows import board_rows
from services.log.checking import entries_now, problems
from services.log.heads import LENGTH as HEAD_LENGTH
from services.log.heads import is_head
from services.schemes.versions import scheme_for
from services.scores.scores import ranked_organizations

WORDS: Final = "boards/verify.txt"
# Points first: one that is wrong moves others, and the cause is to be named, not what it moved.
POINTS: Final = ("by_category", "base", "bonus", "total", "open_orders", "on_time_rate")
# Whose code somebody may have on paper.
SHOWN: Final = (*PUBLIC, REPLACED)
PLACE: Final = ("rank", "list", "tied")


@dataclass(frozen=True)
class Verification:
    """What checking one version of a board found; `difference` is the first one, in Chinese, None when all is same.

    `logged` is how many entries of the log were checked, None where only the board was.
    """

    board: Board
    organizations: int
    logged: int | None
    difference: str | None

    @property
    def same(self) -> bool:
        """Whether the board is what the entries say."""
        return self.difference is None


def verify_board(session: Session, board: Board, *, with_log: bool, against: str | None = None) -> Verification:
    """Check a board against the entries, and `with_log` first every entry against the log, which takes longer.

    `against` is a code that somebody copied from the board's picture: what only it finds is a database that was
    rewritten as a whole, rows, codes and log.
    """
    found = next(_differences(session, board, with_log=with_log, against=against), None)
    logged = entries_now(session) if with_log else None
    return Verification(board, len(board.rows), logged, found)


def board_version(session: Session, quarter: Quarter, version: int | None) -> Board | None:
    """Find one version of a quarter's board; without a number the published one, else the newest."""
    query = select(Board).where(Board.quarter == quarter).order_by(Board.state.in_(PUBLIC).desc(), Board.version.desc())
    return session.scalar((query if version is None else query.where(Board.version == version)).limit(1))


def board_printed_with(session: Session, code: str) -> Board | None:
    """Find the board that was published with a code, its own or the log's, also when another has replaced it since."""
    said = copied(code)
    mine = Board.id == case_with_head(session, BOARD, said) if is_head_code(said) else Board.code == said
    return session.scalar(select(Board).where(mine, Board.state.in_(SHOWN)).limit(1))


def is_printed_code(text: str) -> bool:
    """Tell whether a text can be one of the codes that are printed under a board."""
    return is_code(text, LENGTH) or is_head_code(text)


def is_head_code(text: str) -> bool:
    """Tell whether a text can be the log's code."""
    return is_code(text, HEAD_LENGTH)


def differences(session: Session, board: Board) -> Iterator[str]:
    """Name, in Chinese, where a board is not what the entries say, the causes first."""
    yield from _differences(session, board, with_log=False)


def code_differences(session: Session, machine: Machine, case_id: int, code: str, against: str) -> Iterator[str]:
    """Hold what was published against a code that was copied from it: its own `code`, or the log's."""
    said = copied(against)
    now = head_of(session, machine, case_id) or "" if is_head_code(said) else code
    if said != now or (is_head_code(said) and not is_head(session, said)):
        yield word(WORDS, "against_differs", said=in_blocks(said), now=in_blocks(now))


def _differences(session: Session, board: Board, *, with_log: bool, against: str | None = None) -> Iterator[str]:
    if against:
        yield from code_differences(session, BOARD, board.id, board_code(board), against)
    if with_log:
        yield from problems(session)
    yield from _rule_differences(session, board)
    register = {row.organization_id: row.register for row in board.rows}
    computed = board_rows(session, board.quarter, board.drafted_at, register)
    yield from _twice(board)
    yield from _row_differences(board, computed, POINTS)
    if any(_row_differences(board, computed, PLACE)):
        yield from _members(session, board)
    yield from _row_differences(board, computed, PLACE)
    yield from _code_differences(session, board)


def _rule_differences(session: Session, board: Board) -> Iterator[str]:
    """Check that the rule is word for word the one the quarter was pinned to."""
    pinned = session.get(QuarterRule, board.quarter)
    if pinned is None:
        yield word(WORDS, "rule_missing", quarter=board.quarter)
        return
    yield from rule_differences(pinned.version)


def rule_differences(version: SchemeVersion) -> Iterator[str]:
    """Compute the digest that names a version of the rule again from its words."""
    if version.digest != hashlib.sha256(f"{version.text}\0{version.overrides}".encode()).hexdigest():
        yield word(WORDS, "rule_altered", version=version)


def _code_differences(session: Session, board: Board) -> Iterator[str]:
    """Check the code against the rows, and against the one the log keeps of the publication."""
    if board.code is not None and board.code != (code := board_code(board)):
        yield word(WORDS, "code_differs", board=board, code=code)
    for step in transitions_of(session, BOARD.name, board.id):
        if "code" in step.facts and step.facts["code"] != board.code:
            yield word(WORDS, "code_not_published", board=board, step=step)


def _twice(board: Board) -> Iterator[str]:
    seen = Counter(row.organization_id for row in board.rows)
    for row in board.rows[::-1]:
        if seen[row.organization_id] > 1:
            yield word(WORDS, "row_twice", row=row)


def _members(session: Session, board: Board) -> Iterator[str]:
    """Name who should be on the board and is not, or is and should not be, by what the register says now."""
    ranked = {one.id: one for one in ranked_organizations(session, board.quarter, scheme_for(session, board.quarter))}
    on_board = {row.organization_id: row for row in board.rows}
    missing: Sequence[Organization] = [one for one in ranked.values() if one.id not in on_board]
    for organization in missing:
        yield word(WORDS, "board_row_missing", organization=organization)
    for row in board.rows:
        if row.organization_id not in ranked:
            yield word(WORDS, "board_row_added", row=row)


def _row_differences(board: Board, computed: Sequence[BoardRow], fields: tuple[str, ...]) -> Iterator[str]:
    stored = {row.organization_id: row for row in board.rows}
    for again in computed:
        row = stored[again.organization_id]
        for name in fields:
            for label, before, after in _pairs(name, getattr(row, name), getattr(again, name)):
                if before != after:
                    yield word(WORDS, "board_row_differs", row=row, field=label, before=before, after=after)


def _pairs(name: str, stored: Any, computed: Any) -> Iterator[tuple[str, Any, Any]]:
    """Pair what is stored with what was computed; the points of the categories one by one."""
    if isinstance(computed, dict):
        for code in computed | stored:
            yield code, stored.get(code), computed.get(code)
    else:
        yield word(WORDS, name), stored, computed
