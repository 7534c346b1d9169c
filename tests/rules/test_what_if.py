"""What open questions could still change about the lists, checked against trying every way of deciding them."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ranking import ListRule, Standing, rank, rank_among
from rules.what_if import could_move, edge_totals, if_risen

RULES = [ListRule(), ListRule(red_tie="exclude", grey_tie="include"), ListRule(grey_exempt_score=Decimal(90))]


def standing(name: str, total: str | Decimal) -> Standing:
    points = Decimal(total)
    return Standing(name, points, Decimal(0), points, 0, Fraction(1), Decimal(16))


def town(*totals: str) -> list[Standing]:
    return [standing(f"{number:02}", total) for number, total in enumerate(totals, start=1)]


def moving(standings: list[Standing], best: dict[str, str], sizes: tuple[int, int] = (2, 2)) -> set[str]:
    risen = {name: standing(name, total) for name, total in best.items()}
    return set(could_move(standings, risen, *sizes, ListRule()))


@pytest.mark.parametrize(
    ("best", "movers"),
    [
        ({"03": "95"}, {"03"}),
        ({"03": "94.5"}, set()),
        ({"01": "99"}, set()),
        ({"06": "90"}, {"06"}),
        ({"06": "86"}, set()),
        ({"03": "94.5", "06": "90.5"}, {"06"}),
        ({"04": "95", "01": "99"}, {"04"}),
    ],
    ids=[
        "onto the red list",
        "just short of it",
        "already first",
        "off the grey list",
        "still last",
        "only one of two",
        "far from the one in doubt",
    ],
)
def test_whoever_could_pass_an_edge_is_named(best: dict[str, str], movers: set[str]) -> None:
    assert moving(town("98", "95", "94", "90", "88", "85"), best) == movers


def test_two_that_rise_together_are_seen_together() -> None:
    standings = town("98", "95", "95", "90", "88", "88")
    assert moving(standings, {"02": "96"}) == {"02"}, "a red tie of three becomes a red list of two"


def test_leaving_a_tie_can_make_the_others_grey() -> None:
    standings = town("98", "95", "94", "90", "90", "88")
    assert moving(standings, {"04": "90.5"}) == {"04"}


points = st.integers(min_value=170, max_value=200).map(lambda half: Decimal(half) / 2)
gains = st.integers(min_value=1, max_value=8).map(lambda half: Decimal(half) / 2)


@given(
    totals=st.lists(points, min_size=3, max_size=8),
    gained=st.dictionaries(st.integers(0, 7), gains, min_size=1, max_size=4),
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    rule=st.sampled_from(RULES),
)
def test_no_way_of_deciding_moves_a_list_unnoticed(
    totals: list[Decimal], gained: dict[int, Decimal], sizes: tuple[int, int], rule: ListRule
) -> None:
    standings = [standing(f"{number:02}", total) for number, total in enumerate(totals)]
    best = {
        one.organization: replace(one, base=one.base + gain, total=one.total + gain)
        for place, gain in gained.items()
        if place < len(standings)
        for one in [standings[place]]
    }

    def lists(risen: tuple[str, ...]) -> list[tuple[str, str]]:
        tried = [best[one.organization] if one.organization in risen else one for one in standings]
        return sorted((each.organization, each.list) for each in rank(tried, *sizes, rule).placings)

    named = could_move(standings, best, *sizes, rule)
    moved = set()
    for count in range(len(best)):
        for risen in combinations(best, count):
            moved |= {one for one in best if one not in risen and lists((*risen, one)) != lists(risen)}
    assert moved <= named
    assert bool(moved) == bool(named)


def in_play(standings: list[Standing], rising: Standing, sizes: tuple[int, int]) -> list[Standing]:
    """Leave out who is beyond both edges, as whoever reads a large board does."""
    red, grey = edge_totals(sorted(one.total for one in standings), 1, *sizes)
    return [
        one
        for one in standings
        if one is rising or (red is not None and one.total >= red) or (grey is not None and one.total <= grey)
    ]


@given(
    totals=st.lists(points, min_size=3, max_size=30),
    place=st.integers(0, 29),
    gain=gains,
    sizes=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    rule=st.sampled_from(RULES),
)
def test_who_is_left_out_changes_neither_a_list_nor_the_rank_of_who_has_risen(
    totals: list[Decimal], place: int, gain: Decimal, sizes: tuple[int, int], rule: ListRule
) -> None:
    standings = [standing(f"{number:02}", total) for number, total in enumerate(totals)]
    one = standings[place % len(standings)]
    risen = replace(one, base=one.base + gain, total=one.total + gain)
    whole = rank([risen if each is one else each for each in standings], *sizes, rule)
    equals = Counter(each for each in standings if each.total == risen.total)
    found = rank_among(risen, sorted(totals), equals, rule.tie_break)
    part = if_risen(in_play(standings, one, sizes), risen, *sizes, rule)
    assert (part.red, part.grey) == (whole.red, whole.grey)
    assert found == next(each.rank for each in whole.placings if each.organization == risen.organization)
