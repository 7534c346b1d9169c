"""The cut-off sheet: how narrow it was, and for whom half a point would have changed a list (A9, A10)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cutoff import STEP, Move, cutoff
from rules.ranking import DEFAULT_RULE, ListRule, Ranking, Standing, rank


def town(*totals: str) -> list[Standing]:
    """Organisations a, b, c … with these totals and nothing else that sets them apart."""
    return [
        Standing(chr(97 + place), Decimal(total), Decimal(0), Decimal(total), 0, Fraction(1), Decimal(16))
        for place, total in enumerate(totals)
    ]


def moves(standings: list[Standing], rule: ListRule = DEFAULT_RULE) -> dict[tuple[str, str], tuple[Move, ...]]:
    """Tell what the sheet says with two red and two grey places, by organisations and points."""
    return {
        ("".join(one.organizations), f"{one.points:+}"): one.moves for one in cutoff(standings, 2, 2, rule).what_ifs
    }


@pytest.mark.parametrize(
    ("totals", "red", "grey"),
    [
        ("98 95 94 90 88 87", ("b", "c", "1"), ("e", "d", "2")),
        ("98 95 95 90 88 87", ("c", "d", "5"), ("e", "d", "2")),
        ("98 95 94 90 90 87", ("b", "c", "1"), ("f", "e", "3")),
        ("90 90 90 90 90 90", ("f", None, None), (None, "f", None)),
    ],
    ids=["plain", "a tie let in to the red list", "a tie left out of the grey list", "all equal"],
)
def test_both_edges_say_who_stands_on_either_side(
    totals: str, red: tuple[str | None, ...], grey: tuple[str | None, ...]
) -> None:
    found = [
        (
            edge.inside and edge.inside.organization,
            edge.outside and edge.outside.organization,
            edge.gap if edge.gap is None else str(edge.gap),
        )
        for edge in cutoff(town(*totals.split()), 2, 2, DEFAULT_RULE).edges
    ]
    assert found == [red, grey]


def test_wide_gaps_leave_nobody_within_reach_but_the_four_at_the_edges() -> None:
    found = cutoff(town("98", "95", "93", "91", "88", "85"), 2, 2, DEFAULT_RULE)
    assert found.within_reach == ("b", "c", "d", "e")
    assert found.what_ifs == ()


def test_half_a_point_more_puts_the_first_outside_level_with_the_last_inside() -> None:
    """Red takes the tie in, so nobody is displaced; one point behind, half a point changes nothing."""
    assert moves(town("98", "95", "94.5", "91", "88", "85")) == {
        ("c", "+0.5"): (Move("c", "none", "red"),),
        ("b", "-0.5"): (Move("c", "none", "red"),),
    }


def test_half_a_point_may_displace_somebody_from_the_red_list() -> None:
    assert moves(town("98", "95", "94.75", "91", "88", "85")) == {
        ("c", "+0.5"): (Move("c", "none", "red"), Move("b", "red", "none")),
        ("b", "-0.5"): (Move("b", "red", "none"), Move("c", "none", "red")),
    }


def test_half_a_point_less_may_put_somebody_on_the_grey_list_in_anothers_place() -> None:
    assert moves(town("98", "95", "91", "88.25", "88", "85")) == {
        ("d", "-0.5"): (Move("d", "none", "grey"), Move("e", "grey", "none")),
        ("e", "+0.5"): (Move("e", "grey", "none"), Move("d", "none", "grey")),
    }


def test_a_tie_left_out_of_the_grey_list_falls_into_it_when_it_is_broken() -> None:
    """d and e share a place that would make three grey: whoever of them loses or wins half a point settles it."""
    assert moves(town("98", "95", "91", "88", "88", "85")) == {
        ("de", "+0.5"): (Move("e", "none", "grey"),),
        ("de", "-0.5"): (Move("d", "none", "grey"),),
    }


def test_where_all_are_red_half_a_point_less_is_grey() -> None:
    assert moves(town(*["100"] * 6)) == {("abcdef", "-0.5"): (Move("a", "red", "grey"),)}


def test_who_is_spared_by_its_score_is_grey_below_it() -> None:
    found = moves(town("99", "98", "97", "96.75", "95.25", "95"), ListRule(grey_exempt_score=Decimal(95)))
    assert found["e", "-0.5"] == (Move("e", "none", "grey"),)
    assert found["f", "-0.5"] == (Move("f", "none", "grey"),)


TOWNS = st.lists(st.tuples(st.integers(360, 380), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=20).map(
    lambda rows: [
        Standing(
            f"org-{at}", Decimal(quarters) / 4, Decimal(0), Decimal(quarters) / 4, orders, Fraction(1), Decimal(zd)
        )
        for at, (quarters, orders, zd) in enumerate(rows)
    ]
)
TIES = st.sampled_from(["include", "exclude"])
EXEMPT = st.none() | st.integers(360, 372).map(lambda quarters: Decimal(quarters) / 4)
RULES = st.builds(ListRule, red_tie=TIES, grey_tie=TIES, grey_exempt_score=EXEMPT)


@given(TOWNS, st.integers(1, 5), st.integers(1, 5), RULES)
def test_nobody_whom_half_a_point_would_move_is_missing_from_the_sheet(
    standings: list[Standing], red_size: int, grey_size: int, rule: ListRule
) -> None:
    found = cutoff(standings, red_size, grey_size, rule)
    told = {(one, each.points) for each in found.what_ifs for one in each.organizations}
    before = {each.organization: each.list for each in rank(standings, red_size, grey_size, rule).placings}
    for standing in standings:
        for points in (STEP, -STEP):
            supposed = [
                replace(one, base=one.base + points, total=one.total + points) if one is standing else one
                for one in standings
            ]
            after = {each.organization: each.list for each in rank(supposed, red_size, grey_size, rule).placings}
            assert ((standing.organization, points) in told) == (after != before)


@given(TOWNS, st.integers(1, 5), st.integers(1, 5), RULES)
def test_every_move_told_is_a_move_from_one_list_to_another(
    standings: list[Standing], red_size: int, grey_size: int, rule: ListRule
) -> None:
    found = cutoff(standings, red_size, grey_size, rule)
    lists = {each.organization: each.list for each in found.ranking.placings}
    for what_if in found.what_ifs:
        assert what_if.moves
        assert set(what_if.organizations) <= set(found.within_reach)
        for move in what_if.moves:
            assert (lists[move.organization], move.after != move.before) == (move.before, True)


def test_the_town_is_ranked_once_however_many_stand_near_an_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    ranked: list[int] = []

    def counting(standings: Sequence[Standing], *sizes_and_rule: Any) -> Ranking:
        ranked.append(len(standings))
        return rank(standings, *sizes_and_rule)

    monkeypatch.setattr("rules.cutoff.rank", counting)
    found = cutoff(town("98", "97.9", "97.8", "97.7", "97.6", "97.5"), 2, 2, DEFAULT_RULE)
    assert len(found.what_ifs) > 6
    assert ranked == [6]
