"""A board is shown in the terms of its own rule, also when lists and bodies are called otherwise since."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.terms import kept_terms, spoken
from models.boards import Board
from services.schemes.versions import version_for

More = ParamSpec("More")
Given = TypeVar("Given")


def own_terms(session: Session, board: Board) -> AbstractContextManager[None]:
    """Say everything in the terms of the rule by which a board was made."""
    return spoken(kept_terms(session, version_for(session, board.quarter).digest))


def in_own_terms(
    do: Callable[Concatenate[Session, Board, More], Given],
) -> Callable[Concatenate[Session, Board, More], Given]:
    """Let a function that shows a board say everything in its own terms."""

    @wraps(do)
    def done(session: Session, board: Board, /, *more: More.args, **named: More.kwargs) -> Given:
        with own_terms(session, board):
            return do(session, board, *more, **named)

    return done
