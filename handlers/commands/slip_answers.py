"""What is written while a slip waits, without a command: its answer, a word that begins it, a word that it was seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from bot.forms import Setting
from bot.router import Turn
from handlers.commands.slips import SLIPS, ask_which_slip, close_clear, note_newest, open_self_check, take_note
from handlers.forms.item_answers import line_said
from handlers.forms.self_check_words import changed, reopens
from handlers.offers import asked_about, keep_asked, take_offered
from handlers.waiting_slips import waiting_slips
from handlers.which_slip import Meant, newest_of_each, number_picked, slips_meant, titles_of
from models.appointments import organizations_led_by
from models.inbox import ASKED
from models.self_checks import ACCEPTED, RETURNED, self_check_of
from models.slips import Slip
from rules.item_lines import tells_cause
from rules.item_marks import marked_items, name_at
from rules.no_answer import NoAnswer, no_answer_in
from rules.slip_words import begins, is_all, is_reworked, says_clear, says_not_yet, takes_note, without_both
from rules.speech import asks, is_aside
from services.slips.current import current_slips


class Kind(Enum):
    """What a message does with a slip."""

    CHANGES = "changes"
    ANSWERS = "answers"
    BEGINS = "begins"
    TAKES_NOTE = "takes note"
    # These are only asked about, where nothing else was meant.
    REWORKED = "says that it was reworked"
    ANSWERS_SOME = "answers some item"
    NO_ANSWER = "answers nothing"


_ASKED_ABOUT: Final = frozenset({Kind.REWORKED, Kind.ANSWERS_SOME, Kind.NO_ANSWER})


def answer_waiting_slip(turn: Turn) -> bool:
    """Take what is written while a slip waits: an answer opens its form, 1 begins it, 好的 signs for it.

    Where several slips can be meant and nothing decides, it is asked which, and the words are kept for the answer.
    """
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    if turn.incoming.kind != "text" or asks(turn.incoming.text):
        return False
    if not waiting:
        return _changes_handed_in(turn)
    return _picked(turn, waiting) or _taken(turn, waiting, frozenset(Kind) - _ASKED_ABOUT)


def ask_about_answer(turn: Turn) -> bool:
    """Ask back where a message speaks of a slip's items and leaves open what, where nothing else was meant."""
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    return bool(waiting) and not asks(turn.incoming.text) and _taken(turn, waiting, _ASKED_ABOUT)


def _taken(turn: Turn, waiting: Sequence[Slip], of: Collection[Kind]) -> bool:
    """Do what a message says with the one slip that is meant, or ask which."""
    meant = slips_meant(waiting, turn.incoming.text, turn.now)
    if meant.denied:
        ask_which_slip(turn, meant)
        return True
    meant, kinds = _narrowed(turn, meant, of)
    if not kinds:
        return False
    if Kind.TAKES_NOTE in kinds.values() and not meant.unknown:
        _sign(turn, meant)
    elif slip := meant.one:
        _do(turn, kinds[slip.id], slip, meant.said, waiting)
    else:
        ask_which_slip(turn, meant)
    return True


def _narrowed(turn: Turn, meant: Meant, of: Collection[Kind]) -> tuple[Meant, Mapping[int, Kind]]:
    """Leave the slips with which the message does anything; none where with no slip it does something `of` these."""
    found = [(slip, kind) for slip in meant.slips if (kind := _kind(turn, slip, meant))]
    kinds = {slip.id: kind for slip, kind in found} if any(kind in of for _, kind in found) else {}
    slips = [slip for slip, _ in found]
    if Kind.TAKES_NOTE in kinds.values() and not is_all(meant.said):
        slips = newest_of_each(slips)
    return replace(meant, slips=slips), kinds


def _sign(turn: Turn, meant: Meant) -> None:
    if is_all(meant.said):
        for slip in meant.slips:
            take_note(turn, slip)
    elif meant.named:
        take_note(turn, meant.slips[0])
    else:
        note_newest(turn, meant)


def _picked(turn: Turn, waiting: Sequence[Slip]) -> bool:
    """Take the answer to the question which slip, or which item, together with the words said before."""
    words = asked_about(turn)
    if not words:
        return False
    before, kinds = _narrowed(turn, slips_meant(waiting, words, turn.now), frozenset(Kind))
    if slip := before.one:
        picked = _item_picked(turn.incoming.text, slip)
        if picked:
            take_offered(turn, ASKED)
            open_self_check(turn, slip, first=f"{picked}{before.said}")
        return bool(picked)
    found = _slip_picked(turn, before.slips)
    if found is None:
        return False
    take_offered(turn, ASKED)
    _do(turn, kinds[found.id], found, before.said, waiting, kept=False)
    return True


def _slip_picked(turn: Turn, slips: Sequence[Slip]) -> Slip | None:
    number = number_picked(turn.incoming.text)
    if number is not None:
        return slips[number - 1] if 1 <= number <= len(slips) else None
    meant = slips_meant(slips, turn.incoming.text, turn.now)
    return meant.one if meant.named and (not meant.said or begins(meant.said)) else None


