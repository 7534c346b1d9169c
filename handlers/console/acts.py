"""What one may do to a record, and to several at once: a form, what will happen, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Generic, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from bot.errors import NoRight, Refused
from handlers.pages.door import Visit
from models.appointments import offices_of
from models.people import Person
from rules.bounds import day_written
from rules.workdays import Calendar
from services.rights.asking import carries, no_right
from services.rights.table import Right

Case = TypeVar("Case")
Facts = Mapping[str, Any]
LONGEST_TEXT = 500
LONGEST_LINE = 64


class ActForm(FlaskForm):  # type: ignore[misc]  # no types
    """A form with nothing to fill in. The label of a field is the block `field_…` of the subject's wording, or of all.

    Its own token is off: every POST of the application carries the one of `CSRFProtect`.
    """

    class Meta:
        """Chinese messages, and no token of its own."""

        csrf = False
        locales = ("zh",)


def words(longest: int = LONGEST_TEXT, *, required: bool = True, label: str = "") -> TextAreaField:
    """Make a field for a sentence or more; blanks alone are nothing."""
    needed = DataRequired() if required else Optional()
    stripped = [lambda said: (said or "").strip()]
    return TextAreaField(description=label, validators=[needed, Length(max=longest)], filters=stripped)


def with_choices(form: Any, choices: Facts) -> Any:
    """Let the selects of a form offer what there is to choose from."""
    for name, offered_there in choices.items():
        form[name].choices = offered_there
    return form


def line(longest: int = LONGEST_LINE, *, required: bool = True) -> StringField:
    """Make a field for one line; blanks alone are nothing."""
    needed = DataRequired() if required else Optional()
    return StringField(validators=[needed, Length(max=longest)], filters=[lambda said: (said or "").strip()])


class DayField(DateField):  # type: ignore[misc]  # no types
    """A day within the years a town notes something in (rules/bounds.py)."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which the form shows, for what is no such day."""
        if not valuelist:
            return
        self.data = day_written(valuelist[0].strip())
        if self.data is None:
            raise ValueError(self.gettext("Not a valid date value."))


def a_day(*, required: bool = True) -> DayField:
    """Make a field for a day."""
    return DayField(validators=[InputRequired() if required else Optional()])


class TicksField(SelectMultipleField):  # type: ignore[misc]  # no types
    """Several of some choices, each with a box to tick."""

    option_widget = CheckboxInput()


def one_of(choices: Iterable[tuple[str, str]]) -> SelectField:
    """Make a field to choose one of some, each by its value with its name."""
    listed = [SelectChoice(value=value, label=name) for value, name in choices]
    return SelectField(choices=listed, validators=[DataRequired()])


class ReasonForm(ActForm):
    """Why, in the person's own words."""

    reason = words()


@dataclass(frozen=True)
class Deed:
    """An act that is being done: the transaction that writes, by whom, when, and what was filled in.

    `public_url` is how phones reach us, for links in what is sent.
    """

    session: Session
    by: Person
    now: datetime
    calendar: Calendar
    form: Any
    public_url: str | None = None


def _always(_visit: Visit, _case: Any) -> bool:
    return True


def _nothing(_visit: Visit, _case: Any) -> Facts:
    return {}


def _gladly(_visit: Visit, _case: Any) -> None:
    """Nothing stands against it."""


def _gladly_new(_visit: Visit) -> None:
    """Nothing stands against it."""


def _nothing_new(_visit: Visit) -> Facts:
    return {}


@dataclass(frozen=True)
class Act(Generic[Case]):
    """What may be done to one record. `name` finds its words: `act_…` the button, `after_…` what will happen, `done_…`.

    `offered` tells whether it belongs to the state the record is in. `check` raises Refused where it does and may yet
    not be done now or by this person: the button is grey then and the reason stands above it. `facts` fill `after_…`
    in; what `do` returns fills `done_…` in, with the record as `case`. `fitted` gives the form in place of `form` where
    its fields hang on the record; the description of a field is then its label. `choices` are what selects offer for
    this record, `values` what stands there at first, both by the field's name. `is_main` marks what is asked for most,
    or tells of which records it is. With `edits` the form, an `EditForm`, begins with what stands in the record.
    """

    name: str
    right: Right
    do: Callable[[Deed, Case], Facts | None]
    form: Callable[..., Any] = ActForm
    offered: Callable[[Visit, Case], bool] = _always
    check: Callable[[Visit, Case], None] = _gladly
    facts: Callable[[Visit, Case], Facts] = _nothing
    choices: Callable[[Visit, Case], Facts] = _nothing
    values: Callable[[Visit, Case], Facts] = _nothing
    is_main: bool | Callable[[Visit, Case], bool] = False
    edits: bool = False
    fitted: Callable[[Visit, Case], Callable[..., Any]] | None = None

    def form_for(self, visit: Visit, case: Case) -> Callable[..., Any]:
        """Find the form for a record."""
        return self.form if self.fitted is None else self.fitted(visit, case)

    def blank(self, visit: Visit, case: Case) -> Any:
        """Make the form as it is first shown."""
        values = self.values(visit, case)
        # A fitted form may bring values of its own.
        form = self.form_for(visit, case)(formdata=None, **({"data": values} if values else {}))
        form = with_choices(form, self.choices(visit, case))
        if self.edits:
            form.remember()
        return form

    def posted(self, visit: Visit, case: Case) -> Any:
        """Make the form as it was sent off."""
        return with_choices(self.form_for(visit, case)(), self.choices(visit, case))


