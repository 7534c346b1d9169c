"""Grey boards in a row and what they lead to; the system only proposes, people decide (R37-R40, A11, A12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rules.periods import Quarter
from rules.policy import Policy

Outcome = Literal["red", "grey", "none", "unranked"]
Consequence = Literal["honours_ineligibility", "laggard_listing", "overhaul_report", "interview"]

# R37, R38, R39: what the second grey board in a row brings. The third brings the interview (R40).
AT_DISQUALIFYING_STREAK: tuple[Consequence, ...] = ("honours_ineligibility", "laggard_listing", "overhaul_report")


@dataclass(frozen=True)
class Proposal:
    """A consequence proposed to the people who decide; `quarter` completed the streak, `year` is the one affected."""

    quarter: Quarter
    consequence: Consequence
    streak: int

    @property
    def year(self) -> int:
        """本年度: the year of the quarter that completed the streak (A11)."""
        return self.quarter.year


def grey_streak(outcomes: Mapping[Quarter, Outcome], policy: Policy) -> int:
    """Return how many grey boards in a row stand at the latest published quarter (A11).

    `outcomes` is what the latest version of each published board says of one organisation; a cancelled quarter is
    not in it. A quarter in which the organisation was not ranked pauses the streak or breaks it, as the policy says.
    """
    runs = _runs(outcomes, policy)
    return runs[-1][1] if runs else 0


def propose(outcomes: Mapping[Quarter, Outcome], policy: Policy) -> tuple[Proposal, ...]:
    """Return every consequence the published boards give ground for, oldest first (R37-R40).

    Proposals that were made before and are not among them have lost their ground and are withdrawn (A12).
    """
    return tuple(
        Proposal(quarter, consequence, streak)
        for quarter, streak in _runs(outcomes, policy)
        if outcomes[quarter] == "grey"
        for consequence in _consequences_of(streak, policy)
    )


def _runs(outcomes: Mapping[Quarter, Outcome], policy: Policy) -> list[tuple[Quarter, int]]:
    """Return each quarter, oldest first, with the grey boards in a row that stand after it."""
    runs: list[tuple[Quarter, int]] = []
    for quarter in sorted(outcomes):
        before, standing = runs[-1] if runs else (quarter, 0)
        if before.year != quarter.year and not policy.streak_across_years:
            standing = 0
        runs.append((quarter, _continued(standing, outcomes[quarter], policy)))
    return runs


def _continued(standing: int, outcome: Outcome, policy: Policy) -> int:
    if outcome == "grey":
        return standing + 1
    if outcome == "unranked" and policy.streak_unranked_quarter == "pause":
        return standing
    return 0


def _consequences_of(streak: int, policy: Policy) -> tuple[Consequence, ...]:
    if streak == policy.grey_streak_disqualify:
        return AT_DISQUALIFYING_STREAK
    again = streak > policy.grey_streak_interview and policy.repeat_interview_after_threshold
    return ("interview",) if streak == policy.grey_streak_interview or again else ()
