"""What is said with a decision: what plainly approves is taken along with it; anything else is read back first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from bot.router import CHAT, Turn
from bot.terms import as_ours
from bot.wording import word
from handlers.commands.command import FREE, Behind, Command
from rules.opinions import plainly_approves
from services.rights.table import Right

Act = Callable[[Turn, str], None]
# Parts what stands behind a command's word into what it is about and the opinion. Raises Refused where that is nothing.
Parted = Callable[[Turn, str, str], tuple[object, str]]


class _Undone(Exception):
    """Ends the savepoint in which something was only tried."""


def decision(
    said: str,
    act: Act,
    right: Right,
    parted: Parted,
    *,
    is_plain: Callable[[str], bool] = plainly_approves,
    is_final: bool = True,
    example: str = "",
) -> Command:
    """Make a command with which an opinion goes; one that may be a reservation (销号 3 只改了一个) is read back.

    What is said as 意见： is none.
    """

    def before(turn: Turn, more: str) -> str | None:
        _, opinion = parted(turn, said, FREE.split(more, maxsplit=1)[0])
        if not opinion or is_plain(opinion):
            return None
        _check(turn, act, more)
        about, _, words = more.partition(opinion)
        ordered = " ".join(filter(None, [as_ours(said), about.strip()]))
        return word(CHAT, "before_opinion", ordered=ordered, opinion=opinion + words)

    return Command(
        (said,),
        act,
        right,
        takes_more=True,
        behind=Behind.OPINION,
        asks_first=before,
        is_final=is_final,
        example=example,
    )


def _check(turn: Turn, act: Act, more: str) -> None:
    """Try an act and undo it: what would be refused is not read back. Raises Refused."""
    with suppress(_Undone), turn.session.begin_nested():
        act(replace(turn, remembered={}), more)
        raise _Undone
