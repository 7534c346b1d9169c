"""Errors that carry one clear sentence: what is wrong, where, and what to do."""

from __future__ import annotations


class HonghuiError(Exception):
    """Anything a person can put right; its text is the sentence shown to them."""


class SettingsError(HonghuiError):
    """An environment value is missing or wrong (English, for operators)."""


class DatabaseError(HonghuiError):
    """The database cannot be used as it is (English, for operators)."""


class BadFile(HonghuiError):
    """A file handed in cannot be taken; the text names the entry, row or column. Nothing of it has been stored."""


class Refused(HonghuiError):
    """A request the rules do not allow; nothing has been changed.

    `reason` names a block of templates/notices/refusals.txt, which says it in Chinese with the `facts`.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
