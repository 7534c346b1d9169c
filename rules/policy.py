"""The constants of the scheme: what the 办法 states, and the town's choices where it is silent (A1-A20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from rules.catalogue import Kind
from rules.periods import moment_on
from rules.retired import without_retired
from rules.yaml_entries import Entry, unknown_name
from rules.yaml_types import Within, names_of, read_fields

# The last one is the score of 聚焦基本制度, which 办法 四.4 calls 基本制度.
TieBreak = Literal["base_score", "fewer_open_orders", "self_check_on_time_rate", "category_ZD"]

# Within a month, as long as the next slip has not come; longer periods end within a season.
DaysOfAMonth = Annotated[int, Within(1, 20)]
DaysOfASeason = Annotated[int, Within(1, 60)]
Places = Annotated[int, Within(1, 500)]
BoardsInARow = Annotated[int, Within(1, 12)]
Percent = Annotated[Decimal, Within(0, 100)]
# A total can pass 100 by its bonus.
Total = Annotated[Decimal, Within(0, 200)]
Share = Annotated[Fraction, Within(0, 1)]
Weight = Annotated[Decimal, Within(0, 1, places=4)]

_ANY_DAY: Final = date(2000, 1, 1)
_AN_HOUR: Final = timedelta(hours=1)
# The timetable's sweeps that push run between these, every ten minutes.
PUSHING_HOURS: Final = ("08:00", "18:00")


@dataclass(frozen=True, kw_only=True)
class StatedValues:
    """The values the 办法 states; they change only with a new document of the town."""

    slip_contents: tuple[Kind, ...]
    deadline_working_days: DaysOfAMonth
    red_size: Places
    grey_size: Places
    grey_streak_disqualify: BoardsInARow
    grey_streak_interview: BoardsInARow


@dataclass(frozen=True, kw_only=True)
class Policy(StatedValues):
    """All constants. Points are Decimal, days are working days, times of day are Beijing time.

    Every number has its range beside its type; every choice has an effect. What knows one value only is no key.
    """

    receipt_basis: Literal["delivered", "acknowledged_or_deemed"]
    deemed_receipt_after_working_days: DaysOfAMonth
    deadline_time: str
    push_window: tuple[str, str]
    return_for_redo_working_days: DaysOfAMonth
    score_preview_working_days: Annotated[int, Within(0, 20)]
    self_check_scores: Mapping[Literal["on_time", "on_time_after_redo", "late", "missing"], Percent]
    min_full_months_in_quarter: Annotated[int, Within(0, 3)]
    not_applicable: Literal["full_points", "rescale"]
    score_decimals: Annotated[int, Within(0, 2)]
    tie_break: tuple[TieBreak, ...]
    red_tie_at_boundary: Literal["include", "exclude"]
    grey_tie_at_boundary: Literal["include", "exclude"]
    small_town_red_share: Share
    small_town_grey_share: Share
    grey_exempt_score: Total | None
    streak_across_years: bool
    streak_unranked_quarter: Literal["pause", "break"]
    repeat_interview_after_threshold: bool
    rectification_default_working_days: DaysOfASeason
    rectification_max_extensions: Annotated[int, Within(0, 5)]
    rectification_report_working_days: DaysOfASeason
    bonus_in: Literal["quarter", "year"]
    bonus_quarter_by: Literal["award_date", "claim_date"]
    bonus_annual_mode: Literal["averaged", "added_once", "none"]
    bonus_same_matter: Literal["highest_only", "cumulative"]
    bonus_cap_per_quarter: Percent | None
    bonus_claim_window_days: Annotated[int, Within(1, 366)]
    annual_weights: Mapping[Literal["quarter_mean", "self_check", "democratic_review"], Weight]
    annual_weights_confirmed: bool
    annual_min_ranked_quarters: Annotated[int, Within(1, 4)]
    annual_red_bonus_per_board: Annotated[Decimal, Within(0, 10)]
    democratic_grades: Mapping[str, Percent]
    publicity_working_days: DaysOfASeason
    objection_reply_working_days: DaysOfASeason
    grey_display: Literal["ranked", "names", "concerned"]
    # A rule stored before there was this switch does not name it.
    bonus_rules_off: tuple[str, ...] = ()
    # The same.
    self_check_longest_extension: DaysOfAMonth = 10
    most_messages_a_month: Annotated[int, Within(3, 100)] = 10


STATED = frozenset(field.name for field in fields(StatedValues))
CHOSEN = frozenset(field.name for field in fields(Policy)) - STATED
SECTIONS = {"from_document": STATED, "our_defaults": CHOSEN}


def read_policy(entry: Entry, bonus_rules: Collection[str], *, kept: bool = False) -> Policy:
    """Read and check both sections of the policy; a bad value is a YamlEntryError with its line.

    `bonus_rules` are the codes of the bonus rules there are: only these can be switched off. What a database `kept` was
    checked when it came in, and holds as it was written.
    """
    sections = entry.fields_named(frozenset(SECTIONS))
    required, optional = names_of(Policy)
    entries = {
        name: value
        for section, names in SECTIONS.items()
        for name, value in without_retired(sections[section], kept=kept)
        .fields_named(names & required, names & optional)
        .items()
    }
    policy = Policy(**read_fields(Policy, entries, in_range=not kept))
    if not kept:
        _check_order(policy, entries)
        _check_times(policy, entries)
        _check_sums(policy, entries)
        _check_lists(entries, bonus_rules)
    return policy


def _check_order(policy: Policy, entries: Mapping[str, Entry]) -> None:
    """Refuse what is worse and counts for more."""
    if policy.grey_streak_interview <= policy.grey_streak_disqualify:
        raise entries["grey_streak_interview"].problem(
            f"must be more than grey_streak_disqualify, which is {policy.grey_streak_disqualify}"
        )
    scores = policy.self_check_scores
    falling = [scores[name] for name in ("on_time", "on_time_after_redo", "late", "missing")]
    if falling != sorted(falling, reverse=True):
        raise entries["self_check_scores"].problem("must fall from on_time over on_time_after_redo and late to missing")


def _check_times(policy: Policy, entries: Mapping[str, Entry]) -> None:
    ends = _moment(policy.deadline_time, entries["deadline_time"])
    opens, closes = (_moment(each, entries["push_window"]) for each in policy.push_window)
    if opens >= closes:
        raise entries["push_window"].problem('must open before it closes, like ["08:30", "17:30"]')
    first, last = (moment_on(_ANY_DAY, each) for each in PUSHING_HOURS)
    if opens < first or closes > last or closes - opens < _AN_HOUR:
        raise entries["push_window"].problem(
            f"{' to '.join(policy.push_window)} is not possible here; "
            f"write an hour or more from {' to '.join(PUSHING_HOURS)}"
        )
    if ends <= opens:
        raise entries["deadline_time"].problem(
            f"{policy.deadline_time} is before anybody is reminded that day; "
            f"write a time from after {policy.push_window[0]}, when push_window opens, to 24:00"
        )


def _moment(clock_time: str, entry: Entry) -> datetime:
    try:
        return moment_on(_ANY_DAY, clock_time)
    except ValueError as error:
        raise entry.problem(str(error)) from error


def _check_sums(policy: Policy, entries: Mapping[str, Entry]) -> None:
    red, grey = policy.small_town_red_share, policy.small_town_grey_share
    if red + grey > 1:
        raise entries["small_town_grey_share"].problem(
            f"{red} red and {grey} grey are more than everybody; the two shares may add up to 1 at most (A10)"
        )
    weights = sum(policy.annual_weights.values())
    if weights != 1:
        raise entries["annual_weights"].problem(f"the weights add up to {weights}; make them 1 (A17)")
    if not policy.democratic_grades:
        raise entries["democratic_grades"].problem("must name one grade or more, each with its points (A18)")


def _check_lists(entries: Mapping[str, Entry], bonus_rules: Collection[str]) -> None:
    """Refuse what is named twice, a slip without contents, and switching off what there is not."""
    for name in ("slip_contents", "tie_break"):
        named = [item.text() for item in entries[name].items()]
        if len(set(named)) < len(named):
            raise entries[name].problem("names something twice; delete one of them")
    if not entries["slip_contents"].items():
        raise entries["slip_contents"].problem("must name one kind of item or more, like [org_life]")
    for code in entries["bonus_rules_off"].items() if "bonus_rules_off" in entries else ():
        if code.text() not in bonus_rules:
            raise unknown_name(code, code.text(), bonus_rules)
