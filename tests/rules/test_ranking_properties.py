"""Ranking and streaks against what the rule says, counted one by one, for towns nobody thought of (A9, A10, A11)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Quarter
from rules.policy import TIE_BREAKS, Policy, TieBreak
from rules.ranking import ListName, ListRule, Standing, rank
from rules.scheme import Scheme
from rules.streaks import AT_DISQUALIFYING_STREAK, Outcome, Proposal, grey_streak, propose

STANDING = st.builds(
    Standing,
    organization=st.just(""),
    base=st.integers(185, 188).map(lambda halves: Decimal(halves) / 2),
    bonus=st.just(Decimal(0)),
    total=st.integers(185, 192).map(lambda halves: Decimal(halves) / 2),
    open_orders=st.integers(0, 1),
    on_time_rate=st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)]),
    tie_category=st.integers(15, 16).map(Decimal),
)
TOWNS = st.lists(STANDING, min_size=1, max_size=35).map(
    lambda found: [replace(one, organization=f"org-{at}") for at, one in enumerate(found)]
)
SIZES = st.integers(0, 20)
TIES = st.sampled_from(["include", "exclude"])
SHARES = st.sampled_from(
    [(Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 2), Fraction(1, 4)), (Fraction(0), Fraction(1))]
)
RULES = st.builds(
    lambda tie_break, red_tie, grey_tie, shares, exempt: ListRule(
        tuple(tie_break), red_tie, grey_tie, shares[0], shares[1], exempt
    ),
    st.lists(st.sampled_from((*TIE_BREAKS, "category_ZD")), unique=True),
    TIES,
    TIES,
    SHARES,
    st.none() | st.integers(185, 192).map(lambda halves: Decimal(halves) / 2),
)


def better(one: Standing, other: Standing, tie_break: tuple[TieBreak, ...]) -> bool:
    """Compare two organisations by total, then by each tie-break in turn."""
    if one.total != other.total:
        return one.total > other.total
    advantages: dict[TieBreak, Decimal | Fraction | int] = {
        "base_score": one.base - other.base,
        "fewer_open_orders": other.open_orders - one.open_orders,
        "self_check_on_time_rate": one.on_time_rate - other.on_time_rate,
        "category_ZD": one.tie_category - other.tie_category,
    }
    return next((advantages[name] > 0 for name in tie_break if advantages[name] != 0), False)


def sizes_that_hold(ranked: int, red: int, grey: int, rule: ListRule) -> tuple[int, int]:
    """Shrink both lists where fewer are ranked than they hold (A10)."""
    if ranked >= red + grey:
        return red, grey
    return (
        max(n for n in range(ranked + 1) if n <= rule.red_share * ranked) if red else 0,
        max(n for n in range(ranked + 1) if n <= rule.grey_share * ranked) if grey else 0,
    )


def by_the_rule(one: Standing, town: list[Standing], red: int, grey: int, rule: ListRule) -> tuple[int, ListName]:
    """Give one organisation's rank and list by counting who is better and who is worse."""
    ahead = sum(better(other, one, rule.tie_break) for other in town)
    behind = sum(better(one, other, rule.tie_break) for other in town)
    equals = len(town) - ahead - behind
    red_size, grey_size = sizes_that_hold(len(town), red, grey, rule)
    last_place_needed = ahead + 1 if rule.red_tie == "include" else ahead + equals
    if last_place_needed <= red_size:
        return ahead + 1, "red"
    if rule.grey_exempt_score is not None and one.total >= rule.grey_exempt_score:
        return ahead + 1, "none"
    place_from_below = behind + 1 if rule.grey_tie == "include" else behind + equals
    return ahead + 1, "grey" if place_from_below <= grey_size else "none"


@given(TOWNS, SIZES, SIZES, RULES)
def test_rank_and_list_are_what_counting_by_the_rule_gives(
    town: list[Standing], red: int, grey: int, rule: ListRule
) -> None:
    found = {each.organization: (each.rank, each.list) for each in rank(town, red, grey, rule).placings}
    assert found == {one.organization: by_the_rule(one, town, red, grey, rule) for one in town}


@given(TOWNS, SIZES, SIZES)
def test_red_takes_ties_in_and_grey_never_outgrows_its_size(town: list[Standing], red: int, grey: int) -> None:
    ranking = rank(town, red, grey)
    assert len(ranking.red) >= ranking.red_size
    assert len(ranking.grey) <= ranking.grey_size
    assert ranking.red_size + ranking.grey_size <= len(town)


