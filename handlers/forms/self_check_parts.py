"""Which day or person of a form that is complete is said to be another, of one item or of all of them (R13).

It is known by its item, by the day that stands there (十号不行要十二号), or as all: 两条的日子都改到月底前.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.forms import Draft, Setting
from handlers.forms.self_check_problems import Problem, people_of, problems_of
from rules.day_phrases import days_in, parse_day, promised_day
from rules.day_shifts import moved_to, redated, shifts_all
from rules.item_marks import marked_items
from rules.item_mentions import items_named
from rules.responsible import person_put_right
from rules.speech import PAUSE, Doubt, doubt_in
from rules.telling import names_event

_UNSETTLED: Final = frozenset({Doubt.QUESTION, Doubt.CONDITION, Doubt.LATER})


def parts_put_right(draft: Draft, text: str, setting: Setting) -> dict[str, Any]:
    """Give the new days and people; none where it is not plain of which item, or what else is meant."""
    if doubt_in(text) in _UNSETTLED:
        return {}
    answers: dict[str, Any] = {}
    for about, said in _pieces(draft, text, setting):
        found = _new_parts(draft, about, said, setting)
        if not about or not found:
            return {}
        answers |= found
    return answers


def measures_redated(draft: Draft, answers: Mapping[str, Any], setting: Setting) -> dict[str, str]:
    """Write the measures whose day is moved with the new one: 11月13日补开 is 11月17日补开 then."""
    redone = {}
    for key, new in answers.items():
        measure, old = key.removesuffix("done_by") + "measure", draft.answers.get(key)
        if not key.endswith(".done_by") or old in (None, new) or measure in answers:
            continue
        words = str(draft.answers.get(measure) or "")
        found = promised_day(words, setting.today, setting.calendar)
        if found and found.day == old:
            redone[measure] = redated(words, found, new)
    return redone


def _pieces(draft: Draft, text: str, setting: Setting) -> Iterator[tuple[Sequence[Problem], str]]:
    problems = problems_of(draft)
    marked = marked_items(text, {one.number: one.title for one in problems})
    if marked and len(marked.said) > 1:
        yield from (([one for one in problems if one.number == number], said) for number, said in marked.said.items())
    else:
        yield _meant(draft, problems, text, setting), text


def _meant(draft: Draft, problems: Sequence[Problem], text: str, setting: Setting) -> Sequence[Problem]:
    named = items_named(text, {one.number: one.title for one in problems})
    if named:
        return [one for one in problems if one.number in named] if len(named) == 1 else []
    if shifts_all(text):
        return problems
    days = days_in(text, setting.today, setting.calendar)
    held = [one for one in problems if draft.answers.get(f"{one.prefix}.done_by") in days]
    return held if len(held) == 1 else []


def _new_parts(draft: Draft, about: Sequence[Problem], said: str, setting: Setting) -> dict[str, Any]:
    who = person_put_right(said, people_of(draft))
    held = {draft.answers.get(f"{one.prefix}.done_by") for one in about}
    day = _new_day(said, held, setting)
    found = {f"{one.prefix}.responsible": who for one in about if who}
    return found | {f"{one.prefix}.done_by": day for one in about if day and not one.late}


def _new_day(said: str, held: set[date | None], setting: Setting) -> date | None:
    """Find the one day that something is moved to, or that stands alone; else the only one that is new."""
    clauses = [one for one in PAUSE.split(said) if one]
    told = {moved_to(one, setting.today, setting.calendar) for one in clauses}
    told |= {parse_day(one, setting.today, setting.calendar) for one in clauses}
    of_work = "，".join(one for one in clauses if not names_event(one))
    days = told - {None} - held or set(days_in(of_work, setting.today, setting.calendar)) - held
    day = next(iter(days)) if len(days) == 1 else None
    return day if day and day >= setting.today else None
