"""The fields of an order to be issued: ground, problems tied to an indicator each, demand, and the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.forms import Draft
from bot.readers import LONGEST_TEXT
from bot.wording import day_text, word
from handlers.pages.branch.open_forms import Difference
from handlers.pages.branch.typed import WORDS, Fields
from models.inspections import Inspection
from rules.bounds import whole_number
from rules.workdays import Calendar
from services.orders.deadlines import is_due_day
from services.orders.issuing import GivenProblem

OWN: Final = "own"
# How long a branch is usually given, in working days, beside the rule's own number.
USUAL_DAYS: Final = (3, 5, 10)
EMPTY_ROWS: Final = 2


@dataclass(frozen=True)
class Row:
    """A problem that can stand on the order: one that is there already and only ticked, or a place to write one."""

    number: int
    indicator: str
    text: str
    is_given: bool
    is_ticked: bool


def rows_of(draft: Draft, sheet: Inspection | None) -> list[Row]:
    """List the problems of the draft, then what the last inspection found, then places to write."""
    written = list(draft.answers.get("problems", ()))
    found = [GivenProblem(one.indicator, one.fact) for one in (sheet.findings if sheet else ())]
    known = list(dict.fromkeys([*written, *found]))
    given = [Row(n, one.indicator, one.text, True, one in written) for n, one in enumerate(known, start=1)]
    return given + [Row(len(known) + n, "", "", is_given=False, is_ticked=False) for n in range(1, EMPTY_ROWS + 1)]


def rows_posted(posted: Mapping[str, str]) -> list[Row]:
    """List the rows as they were posted."""
    found = (whole_number(key.removeprefix("code")) for key in posted if key.startswith("code"))
    numbers = sorted(number for number in found if number is not None)
    return [
        Row(
            number,
            posted.get(f"code{number}", ""),
            posted.get(f"text{number}", ""),
            f"given{number}" in posted,
            f"on{number}" in posted,
        )
        for number in numbers
    ]


def due_days(calendar: Calendar, today: date, default: int) -> list[tuple[int, date]]:
    """List the days that are offered, each with its number of working days."""
    numbers = sorted({*USUAL_DAYS, default})
    return [(one, calendar.working_day_after(today, one)) for one in numbers]


def typed_of(draft: Draft, offered: Sequence[date]) -> dict[str, str]:
    """Say what the fields beside the problems hold."""
    answers, grounds = draft.answers, [one["text"] for one in draft.facts["grounds"]]
    typed = {"demand": answers.get("demand", "")}
    if "ground" in answers:
        own = answers["ground"] not in grounds
        typed |= {"ground": OWN, "own_ground": answers["ground"]} if own else {"ground": answers["ground"]}
    if "due" in answers:
        due = answers["due"].isoformat()
        typed |= {"due": due} if answers["due"] in offered else {"due": OWN, "own_due": due}
    return typed


def read_order(draft: Draft, read: Fields) -> None:
    """Read every field; `read` holds then what can be taken, and of what lacks what would fit."""
    ground = read.given("ground")
    said = read.given("own_ground") if ground in ("", OWN) else ground
    if said and len(said) <= LONGEST_TEXT:
        read.answers["ground"] = said
    else:
        read.lacks("ground", "ask_ground")
    _read_problems(draft, read)
    read.text("demand", "ask_demand")
    _read_due(read)


def _read_problems(draft: Draft, read: Fields) -> None:
    codes = {one["code"] for one in draft.facts["indicators"]}
    problems: list[GivenProblem] = []
    for row in rows_posted(read.posted):
        text = read.given(f"text{row.number}")
        if not (row.is_ticked if row.is_given else text):
            continue
        if row.indicator not in codes:
            read.lacks(f"code{row.number}", "ask_indicator")
        elif len(text) > LONGEST_TEXT:
            read.lacks(f"code{row.number}", "too_long", longest=LONGEST_TEXT)
        else:
            problems.append(GivenProblem(row.indicator, text))
    if problems:
        read.answers["problems"] = tuple(dict.fromkeys(problems))
    else:
        read.lacks("problems", "ask_problems")


def _read_due(read: Fields) -> None:
    day = read.day_in("own_due" if read.given("due") in ("", OWN) else "due")
    today = read.setting.today
    if day is not None and is_due_day(day, today, today, read.setting.calendar):
        read.answers["due"] = day
    else:
        read.lacks("due", "ask_due")


def differences(draft: Draft, answers: Mapping[str, Any]) -> list[Difference]:
    """List where the draft and what was typed say something else."""
    return [
        Difference(word(WORDS, "order_label", key=key), _shown(draft.answers.get(key)), _shown(answers.get(key)))
        for key in ("ground", "problems", "demand", "due")
        if draft.answers.get(key) != answers.get(key)
    ]


def _shown(said: Any) -> str:
    if isinstance(said, date):
        return day_text(said)
    if isinstance(said, tuple):
        return word(WORDS, "problems_said", problems=said)
    return str(said or "")
