"""The constants of the scheme: what the 办法 states, and the town's choices where it is silent (A1-A20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from rules.catalogue import BonusRule, Indicator, Kind
from rules.periods import BOARDS_A_YEAR, MONTHS_IN_A_YEAR, BoardPeriod, moment_on
from rules.retired import without_retired
from rules.yaml_entries import Entry, unknown_name
from rules.yaml_types import Within, names_of, read_fields

# One of these, or the score of one category by its code: category_ZD for 聚焦基本制度, 办法 四.4 (A9).
TieBreak = str
TIE_BREAKS: Final = ("base_score", "fewer_open_orders", "self_check_on_time_rate")
CATEGORY: Final = "category_"

# Within a month, as long as the next slip has not come; longer periods end within a season.
DaysOfAMonth = Annotated[int, Within(1, 20)]
DaysOfASeason = Annotated[int, Within(1, 60)]
# 0: there is no such list.
Places = Annotated[int, Within(0, 500)]
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
    # Without a grey list nothing is grey in a row: they are not written then.
    grey_streak_disqualify: BoardsInARow = 2
    grey_streak_interview: BoardsInARow = 3
    board_period: BoardPeriod = "quarter"


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
    min_full_months_in_quarter: Annotated[int, Within(0, 6)]
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
    annual_min_ranked_quarters: Annotated[int, Within(1, 12)]
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
    # The indicator that a late or a missing self-check costs (R16); where there is none of that code, it costs nothing.
    self_check_indicator: str = "ZD-07"

    @property
    def boards_a_year(self) -> int:
        """How many boards a year has."""
        return BOARDS_A_YEAR[self.board_period]

    @property
    def tie_category(self) -> str | None:
        """The code of the category whose score breaks ties, where one does."""
        return next((one.removeprefix(CATEGORY) for one in self.tie_break if one.startswith(CATEGORY)), None)


@dataclass(frozen=True)
class Catalogue:
    """What a policy can name: the codes of categories, the indicators and the bonus rules by theirs."""

    categories: Collection[str]
    indicators: Mapping[str, Indicator]
    bonus_rules: Mapping[str, BonusRule]


STATED = frozenset(field.name for field in fields(StatedValues))
CHOSEN = frozenset(field.name for field in fields(Policy)) - STATED
# What follows so many grey boards in a row.
STREAKS: Final = ("grey_streak_disqualify", "grey_streak_interview")
SECTIONS = {"from_document": STATED, "our_defaults": CHOSEN}


def read_policy(entry: Entry, catalogue: Catalogue, *, kept: bool = False) -> Policy:
    """Read and check both sections of the policy; a bad value is a YamlEntryError with its line.

    What it names is in the `catalogue`. What a database `kept` was checked when it came in: it holds as it was written.
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
        _check_period(policy, entries)
        _check_streaks(policy, entries)
        _check_order(policy, entries)
        _check_times(policy, entries)
        _check_sums(policy, entries)
        _check_lists(entries)
        _check_named(entries, catalogue)
    return policy


def _check_period(policy: Policy, entries: Mapping[str, Entry]) -> None:
    """Refuse what no board of this length, or no year, could reach."""
    months = MONTHS_IN_A_YEAR // policy.boards_a_year
    if policy.min_full_months_in_quarter > months:
        raise entries["min_full_months_in_quarter"].problem(
            f"is {policy.min_full_months_in_quarter}, but a board of a {policy.board_period} has {months} months"
        )
    if policy.annual_min_ranked_quarters > policy.boards_a_year:
        raise entries["annual_min_ranked_quarters"].problem(
            f"is {policy.annual_min_ranked_quarters}, but a year has {policy.boards_a_year} boards"
        )


def _check_streaks(policy: Policy, entries: Mapping[str, Entry]) -> None:
    """Ask for what follows grey boards in a row where there is a grey list, and refuse it where there is none."""
    for name in STREAKS:
        if policy.grey_size == 0 and name in entries:
            raise entries[name].problem("has no effect, for grey_size is 0 and there is no grey list; delete this line")
        if policy.grey_size and name not in entries:
            raise entries["grey_size"].problem(f"is {policy.grey_size}, but {name} is missing")


def _check_order(policy: Policy, entries: Mapping[str, Entry]) -> None:
    """Refuse what is worse and counts for more."""
    if policy.grey_size and policy.grey_streak_interview <= policy.grey_streak_disqualify:
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


def _check_lists(entries: Mapping[str, Entry]) -> None:
    """Refuse what is named twice, and a slip without contents."""
    for name in ("slip_contents", "tie_break"):
        named = [item.text() for item in entries[name].items()]
        if len(set(named)) < len(named):
            raise entries[name].problem("names something twice; delete one of them")
    if not entries["slip_contents"].items():
        raise entries["slip_contents"].problem("must name one kind of item or more, like [org_life]")


def _check_named(entries: Mapping[str, Entry], catalogue: Catalogue) -> None:
    """Refuse to switch off, to compare and to take points for what there is not."""
    for code in entries["bonus_rules_off"].items() if "bonus_rules_off" in entries else ():
        if code.text() not in catalogue.bonus_rules:
            raise unknown_name(code, code.text(), catalogue.bonus_rules)
    _check_tie_break(entries["tie_break"], catalogue.categories)
    if "self_check_indicator" in entries:
        _check_self_check(entries["self_check_indicator"], catalogue.indicators)


def _check_tie_break(entry: Entry, categories: Collection[str]) -> None:
    known = (*TIE_BREAKS, *(f"{CATEGORY}{code}" for code in categories))
    for one in entry.items():
        if one.text() not in known:
            raise one.problem(f"{one.text()!r} is not possible here; write one of {', '.join(known)}")
    if sum(one.text().startswith(CATEGORY) for one in entry.items()) > 1:
        raise entry.problem("names two categories; one of them can break a tie")


def _check_self_check(entry: Entry, indicators: Mapping[str, Indicator]) -> None:
    code = entry.text()
    if code not in indicators:
        raise unknown_name(entry, code, indicators)
    if indicators[code].unit != "month":
        raise entry.problem(f"{code} counts by the {indicators[code].unit}; the self-check is one of a month")
