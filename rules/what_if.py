"""Whose open questions could still change who is red or grey (A9, A10, A19)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rules.ranking import ListName, ListRule, Standing, rank

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

    def lists(risen: Mapping[str, Standing]) -> dict[str, ListName]:
        ranking = rank([risen.get(one.organization, one) for one in standings], red_size, grey_size, rule)
        return {placing.organization: placing.list for placing in ranking.placings}

    before, after = lists({}), lists(best)
    doubtful = {name for name in before if name not in best and before[name] != after[name]}
    for name, standing in best.items():
        others = {other: risen for other, risen in best.items() if other != name}
        if lists({name: standing})[name] != lists(others)[name]:
            doubtful.add(name)
    spans = {one.organization: (one.total, best.get(one.organization, one).total) for one in standings}
    return frozenset(one for one in best if any(_meet(spans[one], spans[other]) for other in doubtful))


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
