"""What is written while a slip waits, without a command: its answer, a word that begins it, a word that it was seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.forms import Setting
from bot.router import Turn
from handlers.commands.slips import SLIPS, close_clear, open_self_check, sign
from handlers.forms.item_answers import line_said
from handlers.waiting_slips import waiting_slips
from models.self_checks import self_check_of
from models.slips import Slip
from rules.item_marks import marked_items, month_and_rest, name_at
from rules.speech import asks, is_aside, is_filler, sets_condition, without_politeness

BEGIN: Final = frozenset(
    {"1", "一", "开始", "开始填", "开始填吧", "我来填", "现在填", "补报", "确认", "确认无误", "核对无误", "无误"}
    | {"没问题", "没有问题", "回复1", "回1"}
)
# Mere politeness says nothing of the slip.
_POLITE: Final = re.compile(r"[您你]好|早|[早上中下晚]+[午]?好|在吗?|[谢感辛麻多]\S*|您辛苦了|[哈哎唉额呵呃啊]+")
_PAUSES: Final = re.compile(r"[\s,，。.!！~～、;；]+")
_CAUSE: Final = re.compile("因为|由于|原因|是因")


@dataclass(frozen=True)
class Meant:
    """The slip a message is about, and what it says of it."""

    slip: Slip
    said: str


def answer_waiting_slip(turn: Turn) -> bool:
    """Take what is written while a slip waits: an answer opens its form, 1 begins it, 好的 signs for it."""
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    if not waiting or asks(turn.incoming.text) or is_aside(turn.incoming.text):
        return False
    meant = _meant(waiting, turn.incoming.text)
    if _begins(meant, turn.incoming.text):
        _say_which(turn, meant.slip, waiting)
        _begin(turn, meant.slip)
    elif _answers(turn, meant):
        _say_which(turn, meant.slip, waiting)
        open_self_check(turn, meant.slip, first=meant.said)
    elif _only_takes_note(turn, meant):
        sign(turn, meant.slip)
    else:
        return False
    return True


def _meant(waiting: Sequence[Slip], text: str) -> Meant:
    """Find the slip: of the branch and month named, else the one an item of which is named, else the first."""
    said = without_politeness(text)
    of_branch = [slip for slip in waiting if said.startswith(slip.organization.short_name)]
    if of_branch and len(waiting) > 1:
        said = said.removeprefix(of_branch[0].organization.short_name).lstrip(" ，,:：的")
        waiting = of_branch
    month, rest = month_and_rest(said) if len(waiting) > 1 or of_branch else (None, said)
    of_month = [slip for slip in waiting if slip.month.month == month]
    if of_month:
        return Meant(of_month[0], rest)
    named = [slip for slip in waiting if _names_an_item(said, slip)]
    return Meant(named[0] if named else waiting[0], said)


def _names_an_item(said: str, slip: Slip) -> bool:
    return any(len(name_at(said, item.title)) > 1 for item in slip.open_items)


def _begins(meant: Meant, text: str) -> bool:
    plain = "".join(_PAUSES.split(meant.said.strip('“”"'))).lower()
    return plain in BEGIN or (not meant.said and bool(text)) or meant.said == meant.slip.organization.short_name


def _begin(turn: Turn, slip: Slip) -> None:
    if slip.open_items or self_check_of(turn.session, slip):
        open_self_check(turn, slip)
    else:
        close_clear(turn, slip)


def _say_which(turn: Turn, slip: Slip, waiting: Sequence[Slip]) -> None:
    """Name month and branch where another slip waits, too."""
    if others := [one for one in waiting if one != slip]:
        turn.say(SLIPS, "meant", slip=slip, others=others)


def _answers(turn: Turn, meant: Meant) -> bool:
    """Tell whether a message answers items: they are marked, or the only one is spoken of with a measure or a day."""
    titles = {number: item.title for number, item in enumerate(meant.slip.open_items, start=1)}
    if not titles or sets_condition(meant.said):
        return False
    if marked_items(meant.said, titles) is not None:
        return True
    if len(titles) > 1:
        return False
    line = line_said(meant.said, Setting(turn.now.date(), turn.calendar))
    return bool(line.reason and (line.measure or line.day or _CAUSE.search(meant.said))) or bool(line.measure)


def _only_takes_note(turn: Turn, meant: Meant) -> bool:
    """Tell whether a message says no more than that the slip was seen; greetings and thanks do not even say that."""
    said = [one for one in _PAUSES.split(meant.said or turn.incoming.text) if one]
    return bool(said) and all(map(is_filler, said)) and not all(map(_POLITE.fullmatch, said))
