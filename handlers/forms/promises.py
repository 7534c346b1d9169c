"""What a self-check says of promises made before (上次答应的): asked behind the items, answered in the same message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from bot.forms import Draft, Question, Reader, Setting, Unclear, Understood
from models.promises import OPEN, Promise
from models.slips import Slip
from rules.day_phrases import promised_day
from rules.item_marks import Marked, marked_items
from rules.promise_lines import Told, means_all, promise_told
from services.slips.half_filled import PROMISED


@dataclass(frozen=True)
class Asked:
    """One promise a draft asks about: `key` is that of what is said of it, `number` how the slip counts it."""

    id: int
    key: str
    number: int
    item: str
    measure: str
    day: date


@dataclass(frozen=True)
class Answered:
    """What is read back: the promise by its number and item, and what was said of it."""

    number: int
    item: str
    said: Told


@dataclass(frozen=True)
class PromiseReader(Reader):
    """做到了, or 没做到 with or without a new day; nothing else is taken down."""

    gives: ClassVar = Told
    takes_words: ClassVar = True

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Understand what is said of the one promise that is asked about."""
        told = told_in(text, setting)
        return Unclear("wrong_promise") if told is None else Understood({key: told})


def told_in(text: str, setting: Setting) -> Told | None:
    """Read what is said of one promise; a day is one ahead."""
    return promise_told(text, lambda part: promised_day(part, setting.today, setting.calendar), setting.today)


def promise_facts(slip: Slip) -> list[dict[str, Any]]:
    """Describe the promises of a slip as the facts of a draft hold them."""
    return [
        {"id": one.id, "item": one.item, "measure": one.measure, "day": one.day.isoformat()} for one in asked_on(slip)
    ]


def asked_on(slip: Slip) -> Sequence[Promise]:
    """List what a form about a slip asks: what is open, and what the form it changes has said."""
    return [one for one in slip.promises_asked if one.state in (OPEN, "kept", "broken")]


def promises_asked(draft: Draft) -> list[Asked]:
    """List the promises a draft asks about, numbered on behind its items."""
    return [
        Asked(
            id=one["id"],
            key=f"{PROMISED}{place}",
            number=len(draft.facts["items"]) + place,
            item=one["item"],
            measure=one["measure"],
            day=date.fromisoformat(one["day"]),
        )
        for place, one in enumerate(draft.facts.get("promises", []), start=1)
    ]


def questions_about(draft: Draft) -> list[Question]:
    """Ask about each promise."""
    return [Question(one.key, "ask_promise", PromiseReader(), {"promise": one}) for one in promises_asked(draft)]


def asks_promise(question: Question | None) -> bool:
    """Tell whether it is a promise that is being asked about."""
    return question is not None and isinstance(question.reader, PromiseReader)


def told_by_number(draft: Draft, said: Mapping[int, str], setting: Setting) -> dict[str, Told]:
    """Take what is said of promises by their numbers; what is not certain stays open and is asked."""
    found = ((one.key, told_in(said[one.number], setting)) for one in promises_asked(draft) if one.number in said)
    return {key: told for key, told in found if told is not None}


def told_unnumbered(draft: Draft, said: str, setting: Setting) -> dict[str, Told]:
    """Take what is said of promises without a number: of the only one, or of all (都做到了); else nothing."""
    asked = promises_asked(draft)
    told = told_in(said, setting) if len(asked) == 1 or means_all(said) else None
    return {one.key: told for one in asked} if told is not None else {}


def marked_with_promises(
    text: str, titles: Mapping[int, str], promises: Sequence[int], asked: int | None = None
) -> Marked | None:
    """Take a message apart by item and promise; promises have a number and no name, so no item's words become theirs.

    A message that leaves them out is read as if there were none.
    """
    everything = {**titles, **dict.fromkeys(promises, "")}
    return (marked_items(text, everything, asked) if promises else None) or marked_items(text, titles, asked)


def answered_of(draft: Draft) -> list[Answered]:
    """List what was said of promises, for the read-back."""
    found = ((one, draft.answers.get(one.key)) for one in promises_asked(draft))
    return [Answered(one.number, one.item, said) for one, said in found if said is not None]


def told_of(draft: Draft) -> dict[int, Told]:
    """Give what was said of promises by their ids, as the service takes it."""
    found = ((one.id, draft.answers.get(one.key)) for one in promises_asked(draft))
    return {promise_id: said for promise_id, said in found if said is not None}
