"""What is written while a slip waits, without a command: its answer, a word that begins it, a word that it was seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.router import Turn
from handlers.commands.slip_kinds import ASKED_ABOUT, Kind, kind_of, opening_words, promises_told, why_none
from handlers.commands.slips import FORMS, SLIPS, ask_which_slip, close_clear, note_newest, open_self_check, take_note
from handlers.forms.self_check_words import changed
from handlers.offers import asked_about, keep_asked, take_offered
from handlers.waiting_slips import newest_slips, waiting_slips
from handlers.which_slip import Meant, newest_of_each, number_picked, slips_meant, titles_of
from models.inbox import ASKED
from models.self_checks import ACCEPTED
from models.slips import Slip
from rules.item_names import name_at
from rules.slip_words import begins, is_all, is_yes, item_named, left_beside_note, wants_change
from rules.speech import asks


def answer_waiting_slip(turn: Turn) -> bool:
    """Take what is written while a slip waits: an answer opens its form, 1 begins it, 好的 signs for it.

    Where several slips can be meant and nothing decides, it is asked which, and the words are kept for the answer.
    """
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    if turn.incoming.kind != "text" or asks(turn.incoming.text):
        return False
    if not waiting:
        return _changes_handed_in(turn)
    return _picked(turn, waiting) or _taken(turn, waiting, frozenset(Kind) - ASKED_ABOUT)


def ask_about_answer(turn: Turn) -> bool:
    """Ask back where a message speaks of a slip's items and leaves open what, where nothing else was meant."""
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    return bool(waiting) and not asks(turn.incoming.text) and _taken(turn, waiting, ASKED_ABOUT)


def _taken(turn: Turn, waiting: Sequence[Slip], of: Collection[Kind]) -> bool:
    """Do what a message says with the one slip that is meant, or ask which."""
    meant = slips_meant(waiting, turn.incoming.text, turn.now)
    if meant.denied or (meant.unknown and not meant.said):
        ask_which_slip(turn, meant)
        return True
    meant, kinds = _narrowed(turn, meant, of)
    if not kinds or (meant.several and Kind.TAKES_NOTE not in kinds.values()):
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
    found = [(slip, kind) for slip in meant.slips if (kind := kind_of(turn, slip, meant))]
    kinds = {slip.id: kind for slip, kind in found} if any(kind in of for _, kind in found) else {}
    if kinds and Kind.ANSWERS in kinds.values() and not meant.named:
        found += [(slip, Kind.ANSWERS_SOME) for slip in meant.slips if slip.id not in kinds and slip.open_items]
        kinds = {slip.id: kind for slip, kind in found}
    slips = [slip for slip in meant.slips if slip.id in kinds]
    takes_note = Kind.TAKES_NOTE in kinds.values() and not is_all(meant.said)
    # Who only begins has said nothing yet that could be filed with the wrong one.
    if takes_note or set(kinds.values()) == {Kind.BEGINS}:
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
    meant = slips_meant(waiting, words, turn.now)
    before, kinds = _narrowed(turn, meant, frozenset(Kind))
    if slip := before.one:
        return kinds[slip.id] is Kind.ANSWERS_SOME and _item_picked(turn, slip, before.said)
    found = _slip_picked(turn, before.slips or meant.slips)
    if found is None:
        return False
    take_offered(turn, ASKED)
    _do(turn, kinds.get(found.id, Kind.BEGINS), found, before.said, waiting, kept=False)
    return True


def _slip_picked(turn: Turn, slips: Sequence[Slip]) -> Slip | None:
    number = number_picked(turn.incoming.text)
    if number is not None:
        return slips[number - 1] if 1 <= number <= len(slips) else None
    meant = slips_meant(slips, turn.incoming.text, turn.now)
    return meant.one if meant.named and (not meant.said or begins(meant.said)) else None


def _item_picked(turn: Turn, slip: Slip, said: str) -> bool:
    """Take the answer to the question which item, as one writes it in front of an answer: 2, 第二项, 支委会, 都是."""
    text, titles = turn.incoming.text, titles_of(slip)
    number = 1 if len(titles) == 1 and is_yes(text) else number_picked(text)
    named = [number] if number in titles else [one for one, title in titles.items() if name_at(text, title) == text]
    front = "、".join(map(str, titles)) + " 都是" if is_all(text) else f"第{named[0]}项 " if len(named) == 1 else ""
    if front:
        take_offered(turn, ASKED)
        open_self_check(turn, slip, first=f"{front}{said}")
    return bool(front)


def _do(turn: Turn, kind: Kind, slip: Slip, said: str, waiting: Sequence[Slip], *, kept: bool = True) -> None:
    others = [one for one in waiting if one != slip]
    if others and kind in (Kind.CHANGES, Kind.TELLS, Kind.ANSWERS, Kind.BEGINS):
        turn.say(SLIPS, "meant", slip=slip, others=others)
    if kind is Kind.CHANGES:
        open_self_check(turn, slip, first=said)
    elif kind is Kind.ANSWERS:
        open_self_check(turn, slip, first=opening_words(slip, said))
    elif kind is Kind.TELLS:
        _tell(turn, slip, said)
    elif kind is Kind.BEGINS:
        _begin(turn, slip)
    elif kind is Kind.TAKES_NOTE:
        take_note(turn, slip)
    elif kind is Kind.REWORKED:
        turn.say(SLIPS, "what_to_change", slip=slip, self_check=slip.self_check)
    elif kind is Kind.SEEN_AND_MORE:
        turn.say(SLIPS, "seen_and_more", slip=slip, left=left_beside_note(said))
    elif kind is Kind.ANSWERS_SOME:
        _ask_which_item(turn, slip, said, kept=kept)
    else:
        turn.say(SLIPS, "no_answer", slip=slip, why=why_none(slip, said))


def _ask_which_item(turn: Turn, slip: Slip, said: str, *, kept: bool) -> None:
    """Ask which item is spoken of; of a returned form it is the one that the reason of the return names."""
    found = slip.self_check
    number = item_named(found.return_reason or "") if found else None
    if number in titles_of(slip):
        open_self_check(turn, slip, first=f"改 {number} {said}")
        return
    if kept:
        keep_asked(turn)
    turn.say(SLIPS, "which_item", slip=slip, kept=kept)


def _tell(turn: Turn, slip: Slip, said: str) -> None:
    """Close a month with nothing open by what is said of all promises; what leaves one open begins the form."""
    told = promises_told(turn, slip, said)
    if len(told) == len(slip.open_promises) and slip.self_check is None:
        close_clear(turn, slip, told)
    else:
        open_self_check(turn, slip, first=said)


def _begin(turn: Turn, slip: Slip) -> None:
    if slip.open_items or slip.self_check:
        open_self_check(turn, slip)
    else:
        close_clear(turn, slip)


def _changes_handed_in(turn: Turn) -> bool:
    """Take what is said of a form when nothing waits: 改 and 改2 日子写11月25日 open it, 1 hears that it is there."""
    text = turn.incoming.text
    for slip in newest_slips(turn):
        found = slip.self_check
        if found is None:
            continue
        if found.state != ACCEPTED and (wants_change(text) or changed(text, len(slip.open_items))):
            open_self_check(turn, slip, first="" if wants_change(text) else text)
            return True
        if begins(text):
            turn.say(FORMS, "handed_in_before", self_check=found, slip=slip, now=turn.now)
            return True
    return False
