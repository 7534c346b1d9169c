"""Putting a page of the console together: side bar, who I am, what the page says, refusals in the same frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.errors import Refused
from bot.wording import blocks, refusal_text, word
from handlers.console.places import Shown, places_for, tabs_of
from handlers.pages.door import Visit
from handlers.pages.showing import fault_block, filled, log_broken, status_of
from services.today.first_day import is_first_day

# One line for every step of a case.
STORIES: Final = "console/stories.txt"
WORDS: Final = "console/sentences.txt"
SHARED: Final = "console/shared.txt"
PLACES: Final = "console/places.txt"
# The first lines of our own messages are shorter: none of them loses what it is about.
LONGEST_LINE: Final = 60


@dataclass(frozen=True)
class Chip:
    """A state as a word with its sign and colour: `kind` is done, wait, late, bad or off."""

    text: str
    kind: str


def say(subject: str, block: str, /, **facts: Any) -> str:
    """Say a block of a subject's wording, or of what all share where the subject has no word of its own for it."""
    own = f"console/{subject}.txt"
    return word(own if block in blocks(own) else SHARED, block, **facts)


def chip(subject: str, state: str, kind: str) -> Chip:
    """Name a state of a subject: its block `state_…`."""
    return Chip(say(subject, f"state_{state}"), kind)


def shortly(line: str) -> str:
    """Cut off what a list says of a text, where it is longer than a first line usually is."""
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def show(visit: Visit, place: str, template: str, status: int = 200, **facts: Any) -> Response:
    """Fill a page of templates/console/ in, for a place of the side bar."""
    daily, seldom = _places(visit)
    tabs = tabs_of(visit.session, visit.visitor.person, place, visit.now)
    frame: Mapping[str, Any] = {
        "daily": daily,
        "seldom": seldom,
        "place": place,
        "tabs": tabs,
        "within": tabs[0].name if tabs else place,
        "first_place": _first_of(daily, seldom),
        "person": visit.visitor.person,
        "now": visit.now,
        "begins": is_first_day(visit.session),
        "held": visit.parts.hold.lasts(),
        "say": partial(say, place) if place else say,
        "is_chip": lambda value: isinstance(value, Chip),
        "place_name": partial(word, PLACES),
        "refusal_text": refusal_text,
    }
    return Response(filled(f"console/{template}.html", **{**frame, **facts}), status, mimetype="text/html")


def first_place(visit: Visit) -> str:
    """Give the address of the first place somebody may open; for whom there is none, of the pages for phones."""
    return _first_of(*_places(visit))


def _places(visit: Visit) -> tuple[list[list[Shown]], list[Shown]]:
    return places_for(visit.session, visit.visitor.person, visit.now)


def _first_of(daily: Sequence[Sequence[Shown]], seldom: Sequence[Shown]) -> str:
    places = [*(one for group in daily for one in group), *seldom]
    return url_for(f"console.{places[0].name}" if places else "pages.first")


def message(block: str, status: int, sentence: str | None = None) -> ResponseReturnValue:
    """Show a page that is one sentence, in the frame where somebody was let in."""
    said = word(WORDS, block) if sentence is None else sentence
    facts = {"heading": word(WORDS, f"{block}_heading"), "sentence": said}
    visit: Visit | None = g.get("visit")
    if visit is None:
        return Response(filled("pages/message.html", **facts), status, mimetype="text/html")
    # What was refused has ended the transaction in which it was asked for.
    with visit.parts.db.read() as looking:
        return show(replace(visit, session=looking), "", "message", status, **facts)


def refused(error: Refused) -> ResponseReturnValue:
    """Say why something is refused."""
    return message("refused", status_of(error), refusal_text(error))


def not_served(error: HTTPException) -> ResponseReturnValue:
    """Say what Flask itself refuses: a page that is not there, a form that is out of date."""
    block = fault_block(error, WORDS)
    return error if block is None else message(block, error.code or 500)


def broken(error: Exception) -> ResponseReturnValue:
    """Say that something broke, with a short code to read out on the telephone; the rest goes to the log."""
    log_broken(error)
    return message("broken", 500)