@dataclass(frozen=True)
class Creation(Generic[Case]):
    """How a record is entered that is not there yet, on a page of its own; `do` gives the record, else as an `Act`."""

    name: str
    right: Right
    do: Callable[[Deed], Case]
    form: Callable[..., Any] = ActForm
    check: Callable[[Visit], None] = _gladly_new
    facts: Callable[[Visit], Facts] = _nothing_new
    choices: Callable[[Visit], Facts] = _nothing_new
    values: Callable[[Visit], Facts] = _nothing_new

    def blank(self, visit: Visit) -> Any:
        """Make the form as it is first shown."""
        return with_choices(self.form(formdata=None, data=self.values(visit)), self.choices(visit))

    def posted(self, visit: Visit) -> Any:
        """Make the form as it was sent off."""
        return with_choices(self.form(), self.choices(visit))


@dataclass(frozen=True)
class GroupAct(Generic[Case]):
    """What may be done to several records at once, all or nothing, after one look at what it will be.

    `check` raises Refused for a record that is not to be among them: it is named with the reason and left out.
    Among the `facts`, `words` are pairs of who reads something and what, and `warning` is what to think of before.
    """

    name: str
    right: Right
    do: Callable[[Deed, Sequence[Case]], Facts | None]
    form: Callable[..., Any] = ActForm
    check: Callable[[Visit, Case], None] = _gladly
    facts: Callable[[Visit, Sequence[Case]], Facts] = _nothing
    is_main: bool = False


@dataclass(frozen=True)
class Offered(Generic[Case]):
    """An act as the panel shows it: its form, what will happen, and why it cannot be done where it cannot."""

    act: Act[Case]
    form: Any
    refusal: Refused | None
    facts: Facts
    is_main: bool
    is_open: bool


def offered(acts: Sequence[Act[Case]], visit: Visit, case: Case, filled: Mapping[str, Any]) -> list[Offered[Case]]:
    """List what may be done to a record; `filled` are forms that came back with something to put right, by act."""
    barred = barred_from(visit, [act.right for act in acts])
    return [
        Offered(
            act,
            filled[act.name] if act.name in filled else act.blank(visit, case),
            barred.get(act.right) or refusal_of(act.check, visit, case),
            act.facts(visit, case),
            act.is_main(visit, case) if callable(act.is_main) else act.is_main,
            act.name in filled,
        )
        for act in acts
        if act.offered(visit, case)
    ]


def barred_from(visit: Visit, rights: Iterable[Right]) -> dict[Right, NoRight]:
    """Tell at which doors this visitor would be turned away, with the sentence said there."""
    held = offices_of(visit.session, visit.visitor.person, visit.now.date())
    return {one: no_right(one) for one in set(rights) if one.value.refusal and not carries(held, one)}


def opened(creations: Sequence[Creation[Case]], visit: Visit) -> list[tuple[Creation[Case], Refused | None]]:
    """List what may be entered anew, each with the reason why this visitor may not, which is said before it opens."""
    barred = barred_from(visit, [one.right for one in creations])
    return [(one, barred.get(one.right) or refusal_of(partial(_may_enter, one), visit, None)) for one in creations]


def _may_enter(new: Creation[Case], visit: Visit, _case: None) -> None:
    new.check(visit)


def refusal_of(check: Callable[[Visit, Case], None], visit: Visit, case: Case) -> Refused | None:
    """Tell why something may not be done; None where it may."""
    try:
        check(visit, case)
    except Refused as refusal:
        return refusal
    return None
