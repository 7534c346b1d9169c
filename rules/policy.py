"""The constants of the scheme: what the 办法 states, and the town's choices where it is silent (A1-A20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from rules.catalogue import Kind
from rules.periods import moment_on
from rules.yaml_entries import Entry, unknown_name
from rules.yaml_types import names_of, read_fields

# The last one is the score of 聚焦基本制度, which 办法 四.4 calls 基本制度.
TieBreak = Literal["base_score", "fewer_open_orders", "self_check_on_time_rate", "category_ZD"]

_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class StatedValues:
    """The values the 办法 states; they change only with a new document of the town."""

    full_score: Decimal
    slip_frequency: Literal["monthly"]
    slip_addressee: Literal["branch_secretary"]
    slip_contents: tuple[Kind, ...]
    deadline_working_days: int
    self_check_recipient: Literal["organization_office"]
    board_frequency: Literal["quarterly"]
    rectification_time_limited: bool
    red_size: int
    grey_size: int
    grey_streak_disqualify: int
    grey_streak_interview: int
    publication_channel: str


@dataclass(frozen=True)
class Policy(StatedValues):
    """All constants. Points are Decimal, days are working days, times of day are Beijing time."""

    timezone: Literal["Asia/Shanghai"]
    slip_covers: Literal["previous_month"]
    slip_issue_day: Literal["first_working_day"]
    receipt_basis: Literal["delivered", "acknowledged", "acknowledged_or_deemed"]
    deemed_receipt_after_working_days: int
    deadline_time: str
    deadline_start_day_counts: Literal[False]
    working_day_calendar: Literal["state_council"]
    push_window: tuple[str, str]
    return_for_redo_working_days: int
    one_failure_one_deduction: Literal[True]
    score_preview_working_days: int
    self_check_scores: Mapping[Literal["on_time", "on_time_after_redo", "late", "missing"], Decimal]
    assessed_unit: Literal["flagged"]
    min_full_months_in_quarter: int
    not_applicable: Literal["full_points", "rescale"]
    score_decimals: int
    score_rounding: Literal["ROUND_HALF_UP"]
    tie_break: tuple[TieBreak, ...]
    red_tie_at_boundary: Literal["include", "exclude"]
    grey_tie_at_boundary: Literal["include", "exclude"]
    small_town_red_share: Fraction
    small_town_grey_share: Fraction
    grey_exempt_score: Decimal | None
    streak_across_years: bool
    streak_unranked_quarter: Literal["pause", "break"]
    streak_year_of_effect: Literal["latest_quarter"]
    repeat_interview_after_threshold: bool
    consequence_execution: Literal["propose_only"]
    rectification_default_working_days: int
    rectification_max_extensions: int
    rectification_report_working_days: int
    bonus_in: Literal["quarter", "year"]
    bonus_quarter_by: Literal["award_date", "claim_date"]
    bonus_annual_mode: Literal["averaged", "added_once", "none"]
    bonus_same_matter: Literal["highest_only", "cumulative"]
    bonus_cap_per_quarter: Decimal | None
    bonus_claim_window_days: int
    annual_weights: Mapping[Literal["quarter_mean", "self_check", "democratic_review"], Decimal]
    annual_weights_confirmed: bool
    annual_min_ranked_quarters: int
    annual_red_bonus_per_board: Decimal
    democratic_grades: Mapping[str, Decimal]
    publicity_working_days: int
    objection_reply_working_days: int
    grey_display: Literal["ranked", "names", "concerned"]
    # A rule stored before there was this switch does not name it.
    bonus_rules_off: tuple[str, ...] = ()


STATED = frozenset(field.name for field in fields(StatedValues))
CHOSEN = frozenset(field.name for field in fields(Policy)) - STATED
SECTIONS = {"from_document": STATED, "our_defaults": CHOSEN}

# These count days or places; 0 would mean nothing.
_AT_LEAST_ONE = (
    "full_score",
    "deadline_working_days",
    "red_size",
    "grey_size",
    "grey_streak_disqualify",
    "grey_streak_interview",
    "rectification_default_working_days",
    "rectification_report_working_days",
    "return_for_redo_working_days",
)


def read_policy(entry: Entry, bonus_rules: Collection[str]) -> Policy:
    """Read and check both sections of the policy; a bad value is a YamlEntryError with its line.

    `bonus_rules` are the codes of the bonus rules there are: only these can be switched off.
    """
    sections = entry.fields_named(frozenset(SECTIONS))
    required, optional = names_of(Policy)
    entries = {
        name: value
        for section, names in SECTIONS.items()
        for name, value in sections[section].fields_named(names & required, names & optional).items()
    }
    policy = Policy(**read_fields(Policy, entries))
    _check_counts(policy, entries)
    _check_times(policy, entries)
    _check_shares(policy, entries)
    _check_rules_off(entries, bonus_rules)
    return policy


def _check_counts(policy: Policy, entries: Mapping[str, Entry]) -> None:
    for name in _AT_LEAST_ONE:
        if getattr(policy, name) < 1:
            raise entries[name].problem("must be 1 or more")
    if policy.grey_streak_interview <= policy.grey_streak_disqualify:
        raise entries["grey_streak_interview"].problem(
            f"must be more than grey_streak_disqualify, which is {policy.grey_streak_disqualify}"
        )


def _check_times(policy: Policy, entries: Mapping[str, Entry]) -> None:
    times = {
        "deadline_time": (policy.deadline_time,),
        "push_window": policy.push_window,
    }
    for name, clock_times in times.items():
        for clock_time in clock_times:
            try:
                moment_on(_ANY_DAY, clock_time)
            except ValueError as error:
                raise entries[name].problem(str(error)) from error
    opens, closes = policy.push_window
    if opens >= closes:
        raise entries["push_window"].problem('must open before it closes, like ["08:30", "17:30"]')


def _check_shares(policy: Policy, entries: Mapping[str, Entry]) -> None:
    red, grey = policy.small_town_red_share, policy.small_town_grey_share
    if red < 0 or grey < 0 or red + grey > 1:
        raise entries["small_town_grey_share"].problem(
            f"{red} red and {grey} grey are more than everybody; the two shares may add up to 1 at most (A10)"
        )
    weights = sum(policy.annual_weights.values())
    if weights != 1:
        raise entries["annual_weights"].problem(f"the weights add up to {weights}; make them 1 (A17)")


def _check_rules_off(entries: Mapping[str, Entry], bonus_rules: Collection[str]) -> None:
    for code in entries["bonus_rules_off"].items() if "bonus_rules_off" in entries else ():
        if code.text() not in bonus_rules:
            raise unknown_name(code, code.text(), bonus_rules)
