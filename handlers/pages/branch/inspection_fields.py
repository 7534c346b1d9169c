"""The fields of an inspection sheet: of each indicator nothing yet, that it was in order, or what was found.

While a sheet is not finished the draft keeps what was `noted` and `looked` at; a draft the chat has read back is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.forms import Draft
from bot.wording import word
from handlers.pages.branch.open_forms import Difference
from handlers.pages.branch.typed import WORDS, Fields
from rules.bounds import whole_number
from rules.catalogue import Indicator
from rules.periods import Month
from services.inspections.checking import LONGEST_FACT, GivenFinding

IN_ORDER: Final = "0"
FEWEST_PLACES: Final = 2


@dataclass(frozen=True)
class Asked:
    """One indicator on the page; `places` is how many findings there is room for, `held` what is booked already."""

    indicator: Indicator
    places: int
    held: tuple[str, ...]


def noted(draft: Draft) -> tuple[GivenFinding, ...]:
    """List what was found so far."""
    found: tuple[GivenFinding, ...] = draft.answers.get("findings", draft.answers.get("noted", ()))
    return found


def looked(draft: Draft) -> frozenset[str]:
    """Name the indicators that were looked at."""
    if "findings" in draft.answers:
        return frozenset(one["code"] for one in draft.facts["indicators"])
    return frozenset(draft.answers.get("looked", ()))


def places_for(indicator: Indicator, draft: Draft) -> int:
    """Tell how many findings on an indicator there is room for: one where it can fail once only."""
    found = sum(one.indicator == indicator.code for one in noted(draft))
    return max(found, FEWEST_PLACES if indicator.unit in ("case", "month") else 1)


def typed_of(draft: Draft, indicators: Sequence[Indicator]) -> dict[str, str]:
    """Say what the fields of some indicators hold."""
    typed: dict[str, str] = {}
    for one in indicators:
        found = [each for each in noted(draft) if each.indicator == one.code]
        if found or one.code in looked(draft):
            typed[one.code] = str(len(found))
        for place, each in enumerate(found, start=1):
            typed |= {f"{one.code}.fact{place}": each.fact, f"{one.code}.month{place}": str(each.month)}
    return typed


def read_category(draft: Draft, indicators: Sequence[Indicator], months: Sequence[Month], read: Fields) -> Draft:
    """Read one category into the draft; what cannot be taken is said, and is not looked at yet."""
    codes = {one.code for one in indicators}
    found = [one for one in noted(draft) if one.indicator not in codes]
    seen = set(looked(draft)) - codes
    for one in indicators:
        said = read.given(one.code)
        here = [] if said in ("", IN_ORDER) else _findings(one.code, said, months, read, places_for(one, draft))
        found += here
        if said == IN_ORDER or here:
            seen.add(one.code)
    order = [one["code"] for one in draft.facts["indicators"]]
    answers = {"noted": tuple(found), "looked": tuple(code for code in order if code in seen)}
    return draft.without("findings").with_answers(answers)


def _findings(code: str, said: str, months: Sequence[Month], read: Fields, most: int) -> list[GivenFinding]:
    found: list[GivenFinding] = []
    wanted = min(whole_number(said) or 0, most)
    by_name = {str(one): one for one in months}
    for place in range(1, wanted + 1):
        read.text(f"{code}.fact{place}", "ask_fact", LONGEST_FACT)
        month = by_name.get(read.given(f"{code}.month{place}"))
        if month is None:
            read.lacks(f"{code}.month{place}", "ask_month")
        elif fact := read.answers.get(f"{code}.fact{place}"):
            found.append(GivenFinding(code, month, fact))
    if len(set(found)) < len(found):
        read.lacks(code, "fact_twice")
    return list(dict.fromkeys(found))


def differences(draft: Draft, typed: Mapping[str, str], indicators: Sequence[Indicator]) -> list[Difference]:
    """List where a category of the draft and what was typed say something else."""
    there = typed_of(draft, indicators)
    return [
        Difference(f"{one.code} {one.title}", _said(there, one.code), _said(typed, one.code))
        for one in indicators
        if _said(there, one.code) != _said(typed, one.code)
    ]


def _said(typed: Mapping[str, str], code: str) -> str:
    """Write what is said of an indicator in one line: the facts, 0 where all is in order."""
    number = typed.get(code, "")
    places = range(1, min(whole_number(number) or 0, len(typed)) + 1)
    facts = [typed.get(f"{code}.fact{place}", "") for place in places]
    return word(WORDS, "found", facts=facts, number=number)
