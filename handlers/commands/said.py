"""How people say which quarter they mean: 2026-Q3, 2026年三季度, 三季度, 上季度."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.errors import BadInput
from bot.readers import readable
from bot.router import Turn
from handlers.commands.self_checks import SEPARATORS
from rules.periods import Quarter

_NUMBERED: Final = re.compile(r"第?([一二三四1-4])季度?")
_WRITTEN: Final = re.compile(r"(\d{4})\s*[-年]?\s*(?:[QqＱ]|第)?([一二三四1-4])(?:季度?)?")
_LAST: Final = frozenset({"上季", "上季度", "上个季度"})
_LIKE_A_QUARTER: Final = re.compile(r"[一二三四1-4上]季|^[0-9]{4}")


def named_quarter(said: str, today: date, *, running: bool = False) -> Quarter | None:
    """Understand a quarter; None for what names none.

    A number without a year is the newest quarter of that number that is over, with `running` that has begun.
    """
    this = Quarter.of(today)
    if said in _LAST:
        return this.previous
    if written := _WRITTEN.fullmatch(said):
        return Quarter(int(written[1]), _number(written[2]))
    if numbered := _NUMBERED.fullmatch(said):
        number, newest = _number(numbered[1]), this if running else this.previous
        return Quarter(newest.year - (number > newest.number), number)
    return None


def quarter_said(turn: Turn, said: str) -> Quarter:
    """Read which quarter is meant; none said is the one that ended last. Raises Refused for what is no quarter."""
    if not said:
        return Quarter.of(turn.now.date()).previous
    if found := named_quarter(said, turn.now.date(), running=True):
        return found
    raise BadInput("which_quarter", said=said)


def quarter_and_rest(turn: Turn, said: str) -> tuple[Quarter, str]:
    """Part "三季度 理由" into quarter and what follows; what does not begin with a quarter is about the last one.

    Raises Refused for what begins like a quarter and is none: nobody decides on another one than is meant.
    """
    first, *rest = SEPARATORS.split(said.strip(), maxsplit=1)
    if _LIKE_A_QUARTER.search(first):
        return quarter_said(turn, first), "".join(rest)
    return quarter_said(turn, ""), said.strip()


def quarter_and_name(turn: Turn, more: str) -> tuple[Quarter | None, str]:
    """Part what follows a command into the quarter it names anywhere, if it does, and the rest."""
    rest: list[str] = []
    quarter = None
    for part in filter(None, SEPARATORS.split(readable(more))):
        if quarter is None and (found := named_quarter(part, turn.now.date())):
            quarter = found
        else:
            rest.append(part)
    return quarter, " ".join(rest)


def _number(said: str) -> int:
    return "一二三四".find(said) + 1 or int(said)
