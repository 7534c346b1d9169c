"""Ways of saying one thing: the pieces that must all occur in a message, and sentences that say it as they stand.

Pure text. A way is written as people read it: "还有/还剩 几天/多少天" wants one of each group. Whoever acts on a match
must change nothing by it: the matching is generous, and a long message that touches a way by one word is none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final

from rules.speech import plainly, without_politeness, without_symbols

# Longer messages tell a story; what is asked in them a person should read.
LONGEST: Final = 60
# One sign in so many of a message must belong to the way it is taken for.
THINNEST: Final = 8
WHOLE: Final = 1000
_NEVER_MEANT: Final = " \n,，。.!！?？~～…、;；:：“”\"'‘’（）()"
# What keyboards and voice write for another word. Right only here, where a match changes nothing.
_MISTYPED: Final = (
    *(
        "写措 写错",
        "记措 记错",
        "登措 登错",
        "算措 算错",
        "扯回 撤回",
        "扯销 撤销",
        "接止 截止",
        "截至 截止",
        "签受 签收",
    ),
    *(
        "刚材 刚才",
        "到低 到底",
        "支尾 支委",
        "知委 支委",
        "台帐 台账",
        "抬账 台账",
        "提形 提醒",
        "申宿 申诉",
        "意义 异议",
        "叫错 交错",
        "那回来 拿回来",
        "请价 请假",
        "请个价 请个假",
    ),
)
_MEANT: Final = tuple((one.split()[0], one.split()[1]) for one in _MISTYPED)


@dataclass(frozen=True)
class Way:
    """Groups of alternatives; each group must occur."""

    groups: tuple[tuple[str, ...], ...]

    @classmethod
    def written(cls, text: str) -> Way:
        """Read "还有/还剩 几天/多少天"."""
        return cls(tuple(tuple(group.split("/")) for group in text.split()))

    def matched(self, said: str) -> int:
        """Count the signs of a message that belong to the way, 0 when a group is missing."""
        signs = 0
        for group in self.groups:
            longest = 0
            for one in group:
                if one in said and len(one) > longest:
                    longest = len(one)
            if not longest:
                return 0
            signs += longest
        return signs


# A message is held against each way in turn.
@lru_cache(maxsize=16)
def bare(text: str) -> str:
    """Write a message without what never makes it another one: politeness, blanks, signs, wrong characters."""
    said = without_politeness(without_symbols(plainly(text))).lower()
    written = "".join(one for one in said if one not in _NEVER_MEANT)
    return reduce(lambda text, pair: text.replace(*pair), _MEANT, written)


def fit(text: str, ways: Sequence[Way], sentences: Collection[str]) -> int:
    """Tell how well a message says something: 0 not at all, WHOLE when it is one of the (bare) sentences."""
    said = bare(text)
    if said in sentences:
        return WHOLE
    best = max((way.matched(said) for way in ways), default=0)
    return best if len(said) <= min(LONGEST, best * THINNEST) else 0


def likeness(text: str, others: Collection[str]) -> int:
    """Count the pairs of signs a message shares with the nearest of some bare sentences."""
    pairs = _pairs(bare(text))
    return max((len(pairs & _pairs(one)) for one in others), default=0)


# What can be said is held against every message that is not understood.
@lru_cache(maxsize=4096)
def _pairs(said: str) -> frozenset[str]:
    return frozenset(said[at : at + 2] for at in range(len(said) - 1))
