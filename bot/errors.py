"""Errors that carry one clear sentence: what is wrong, where, and what to do."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError


class HonghuiError(Exception):
    """Anything a person can put right; its text is the sentence shown to them."""


class SettingsError(HonghuiError):
    """An environment value is missing or wrong (English, for operators)."""


class DatabaseError(HonghuiError):
    """The database cannot be used as it is (English, for operators)."""


class BadFile(HonghuiError):
    """A file handed in cannot be taken; the text names the entry, row or column. Nothing of it has been stored."""


class Refused(HonghuiError):
    """A request the rules do not allow; nothing has been changed. Always one of the four kinds below.

    `reason` names a block of templates/notices/refusals.txt, which says it in Chinese with the `facts`. What follows
    from a refusal (a page's status, whether to ask again) hangs on its kind, never on the spelling of its reason.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class NoRight(Refused):
    """This person may not do or see it; somebody else may."""


class NotFound(Refused):
    """What was named is not there, or there is nothing to do it with."""


class NotNow(Refused):
    """The state of things does not allow it: too early, too late, done already."""


class BadInput(Refused):
    """Something is missing from what was said, or cannot be taken as it is; said anew it may be."""


# What PostgreSQL says where an operator has left a step out, and the step.
_STEPS: Final = {
    "no password supplied": "the password stands neither in DATABASE_URL nor in a file .pgpass in the home of "
    "the user who runs this, which is that user's own and of mode 0600",
    "permission denied for schema": "the database has to belong to the user of DATABASE_URL: "
    "`createdb --owner USER NAME`",
}


def driver_says(error: DBAPIError) -> str:
    """Give what a driver says of an error, and the step that was left out where it is known by that."""
    said = first_line(error.orig)
    step = next((step for sign, step in _STEPS.items() if sign in said), None)
    return f"{said}; {step}" if step else said


def first_line(said: object) -> str:
    """Give the first line of what a driver or the system says of an error; some say nothing at all."""
    return str(said or "").partition("\n")[0].strip() or "no reason given"
