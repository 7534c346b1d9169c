"""What is filled in when something is done about a slip."""

from __future__ import annotations

from wtforms import DateField, SelectField
from wtforms.validators import DataRequired

from handlers.console.acts import ActForm, TicksField, words
from services.slips.changing import LONGEST_REASON
from services.slips.receipt import LONGEST_REMARK


class ReasonForm(ActForm):
    """Why, as the branch will read it."""

    reason = words(LONGEST_REASON)


class HoldForm(ActForm):
    """Until when a slip is kept back, and why."""

    until = DateField(validators=[DataRequired()])
    hold_reason = words(LONGEST_REASON)


class ExtendForm(ActForm):
    """Until when, and why."""

    day = DateField(validators=[DataRequired()])
    reason = words(LONGEST_REASON)


class CorrectForm(ActForm):
    """Which items are taken out, which indicator is asked about as well, and why."""

    take_out = TicksField()
    add = SelectField()
    reason = words(LONGEST_REASON)


class ReceiptForm(ActForm):
    """On which day a slip on paper was handed over, and how."""

    day = DateField(validators=[DataRequired()])
    remark = words(LONGEST_REMARK, required=False)
