"""Grey boards in a row and what may follow (R37-R40, A11, A12)."""

from typing import Any

import pytest

from rules.periods import Quarter
from rules.scheme import Scheme
from rules.streaks import AT_DISQUALIFYING_STREAK, Outcome, Proposal, grey_streak, propose

WORDS: dict[str, Outcome] = {"G": "grey", "R": "red", "N": "none", "x": "unranked"}
Q4 = Quarter(2025, 4)


def boards(letters: str, first: Quarter = Q4) -> dict[Quarter, Outcome]:
    outcomes: dict[Quarter, Outcome] = {}
    for letter in letters.split():
        outcomes[first] = WORDS[letter]
        first = first.next
    return outcomes


@pytest.mark.parametrize(
    ("letters", "choices", "streak"),
    [
        ("", {}, 0),
        ("G", {}, 1),
        ("G G", {}, 2),
        ("G N G", {}, 1),
        ("G R G", {}, 1),
        ("G x G", {}, 2),
        ("G x G", {"streak_unranked_quarter": "break"}, 1),
        ("G G G", {}, 3),
        ("N G", {}, 1),
        ("G G N", {}, 0),
        ("G G x", {}, 2),
        ("G G x", {"streak_unranked_quarter": "break"}, 0),
        ("G G", {"streak_across_years": False}, 1),
        ("G G G", {"streak_across_years": False}, 2),
    ],
)
def test_grey_boards_in_a_row(scheme: Scheme, letters: str, choices: dict[str, Any], streak: int) -> None:
    policy = scheme.with_overrides({"policy": choices}).policy
    assert grey_streak(boards(letters), policy) == streak


def test_the_second_in_a_row_brings_three_proposals_for_the_new_year(scheme: Scheme) -> None:
    proposals = propose(boards("G G"), scheme.policy)
    assert tuple(each.consequence for each in proposals) == AT_DISQUALIFYING_STREAK
    assert {(each.quarter, each.year, each.streak) for each in proposals} == {(Quarter(2026, 1), 2026, 2)}


def test_the_third_in_a_row_brings_the_interview_besides(scheme: Scheme) -> None:
    proposals = propose(boards("G G G"), scheme.policy)
    assert len(proposals) == 4
    assert proposals[-1] == Proposal(Quarter(2026, 2), "interview", 3)


def test_from_the_fourth_on_the_interview_is_proposed_each_quarter(scheme: Scheme) -> None:
    interviews = [
        each.quarter for each in propose(boards("G G G G G"), scheme.policy) if each.consequence == "interview"
    ]
    assert interviews == [Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)]
    once = scheme.with_overrides({"policy": {"repeat_interview_after_threshold": False}}).policy
    assert [each.streak for each in propose(boards("G G G G G"), once) if each.consequence == "interview"] == [3]


def test_an_amended_first_board_takes_the_ground_away(scheme: Scheme) -> None:
    amended = boards("G G") | {Q4: "none"}
    assert grey_streak(amended, scheme.policy) == 1
    assert propose(amended, scheme.policy) == ()


def test_a_pause_proposes_nothing_again(scheme: Scheme) -> None:
    assert len(propose(boards("G G x x"), scheme.policy)) == 3
    assert len(propose(boards("G x G"), scheme.policy)) == 3


def test_a_cancelled_quarter_does_not_exist(scheme: Scheme) -> None:
    without_q1 = {Q4: WORDS["G"], Quarter(2026, 2): WORDS["G"]}
    assert grey_streak(without_q1, scheme.policy) == 2


def test_one_grey_board_alone_proposes_nothing(scheme: Scheme) -> None:
    assert propose(boards("G N G R G"), scheme.policy) == ()
