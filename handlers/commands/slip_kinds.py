"""What a message does with a slip: it changes, answers or begins its form, takes note of it, or leaves a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final

from bot.forms import Setting
from bot.router import Turn
from handlers.forms.item_said import carries, line_said
from handlers.forms.promises import marked_with_promises, told_in
from handlers.forms.self_check_words import changed, reopens
from handlers.which_slip import Meant, titles_of
from models.self_checks import RETURNED
from models.slips import Slip
from rules.asides import Aside, aside_in, is_aside
from rules.item_lines import tells_cause
from rules.item_marks import marked_items, said_of_all, says_all
from rules.item_mentions import items_named
from rules.item_names import is_work_of, place_of_name
from rules.no_answer import NoAnswer, no_answer_in
from rules.promise_lines import Told, means_all, promise_part
from rules.slip_words import (
    begins,
    holds_back,
    is_reworked,
    left_beside_note,
    only_plans,
    only_reworked,
    says_clear,
    says_not_yet,
    takes_note,
    without_both,
)
from rules.speech import PAUSE, says_none
from rules.telling import tells_why


class Kind(Enum):
    """What a message does with a slip."""

    CHANGES = "changes"
    TELLS = "tells of a promise, and nothing else is asked"
    ANSWERS = "answers"
    BEGINS = "begins"
    TAKES_NOTE = "takes note"
    # These are only asked about, where nothing else was meant.
    SEEN_AND_MORE = "says that it was seen, and something nobody can place"
    REWORKED = "says that it was reworked"
    ANSWERS_SOME = "answers some item"
    NO_ANSWER = "answers nothing"


ASKED_ABOUT: Final = frozenset({Kind.SEEN_AND_MORE, Kind.REWORKED, Kind.ANSWERS_SOME, Kind.NO_ANSWER})


# What leads to a name and holds one of these may number another item.
_OF_NUMBERS: Final = frozenset("第0123456789")


def kind_of(turn: Turn, slip: Slip, meant: Meant) -> Kind | None:
    """Tell what a message does with a slip; None where it speaks of something else."""
    aside = aside_in(meant.text)
    talks = aside is not None or is_aside(meant.said)
    rest = without_both(meant.said)
    tries: Sequence[tuple[Kind, bool, Callable[[], bool]]] = (
        (Kind.CHANGES, True, lambda: _changes(slip, meant.said)),
        (Kind.REWORKED, not talks, lambda: only_reworked(meant.said) and _is_returned(slip)),
        (Kind.TELLS, not talks and not slip.open_items, lambda: _tells(turn, slip, meant.said)),
        (Kind.ANSWERS, not talks, lambda: not begins(meant.said) and _answers(turn, slip, meant.said)),
        (Kind.BEGINS, True, lambda: _begins(slip, meant)),
        (Kind.REWORKED, not talks, lambda: is_reworked(meant.said) and _is_returned(slip)),
        (Kind.TAKES_NOTE, aside is not Aside.ELSEWHERE, lambda: _seen(meant, rest) and not left_beside_note(rest)),
        (Kind.BEGINS, not talks and bool(slip.open_items), lambda: only_plans(meant.said)),
        (Kind.ANSWERS_SOME, not talks, lambda: _answers_some(turn, slip, meant.said)),
        (Kind.SEEN_AND_MORE, aside is not Aside.ELSEWHERE, lambda: _seen(meant, rest)),
        (Kind.NO_ANSWER, not talks, lambda: why_none(slip, meant.said) is not None),
    )
    return next((kind for kind, is_open, fits in tries if is_open and fits()), None)


def _seen(meant: Meant, rest: str) -> bool:
    return any(map(takes_note, (meant.text, rest)))


def _begins(slip: Slip, meant: Meant) -> bool:
    """A word that begins, a slip named with nothing more said, or 核对无误 where all is done."""
    # Where nothing is open, to begin is to hand in.
    is_begun = begins(meant.said) and (slip.open_items or not holds_back(meant.said))
    return bool((meant.named and not meant.said) or is_begun or (not slip.open_items and says_clear(meant.said)))


def _answers(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message answers items: they are marked, or the only one is spoken of with a measure or a day.

    Behind 好的 and 收到 a mere intent (马上整改) is part of the politeness.
    """
    titles = titles_of(slip)
    if promises_told(turn, slip, said):
        return True
    if not titles:
        return False
    if (numbered := with_number(slip, said)) != said:
        return no_answer_in(said) is None and _answers_whole(turn, numbered)
    if marked := marked_with_promises(said, titles, _numbers_of_promises(slip)):
        return any(no_answer_in(one) is None and _carries(turn, one) for one in marked.said.values())
    return len(titles) == 1 and no_answer_in(said) is None and _answers_one(turn, said)