def _item_picked(text: str, slip: Slip) -> str:
    """Tell which item is meant, as one writes it in front of an answer: 2, 第二项, 支委会, 都是."""
    titles = titles_of(slip)
    number = number_picked(text)
    named = [one for one, title in titles.items() if name_at(text, title) == text]
    if is_all(text):
        return "、".join(map(str, titles)) + " 都是"
    chosen = number if number in titles else named[0] if len(named) == 1 else None
    return f"第{chosen}项 " if chosen else ""


def _kind(turn: Turn, slip: Slip, meant: Meant) -> Kind | None:
    """Tell what a message does with a slip; None where it speaks of something else."""
    talks = is_aside(meant.text) or is_aside(meant.said)
    tries: Sequence[tuple[Kind, bool, Callable[[], bool]]] = (
        (Kind.CHANGES, True, lambda: _changes(turn, slip, meant.said)),
        (Kind.ANSWERS, not talks, lambda: _answers(turn, slip, meant.said)),
        (Kind.BEGINS, True, lambda: _begins(slip, meant)),
        (Kind.REWORKED, not talks, lambda: _is_returned(turn, slip) and is_reworked(meant.said)),
        (Kind.TAKES_NOTE, True, lambda: takes_note(meant.text) or takes_note(without_both(meant.said))),
        (Kind.ANSWERS_SOME, not talks, lambda: _answers_some(turn, slip, meant.said)),
        (Kind.NO_ANSWER, not talks, lambda: _why_none(slip, meant.said) is not None),
    )
    return next((kind for kind, is_open, fits in tries if is_open and fits()), None)


def _do(turn: Turn, kind: Kind, slip: Slip, said: str, waiting: Sequence[Slip], *, kept: bool = True) -> None:
    others = [one for one in waiting if one != slip]
    if others and kind in (Kind.CHANGES, Kind.ANSWERS, Kind.BEGINS):
        turn.say(SLIPS, "meant", slip=slip, others=others)
    if kind in (Kind.CHANGES, Kind.ANSWERS):
        open_self_check(turn, slip, first=said)
    elif kind is Kind.BEGINS:
        _begin(turn, slip)
    elif kind is Kind.TAKES_NOTE:
        take_note(turn, slip)
    elif kind is Kind.REWORKED:
        turn.say(SLIPS, "what_to_change", slip=slip, self_check=self_check_of(turn.session, slip))
    elif kind is Kind.ANSWERS_SOME:
        if kept:
            keep_asked(turn)
        turn.say(SLIPS, "which_item", slip=slip, kept=kept)
    else:
        turn.say(SLIPS, "no_answer", slip=slip, why=_why_none(slip, said))


def _begin(turn: Turn, slip: Slip) -> None:
    if slip.open_items or self_check_of(turn.session, slip):
        open_self_check(turn, slip)
    else:
        close_clear(turn, slip)


def _begins(slip: Slip, meant: Meant) -> bool:
    """A word that begins, a slip named with nothing more said, or 核对无误 where all is done."""
    return (meant.named and not meant.said) or begins(meant.said) or (not slip.open_items and says_clear(meant.said))


def _answers(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message answers items: they are marked, or the only one is spoken of with a measure or a day.

    Behind 好的 and 收到 a mere intent (马上整改) is part of the politeness.
    """
    titles = titles_of(slip)
    if not titles:
        return False
    if marked := marked_items(said, titles):
        return any(no_answer_in(one) is None for one in marked.said.values())
    return len(titles) == 1 and no_answer_in(said) is None and _answers_one(turn, said)


def _answers_one(turn: Turn, said: str) -> bool:
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    if line.reason and (line.measure or line.day or tells_cause(line.reason)):
        return True
    return bool(line.measure) and not takes_note(said)


def _answers_some(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message answers an item, and leaves open which of several."""
    if len(slip.open_items) < 2 or no_answer_in(said) or not _answers_one(turn, said):  # noqa: PLR2004 — several
        return False
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    return bool(line.reason and (line.measure or line.day)) or bool(line.measure and (line.day or line.done))


def _why_none(slip: Slip, said: str) -> str | None:
    """Tell why what is said about the items answers nothing; None where it is not about them."""
    if not slip.open_items:
        return None
    if says_not_yet(said):
        return "late" if all(item.state == "late" for item in slip.open_items) else NoAnswer.STOCK.value
    marked = marked_items(said, titles_of(slip))
    found = [no_answer_in(one) for one in (marked.said.values() if marked else [said])]
    why = found[0] if found else None
    speaks = why is not NoAnswer.CONDITION or re.search("[补开交办登录改报]", said)
    return why.value if why and speaks else None


def _is_returned(turn: Turn, slip: Slip) -> bool:
    found = self_check_of(turn.session, slip)
    return found is not None and found.state == RETURNED


def _changes(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message changes an item of a form that was handed in before and returned."""
    asked = reopens(said) or changed(said, len(slip.open_items))
    return bool(asked) and self_check_of(turn.session, slip) is not None


def _changes_handed_in(turn: Turn) -> bool:
    """改2 日子写11月25日, said when nothing waits: the form that was handed in last is opened with the change."""
    for slip in current_slips(turn.session, organizations_led_by(turn.session, turn.person, turn.now.date())):
        found = self_check_of(turn.session, slip)
        if found and found.state != ACCEPTED and changed(turn.incoming.text, len(slip.open_items)):
            open_self_check(turn, slip, first=turn.incoming.text)
            return True
    return False
