"""What is written while a slip waits, without a command: its answer, a word that begins it, a word that it was seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.forms import Setting
from bot.router import Turn
from handlers.commands.slips import SLIPS, close_clear, open_self_check, sign
from handlers.forms.item_answers import line_said
from handlers.forms.self_check_words import changed, reopens
from handlers.waiting_slips import waiting_slips
from models.self_checks import self_check_of
from models.slips import Slip
from rules.item_lines import tells_cause
from rules.item_marks import SHORT, marked_items, name_at
from rules.month_words import month_and_rest
from rules.periods import Month
from rules.speech import asks, is_aside, is_filler, plainly, sets_condition, without_politeness

BEGIN: Final = frozenset(
    {"1", "一", "开始", "补报", "回复1", "回1", "确认", "确认无误", "核对无误", "无误", "没问题", "没有问题"}
)
_FILLING: Final = re.compile(
    r"(?:那?我)?(?:开始|先|现在|来|就)+(?:填|写|报)?(?:吧|了|表)?|填?刚(?:刚)?发来?的(?:这张|那张|单子)?|(?:开始)?填(?:吧|表)"
)
# A branch by its name or the end of it, set apart from what follows: 荷塘二支部 1 …, 二支部的：1 …; not 我们支部.
_BRANCH: Final = re.compile(
    r"(?!我|本|各|[这那]个)(?P<name>[\u4e00-\u9fff]{1,8}支部)(?:的(?=[\s，,:：\d])|(?=[\s，,:：\d]|$))[\s，,:：]*"
)
_SPOKEN_MONTH: Final = re.compile(r"^(?P<ago>上{1,2})个?月(?:份)?的?")
# Mere politeness says nothing of the slip.
_POLITE: Final = re.compile(
    r"等\S*|稍等|一会儿?|[您你]好|早|[早上中下晚]+[午]?好|在吗?|[谢感辛麻多]\S*|您辛苦了|[哈哎唉额呵呃啊]+"
)
_PAUSES: Final = re.compile(r"[\s,，。.!！~～、;；]+")


@dataclass(frozen=True)
class Meant:
    """The slip a message is about, and what it says of it."""

    slip: Slip
    said: str


def answer_waiting_slip(turn: Turn) -> bool:
    """Take what is written while a slip waits: an answer opens its form, 1 begins it, 好的 signs for it."""
    waiting = waiting_slips(turn) if turn.incoming.kind == "text" else []
    if not waiting or asks(turn.incoming.text):
        return False
    meant = _meant(turn, waiting)
    if meant is None:
        return False
    takes_note = _takes_note(turn.incoming.text)
    if _changes(turn, meant) or (not _is_talk(turn, meant) and _answers(turn, meant, takes_note=takes_note)):
        _say_which(turn, meant.slip, waiting)
        open_self_check(turn, meant.slip, first=meant.said)
    elif _begins(meant, turn.incoming.text):
        _say_which(turn, meant.slip, waiting)
        _begin(turn, meant.slip)
    elif takes_note:
        sign(turn, meant.slip)
    else:
        return False
    return True


def _is_talk(turn: Turn, meant: Meant) -> bool:
    return is_aside(turn.incoming.text) or is_aside(meant.said)


def _meant(turn: Turn, waiting: Sequence[Slip]) -> Meant | None:
    """Find the slip: of the branch and month named, else the one an item of which is named, else the first.

    None where a branch is named that has none waiting: what is said of another is never filed here.
    """
    said = without_politeness(turn.incoming.text)
    branch = _BRANCH.match(said)
    if branch:
        waiting = [slip for slip in waiting if slip.organization.short_name.endswith(branch["name"])]
        said = said[branch.end() :]
    if not waiting:
        return None
    month, rest = _month_named(said, turn.now) if len(waiting) > 1 or branch else (None, said)
    of_month = [slip for slip in waiting if slip.month.month == month]
    if of_month:
        return Meant(of_month[0], rest)
    named = [slip for slip in waiting if _names_an_item(said, slip)]
    return Meant(named[0] if named else waiting[0], said)


def _names_an_item(said: str, slip: Slip) -> bool:
    """At the beginning, where a part of its name will do, or further on, where three signs must stand."""
    titles = [item.title for item in slip.open_items]
    at_once = any(name_at(said, title) for title in titles)
    return at_once or any(len(name_at(said[at:], title)) >= SHORT for at in range(len(said)) for title in titles)


def _month_named(said: str, now: datetime) -> tuple[int | None, str]:
    """Take the month out of "10月的 1 …" and "上个月的 1 …"."""
    spoken = _SPOKEN_MONTH.match(said)
    if spoken is None:
        return month_and_rest(said)
    month = Month.of(now.date())
    for _ in spoken["ago"]:
        month = month.previous
    return month.month, said[spoken.end() :]


def _begins(meant: Meant, text: str) -> bool:
    """A word that begins, alone or after politeness; and a slip named by month or branch with nothing more said."""
    said = [one for one in _PAUSES.split(meant.said.strip("“”()（）")) if one]
    named = not said and bool(without_politeness(text))
    return named or "".join(said).lower() in BEGIN or any(map(_FILLING.fullmatch, said))


def _begin(turn: Turn, slip: Slip) -> None:
    if slip.open_items or self_check_of(turn.session, slip):
        open_self_check(turn, slip)
    else:
        close_clear(turn, slip)


def _say_which(turn: Turn, slip: Slip, waiting: Sequence[Slip]) -> None:
    """Name month and branch where another slip waits, too."""
    if others := [one for one in waiting if one != slip]:
        turn.say(SLIPS, "meant", slip=slip, others=others)


def _answers(turn: Turn, meant: Meant, *, takes_note: bool) -> bool:
    """Tell whether a message answers items: they are marked, or the only one is spoken of with a measure or a day.

    Behind 好的 and 收到 a mere intent (马上整改) is part of the politeness.
    """
    titles = {number: item.title for number, item in enumerate(meant.slip.open_items, start=1)}
    if not titles or sets_condition(meant.said):
        return False
    if marked_items(meant.said, titles) is not None:
        return True
    if len(titles) > 1:
        return False
    line = line_said(meant.said, Setting(turn.now.date(), turn.calendar))
    if line.reason and (line.measure or line.day or tells_cause(line.reason)):
        return True
    return bool(line.measure) and not takes_note


def _changes(turn: Turn, meant: Meant) -> bool:
    """Tell whether a message changes an item of a form that was handed in before and returned."""
    asked = reopens(meant.said) or changed(meant.said, len(meant.slip.open_items))
    return bool(asked) and self_check_of(turn.session, meant.slip) is not None


def _takes_note(text: str) -> bool:
    """Tell whether a message begins with a word that the slip was seen; greetings and thanks do not say that."""
    said = [one for one in _PAUSES.split(plainly(text)) if one]
    seen = [one for one in said if is_filler(one) and not _POLITE.fullmatch(one)]
    return bool(seen) and is_filler(said[0])
