"""How a half-finished form is kept: as plain values, in which every answer is written by the type its reader gives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.forms import Draft, Form


class LostDraft(Exception):
    """What was kept cannot be read any more: an older version of the program asked something else."""


def kept(form: Form, draft: Draft) -> dict[str, object]:
    """Write a draft as plain values."""
    answers = {
        one.key: _codec(one.reader.gives).dump_python(draft.answers[one.key], mode="json")
        for one in form.questions(draft)
        if one.key in draft.answers
    }
    return {"facts": dict(draft.facts), "answers": answers, "steps": [list(step) for step in draft.steps]}


def restored(form: Form, stored: Mapping[str, Any]) -> Draft:
    """Read a draft again, answer by answer, as the form asks for them. Raises LostDraft."""
    answers: dict[str, Any] = {}
    draft = Draft(stored["facts"], answers, stored["steps"])
    try:
        # Which questions there are hangs on the answers before them, so each is read before the next is asked for.
        for one in form.questions(draft):
            if one.key in stored["answers"]:
                answers[one.key] = _codec(one.reader.gives).validate_python(stored["answers"][one.key])
    except (ValidationError, LookupError) as error:
        raise LostDraft(form.name) from error
    return draft


@cache
def _codec(gives: Any) -> TypeAdapter[Any]:
    return TypeAdapter(gives)
