"""The last quarters of one organisation beside the town's mean, and of the town beside its supervision groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Date, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from models.looks import counted
from models.organizations import GroupAssignment, SupervisionGroup, assigned_on
from rules.periods import Quarter
from rules.scoring import ZERO

QUARTERS_SHOWN: Final = 8
_HANGS_ON: Final = tuple(one.__tablename__ for one in (Board, BoardRow, GroupAssignment, SupervisionGroup))


@dataclass(frozen=True)
class QuarterMark:
    """One quarter of the line: the organisation's total, None where it was not ranked, and everybody's mean."""

    quarter: Quarter
    total: Decimal | None
    mean: Decimal


@dataclass(frozen=True)
class TownMark:
    """One quarter of the town: the mean of all totals, and the mean of each supervision group by its name.

    Who belonged to a group is asked of the last day of the quarter.
    """

    quarter: Quarter
    mean: Decimal
    groups: Mapping[str, Decimal]


class _Shown(NamedTuple):
    """A board in force of one of the last quarters."""

    id: int
    quarter: Quarter


def quarter_marks(session: Session, organization_id: str, until: Quarter) -> tuple[QuarterMark, ...]:
    """Read totals and means of the boards in force, oldest first, of up to eight quarters until this one."""
    boards = _boards(session, until)
    ids = [board.id for board in boards]
    sums = select(BoardRow.board_id, func.sum(BoardRow.total), func.count()).where(BoardRow.board_id.in_(ids))
    means = {id_: total / count for id_, total, count in session.execute(sums.group_by(BoardRow.board_id))}
    own = select(BoardRow.board_id, BoardRow.total).where(
        BoardRow.board_id.in_(ids), BoardRow.organization_id == organization_id
    )
    totals = {row.board_id: row.total for row in session.execute(own)}
    return tuple(QuarterMark(one.quarter, totals.get(one.id), means[one.id]) for one in boards if one.id in means)


def town_marks(session: Session, until: Quarter | None = None) -> tuple[TownMark, ...]:
    """Read the means of the boards in force, oldest first, of up to eight quarters until this one or the newest."""
    return counted(session, _HANGS_ON, _town_marks, until)


def _town_marks(session: Session, until: Quarter | None) -> tuple[TownMark, ...]:
    boards = _boards(session, until)
    sums: dict[int, list[tuple[str | None, Decimal, int]]] = defaultdict(list)
    for board_id, group, total, count in session.execute(_sums_by_group(boards)) if boards else ():
        sums[board_id].append((group, total, count))
    return tuple(_town_mark(one.quarter, sums[one.id]) for one in boards if one.id in sums)


def _boards(session: Session, until: Quarter | None) -> list[_Shown]:
    """List the boards in force of the last quarters, oldest first."""
    query = select(Board.id, Board.quarter).where(Board.state.in_(PUBLIC))
    if until is not None:
        query = query.where(Board.quarter <= until)
    found = session.execute(query.order_by(Board.quarter.desc()).limit(QUARTERS_SHOWN))
    return [_Shown(*row) for row in found][::-1]


def _sums_by_group(boards: Sequence[_Shown]) -> Select[int, str, Decimal, int]:
    """Select the totals of each board added up by group; None is whoever belonged to none."""
    last_day = case({one.id: literal(one.quarter.last_day, Date) for one in boards}, value=BoardRow.board_id)
    belongs = and_(GroupAssignment.organization_id == BoardRow.organization_id, assigned_on(last_day))
    return (
        select(BoardRow.board_id, SupervisionGroup.name, func.sum(BoardRow.total), func.count())
        .outerjoin(GroupAssignment, belongs)
        .outerjoin(SupervisionGroup, SupervisionGroup.id == GroupAssignment.group_id)
        .where(BoardRow.board_id.in_([one.id for one in boards]))
        .group_by(BoardRow.board_id, SupervisionGroup.id, SupervisionGroup.name)
        .order_by(BoardRow.board_id, SupervisionGroup.id)
    )


def _town_mark(quarter: Quarter, sums: Sequence[tuple[str | None, Decimal, int]]) -> TownMark:
    everybody = sum((total for _, total, _ in sums), ZERO) / sum(count for _, _, count in sums)
    return TownMark(quarter, everybody, {group: total / count for group, total, count in sums if group is not None})
