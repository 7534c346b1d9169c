"""The constants of the scheme: what the 办法 states, and the town's choices where it is silent (A1-A20)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Final, Literal

from rules.catalogue import Kind
from rules.periods import BOARDS_A_YEAR, BoardPeriod
from rules.yaml_types import Within

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

    @cached_property
    def tie_category(self) -> str | None:
        """The code of the category whose score breaks ties, where one does."""
        return next((one.removeprefix(CATEGORY) for one in self.tie_break if one.startswith(CATEGORY)), None)


STATED = frozenset(field.name for field in fields(StatedValues))
CHOSEN = frozenset(field.name for field in fields(Policy)) - STATED
# What follows so many grey boards in a row.
STREAKS: Final = ("grey_streak_disqualify", "grey_streak_interview")
SECTIONS = {"from_document": STATED, "our_defaults": CHOSEN}
