"""What pages keep of a board: what is worked out of its rows holds until they are written anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.looks import kept, last_entries, once
from models.organizations import Organization
from models.transitions import Transition
from rules.cases import BOARD

Result = TypeVar("Result")
# The step that writes the rows of a board anew.
REDRAFT: Final = "redraft"


def of_rows(session: Session, work: Callable[..., Result], board: int, *of: Hashable) -> Result:
    """Give `work(session, board, *of)`, which hangs on the rows of a board by its id, kept until it is drafted anew.

    All other steps leave the rows alone, but for the names under which they come out.
    """
    return kept(session, partial(_drafted, session, board), work, board, *of)


def of_names(session: Session, work: Callable[..., Result], board: int, *of: Hashable) -> Result:
    """Give what hangs on what is called how on a board, too, kept until something about an organisation is written.

    Coming out changes no name: a board comes out under the names that organisations have at that moment.
    """
    called = partial(last_entries, session, Organization.__tablename__)
    return kept(session, lambda: (_drafted(session, board), called()), work, board, *of)


def _drafted(session: Session, board: int) -> int | None:
    """Name the step in which the rows were written; None where it is the first of all."""
    return once(session, _last_redraft, board)


def _last_redraft(session: Session, board: int) -> int | None:
    of_it = Transition.case_kind == BOARD.name, Transition.case_id == board, Transition.event == REDRAFT
    return session.scalar(select(func.max(Transition.id)).where(*of_it))
