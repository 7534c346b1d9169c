"""The cut-off sheet: how narrow both edges of a ranking are, and whom half a point would move (A9, A10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from rules.ranking import (
    Decider,
    Group,
    ListName,
    ListRule,
    Placing,
    Ranking,
    Standing,
    decider,
    groups,
    groups_if,
    list_of,
    rank,
    sizes,
)

# The smallest step in which the catalogue takes or gives points.
STEP: Final = Decimal("0.5")


@dataclass(frozen=True)
class Edge:
    """Where a list ends: whom it holds last and who is the first it does not hold; None where there is nobody.

    `gap` is in points; where it is 0, `decided_by` is what drew the line.
    """

    list: Literal["red", "grey"]
    inside: Placing | None
    outside: Placing | None
    gap: Decimal | None = None
    decided_by: Decider | None = None


@dataclass(frozen=True)
class Move:
    """An organisation that would change lists."""

    organization: str
    before: ListName
    after: ListName


@dataclass(frozen=True)
class WhatIf:
    """What would change if one of these organisations had `points` more (negative: less).

    They share one place, so the same holds for each; `moves` is told of the first, whose own move comes first.
    """

    organizations: tuple[str, ...]
    points: Decimal
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Cutoff:
    """Both edges, who is within one step of an edge (best first), and what one step would change for them."""

    ranking: Ranking
    edges: tuple[Edge, Edge]
    within_reach: tuple[str, ...]
    what_ifs: tuple[WhatIf, ...]


def cutoff(standings: Sequence[Standing], red_size: int, grey_size: int, rule: ListRule) -> Cutoff:
    """Rank, look at both edges, and rank again with one step more or less for everybody within reach of an edge.

    Half a point more or less is counted as half a point of the score without bonus, outside the category that
    breaks ties.
    """
    ranking = rank(standings, red_size, grey_size, rule)
    known = {each.organization: each for each in standings}
    edges = (_edge(ranking, known, "red", rule), _edge(ranking, known, "grey", rule))
    totals = {known[side.organization].total for edge in edges for side in (edge.inside, edge.outside) if side}
    near = [
        placing
        for placing in ranking.placings
        if any(abs(known[placing.organization].total - total) <= STEP for total in totals)
    ]
    reached = {each.organization for each in near}
    window = _window(ranking, known, reached, rule)
    what_ifs = [
        found
        for place, group in enumerate(window.groups)
        if group.standings[0].organization in reached
        for found in _what_ifs(place, window)
    ]
    return Cutoff(ranking, edges, tuple(each.organization for each in near), tuple(what_ifs))


@dataclass(frozen=True)
class _Window:
    """The part of a ranking that a step of somebody near an edge can change, with the places left for it."""

    groups: tuple[Group, ...]
    red_size: int
    grey_size: int
    rule: ListRule

    def list_of(self, group: Group) -> ListName:
        return list_of(group, self.red_size, self.grey_size, self.rule)

    def moves_if(self, place: int, points: Decimal) -> Iterator[Move]:
        """Rank again with the first of a group having more points, or less; its own move comes first.

        Nobody passes another but that one, so the groups are only counted anew.
        """
        mover = _changed(self.groups[place].standings[0], points)
        before = {each.standings[-1].organization: self.list_of(each) for each in self.groups}
        own, others = list[Move](), list[Move]()
        for group in groups_if(self.groups, place, mover, self.rule.tie_break):
            after, stayed = self.list_of(group), [each for each in group.standings if each is not mover]
            if len(stayed) < len(group.standings) and after != self.list_of(self.groups[place]):
                own.append(Move(mover.organization, self.list_of(self.groups[place]), after))
            if stayed and before[stayed[-1].organization] != after:
                others += [Move(each.organization, before[stayed[-1].organization], after) for each in stayed]
        yield from (*own, *others)


def _window(ranking: Ranking, known: dict[str, Standing], near: set[str], rule: ListRule) -> _Window:
    """Leave out who is far from both edges: ranking a whole town anew for each case would take long in a large one.

    Those far up and far down keep their places on the lists; of those in the middle as many stay as both lists hold,
    so that the lists do not shrink (A10).
    """
    far: dict[ListName, list[Placing]] = {"red": [], "none": [], "grey": []}
    for placing in ranking.placings:
        if placing.organization not in near:
            far[placing.list].append(placing)
    red_size, grey_size = ranking.red_size - len(far["red"]), ranking.grey_size - len(far["grey"])
    fillers = {each.organization for each in far["none"][: max(0, red_size + grey_size - len(near))]}
    stay = near | fillers
    kept = [known[each.organization] for each in ranking.placings if each.organization in stay]
    return _Window(tuple(groups(kept, rule.tie_break)), *sizes(len(kept), red_size, grey_size, rule), rule=rule)


def _edge(ranking: Ranking, known: dict[str, Standing], name: Literal["red", "grey"], rule: ListRule) -> Edge:
    """Find both sides of a list's edge; the red list ends with its worst, the grey list with its best."""
    order = ranking.placings if name == "red" else ranking.placings[::-1]
    inside = next((each for each in reversed(order) if each.list == name), None)
    outside = next((each for each in order if each.list != name), None)
    if inside is None or outside is None:
        return Edge(name, inside, outside)
    one, other = known[inside.organization], known[outside.organization]
    better, worse = (one, other) if name == "red" else (other, one)
    return Edge(name, inside, outside, better.total - worse.total, decider(better, worse, rule.tie_break))


def _what_ifs(place: int, window: _Window) -> Iterator[WhatIf]:
    equals = tuple(each.organization for each in window.groups[place].standings)
    for points in (STEP, -STEP):
        if moves := tuple(window.moves_if(place, points)):
            yield WhatIf(equals, points, moves)


def _changed(standing: Standing, points: Decimal) -> Standing:
    return replace(standing, base=standing.base + points, total=standing.total + points)
