"""The forms of a board's acts: each names the board that was seen, so that nothing else is decided."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from handlers.console.acts import ActForm, words
from handlers.console.showing import say
from handlers.pages.door import Visit
from models.boards import Board
from models.chats import group_chats
from services.boards.quarters import QuarterBoard
from services.boards.rights import no_board
from services.pages.approvals import seen_as

NAME: Final = "boards"
LONGEST_NOTE: Final = 300


class SeenForm(ActForm):
    """Names the board that was seen, so that nothing else is decided."""

    seen = HiddenField()


class NoteForm(SeenForm):
    """What the leading group settled; it may be nothing."""

    note = words(LONGEST_NOTE, required=False)


class DespiteForm(SeenForm):
    """Why a board is approved although an open case could still move a list."""

    despite = words(LONGEST_NOTE, required=False)


class CheckedForm(SeenForm):
    """A tick that the board, or its grey list, was looked through."""

    checked = BooleanField(validators=[InputRequired()])


class ChatForm(ActForm):
    """Into which group; "" are those that have missed it."""

    group = SelectField()


def seen(form: Callable[..., Any]) -> Callable[[Visit, QuarterBoard], Callable[..., Any]]:
    """Let a form name the board as it stands."""
    return lambda _visit, one: partial(form, data={"seen": seen_as(board_in(one))})


def groups(visit: Visit, _one: QuarterBoard) -> Callable[..., Any]:
    """Let a form offer the groups the boards are posted to."""

    def made(**given: Any) -> ChatForm:
        form = ChatForm(**given)
        named = [(chat.name, chat.name) for chat in group_chats(visit.session)]
        form.group.choices = [("", say(NAME, "groups_missed")), *named]
        return form

    return made


def board_in(one: QuarterBoard) -> Board:
    """Give a quarter's board. Raises NotFound without one."""
    if one.board is None:
        raise no_board(one.quarter)
    return one.board