def promises_told(turn: Turn, slip: Slip, said: str) -> dict[int, Told]:
    """Tell what a message certainly says of the promises a slip asks about, by their ids; empty where it says nothing.

    Beside items only by number, or by the words in which the slip asks: whatever else is said answers an item.
    """
    promises, setting = slip.open_promises, Setting(turn.now.date(), turn.calendar)
    if not promises:
        return {}
    numbers = _numbers_of_promises(slip)
    if marked := marked_with_promises(said, titles_of(slip), numbers):
        spoken = {
            one.id: marked.said[number] for number, one in zip(numbers, promises, strict=True) if number in marked.said
        }
    else:
        # 没有 and 都完成了 say that nothing is open this month; of the promise they say nothing.
        of_month = bool(slip.open_items) or says_none(said) or says_clear(said)
        parted = promise_part(said, beside_items=bool(slip.open_items)) or (None if of_month else ("", said))
        is_certain = parted and (len(promises) == 1 or means_all(parted[1]))
        spoken = {one.id: parted[1] for one in promises} if parted and is_certain else {}
    return {promise_id: told for promise_id, one in spoken.items() if (told := told_in(one, setting))}


def _tells(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message speaks of promises; of which of several, the form asks."""
    return bool(slip.open_promises and (promises_told(turn, slip, said) or promise_part(said, beside_items=False)))


def _numbers_of_promises(slip: Slip) -> list[int]:
    first = len(slip.open_items) + 1
    return list(range(first, first + len(slip.open_promises)))


def with_number(slip: Slip, said: str) -> str:
    """Put the number of the one item a long sentence comes to speak of before it, where the work is its own.

    去镇里交党费，支委会没开成 names two, and 去交党费了没空开 speaks of no ledger: both stay as they are.
    """
    titles = titles_of(slip)
    named = items_named(said, titles)
    if len(named) != 1 or len(titles) == 1 or marked_items(said, titles) is not None:
        return said
    before = said[: place_of_name(said, titles[named[0]])]
    tells = tells_why(before) or tells_cause(before) or _OF_NUMBERS & {*before}
    leads_in = not (PAUSE.search(before.strip()) or tells)
    return f"第{named[0]}项 {said}" if leads_in and is_work_of(titles[named[0]], said) else said


def opening_words(slip: Slip, said: str) -> str:
    """Put an answer as the form is to hear it that it opens: while nothing is asked, 都感冒了 is said of all items."""
    return said_of_all(said) if says_all(said) and len(slip.open_items) > 1 else with_number(slip, said)


def _carries(turn: Turn, said: str) -> bool:
    return carries(line_said(said, Setting(turn.now.date(), turn.calendar)), said)


def _answers_one(turn: Turn, said: str) -> bool:
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    if not carries(line, said):
        return False
    if line.reason and (line.measure or line.day or tells_cause(line.reason)):
        return True
    return bool(line.measure) and not takes_note(said)


def _answers_whole(turn: Turn, said: str) -> bool:
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    return bool(line.reason and line.measure and (line.day or line.done))


def _answers_some(turn: Turn, slip: Slip, said: str) -> bool:
    """Tell whether a message may answer an item, and leaves open which, or whether it does; nothing is taken down."""
    if not slip.open_items or no_answer_in(said) or _only_takes_note(said) or not _carries(turn, said):
        return False
    line = line_said(said, Setting(turn.now.date(), turn.calendar))
    return bool(line.measure and (line.day or line.done)) or bool(line.reason and (line.day or tells_why(line.reason)))


def _only_takes_note(said: str) -> bool:
    return takes_note(said) and not left_beside_note(said)


def why_none(slip: Slip, said: str) -> str | None:
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


def _is_returned(slip: Slip) -> bool:
    found = slip.self_check
    return found is not None and found.state == RETURNED


def _changes(slip: Slip, said: str) -> bool:
    """Tell whether a message changes an item of a form that was handed in before and returned."""
    asked = reopens(said) or changed(said, len(slip.open_items))
    return bool(asked) and slip.self_check is not None
