"""Whose open questions could still change who is red or grey (A9, A10, A19)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from rules.ranking import ListName, ListRule, Ranking, Standing, rank

Span = tuple[Decimal, Decimal]


def could_move(
    standings: Sequence[Standing], best: Mapping[str, Standing], red_size: int, grey_size: int, rule: ListRule
) -> frozenset[str]:
    """Name those of `best` whose better standing could change anybody's place on the lists, in whatever combination.

    `best` is the standing an organisation would have if everything open were decided in its favour. Rising never
    takes anybody off the red list or onto the grey one, and the others' rising never helps: so whoever has the same
    place when it alone rises and when all the others rise keeps it however things are decided. Organisations whose
    totals could never meet a place in doubt are left out.
    """

    in_play = at_the_edges(standings, best, red_size, grey_size)

    def lists(risen: Mapping[str, Standing]) -> dict[str, ListName]:
        ranking = rank([risen.get(one.organization, one) for one in in_play], red_size, grey_size, rule)
        return {placing.organization: placing.list for placing in ranking.placings}

    before, after = lists({}), lists(best)
    doubtful = {name for name in before if name not in best and before[name] != after[name]}
    for name, standing in best.items():
        others = {other: risen for other, risen in best.items() if other != name}
        if lists({name: standing})[name] != lists(others)[name]:
            doubtful.add(name)
    spans = {one.organization: (one.total, best.get(one.organization, one).total) for one in in_play}
    return frozenset(one for one in best if any(_meet(spans[one], spans[other]) for other in doubtful))


def if_risen(in_play: Sequence[Standing], risen: Standing, red_size: int, grey_size: int, rule: ListRule) -> Ranking:
    """Rank an organisation that has risen with whoever can be on a list then, itself as it stood among them."""
    near = at_the_edges(in_play, {risen.organization}, red_size, grey_size)
    ranked = [risen if one.organization == risen.organization else one for one in near]
    return rank(ranked, red_size, grey_size, rule)


def at_the_edges(
    standings: Sequence[Standing], rising: Collection[str], red_size: int, grey_size: int
) -> list[Standing]:
    """Leave out who is on neither list whoever of some rises: to rank a whole town anew for each takes long."""
    red, grey = edge_totals(sorted(one.total for one in standings), len(rising), red_size, grey_size)
    return [
        one
        for one in standings
        if one.organization in rising
        or (red is not None and one.total >= red)
        or (grey is not None and one.total <= grey)
    ]


def edge_totals(
    totals: Sequence[Decimal], rising: int, red_size: int, grey_size: int
) -> tuple[Decimal | None, Decimal | None]:
    """Tell from which total on one may be red, and up to which one may be grey, whoever of so many rises.

    `totals` are everybody's, lowest first; None where there is no such list. Nobody falls, so the red list is made of
    those who hold as much as its last place, and of who rises; and of those at the end no more than rise leave the
    places of the grey list. Where so few are ranked that the lists would shrink (A10), everybody may be red.
    """
    if len(totals) <= red_size + grey_size + rising:
        return min(totals, default=None), None
    return totals[-red_size] if red_size else None, totals[grey_size + rising - 1] if grey_size else None


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
