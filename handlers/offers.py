"""Words that are kept until the next one says what becomes of them: 转 passes them on, or it is said which is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.router import Turn
from handlers.offices import allowed, once
from models.ballots import may_tell_a_vote
from models.inbox import ASKED, HANDLED, OFFERED, WISHED, InboxMessage, mark, messages_offered
from services.rights.table import Right
from services.suggestions import LONGEST

# Later nobody remembers what 转 was said to.
STANDS: Final = timedelta(hours=12)


def offer(turn: Turn, *, state: str = OFFERED) -> bool:
    """Keep this message as the one that 转 passes on, or as a dispute also 异议, instead of any before.

    False for what cannot be passed on: too long, a vote, or said by the office itself.
    """
    _forget(turn)
    text = turn.incoming.text.strip()
    if not text or len(text) > LONGEST or may_tell_a_vote(text, asked=turn.is_asked_to_vote):
        return False
    if allowed(turn, Right.SEE_TOWN):
        return False
    _keep(turn, state)
    return True


def take_offered(turn: Turn, *states: str) -> str | None:
    """Give the words that are kept in one of these states, once; None when none are."""
    words = _kept(turn, states)
    _forget(turn)
    return words


def keep_asked(turn: Turn) -> None:
    """Keep this message as the one about which we ask what it is about, instead of any before."""
    _forget(turn)
    _keep(turn, ASKED)


def wishes_for_time(turn: Turn) -> bool:
    """Tell whether the words that are kept wish for a later day."""
    return _kept(turn, (WISHED,)) is not None


def asked_about(turn: Turn) -> str | None:
    """Give the words about which we asked, and leave them kept; None when nothing is asked."""
    return _kept(turn, (ASKED,))


def _keep(turn: Turn, state: str) -> None:
    mark(turn.session, turn.incoming.key, state)
    turn.remembered.pop(messages_offered, None)


def _kept(turn: Turn, states: Sequence[str]) -> str | None:
    kept = (one for one in _offered(turn) if turn.now - one.received_at <= STANDS)
    return next((one.text for one in kept if one.state in states), None)


def _forget(turn: Turn) -> None:
    for one in _offered(turn):
        mark(turn.session, one.key, HANDLED)
    turn.remembered[messages_offered] = []


def _offered(turn: Turn) -> Sequence[InboxMessage]:
    return once(turn, messages_offered, lambda: messages_offered(turn.session, turn.incoming.who))
