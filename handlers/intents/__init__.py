"""What can be said besides the command words: every intent in one list, and how a message finds its own.

An answer changes nothing, so what people mean may be guessed; two routes guess. `answer_question` hears what asks,
before the open form does, and says the form's question again afterwards; `answer_saying` hears the rest, where no form
is open and nothing else was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final

from bot.errors import Refused
from bot.router import Turn
from bot.terms import as_ours, as_usual
from bot.wording import refusal_text
from handlers.commands import COMMANDS
from handlers.forms import CONVERSATIONS
from handlers.intents.claims import CLAIMS
from handlers.intents.intent import Intent
from handlers.intents.needs import NEEDS
from handlers.intents.office import OFFICE_ASKS
from handlers.intents.orders import ORDERS
from handlers.intents.own_forms import OWN_FORMS
from handlers.intents.own_slips import OWN_SLIPS
from handlers.intents.records import RECORDS
from handlers.intents.scores import SCORES
from handlers.intents.town import GENERAL, NEVER_OFFERED, TOWN
from handlers.intents.votes import VOTES
from handlers.offices import allowed
from rules.asides import Aside, aside_in, throws_away
from rules.speech import asks
from rules.ways import bare, likeness

INTENTS: Final = (
    *VOTES,
    *ORDERS,
    *SCORES,
    *OWN_SLIPS,
    *OWN_FORMS,
    *OFFICE_ASKS,
    *RECORDS,
    *TOWN,
    *GENERAL,
    *NEEDS,
    *CLAIMS,
)
# What is said about the form, and what disputes it, is heard before the form is.
APART: Final = frozenset({Aside.DISPUTE, Aside.FORM})
# How many things are offered to somebody who was not understood, and how many pairs of signs they must share with that.
NEAREST: Final = 2
LIKE_ENOUGH: Final = 2


def _by_sentence() -> Mapping[str, Sequence[Intent]]:
    found = defaultdict[str, list[Intent]](list)
    for one in INTENTS:
        for said in one.sentences:
            found[said].append(one)
    return dict(found)


_BY_SENTENCE: Final = _by_sentence()


def intent_of(turn: Turn) -> Intent | None:
    """Find what a message says: the intent that fits it best of those its writer may use here; the first of equals."""
    return next((one for one in _fitting(as_usual(turn.incoming.text)) if one.is_for(turn)), None)


# A message is looked at as a question, and once more when nobody else has answered it.
@lru_cache(maxsize=16)
def _fitting(text: str) -> Sequence[Intent]:
    """List the intents a message may say, the best first, and of equals the first."""
    fitting = [(one.fits(text), one) for one in INTENTS]
    return [one for _, one in sorted((one for one in fitting if one[0]), key=lambda one: -one[0])]


def intent_said(turn: Turn) -> Intent | None:
    """Find the intent of which a message is one of the examples, word for word."""
    said = _BY_SENTENCE.get(bare(as_usual(turn.incoming.text)), ())
    return next((one for one in said if one.is_for(turn)), None)


def answer_question(turn: Turn) -> bool:
    """Answer what is asked, said in the very words of a question, or said about the form; go back to the open form.

    A form that takes words down as they are (异议, 意见建议) takes down questions, too; to whoever wants an open one
    gone it says itself how.
    """
    form = CONVERSATIONS.open_form(turn)
    if turn.incoming.kind != "text" or (form and (form.verbatim or throws_away(turn.incoming.text))):
        return False
    apart = asks(turn.incoming.text) or aside_in(turn.incoming.text) in APART
    found = intent_of(turn) if apart else intent_said(turn)
    if found is None or (found.tells and not apart):
        return False
    _answer(turn, found)
    return True


def answer_saying(turn: Turn) -> bool:
    """Answer what is no question."""
    found = intent_of(turn) if turn.incoming.kind == "text" else None
    if found:
        _answer(turn, found)
    return found is not None


def _answer(turn: Turn, intent: Intent) -> None:
    try:
        intent.act(turn)
    except Refused as refused:
        turn.say_text(refusal_text(refused))
    CONVERSATIONS.ask_again(turn)


def nearest(turn: Turn) -> list[str]:
    """List what to type for the things nearest to a message that this person may do here."""
    text = turn.incoming.text
    said: list[tuple[int, str, Callable[[], bool]]] = [
        (likeness(text, one.sentences), one.said[0], partial(one.is_for, turn))
        for one in INTENTS
        if one.act not in NEVER_OFFERED
    ]
    said += [(likeness(text, one.words), one.words[0], partial(allowed, turn, one.right)) for one in COMMANDS]
    ranked = sorted((one for one in said if one[0] >= LIKE_ENOUGH), key=lambda one: -one[0])
    found: list[str] = []
    for _, words, is_for in ranked:
        if words not in found and is_for():
            found.append(as_ours(words))
        if len(found) == NEAREST:
            break
    return found
