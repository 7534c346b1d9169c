"""Red and grey from one ranking (R22, R23, R35, R36, A9, A10)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import TIE_BREAKS
from rules.ranking import Compared, Decider, ListRule, Ranking, Standing, comparisons, decider, rank
from rules.scheme import Scheme


def standing(
    organization: str, total: str, *, base: str = "90", orders: int = 0, on_time: str = "1", zd: str = "16"
) -> Standing:
    return Standing(organization, Decimal(base), Decimal(0), Decimal(total), orders, Fraction(on_time), Decimal(zd))


def town(*totals: str) -> list[Standing]:
    return [standing(f"org-{place}", total) for place, total in enumerate(totals)]


def totals_of(ranking: Ranking, standings: list[Standing], names: tuple[str, ...]) -> list[str]:
    totals = {each.organization: str(each.total) for each in standings}
    return [totals[name] for name in names]


@pytest.mark.parametrize(
    ("totals", "sizes", "red", "grey"),
    [
        ("98 95 95 90 88 88", (2, 2), "98 95 95", "88 88"),
        ("98 95 95 90 90 88", (2, 2), "98 95 95", "88"),
        ("98 95 90 90 88 88", (2, 2), "98 95", "88 88"),
        ("88 98 90 95 88 90", (2, 2), "98 95", "88 88"),
        ("98 95 94 88 88 88", (2, 2), "98 95", ""),
        (" ".join(["100.00"] * 39), (20, 10), " ".join(["100.00"] * 39), ""),
        ("99 98 97 96 95 94", (20, 10), "99 98 97 96", "95 94"),
        ("99", (20, 10), "", ""),
        ("99 98", (20, 10), "99", ""),
        ("99 98 97", (20, 10), "99 98", "97"),
        ("", (20, 10), "", ""),
    ],
)
def test_the_lists_of_a_town(totals: str, sizes: tuple[int, int], red: str, grey: str) -> None:
    standings = town(*totals.split())
    ranking = rank(standings, *sizes)
    assert totals_of(ranking, standings, ranking.red) == red.split()
    assert totals_of(ranking, standings, ranking.grey) == grey.split()


@pytest.mark.parametrize(
    ("ranked", "red", "grey", "neither"),
    [(6, 4, 2, 0), (29, 19, 9, 1), (30, 20, 10, 0), (38, 20, 10, 8), (39, 20, 10, 9)],
)
def test_a_small_town_gets_shorter_lists(ranked: int, red: int, grey: int, neither: int) -> None:
    ranking = rank(town(*(str(100 - place) for place in range(ranked))), 20, 10)
    assert (ranking.red_size, ranking.grey_size) == (red, grey)
    assert (len(ranking.red), len(ranking.grey)) == (red, grey)
    assert sum(placing.list == "none" for placing in ranking.placings) == neither


def test_equal_scores_share_a_rank_and_the_next_rank_is_left_out() -> None:
    ranking = rank(town("98", "95", "95", "90"), 1, 1)
    assert [(each.organization, each.rank, each.tied) for each in ranking.placings] == [
        ("org-0", 1, False),
        ("org-1", 2, True),
        ("org-2", 2, True),
        ("org-3", 4, False),
    ]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (standing("a", "95", base="94", orders=9, on_time="0", zd="0"), standing("b", "95", base="93")),
        (standing("a", "95", orders=1, on_time="0", zd="0"), standing("b", "95", orders=2)),
        (standing("a", "95", on_time="0.9", zd="0"), standing("b", "95", on_time="0.8")),
        (standing("a", "95", zd="15"), standing("b", "95", zd="14.5")),
    ],
)
def test_a_tie_is_broken_in_the_order_the_rule_names(better: Standing, worse: Standing) -> None:
    ranking = rank([worse, better], 1, 1)
    assert [(each.organization, each.rank) for each in ranking.placings] == [("a", 1), ("b", 2)]


def test_what_tells_two_equal_totals_apart_is_named_with_what_each_had() -> None:
    mine, theirs = standing("a", "95", orders=1), standing("b", "95", orders=3)
    assert decider(mine, theirs, TIE_BREAKS) == Decider("fewer_open_orders", 1, 3)
    assert decider(standing("a", "95"), standing("b", "95"), TIE_BREAKS) is None
    assert decider(standing("a", "95.01"), theirs, TIE_BREAKS) is None


def test_behind_the_tie_break_that_decides_nothing_is_compared() -> None:
    mine = standing("a", "95", orders=3, on_time="1", zd="15")
    theirs = standing("b", "95", orders=1, on_time="0.5", zd="14")
    assert comparisons(mine, theirs, (*TIE_BREAKS, "category_ZD")) == [
        Compared("base_score", Decimal(90), "same"),
        Compared("fewer_open_orders", 3, "behind"),
        Compared("self_check_on_time_rate", Fraction(1), "unneeded"),
        Compared("category_ZD", Decimal(15), "unneeded"),
    ]
    assert [each.verdict for each in comparisons(theirs, mine, TIE_BREAKS)] == ["same", "ahead", "unneeded"]
    assert [each.verdict for each in comparisons(mine, mine, TIE_BREAKS)] == ["same"] * 3


def test_a_town_may_do_without_tie_breaks() -> None:
    ranking = rank([standing("a", "95", zd="15"), standing("b", "95", zd="14")], 1, 1, ListRule(tie_break=()))
    assert [each.rank for each in ranking.placings] == [1, 1]


@pytest.mark.parametrize(
    ("totals", "tied"),
    [
        ("98 95 95 90 88 88", ("org-1", "org-2")),
        ("98 95 95 90 90 88", ("org-1", "org-2", "org-3", "org-4")),
        ("98 98 95 90 88 88", ()),
        ("98 97 95 90 89 88", ()),
    ],
)
def test_ties_across_the_edge_of_a_list_are_shown_to_a_human(totals: str, tied: tuple[str, ...]) -> None:
    assert rank(town(*totals.split()), 2, 2).ties_at_boundary == tied


def test_a_town_may_settle_the_edges_the_other_way() -> None:
    totals = town("98", "95", "95", "90", "90", "88")
    strict = rank(totals, 2, 2, ListRule(red_tie="exclude", grey_tie="include"))
    assert (len(strict.red), len(strict.grey)) == (1, 3)


def test_a_town_may_spare_the_good_ones_from_the_grey_list() -> None:
    spared = rank(town("99", "98", "97", "96", "95", "94"), 2, 2, ListRule(grey_exempt_score=Decimal(95)))
    assert spared.grey == ("org-5",)


def test_the_policy_of_the_scheme_is_what_the_lists_follow(scheme: Scheme) -> None:
    shipped = ListRule.of_policy(scheme.policy)
    assert shipped == ListRule(tie_break=(*TIE_BREAKS, "category_ZD"))
    changed = scheme.with_overrides({"policy": {"small_town_red_share": "1/2", "grey_exempt_score": 95}})
    rule = ListRule.of_policy(changed.policy)
    assert (rule.red_share, rule.grey_exempt_score) == (Fraction(1, 2), Decimal(95))


STANDINGS = st.lists(
    st.tuples(*(st.integers(0, most) for most in (4, 2, 2, 2, 1))).map(lambda five: tuple(map(Decimal, five))),
    max_size=45,
).map(
    lambda rows: [
        Standing(f"org-{place}", base, Decimal(0), total, int(orders), Fraction(on_time), zd)
        for place, (total, base, orders, on_time, zd) in enumerate(rows)
    ]
)
SIZES = st.integers(1, 22)


def beats(one: Standing, other: Standing) -> bool:
    """Compare two organisations step by step, as a person would."""
    for mine, theirs in (
        (one.total, other.total),
        (one.base, other.base),
        (other.open_orders, one.open_orders),
        (one.on_time_rate, other.on_time_rate),
        (one.tie_category, other.tie_category),
    ):
        if mine != theirs:
            return mine > theirs
    return False


@given(STANDINGS, SIZES, SIZES)
def test_the_lists_are_what_counting_by_hand_gives(standings: list[Standing], red_size: int, grey_size: int) -> None:
    n = len(standings)
    if n < red_size + grey_size:
        red_eff, grey_eff = 2 * n // 3, n // 3
    else:
        red_eff, grey_eff = red_size, grey_size
    placings = {placing.organization: placing for placing in rank(standings, red_size, grey_size).placings}
    for one in standings:
        better = sum(beats(other, one) for other in standings)
        worse = sum(beats(one, other) for other in standings)
        placing = placings[one.organization]
        assert placing.rank == 1 + better
        assert placing.tied == (n - better - worse > 1)
        assert (placing.list == "red") == (better < red_eff)
        if placing.list != "red":
            assert (placing.list == "grey") == (worse + (n - better - worse) <= grey_eff)


@given(STANDINGS, SIZES, SIZES, st.sampled_from(["include", "exclude"]), st.sampled_from(["include", "exclude"]))
def test_nobody_is_on_both_lists_and_everybody_has_a_place(
    standings: list[Standing], red_size: int, grey_size: int, red_tie: str, grey_tie: str
) -> None:
    rule = ListRule(red_tie=red_tie, grey_tie=grey_tie)  # type: ignore[arg-type]
    ranking = rank(standings, red_size, grey_size, rule)
    assert not set(ranking.red) & set(ranking.grey)
    assert sorted(each.organization for each in ranking.placings) == sorted(each.organization for each in standings)


@given(STANDINGS, SIZES, SIZES)
def test_under_the_default_rule_the_two_lists_never_even_compete(
    standings: list[Standing], red_size: int, grey_size: int
) -> None:
    n = len(standings)
    ranking = rank(standings, red_size, grey_size)
    for one in standings:
        better = sum(beats(other, one) for other in standings)
        assert not (better < ranking.red_size and n - better <= ranking.grey_size)


@given(STANDINGS, SIZES, SIZES, st.randoms())
def test_lists_do_not_depend_on_the_order_of_the_register(
    standings: list[Standing], red_size: int, grey_size: int, random: object
) -> None:
    shuffled = sorted(standings, key=lambda _: random.random())  # type: ignore[attr-defined]
    first, second = rank(standings, red_size, grey_size), rank(shuffled, red_size, grey_size)
    assert (set(first.red), set(first.grey)) == (set(second.red), set(second.grey))
