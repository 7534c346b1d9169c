"""What the values of the policy must fulfil against each other, once they can be read."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from rules.periods import MONTHS_IN_A_YEAR, moment_on
from rules.policy import CATEGORY, STREAKS, TIE_BREAKS, Policy
from rules.yaml_entries import YamlEntry, unknown_name
from rules.yaml_mistakes import YamlEntryError

Entries = Mapping[str, YamlEntry]
Mistakes = Iterator[YamlEntryError]

_ANY_DAY: Final = date(2000, 1, 1)
_AN_HOUR: Final = timedelta(hours=1)
# The timetable's sweeps that push run between these, every ten minutes.
PUSHING_HOURS: Final = ("08:00", "18:00")
_SELF_CHECKS: Final = ("on_time", "on_time_after_redo", "late", "missing")


def months_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find what no board of this length could reach."""
    months = MONTHS_IN_A_YEAR // policy.boards_a_year
    if policy.min_full_months_in_quarter > months:
        reason = f"is {policy.min_full_months_in_quarter}, but a board of a {policy.board_period} has {months} months"
        facts = {"said": policy.min_full_months_in_quarter, "months": months}
        yield entries["min_full_months_in_quarter"].problem(reason, "too_many_months", **facts)


def boards_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find what no year could reach."""
    if policy.annual_min_ranked_quarters > policy.boards_a_year:
        reason = f"is {policy.annual_min_ranked_quarters}, but a year has {policy.boards_a_year} boards"
        facts = {"said": policy.annual_min_ranked_quarters, "boards": policy.boards_a_year}
        yield entries["annual_min_ranked_quarters"].problem(reason, "too_many_boards", **facts)


def streak_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Ask for what follows grey boards in a row where there is a grey list, and refuse it where there is none."""
    for name in STREAKS:
        if policy.grey_size == 0 and name in entries:
            reason = "has no effect, for grey_size is 0 and there is no grey list; delete this line"
            yield entries[name].problem(reason, "streak_without_list")
        if policy.grey_size and name not in entries:
            reason = f"is {policy.grey_size}, but {name} is missing"
            yield entries["grey_size"].problem(reason, "list_without_streak", said=policy.grey_size, name=name)


def interview_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find an interview that comes no later than what is milder."""
    stated = entries.get("grey_streak_interview")
    if stated and policy.grey_size and policy.grey_streak_interview <= policy.grey_streak_disqualify:
        reason = f"must be more than grey_streak_disqualify, which is {policy.grey_streak_disqualify}"
        facts = {"said": policy.grey_streak_interview, "more_than": policy.grey_streak_disqualify}
        yield stated.problem(reason, "interview_too_soon", **facts)


def score_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a worse self-check that counts for more."""
    falling = [policy.self_check_scores[name] for name in _SELF_CHECKS]
    if falling != sorted(falling, reverse=True):
        reason = "must fall from on_time over on_time_after_redo and late to missing"
        yield entries["self_check_scores"].problem(reason, "scores_not_falling", names=_SELF_CHECKS, found=falling)


def window_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find hours in which nobody could be reminded."""
    stated = entries["push_window"]
    opens, closes = (_moment(each, stated) for each in policy.push_window)
    if opens >= closes:
        yield stated.problem('must open before it closes, like ["08:30", "17:30"]', "window_shut")
        return
    first, last = (moment_on(_ANY_DAY, each) for each in PUSHING_HOURS)
    if opens < first or closes > last or closes - opens < _AN_HOUR:
        said, within = policy.push_window, PUSHING_HOURS
        reason = f"{' to '.join(said)} is not possible here; write an hour or more from {' to '.join(within)}"
        yield stated.problem(reason, "window_elsewhere", said=said, within=within)


def deadline_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a deadline that is no time of day."""
    with suppress(ValueError):
        moment_on(_ANY_DAY, policy.deadline_time)
        return
    yield _no_time(policy.deadline_time, entries["deadline_time"])


