"""What is filled in when something is done about a slip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from handlers.console.acts import ActForm, TicksField, a_day, words
from services.notices.handovers import LONGEST_REMARK
from services.slips.changing import LONGEST_REASON

Choices = Sequence[tuple[str, str]]


class ReasonForm(ActForm):
    """Why, as the branch will read it."""

    reason = words(LONGEST_REASON)


class HoldForm(ActForm):
    """Until when a slip is kept back, and why."""

    until = a_day()
    hold_reason = words(LONGEST_REASON)


class ExtendForm(ActForm):
    """Until when, and why."""

    day = a_day()
    reason = words(LONGEST_REASON)


class CorrectForm(ActForm):
    """Which items are taken out, which indicator is asked about as well, and why."""

    take_out = TicksField()
    add = SelectField()
    reason = words(LONGEST_REASON)

    @classmethod
    def over(cls, items: Choices, further: Choices, **given: Any) -> CorrectForm:
        """Make the form for a slip's open items and what it may be asked about as well."""
        form = cls(**given)
        form.take_out.choices, form.add.choices = items, further
        return form


class ReceiptForm(ActForm):
    """On which day a slip on paper was handed over, and how."""

    day = a_day()
    remark = words(LONGEST_REMARK, required=False)
