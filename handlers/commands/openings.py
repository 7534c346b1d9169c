"""The words that open a form, as the forms themselves name them."""

from __future__ import annotations

from functools import partial

from bot.forms import Form
from bot.router import Turn
from handlers.commands.command import Command
from handlers.forms import CONVERSATIONS, FORMS
from services.rights.asking import check_at_door


def open_form(form: type[Form], turn: Turn, more: str) -> None:
    """Open a conversation; what stands behind the word may already answer some questions."""
    CONVERSATIONS.open(turn, form, more)


def open_by_sentence(turn: Turn) -> bool:
    """Take a message that begins as a form's sentences do, where nothing else is open: 出差到20号，陆凤英代."""
    text = turn.incoming.text.strip()
    meant = [one for one in FORMS if turn.incoming.kind == "text" and one.sentence and one.sentence.match(text)]
    if meant:
        check_at_door(turn.session, turn.person, meant[0].right, turn.now)
        open_form(type(meant[0]), turn, text)
    return bool(meant)


OPENINGS = tuple(
    Command(one.words, partial(open_form, type(one)), one.right, takes_more=True, returns=False)
    for one in FORMS
    if one.words
)
