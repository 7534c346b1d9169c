"""Two who write at once: a form filled in with what stood there remembers that, and undoes nothing of anybody else's.

What one has left as it was follows what somebody else has written meanwhile; what both have changed is asked back once.
"""

from __future__ import annotations

import json
from typing import Any, Final

from wtforms import BooleanField, HiddenField
from wtforms.fields.choices import SelectFieldBase

from bot.errors import NotNow
from bot.wording import word
from handlers.console.acts import ActForm
from handlers.console.log_sentences import NAMES
from handlers.console.showing import say

# Not of the record: why it is changed, and what it was.
_BESIDE: Final = frozenset({"reason", "was"})


class EditForm(ActForm):
    """A form that begins with what stands there; `was` is that, by field."""

    was = HiddenField()

    def remember(self) -> None:
        """Keep what it was filled in with."""
        self.was.data = _written(_plain(self))


def settle(subject: str, form: Any, stands: Any) -> None:
    """Bring a form that was sent off up to what stands there now, which is in another form of the kind.

    Raises NotNow where somebody else has written something else meanwhile; sent off once more, it counts.
    """
    try:
        was = dict(json.loads(form.was.data or "{}"))
    except ValueError:
        was = {}
    now, said, both = _plain(stands), _plain(form), []
    for name in was.keys() & now.keys():
        if said[name] == was[name]:
            form[name].data = stands[name].data
        elif now[name] not in (was[name], said[name]):
            both.append(name)
    if both:
        form.was.data = _written(now)
        named = [form[name].description or say(subject, f"field_{name}") for name in said if name in both]
        raise NotNow("changed_meanwhile", fields=named, values=[_read(stands[name]) for name in said if name in both])


def _plain(form: Any) -> dict[str, str]:
    """Say what the fields of a form hold, always in the same words."""
    return {field.name: _said(field.data) for field in form if field.name not in _BESIDE}


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def _read(field: Any) -> str:
    """Say what a field holds as the page shows it."""
    if isinstance(field, BooleanField):
        return word(NAMES, "yes" if field.data else "no")
    choices = (
        {str(value): label for value, label, *_ in field.iter_choices()} if isinstance(field, SelectFieldBase) else {}
    )
    return "、".join(choices.get(one, one) for one in _said(field.data).split(",") if one)


def _written(said: dict[str, str]) -> str:
    # A page changes what could become a tag.
    return json.dumps(said).replace("<", "\\u003c")
