"""Which organisation a form is about: chosen where a town is small enough to look through, else named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import TextInput

from models.organizations import Organization

# As many as one still looks through; of more the name is typed in, which any number of them makes no slower.
MOST_OFFERED: Final = 100
LONGEST_NAME: Final = 64
Options = Sequence[tuple[str, str]]
_LIST: Final = Markup('<select name="{}"{}>{}</select>')
_REQUIRED: Final = Markup(" required")
_OPTION: Final = Markup('<option value="{}"{}>{}</option>')
_CHOSEN: Final = Markup(" selected")


class _ListOrLine:
    """A drop-down of what is offered; where nothing is, a line for the name."""

    def __call__(self, field: OrganizationField, **kwargs: Any) -> Markup:
        if field.is_typed:
            line: Markup = TextInput()(field, **kwargs)
            return line
        options = (_OPTION.format(key, _CHOSEN if key == field.data else "", name) for key, name in field.choices)
        return _LIST.format(field.name, _REQUIRED if field.flags.required else "", Markup("").join(options))


class OrganizationField(StringField):  # type: ignore[misc]  # no types
    """An organisation, by its id or a name; who is meant is for `registered` to say (services/register/names.py).

    `choices` come from `to_choose`.
    """

    widget = _ListOrLine()
    choices: Options = ()

    @property
    def is_typed(self) -> bool:
        """Whether the name has to be typed in."""
        return len(self.choices) <= 1

    @property
    def nothing(self) -> str:
        """What it means to choose nothing; "" where something has to be chosen."""
        return self.choices[0][1] if self.choices else ""


def an_organization(*, required: bool = True) -> OrganizationField:
    """Make a field for an organisation."""
    needed = DataRequired() if required else Optional()
    stripped = [lambda said: (said or "").strip()]
    return OrganizationField(validators=[needed, Length(max=LONGEST_NAME)], filters=stripped)


def to_choose(found: Iterable[tuple[str, str]], nothing: str = "") -> Options:
    """Offer organisations, by id with their names, behind what it means to choose nothing; too many are not listed."""
    listed = list(found)
    return [("", nothing), *(listed if len(listed) <= MOST_OFFERED else ())]


def organizations(session: Session, *among: ColumnElement[bool]) -> Options:
    """Offer the organisations of the register, in its order."""
    query = select(Organization.id, Organization.short_name).where(*among).order_by(Organization.position)
    return to_choose((key, name) for key, name in session.execute(query.limit(MOST_OFFERED + 1)))
