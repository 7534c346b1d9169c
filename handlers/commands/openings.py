"""The words that open a form, as the forms themselves name them."""

from __future__ import annotations

from functools import partial
from typing import Final

from bot.forms import Form
from bot.router import Turn
from handlers.commands.command import Command
from handlers.forms import CONVERSATIONS, FORMS
from handlers.forms.leave import LeaveForm
from services.rights.table import Right


def open_form(form: type[Form], turn: Turn, more: str) -> None:
    """Open a conversation; what stands behind the word may already answer some questions."""
    CONVERSATIONS.open(turn, form, more)


def open_by_sentence(turn: Turn) -> bool:
    """Take a message that begins as a form's sentences do, where nothing else is open: 出差到20号，陆凤英代."""
    text = turn.incoming.text.strip()
    meant = [one for one in FORMS if turn.incoming.kind == "text" and one.sentence and one.sentence.match(text)]
    if meant:
        open_form(type(meant[0]), turn, text)
    return bool(meant)


RIGHTS: Final[dict[type[Form], Right]] = {LeaveForm: Right.TAKE_LEAVE}
OPENINGS = tuple(
    Command(one.words, partial(open_form, type(one)), RIGHTS[type(one)], takes_more=True, returns=False)
    for one in FORMS
    if one.words
)
