"""A form of the chat on a page: the same draft, the same end, and what happens when two write at once.

A page posts typed answers by the question's key. `seen` says which state of the draft the page has shown; where another
hand has changed it meanwhile, nothing is overwritten: both versions are shown side by side, and the writer chooses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response

from bot.drafts import kept
from bot.forms import Draft, Form
from bot.router import Turn
from handlers.page_drafts import KeptDraft, drop, kept_draft
from handlers.pages.showing import show

# What a form posts beside its answers.
OWN_FIELDS: Final = frozenset({"csrf_token", "seen", "step"})


@dataclass(frozen=True)
class OpenForm:
    """A form as a page shows it: the draft that is kept, or as one would begin. `stand` is that of the case itself."""

    form: Form
    subject: str
    draft: Draft
    kept: KeptDraft | None
    stand: str

    @property
    def seen(self) -> str:
        """Name this state of the draft and the case."""
        answers = kept(self.form, self.draft)["answers"]
        written = json.dumps([self.stand, answers], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Difference:
    """One answer that was written twice: what it is about, what is there, what was typed here."""

    label: str
    there: str
    here: str


@dataclass(frozen=True)
class Written:
    """Who wrote what is there, when, and whether it was handed in or is a draft of the writer's own."""

    by: str
    at: datetime
    handed_in: bool


def open_form(turn: Turn, form: Form, subject: str, begin: Callable[[], Draft], stand: str = "") -> OpenForm:
    """Find what somebody has begun of a form, or begin it."""
    found = kept_draft(turn.session, turn.person, form, subject)
    return OpenForm(form, subject, found.draft if found else begin(), found, stand)


def finish(turn: Turn, sheet: OpenForm, draft: Draft) -> None:
    """Hand a complete form in, as 确认 does in the chat. Raises Refused, and then the draft stays as it was."""
    drop(turn.session, turn.person, sheet.form, sheet.subject)
    sheet.form.finish(turn, sheet.subject, draft)


def answers_posted(posted: Mapping[str, str]) -> dict[str, str]:
    """Give what was typed, as it was typed."""
    return {key: value for key, value in posted.items() if key not in OWN_FIELDS}


def show_twice(
    sheet: OpenForm, typed: Mapping[str, str], different: list[Difference], first: Written | None, **facts: str
) -> Response:
    """Show what two hands wrote at once; what was typed here goes along unseen and can still take its place."""
    return show("branch/twice", 409, sheet=sheet, typed=typed, different=different, first=first, **facts)
