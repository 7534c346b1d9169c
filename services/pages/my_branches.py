"""What a supervision group has before it: whom it inspects, how far it is, and what is to be looked at where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from models.conversations import Begun, begun_about
from models.orders import RectificationOrder, orders
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.promises import OPEN, promises_of
from rules.cases import ORDER
from rules.periods import Quarter
from services.inspections.inspections import inspection_quarter, progress
from services.register.groups import conflicts, groups_of

FORM: Final = "inspection"


@dataclass(frozen=True)
class Place:
    """One branch of a group: its open orders, how many promises are open, its rank on the last board.

    `draft` is the sheet the visitor has begun; `avoids` tells that the visitor leaves it to others, being an officer
    there (D10).
    """

    organization: Organization
    orders: tuple[RectificationOrder, ...]
    promises: int
    rank: int | None
    draft: Begun | None
    avoids: bool

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Order by what there is to look at, the most first."""
        return (not self.orders, -self.promises, -(self.rank or 0))


@dataclass(frozen=True)
class GroupPage:
    """A group and a quarter: who was inspected, who is missing, and until which day."""

    group: SupervisionGroup
    quarter: Quarter
    until: date
    begun: tuple[Place, ...]
    missing: tuple[Place, ...]
    done: tuple[Place, ...]
    exempted: tuple[Organization, ...]
    reported: tuple[RectificationOrder, ...]

    @property
    def count(self) -> int:
        """How many the group has to inspect."""
        return len(self.begun) + len(self.missing) + len(self.done)


def my_branches(session: Session, by: Person, now: datetime) -> list[GroupPage]:
    """Gather the pages of the groups a person belongs to."""
    quarter, mine = inspection_quarter(session, now.date()), groups_of(session, by, now.date())
    return [
        _page(session, one.group, quarter, by, now, one.done, one.missing, one.exempted)
        for one in progress(session, quarter, now)
        if one.group and one.group.id in mine
    ]


def _page(
    session: Session,
    group: SupervisionGroup,
    quarter: Quarter,
    by: Person,
    now: datetime,
    done: Sequence[Organization],
    missing: Sequence[Organization],
    exempted: tuple[Organization, ...],
) -> GroupPage:
    places = _places(session, group, quarter, by, now, [*done, *missing])
    open_places = sorted((places[one.id] for one in missing), key=lambda one: one.weight)
    seen = RectificationOrder.group_id == group.id
    return GroupPage(
        group=group,
        quarter=quarter,
        until=quarter.last_day,
        begun=tuple(one for one in open_places if one.draft),
        missing=tuple(one for one in open_places if not one.draft),
        done=tuple(places[one.id] for one in done),
        exempted=exempted,
        reported=tuple(orders(session, seen, states=("reported", "extension_requested"))),
    )


def _places(
    session: Session,
    group: SupervisionGroup,
    quarter: Quarter,
    by: Person,
    now: datetime,
    organizations: Sequence[Organization],
) -> dict[str, Place]:
    ids, today = [one.id for one in organizations], now.date()
    issued = orders(session, RectificationOrder.organization_id.in_(ids), states=ORDER.open_states)
    promised = [one.organization_id for one in promises_of(session, (OPEN,), ids)]
    begun = {one.subject: one for one in begun_about(session, FORM, [f"{quarter}:{one}" for one in ids])}
    ranks = _last_ranks(session, ids)
    found: dict[str, Place] = {}
    for one in organizations:
        inside = [each.person for each in conflicts(session, one, group.id, today) if each.kind == "officer"]
        draft = begun.get(f"{quarter}:{one.id}")
        found[one.id] = Place(
            organization=one,
            orders=tuple(each for each in issued if each.organization_id == one.id),
            promises=promised.count(one.id),
            rank=ranks.get(one.id),
            draft=draft if draft and draft.person_id == by.id else None,
            avoids=by in inside,
        )
    return found


def _last_ranks(session: Session, organization_ids: Sequence[str]) -> Mapping[str, int]:
    newest = select(Board.id).where(Board.state.in_(PUBLIC)).order_by(Board.quarter.desc(), Board.version.desc())
    board = session.scalar(newest.limit(1))
    query = select(BoardRow.organization_id, BoardRow.rank).where(BoardRow.board_id == board)
    found = session.execute(query.where(BoardRow.organization_id.in_(organization_ids)))
    return {organization_id: rank for organization_id, rank in found}  # noqa: C416 - rows are no pairs to mypy