def reminding_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a deadline before anybody is reminded; times that are none are told elsewhere."""
    stated = entries["deadline_time"]
    if _moment(policy.deadline_time, stated) <= _moment(policy.push_window[0], entries["push_window"]):
        reason = (
            f"{policy.deadline_time} is before anybody is reminded that day; "
            f"write a time from after {policy.push_window[0]}, when push_window opens, to 24:00"
        )
        yield stated.problem(reason, "deadline_early", said=policy.deadline_time, opens=policy.push_window[0])


def _moment(clock_time: str, entry: YamlEntry) -> datetime:
    try:
        return moment_on(_ANY_DAY, clock_time)
    except ValueError:
        raise _no_time(clock_time, entry) from None


def _no_time(clock_time: str, entry: YamlEntry) -> YamlEntryError:
    return entry.problem(f"{clock_time!r} is not a time of day, like 17:30", "no_time", said=clock_time)


def share_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find shares of a small town that are more than everybody (A10)."""
    red, grey = policy.small_town_red_share, policy.small_town_grey_share
    if red + grey > 1:
        reason = f"{red} red and {grey} grey are more than everybody; the two shares may add up to 1 at most (A10)"
        yield entries["small_town_grey_share"].problem(reason, "shares", red=red, grey=grey)


def weight_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find weights of the year that do not add up to 1 (A17)."""
    weights = sum(policy.annual_weights.values())
    if weights != 1:
        reason = f"the weights add up to {weights}; make them 1 (A17)"
        yield entries["annual_weights"].problem(reason, "weights", found=weights)


def grade_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a democratic review without grades (A18)."""
    if not policy.democratic_grades:
        yield entries["democratic_grades"].problem(
            "must name one grade or more, each with its points (A18)", "no_grade"
        )


def list_mistakes(name: str, entry: YamlEntry) -> Mistakes:
    """Find what is named twice, and a slip without contents."""
    named = [item.text() for item in entry.items()]
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        yield entry.problem("names something twice; delete one of them", "listed_twice", said=twice)
    if name == "slip_contents" and not named:
        yield entry.problem("must name one kind of item or more, like [org_life]", "nothing_listed")


def switch_mistakes(entry: YamlEntry, bonus_rules: Collection[str]) -> Mistakes:
    """Find bonus rules switched off that are not there."""
    for code in entry.items():
        if code.text() not in bonus_rules:
            yield unknown_name(code, code.text(), bonus_rules)


def tie_break_mistakes(entry: YamlEntry, categories: Collection[str]) -> Mistakes:
    """Find what cannot break a tie (A9)."""
    known = (*TIE_BREAKS, *(f"{CATEGORY}{code}" for code in categories))
    for one in entry.items():
        if one.text() not in known:
            reason = f"{one.text()!r} is not possible here; write one of {', '.join(known)}"
            yield one.problem(reason, "no_choice", said=one.text(), choices=known)
    if sum(one.text().startswith(CATEGORY) for one in entry.items()) > 1:
        yield entry.problem("names two categories; one of them can break a tie", "two_categories")


def self_check_mistakes(entry: YamlEntry, indicators: Collection[str], units: Mapping[str, str]) -> Mistakes:
    """Find an indicator for the self-check that is not there, or not one of a month (R16)."""
    code = entry.text()
    if code not in indicators:
        yield unknown_name(entry, code, indicators)
    elif units.get(code, "month") != "month":
        yield entry.problem(
            f"{code} counts by the {units[code]}; the self-check is one of a month", "not_monthly", said=code
        )


# What each check needs to have been read, and the check.
CHECKS: Final = (
    (("board_period", "min_full_months_in_quarter"), months_mistakes),
    (("board_period", "annual_min_ranked_quarters"), boards_mistakes),
    (("grey_size", *STREAKS), streak_mistakes),
    (("grey_size", *STREAKS), interview_mistakes),
    (("self_check_scores",), score_mistakes),
    (("push_window",), window_mistakes),
    (("deadline_time",), deadline_mistakes),
    (("deadline_time", "push_window"), reminding_mistakes),
    (("small_town_red_share", "small_town_grey_share"), share_mistakes),
    (("annual_weights",), weight_mistakes),
    (("democratic_grades",), grade_mistakes),
)
