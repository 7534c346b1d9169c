"""The verdict on a message: what the table says must come of it, against what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.phrases.acts import COMMANDS, KNOWN, MARKS, OPENINGS, SHOWS, acts_done
from tests.phrases.observing import Came
from tests.phrases.stored import ROUTES, faults, is_piece
from tests.phrases.table import Phrase
from tests.phrases.topics import (
    GENERAL,
    GENERAL_ASKS,
    KEEPING_FORMS,
    NO_ANSWER,
    OFFERED_FORMS,
    OFFERS,
    OPENING_ASKS,
    THEIR_QUESTIONS,
    TOPICS,
    UNRELATED,
)

UNDERSTOOD, FITTING = "understood", "fitting_question"
NOT_UNDERSTOOD, UNJUDGED, MISUNDERSTOOD = "not_understood", "unjudged", "misunderstood"
# Of several outcomes a careful clerk might choose, the one that fits best counts.
BEST_FIRST = (UNDERSTOOD, FITTING, NOT_UNDERSTOOD, UNJUDGED, MISUNDERSTOOD)
EXPECTS = frozenset({"act", "stored", "answered", "offered", "asked", "nothing", "signed"})
# Of a form that is read back it is said which word hands it in: a fitting question, in whatever words it was asked.
HANDED_IN = frozenset({"submit_form", "submit_inspection"})
STATES = {"已完成": "done", "未完成": "not_done", "逾期完成": "late", "不适用": "not_applicable"}

Detail = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """How well a message was understood, and for one that was not, what came instead."""

    word: str
    why: str = ""


def judge(phrase: Phrase, came: Came, then: Came | None) -> Verdict:
    """Judge by what is expected and by every other outcome that is as good; `then` is what 确认 brought."""
    verdicts = [JUDGES[expect](detail, came, then) for expect, detail in _expected(phrase)]
    return min(verdicts, key=lambda one: BEST_FIRST.index(one.word))


def _expected(phrase: Phrase) -> Iterator[tuple[str, Detail]]:
    detail = phrase.detail
    yield phrase.expect, detail
    if also := detail.get("also_ok"):
        yield (also, {}) if also in EXPECTS else ("act", {"act": also})
    yield from (
        (phrase.expect, {**detail, other: detail[f"or_{other}"]})
        for other in ("topic", "offers")
        if f"or_{other}" in detail
    )


def _answered(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del then
    told = TOPICS.get(detail.get("topic", ""), ".")
    return _changed(came) or _said(came, told, also_general=False)


def _offered(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del then
    if came.opened and came.talk and not came.changes and came.talk.form == OFFERED_FORMS.get(detail.get("offers", "")):
        return Verdict(UNDERSTOOD)
    return _changed(came) or _said(came, OFFERS.get(detail.get("offers", ""), "."), also_general=True)


def _asked(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del then
    if asked := _asked_by_form(detail.get("question", ""), came):
        return asked
    if changed := _changed(came):
        return changed
    if came.said(GENERAL):
        fits = GENERAL_ASKS.get(detail.get("question", ""))
        return Verdict(FITTING if fits and re.search(fits, came.reply) else NOT_UNDERSTOOD)
    return Verdict(FITTING if came.refused else UNDERSTOOD)


def _asked_by_form(question: str, came: Came) -> Verdict | None:
    """A form was opened to ask just this, or reads back what is to be confirmed."""
    if not came.opened or came.changes or came.talk is None:
        return None
    if came.talk.form in KEEPING_FORMS and came.talk.asked == THEIR_QUESTIONS.get(question, ""):
        return Verdict(UNDERSTOOD)
    if question in OPENING_ASKS and came.answers.keys() <= ROUTES:
        return Verdict(UNDERSTOOD)
    return Verdict(FITTING) if question == "confirm_word" and came.talk.reads_back else None


def _nothing(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del detail, then
    if came.before.talk and came.unchanged:
        # The form goes on waiting, whatever it says.
        return Verdict(UNDERSTOOD)
    return _changed(came) or Verdict(NOT_UNDERSTOOD if came.said(GENERAL - {UNRELATED}) else UNDERSTOOD)


def _signed(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del then
    slips = {came.slip(str(one.now["id"])) for one in came.signed}
    if not slips:
        return _changed(came) or _unmoved(came)
    organizations, months = {one for one, _ in slips}, {month[:7] for _, month in slips}
    if not {detail.get("org")} - {None} <= organizations or not {detail.get("month")} - {None} <= months:
        return Verdict(MISUNDERSTOOD, "another slip signed for")
    if came.done or came.answers:
        return Verdict(MISUNDERSTOOD, "signed and more")
    return Verdict(FITTING if detail.get("both") and len(slips) < len("两张") else UNDERSTOOD)


def _stored(detail: Detail, came: Came, then: Came | None) -> Verdict:
    del then
    if came.done:
        return Verdict(MISUNDERSTOOD, f"act {_named(came)}")
    if not came.answers:
        return _changed(came, opening=False) or _unmoved(came)
    wrong, lacks = faults(detail, came)
    if wrong:
        return Verdict(MISUNDERSTOOD, f"stored: {', '.join(dict.fromkeys(wrong))}")
    return Verdict(FITTING, f"lacks {', '.join(lacks)}") if lacks else Verdict(UNDERSTOOD)


def _act(detail: Detail, came: Came, then: Came | None) -> Verdict:
    verdict = _acted(detail, came, then)
    offered = f"“{COMMANDS.get(str(detail.get('act')))}”" in came.reply
    return Verdict(FITTING) if verdict.word == NOT_UNDERSTOOD and offered else verdict


def _acted(detail: Detail, came: Came, then: Came | None) -> Verdict:
    act = detail.get("act")
    if act in SHOWS:
        return _answered({}, came, then)
    if act is None:
        return Verdict(UNDERSTOOD if came.done or came.opened or then else NOT_UNDERSTOOD)
    if act in MARKS:
        return _marked(act, detail, came, then)
    if act in OPENINGS and came.talk and came.talk.form == OPENINGS[act].form and not came.done:
        return Verdict(MISUNDERSTOOD, "stored") if came.answers else _about(detail, came)
    if act not in KNOWN and (came.done or came.opened):
        return Verdict(UNJUDGED, act)
    return MOVED[act](detail, came) if act in MOVED else _changed(came) or _unmoved(came)


def _marked(act: str, detail: Detail, came: Came, then: Came | None) -> Verdict:
    done = came if came.done else then
    if done is None or not done.done:
        return Verdict(FITTING) if act in HANDED_IN and came.unchanged else _asks_more(came)
    if act not in acts_done(done):
        return Verdict(MISUNDERSTOOD, f"another act: {_named(done)}")
    if wrong := list(_wrong(detail, done)):
        return Verdict(MISUNDERSTOOD, f"act with another {', '.join(wrong)}")
    return Verdict(UNDERSTOOD, "at once" if done is came and detail.get("read_back") else "")


def _asks_more(came: Came) -> Verdict:
    """Nothing is done yet: the form is open and asks on, or a sentence says what lacks."""
    if came.opened:
        return Verdict(FITTING)
    return Verdict(MISUNDERSTOOD, "stored as an answer") if came.answers or came.signed else _unmoved(came)


def _wrong(detail: Detail, came: Came) -> Iterator[str]:
    """Name what is otherwise than said: branches, number, day, words, state, month."""
    branches = set(detail.get("forms", [])) | ({detail["org"]} if "org" in detail else set())
    touched = set(filter(None, map(came.is_of, came.done)))
    if branches and touched and touched != branches:
        yield "branch"
    values = [str(value) for one in came.done for value in one.now.values()]
    for key in ("reason", "note", "words", "fact", "name", "proof"):
        if key in detail and not any(is_piece(detail[key], one) for one in values):
            yield key
    if "day" in detail and not any(detail["day"] in one for one in values):
        yield "day"
    yield from (key for key, given in _columns(detail).items() if not _agrees(came, *given))


def _columns(detail: Detail) -> dict[str, tuple[str, str, set[Any]]]:
    """List the columns that must hold what was said: table, column, values."""
    found: dict[str, tuple[str, str, set[Any]]] = {}
    if "order" in detail:
        found["order"] = ("rectification_orders", "serial", {detail["order"]})
    if "proposals" in detail:
        found["proposals"] = ("consequences", "id", set(detail["proposals"]))
    if "objection" in detail:
        found["objection"] = ("objections", "id", {detail["objection"]})
    if "state" in detail:
        found["state"] = ("daily_records", "state", {STATES[detail["state"]]})
    if detail.get("act") in {"record", "correct_record"}:
        found["month"] = ("daily_records", "month", {detail["month"]})
    return found


def _agrees(came: Came, table: str, column: str, values: set[Any]) -> bool:
    held = {one.now[column] for one in came.done if one.table == table}
    return not held or {str(one)[:7] if column == "month" else one for one in held} == values


def _about(detail: Detail, came: Came) -> Verdict:
    """The right form is open; is it about what was said?"""
    talk = came.talk
    organization, month = came.slip(talk.subject if talk else None)
    if not organization and talk:
        organization = str(talk.facts.get("organization", ""))
    if detail.get("org", organization) != organization or not month.startswith(str(detail.get("month", ""))):
        return Verdict(MISUNDERSTOOD, "form opened about another")
    number = str(detail.get("order", ""))
    if number and talk and not str(talk.facts.get("order", number)).endswith(number):
        return Verdict(MISUNDERSTOOD, "form opened about another")
    return Verdict(UNDERSTOOD)


def _back(detail: Detail, came: Came) -> Verdict:
    del detail
    if came.changes or came.answers:
        return _changed(came) or _unmoved(came)
    return Verdict(UNDERSTOOD if came.talk and not came.said(GENERAL) else NOT_UNDERSTOOD)


def _cancel(detail: Detail, came: Came) -> Verdict:
    del detail
    return Verdict(UNDERSTOOD) if came.talk is None and not came.changes else _changed(came) or _unmoved(came)


def _change_item(detail: Detail, came: Came) -> Verdict:
    if came.done:
        return Verdict(MISUNDERSTOOD, f"act {_named(came)}")
    before = came.before.talk.answers if came.before.talk else {}
    held = came.talk.answers if came.talk else {}
    prefix = f"{detail.get('item', '')}."
    if {"done_by", "person"} & detail.keys():
        return _stored(detail, came, None)
    if came.talk and any(key.startswith(prefix) for key in before.keys() - held.keys()):
        return Verdict(UNDERSTOOD)
    asks_it = came.talk is not None and (came.talk.asked or "").startswith(prefix)
    return Verdict(UNDERSTOOD) if asks_it else _changed(came, opening=False) or _unmoved(came)


MOVED: Mapping[str, Callable[[Detail, Came], Verdict]] = {
    "back": _back,
    "cancel_form": _cancel,
    "change_item": _change_item,
    "goto_item": _change_item,
}


def _changed(came: Came, *, opening: bool = True) -> Verdict | None:
    """Say what happened where nothing was to happen; None where nothing did."""
    if came.done:
        return Verdict(MISUNDERSTOOD, f"act {_named(came)}")
    if came.answers:
        return Verdict(MISUNDERSTOOD, "stored")
    if came.signed:
        return Verdict(MISUNDERSTOOD, "signed")
    if came.before.talk and came.talk is None:
        return Verdict(MISUNDERSTOOD, "form dropped")
    if came.before.talk and came.talk and came.before.talk.answers != came.talk.answers:
        return Verdict(MISUNDERSTOOD, "answers taken back")
    return Verdict(MISUNDERSTOOD, "form opened") if opening and came.opened else None


def _said(came: Came, told: str, *, also_general: bool) -> Verdict:
    """Nothing changed: was the right thing said?"""
    is_general = came.said(GENERAL)
    tells = bool(re.search(told, came.reply))
    if tells and not came.refused and not any(NO_ANSWER.fullmatch(block) for _, block in came.blocks):
        return Verdict(UNDERSTOOD)
    if is_general:
        return Verdict(FITTING if also_general and tells else NOT_UNDERSTOOD)
    return Verdict(FITTING if came.reply else NOT_UNDERSTOOD)


def _unmoved(came: Came) -> Verdict:
    return Verdict(NOT_UNDERSTOOD if came.said(GENERAL) or not came.reply else FITTING)


def _named(came: Came) -> str:
    return "/".join(sorted(acts_done(came))) or "/".join(sorted({one.table for one in came.done}))


JUDGES: Mapping[str, Callable[[Detail, Came, Came | None], Verdict]] = {
    "act": _act,
    "stored": _stored,
    "answered": _answered,
    "offered": _offered,
    "asked": _asked,
    "nothing": _nothing,
    "signed": _signed,
}
