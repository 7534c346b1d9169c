"""The fields of a self-check: what they show of a draft, and what is read from them.

Of an item that was done late nobody is asked for a day. A reason is one of the usual ones or one's own words; of what
was promised it is said that it was kept, or not, with a new day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.forms import Draft
from bot.wording import day_text, word
from handlers.forms.item_said import PARTS
from handlers.forms.promises import promises_asked
from handlers.forms.self_check import SelfCheckForm
from handlers.forms.self_check_filing import own_findings
from handlers.forms.self_check_problems import Problem, problems_of
from handlers.pages.branch.open_forms import Difference
from handlers.pages.branch.typed import WORDS, Fields
from rules.promise_lines import Told

OWN_WORDS: Final = "own"
KEPT: Final = "kept"
BROKEN: Final = "broken"
_MOST_OWN: Final = 9


@dataclass(frozen=True)
class Card:
    """One problem on the page, with the item of the slip it is (None for an own finding)."""

    problem: Problem
    item: Mapping[str, Any] | None


def usual_reasons() -> tuple[str, ...]:
    """List the reasons the chat offers."""
    return tuple(word(SelfCheckForm.wording, "reasons").splitlines())


def cards_of(draft: Draft) -> list[Card]:
    """List what is to be answered, with one empty place behind the own findings."""
    items = {str(one["number"]): one for one in draft.facts["items"]}
    cards = [Card(one, items.get(one.prefix)) for one in problems_of(draft)]
    own = own_findings(draft)
    number = len(items) + len(promises_asked(draft)) + len(own) + 1
    fresh = Card(Problem(f"own{len(own) + 1}", number, "", late=False), None)
    return [*cards, *([fresh] if len(own) < _MOST_OWN else [])]


def typed_of(draft: Draft) -> dict[str, str]:
    """Say what the fields of a draft hold."""
    typed: dict[str, str] = {}
    reasons = usual_reasons()
    for key, value in draft.answers.items():
        if isinstance(value, Told):
            typed |= {key: KEPT if value.kept else BROKEN, f"{key}.day": value.day.isoformat() if value.day else ""}
        elif key.endswith(".reason") and value not in reasons:
            typed |= {key: OWN_WORDS, f"{key}.own": value}
        else:
            typed[key] = value.isoformat() if isinstance(value, date) else str(value)
    return typed


def read_self_check(draft: Draft, fields: Fields) -> None:
    """Read every field; `fields` holds then what can be taken, and of what lacks what would fit."""
    if since := draft.facts["on_paper_since"]:
        fields.day("handed_in", "ask_handed_in", since=date.fromisoformat(since), until=fields.setting.today)
    # What came on paper was promised on the day it was handed in, however late it is typed.
    begins = fields.answers.get("handed_in", fields.setting.today)
    for card in cards_of(draft):
        if card.item is not None or _is_written(card.problem.prefix, fields):
            _read_problem(card, fields, begins)
    for promise in promises_asked(draft):
        _read_promise(promise.key, fields, begins)
    fields.answers = _closed_up(fields.answers)


def _closed_up(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Number own findings anew where one in the middle was emptied."""
    own = sorted(key for key in answers if re.fullmatch(r"own\d+", key))
    anew = {key: f"own{number}" for number, key in enumerate(own, start=1)}

    def renamed(key: str) -> str:
        prefix, dot, part = key.partition(".")
        return f"{anew.get(prefix, prefix)}{dot}{part}"

    return {renamed(key): value for key, value in answers.items()}


def _is_written(prefix: str, fields: Fields) -> bool:
    """Tell whether anything was typed about a problem; an own finding that is emptied is taken out."""
    parts = ("reason.own", *(part for part in PARTS if part != "responsible"))
    return any(fields.given(key) for key in (prefix, *(f"{prefix}.{part}" for part in parts)))


def _read_problem(card: Card, fields: Fields, begins: date) -> None:
    prefix = card.problem.prefix
    if card.item is None:
        fields.text(prefix, "ask_problem")
    _read_reason(f"{prefix}.reason", fields)
    fields.text(f"{prefix}.measure", "ask_measure_late" if card.problem.late else "ask_measure")
    # The page proposes a name there: left alone beside nothing else, it is nobody's answer.
    if fields.given(f"{prefix}.responsible") and _is_written(prefix, fields):
        fields.text(f"{prefix}.responsible", "ask_responsible")
    if not card.problem.late:
        fields.day(f"{prefix}.done_by", _asked("ask_done_by", fields, begins), since=begins)


def _read_reason(key: str, fields: Fields) -> None:
    own = fields.given(f"{key}.own")
    chosen = fields.given(key)
    if chosen in ("", OWN_WORDS) and own:
        fields.text(f"{key}.own", "ask_reason")
        if f"{key}.own" in fields.answers:
            fields.answers[key] = fields.answers.pop(f"{key}.own")
    elif chosen == OWN_WORDS:
        fields.lacks(key, "ask_own_reason")
    else:
        fields.text(key, "ask_reason")


def _asked(block: str, fields: Fields, begins: date) -> str:
    """Name the sentence that says which days fit: from today on, or from the day the paper was handed in."""
    return block if begins == fields.setting.today else f"{block}_on_paper"


def _read_promise(key: str, fields: Fields, begins: date) -> None:
    said = fields.given(key)
    if said == KEPT:
        fields.answers[key] = Told(kept=True, words=word(WORDS, "kept"))
        return
    if said != BROKEN:
        fields.lacks(key, "ask_promise")
        return
    day = fields.day_in(f"{key}.day")
    if day is None or day < begins:
        fields.lacks(f"{key}.day", _asked("ask_new_day", fields, begins))
    else:
        fields.answers[key] = Told(kept=False, words=word(WORDS, "broken", day=day_text(day)), day=day)


def rewritten(draft: Draft, fields: Fields) -> Draft:
    """Put what was read into a draft; what was emptied or cannot be taken is answered no more."""
    asked = [key for key in draft.answers if key not in fields.answers]
    return draft.without(*asked).with_answers(fields.answers)


def differences(draft: Draft, typed: Mapping[str, str]) -> list[Difference]:
    """List where a draft and what was typed say something else, in the order of the page."""
    there = typed_of(draft)
    # Who sees to it is asked of what is not done yet, and of nothing else.
    keys = [key for key in dict.fromkeys([*there, *typed]) if not key.endswith(".responsible") or key in typed]
    titles = {one.problem.prefix: one.problem.title for one in cards_of(draft)}
    titles |= {one.key: one.item for one in promises_asked(draft)}
    return [
        Difference(_label(key, titles), _shown(there.get(key, "")), _shown(typed.get(key, "")))
        for key in keys
        if there.get(key, "") != typed.get(key, "") and not (key.endswith(".responsible") and key not in there)
    ]


def _label(key: str, titles: Mapping[str, str]) -> str:
    prefix, _, part = key.partition(".")
    return word(WORDS, "label", title=titles.get(prefix, ""), part=part)


def _shown(said: str) -> str:
    try:
        return day_text(date.fromisoformat(said))
    except ValueError:
        return word(WORDS, said) if said in (KEPT, OWN_WORDS) else said
