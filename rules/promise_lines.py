"""What a branch says of a promise it made: that it was kept, or not, and until when it will be now (R13).

In doubt nothing is read, and it is asked again: 差不多了 is neither, a question and a condition are no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from rules.completion import says_done
from rules.day_phrases import Promise
from rules.speech import asks, plainly, sets_condition, without_politeness

_DID: Final = r"(?:做到|办到|兑现|落实|补上|完成)"
_KEPT: Final = re.compile(
    rf"(?:上次|答应|承诺|说好|的|事情?|都|全部?|均|也|是|已经?|按时|按期|早就?)*{_DID}(?:了|啦|的)?"
)
_BROKEN: Final = re.compile(
    r"(?:没有?|未)(?:能|去|来得及|及时|按时|按期)*(?:做|办|兑|完成|落实|补|开|录|交|整|登|弄|搞|到)|(?:还|尚)(?:没|未|差)"
)
# 没有未完成的 says that all is done, or nothing of the promise at all.
_TWICE_DENIED: Final = re.compile(r"(?:没有?|无)\S{0,2}[未没]")
_ONLY_NO: Final = re.compile(r"(?:还|都|也)?没(?:有)?(?:呢|啊|呀)?")
_ABOUT: Final = re.compile(
    r"[\s,，;；。、]*(?:另外|还有|至于)?[,，]?(?:上次|上回|上个?月|之前|前面)?(?:答应|承诺)(?:过|好)?(?:的|了)?"
)
# The words in which the slip asks; without a number they speak of what was promised, and of no item.
_OWN_WORDS: Final = re.compile(
    r"(?:都|全部?|均|已经?|也)*(?:没有?|未)?(?:能)?(?:做到|兑现)(?:了|啦)?(?P<more>[,，。\s].*)?", re.DOTALL
)


@dataclass(frozen=True)
class Told:
    """What was said of a promise, in its own words; `day` is until when it will be, where it was not kept."""

    kept: bool
    words: str
    day: date | None = None


def promise_told(said: str, promised: Callable[[str], Promise | None], today: date) -> Told | None:
    """Understand what is said of one promise; `promised` finds a day ahead. None where it is not certain."""
    plain = without_politeness(said).strip(" ,，。;；")
    if not plain or asks(plain) or sets_condition(plain) or _TWICE_DENIED.search(plain):
        return None
    found = promised(plain)
    ahead = found.day if found and found.day >= today else None
    if _BROKEN.search(plain) or _ONLY_NO.fullmatch(plain):
        return Told(kept=False, words=plain, day=ahead)
    if _KEPT.fullmatch(plain) or says_done(plain):
        return Told(kept=True, words=plain)
    return Told(kept=False, words=plain, day=ahead) if ahead else None


def means_all(said: str) -> bool:
    """Tell whether words about promises mean all of them: 都做到了."""
    return bool(re.match(r"(?:的)?(?:事情?)?(?:都|全部?|均)", plainly(said).lstrip(" ,，")))


def promise_part(text: str, *, beside_items: bool) -> tuple[str, str] | None:
    """Part a message where it begins to speak of what was promised: "人不齐，周五补开，上次答应的做到了".

    None where it names no promise. The slip's own words (做到了) name it, too; `beside_items` only alone, since what
    follows them (没做到，人不齐，下周五补开) may as well be about an item.
    """
    plain = plainly(text)
    own = _OWN_WORDS.fullmatch(plain.strip(" 。"))
    if own and not (beside_items and own["more"]):
        return "", plain
    found = _ABOUT.search(plain)
    return (plain[: found.start()], plain[found.end() :]) if found else None
