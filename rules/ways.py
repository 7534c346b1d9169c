"""Ways of saying one thing: the pieces that must all occur in a message, and sentences that say it as they stand.

Pure text. A way is written as people read it: "还有/还剩 几天/多少天" wants one of each group. Whoever acts on a match
must change nothing by it: the matching is generous, and a long message that touches a way by one word is none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final

from rules.sounds import Words, sounded
from rules.speech import plainly, without_politeness, without_symbols

# Longer messages tell a story; what is asked in them a person should read.
LONGEST: Final = 60
# One sign in so many of a message must belong to the way it is taken for.
THINNEST: Final = 8
WHOLE: Final = 1000
# Pieces of so many signs are known by their sound, too: 什么时后.
_HEARD_FROM: Final = 3
_NEVER_MEANT: Final = " \n,，。.!！?？~～…、;；:：“”\"'‘’（）()"
# Characters that only look alike, or run over the edge of a word; right only here, where a match changes nothing.
_MISTYPED: Final = (
    *("写措 写错", "记措 记错", "登措 登错", "算措 算错", "扯回 撤回", "扯销 撤销", "提形 提醒", "到低 到底"),
    *("叫错 交错", "那回来 拿回来", "请个价 请个假"),
)
_MEANT: Final = tuple((one.split()[0], one.split()[1]) for one in _MISTYPED)
# Words that questions are known by, in whatever characters their sounds are written. One more is one word more.
_HEARD: Final = Words(
    (
        *("截止", "期限", "几天", "几号", "还剩", "还有", "签收", "撤回", "撤销", "提醒", "督办", "销号"),
        *("支委", "台账", "党费", "党日", "自查", "怎么填", "怎么写", "填表", "扣分", "几分", "加分", "为什么"),
        *("异议", "申诉", "请假", "代办", "排名", "排第", "灰榜", "红榜", "榜单", "退回", "审核", "刚才", "整改"),
    )
)

# How people here say it, and how it is written; longer words first. One more is one pair more.
_SPOKEN: Final = (
    *("呒没 没有", "呒不 没有", "啥物事 什么", "啥辰光 什么时候", "啥个 什么", "辰光 时候", "哪能 怎么", "格个 这个"),
    *(
        "迭个 这个",
        "事体 事情",
        "晓得 知道",
        "阿拉 我们",
        "伲 我们",
        "俺们 我们",
        "俺 我",
        "侬 你",
        "咱们 我们",
        "咱 我们",
    ),
    *("覅 不要", "甭 不用", "咋 怎么", "啥 什么", "勿 不", "弗 不"),
)
_WRITTEN: Final = tuple((one.split()[0], one.split()[1]) for one in _SPOKEN)


@dataclass(frozen=True)
class Way:
    """Groups of alternatives, each as it is written and as it sounds; each group must occur."""

    groups: tuple[tuple[tuple[str, str], ...], ...]

    @classmethod
    def written(cls, text: str) -> Way:
        """Read "还有/还剩 几天/多少天"."""
        return cls(tuple(tuple((one, _heard_as(one)) for one in group.split("/")) for group in text.split()))

    def matched(self, said: str) -> int:
        """Count the signs of a message that belong to the way, 0 when a group is missing."""
        signs, heard = 0, sounded(said)
        for group in self.groups:
            longest = 0
            for one, sounds in group:
                if len(one) > longest and (one in said or (sounds and sounds in heard)):
                    longest = len(one)
            if not longest:
                return 0
            signs += longest
        return signs


def _heard_as(piece: str) -> str:
    """Write how a piece sounds; a short one sounds like too much else, and is only known as it is written."""
    return sounded(piece) if len(piece) >= _HEARD_FROM else ""


# A message is held against each way in turn.
@lru_cache(maxsize=16)
def bare(text: str) -> str:
    """Write a message without what never makes it another one: politeness, blanks, signs, wrong characters."""
    said = without_politeness(without_symbols(plainly(text))).lower()
    written = "".join(one for one in said if one not in _NEVER_MEANT)
    return _HEARD.heard(reduce(lambda text, pair: text.replace(*pair), _MEANT, written))


@lru_cache(maxsize=16)
def in_writing(text: str) -> str:
    """Write a bare message in the words of the written language where a dialect has its own: 勿晓得 is 不知道."""
    return reduce(lambda said, pair: said.replace(*pair), _WRITTEN, bare(text))


def fit(text: str, ways: Sequence[Way], sentences: Collection[str]) -> int:
    """Tell how well a message says something: 0 not at all, WHOLE when it is one of the (bare) sentences."""
    return max(_fit(said, ways, sentences) for said in dict.fromkeys((bare(text), in_writing(text))))


def _fit(said: str, ways: Sequence[Way], sentences: Collection[str]) -> int:
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