@given(st.integers(1, 60))
def test_a_town_of_any_size_without_ties_fills_both_lists(ranked: int) -> None:
    town = [Standing(str(at), Decimal(0), Decimal(0), Decimal(at), 0, Fraction(1), Decimal(0)) for at in range(ranked)]
    ranking = rank(town, 20, 10)
    expected = (20, 10) if ranked >= 30 else (2 * ranked // 3, ranked // 3)
    assert (len(ranking.red), len(ranking.grey)) == expected


@given(TOWNS, SIZES, SIZES, RULES, st.data())
def test_who_gains_points_never_ranks_worse_and_never_falls_to_a_worse_list(
    town: list[Standing], red: int, grey: int, rule: ListRule, data: st.DataObject
) -> None:
    """Red is better than no list, no list is better than grey."""
    at = data.draw(st.integers(0, len(town) - 1))
    gained = data.draw(st.integers(1, 8)) * Decimal("0.5")
    risen = [replace(one, total=one.total + gained) if place == at else one for place, one in enumerate(town)]
    before = {each.organization: each for each in rank(town, red, grey, rule).placings}[town[at].organization]
    after = {each.organization: each for each in rank(risen, red, grey, rule).placings}[town[at].organization]
    assert after.rank <= before.rank
    order = ["red", "none", "grey"]
    assert order.index(after.list) <= order.index(before.list)


@given(TOWNS, SIZES, SIZES, RULES, st.randoms())
def test_the_order_of_the_register_decides_nothing(
    town: list[Standing], red: int, grey: int, rule: ListRule, random: object
) -> None:
    mixed = sorted(town, key=lambda _: random.random())  # type: ignore[attr-defined]
    first, second = rank(town, red, grey, rule), rank(mixed, red, grey, rule)
    assert set(first.placings) == set(second.placings)
    assert set(first.ties_at_boundary) == set(second.ties_at_boundary)


OUTCOMES = st.lists(st.none() | st.sampled_from(["grey", "red", "none", "unranked"]), max_size=14)
FIRST = Quarter(2025, 2)


def published(letters: list[Outcome | None]) -> dict[Quarter, Outcome]:
    """Spread outcomes over consecutive quarters; None is a quarter that was cancelled and has no board."""
    boards, quarter = {}, FIRST
    for outcome in letters:
        if outcome is not None:
            boards[quarter] = outcome
        quarter = quarter.next
    return boards


def streak_up_to(
    boards: dict[Quarter, Outcome], last: Quarter, unranked: Literal["pause", "break"], across: bool
) -> int:
    """Walk back from a board over grey ones, as far as the rule lets (A11)."""
    count = 0
    for quarter in sorted((one for one in boards if one <= last), reverse=True):
        if not across and quarter.year != last.year:
            break
        if boards[quarter] == "unranked" and unranked == "pause":
            continue
        if boards[quarter] != "grey":
            break
        count += 1
    return count


def policy_of(scheme: Scheme, unranked: str, across: bool) -> Policy:
    return scheme.with_overrides(
        {"policy": {"streak_unranked_quarter": unranked, "streak_across_years": across}}
    ).policy


@given(OUTCOMES, st.sampled_from(["pause", "break"]), st.booleans())
def test_a_streak_is_what_walking_back_over_the_boards_gives(
    scheme: Scheme, letters: list[Outcome | None], unranked: Literal["pause", "break"], across: bool
) -> None:
    boards = published(letters)
    policy = policy_of(scheme, unranked, across)
    assert grey_streak(boards, policy) == (streak_up_to(boards, max(boards), unranked, across) if boards else 0)


@given(OUTCOMES, st.sampled_from(["pause", "break"]), st.booleans())
def test_every_grey_board_proposes_what_its_streak_gives_ground_for(
    scheme: Scheme, letters: list[Outcome | None], unranked: Literal["pause", "break"], across: bool
) -> None:
    boards = published(letters)
    expected: list[Proposal] = []
    for quarter in sorted(one for one in boards if boards[one] == "grey"):
        streak = streak_up_to(boards, quarter, unranked, across)
        if streak == 2:
            expected += [Proposal(quarter, consequence, 2) for consequence in AT_DISQUALIFYING_STREAK]
        elif streak > 2:
            expected.append(Proposal(quarter, "interview", streak))
    found = propose(boards, policy_of(scheme, unranked, across))
    assert found == tuple(expected)
    assert all(one.year == one.quarter.year for one in found)
