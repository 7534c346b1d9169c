"""Reading the policy from YAML and checking it: every mistake is noted, also those of one value against another."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from rules.periods import MONTHS_IN_A_YEAR, moment_on
from rules.policy import CATEGORY, SECTIONS, STREAKS, TIE_BREAKS, Policy
from rules.retired import without_retired
from rules.yaml_entries import Entry, unknown_name
from rules.yaml_mistakes import Notes, YamlEntryError
from rules.yaml_types import names_of, read_fields

Entries = Mapping[str, Entry]
Mistakes = Iterator[YamlEntryError]

_ANY_DAY: Final = date(2000, 1, 1)
_AN_HOUR: Final = timedelta(hours=1)
# The timetable's sweeps that push run between these, every ten minutes.
PUSHING_HOURS: Final = ("08:00", "18:00")
_SELF_CHECKS: Final = ("on_time", "on_time_after_redo", "late", "missing")


@dataclass(frozen=True)
class Catalogue:
    """What a policy can name: codes of categories, indicators and bonus rules, None where nobody knows them.

    `units` says by what each indicator counts that could be read.
    """

    categories: Collection[str] | None
    indicators: Collection[str] | None
    bonus_rules: Collection[str] | None
    units: Mapping[str, str]


def read_policy(entry: Entry, catalogue: Catalogue, notes: Notes, *, kept: bool = False) -> Policy | None:
    """Read and check both sections of the policy; None, and notes, where that cannot be done.

    What it names is in the `catalogue`. What a database `kept` was checked when it came in: it holds as it was written.
    """
    entries = _entries(entry, notes, kept=kept)
    values = read_fields(Policy, entries, notes, in_range=not kept)
    unread = (names_of(Policy)[0] | entries.keys()) - values.keys()
    # With what cannot be read left open, the rest is held against each other all the same.
    policy = Policy(**{**values, **dict.fromkeys(unread)})
    if not kept:
        read = {name: one for name, one in entries.items() if name not in unread}
        _check(policy, read, unread, notes)
        _check_named(read, catalogue, notes)
    return None if unread else policy


def _entries(entry: Entry, notes: Notes, *, kept: bool) -> dict[str, Entry]:
    required, optional = names_of(Policy)
    found: dict[str, Entry] = {}
    for section, one in entry.fields_named(frozenset(SECTIONS), notes=notes).items():
        names = SECTIONS[section]
        with notes.noting():
            found |= without_retired(one, notes, kept=kept).fields_named(names & required, names & optional, notes)
    return found


def _check(policy: Policy, entries: Entries, unread: Collection[str], notes: Notes) -> None:
    """Hold values against each other, wherever all that a check needs could be read."""
    for needed, check in _CHECKS:
        if not set(needed) & set(unread):
            notes.add_all(check(policy, entries))
    for name in {"slip_contents", "tie_break"} & entries.keys():
        notes.add_all(_list_mistakes(name, entries[name]))


def _months_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find what no board of this length could reach."""
    months = MONTHS_IN_A_YEAR // policy.boards_a_year
    if policy.min_full_months_in_quarter > months:
        reason = f"is {policy.min_full_months_in_quarter}, but a board of a {policy.board_period} has {months} months"
        facts = {"said": policy.min_full_months_in_quarter, "months": months}
        yield entries["min_full_months_in_quarter"].problem(reason, "too_many_months", **facts)


def _boards_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find what no year could reach."""
    if policy.annual_min_ranked_quarters > policy.boards_a_year:
        reason = f"is {policy.annual_min_ranked_quarters}, but a year has {policy.boards_a_year} boards"
        facts = {"said": policy.annual_min_ranked_quarters, "boards": policy.boards_a_year}
        yield entries["annual_min_ranked_quarters"].problem(reason, "too_many_boards", **facts)


def _streak_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Ask for what follows grey boards in a row where there is a grey list, and refuse it where there is none."""
    for name in STREAKS:
        if policy.grey_size == 0 and name in entries:
            reason = "has no effect, for grey_size is 0 and there is no grey list; delete this line"
            yield entries[name].problem(reason, "streak_without_list")
        if policy.grey_size and name not in entries:
            reason = f"is {policy.grey_size}, but {name} is missing"
            yield entries["grey_size"].problem(reason, "list_without_streak", said=policy.grey_size, name=name)


def _interview_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find an interview that comes no later than what is milder."""
    stated = entries.get("grey_streak_interview")
    if stated and policy.grey_size and policy.grey_streak_interview <= policy.grey_streak_disqualify:
        reason = f"must be more than grey_streak_disqualify, which is {policy.grey_streak_disqualify}"
        facts = {"said": policy.grey_streak_interview, "more_than": policy.grey_streak_disqualify}
        yield stated.problem(reason, "interview_too_soon", **facts)


def _score_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a worse self-check that counts for more."""
    falling = [policy.self_check_scores[name] for name in _SELF_CHECKS]
    if falling != sorted(falling, reverse=True):
        reason = "must fall from on_time over on_time_after_redo and late to missing"
        yield entries["self_check_scores"].problem(reason, "scores_not_falling", names=_SELF_CHECKS, found=falling)


def _window_mistakes(policy: Policy, entries: Entries) -> Mistakes:
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


def _deadline_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    with suppress(ValueError):
        moment_on(_ANY_DAY, policy.deadline_time)
        return
    yield _no_time(policy.deadline_time, entries["deadline_time"])


def _reminding_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    """Find a deadline before anybody is reminded; times that are none are told elsewhere."""
    stated = entries["deadline_time"]
    if _moment(policy.deadline_time, stated) <= _moment(policy.push_window[0], entries["push_window"]):
        reason = (
            f"{policy.deadline_time} is before anybody is reminded that day; "
            f"write a time from after {policy.push_window[0]}, when push_window opens, to 24:00"
        )
        yield stated.problem(reason, "deadline_early", said=policy.deadline_time, opens=policy.push_window[0])


def _moment(clock_time: str, entry: Entry) -> datetime:
    try:
        return moment_on(_ANY_DAY, clock_time)
    except ValueError:
        raise _no_time(clock_time, entry) from None


def _no_time(clock_time: str, entry: Entry) -> YamlEntryError:
    return entry.problem(f"{clock_time!r} is not a time of day, like 17:30", "no_time", said=clock_time)


def _share_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    red, grey = policy.small_town_red_share, policy.small_town_grey_share
    if red + grey > 1:
        reason = f"{red} red and {grey} grey are more than everybody; the two shares may add up to 1 at most (A10)"
        yield entries["small_town_grey_share"].problem(reason, "shares", red=red, grey=grey)


def _weight_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    weights = sum(policy.annual_weights.values())
    if weights != 1:
        reason = f"the weights add up to {weights}; make them 1 (A17)"
        yield entries["annual_weights"].problem(reason, "weights", found=weights)


def _grade_mistakes(policy: Policy, entries: Entries) -> Mistakes:
    if not policy.democratic_grades:
        yield entries["democratic_grades"].problem(
            "must name one grade or more, each with its points (A18)", "no_grade"
        )


def _list_mistakes(name: str, entry: Entry) -> Mistakes:
    """Find what is named twice, and a slip without contents."""
    named = [item.text() for item in entry.items()]
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        yield entry.problem("names something twice; delete one of them", "listed_twice", said=twice)
    if name == "slip_contents" and not named:
        yield entry.problem("must name one kind of item or more, like [org_life]", "nothing_listed")


def _check_named(entries: Entries, catalogue: Catalogue, notes: Notes) -> None:
    """Find what is switched off, compared, or takes points, and is not there."""
    if "bonus_rules_off" in entries and catalogue.bonus_rules is not None:
        notes.add_all(_switch_mistakes(entries["bonus_rules_off"], catalogue.bonus_rules))
    if "tie_break" in entries and catalogue.categories is not None:
        notes.add_all(_tie_break_mistakes(entries["tie_break"], catalogue.categories))
    if "self_check_indicator" in entries and catalogue.indicators is not None:
        notes.add_all(_self_check_mistakes(entries["self_check_indicator"], catalogue.indicators, catalogue.units))


def _switch_mistakes(entry: Entry, bonus_rules: Collection[str]) -> Mistakes:
    for code in entry.items():
        if code.text() not in bonus_rules:
            yield unknown_name(code, code.text(), bonus_rules)


def _tie_break_mistakes(entry: Entry, categories: Collection[str]) -> Mistakes:
    known = (*TIE_BREAKS, *(f"{CATEGORY}{code}" for code in categories))
    for one in entry.items():
        if one.text() not in known:
            reason = f"{one.text()!r} is not possible here; write one of {', '.join(known)}"
            yield one.problem(reason, "no_choice", said=one.text(), choices=known)
    if sum(one.text().startswith(CATEGORY) for one in entry.items()) > 1:
        yield entry.problem("names two categories; one of them can break a tie", "two_categories")


def _self_check_mistakes(entry: Entry, indicators: Collection[str], units: Mapping[str, str]) -> Mistakes:
    code = entry.text()
    if code not in indicators:
        yield unknown_name(entry, code, indicators)
    elif units.get(code, "month") != "month":
        yield entry.problem(
            f"{code} counts by the {units[code]}; the self-check is one of a month", "not_monthly", said=code
        )


# What each check needs to have been read, and the check.
_CHECKS: Final = (
    (("board_period", "min_full_months_in_quarter"), _months_mistakes),
    (("board_period", "annual_min_ranked_quarters"), _boards_mistakes),
    (("grey_size", *STREAKS), _streak_mistakes),
    (("grey_size", *STREAKS), _interview_mistakes),
    (("self_check_scores",), _score_mistakes),
    (("push_window",), _window_mistakes),
    (("deadline_time",), _deadline_mistakes),
    (("deadline_time", "push_window"), _reminding_mistakes),
    (("small_town_red_share", "small_town_grey_share"), _share_mistakes),
    (("annual_weights",), _weight_mistakes),
    (("democratic_grades",), _grade_mistakes),
)
