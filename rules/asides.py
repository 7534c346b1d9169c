"""What people say beside the matter, declared kind by kind: it is never taken down as an answer, in whatever words.

Nobody can list what people will write; but why a sentence answers nothing has few kinds. Each is one entry of KINDS
with examples, which are the tests. A new phrasing belongs to one of them, or is a kind of its own. Pure text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from rules.aside_words import (
    DISPUTE,
    ELSEWHERE,
    FORM,
    GRUMBLE,
    IN_TIME,
    LATER,
    LEFT_TO_US,
    SOFT,
    TROUBLE,
    UNKNOWN,
)
from rules.speech import PAUSE, is_filler, plainly, without_symbols


class Aside(Enum):
    """Why a sentence is no answer to what is asked; `value` names what is said to it."""

    LATER = "later"
    UNKNOWN = "unknown"
    LEFT_TO_US = "left_to_us"
    TROUBLE = "trouble"
    GRUMBLE = "grumble"
    ELSEWHERE = "elsewhere"
    DISPUTE = "dispute"
    FORM = "form"


# What is said to these stands in one place for every form; a dispute and a word about the form are answered elsewhere.
SAID_TO: Final = frozenset({*Aside} - {Aside.DISPUTE, Aside.FORM})


@dataclass(frozen=True)
class AsideKind:
    """One kind: `examples` are the tests, parted by " · ".

    A message is of this kind when every clause of it is (`clause`), or when `within` stands anywhere in it.
    """

    aside: Aside
    examples: str
    clause: str = ""
    within: str = ""


KINDS: Final = (
    AsideKind(
        Aside.ELSEWHERE,
        (
            "上一条发错了 · 妈，晚上我不回来吃饭 · 老婆我晚上加班 · 快递放门口 · 测试 · 接孩子放学 · "
            "今天天气不错 · 不是发给你的"
        ),
        clause=ELSEWHERE,
    ),
    AsideKind(
        Aside.DISPUTE,
        (
            "我们没迟啊 · 我们按时报了的 · 没有逾期 · 你们登错了吧 · 凭什么 · 这个不是我们支部的 · "
            "支委会我们开过的 · 哪里迟了 · 不归我们管"
        ),
        clause=IN_TIME,
        within=DISPUTE,
    ),
    AsideKind(Aside.FORM, "叫副书记来填 · 算了 不填了 · 这项跳过 · 我填错了 · 第一项不是", within=FORM),
    AsideKind(
        Aside.GRUMBLE,
        "烦死了 · 天天填表 · 有完没完 · 形式主义 · 没空搞这个 · 没啥好说的 · 不想写 · 又要填 · 滚 · 无语 · 天天催",
        clause=GRUMBLE,
    ),
    AsideKind(
        Aside.UNKNOWN,
        (
            "不知道 · 不知道，问前任书记去 · 我也不太清楚 · 记不得了 · 想不起来了 · 勿晓得呀 · 这个说不上来 · "
            "没印象 · 天晓得 · "
            "我刚来不了解情况 · 原因不详 · 忘记当时怎么回事了 · 没什么原因 · 搞不清楚"
        ),
        clause=UNKNOWN,
    ),
    AsideKind(
        Aside.LEFT_TO_US,
        "你看着办 · 随便写 · 都可以 · 你自己看吧 · 您定 · 无所谓 · 就这样",
        clause=LEFT_TO_US,
    ),
    AsideKind(
        Aside.TROUBLE,
        "字太小看不清 · 手机没电了 · 我老花眼看不见 · 我不会打字 · 眼睛不好",
        clause=TROUBLE,
    ),
    AsideKind(
        Aside.LATER,
        (
            "等我问下会计再讲 · 我问一下村里再说 · 让我想想 明天再填 · 等一下我看看台账 · 回头再说 · 待核实 · "
            "容我想想再答复 · "
            "我查一查记录再报给你 · 手头有事 等会回复你 · 这个要问一下会计，晚点回你 · 我在开会 · "
            "等老书记来了我问他 · 嗯 我想想啊 · "
            "过两天给你答复 · 明朝再讲"
        ),
        clause=LATER,
    ),
)
_WHOLE: Final = [(kind.aside, re.compile(f"(?:{kind.clause}){SOFT}")) for kind in KINDS if kind.clause]
# A longer one tells a story; and no pattern is held against what somebody may have made to keep it busy.
LONGEST_CLAUSE: Final = 24
ORDER: Final = tuple(kind.aside for kind in KINDS)
_WITHIN: Final = {kind.aside: re.compile(kind.within) for kind in KINDS if kind.within}


@lru_cache(maxsize=16)
def aside_in(text: str) -> Aside | None:
    """Tell why a message answers nothing; None where it may be an answer, and for mere politeness."""
    plain = without_symbols(plainly(text))
    clauses = [_of_clause(one) for one in PAUSE.split(plain) if one and not is_filler(one)]
    first = clauses[0] if clauses and all(clauses) else None
    return next((one for one in ORDER if one is first or (one in _WITHIN and _WITHIN[one].search(plain))), None)


def is_aside(text: str) -> bool:
    """Tell whether a message answers nothing, of whichever kind."""
    return aside_in(text) is not None


def says_nothing(clause: str) -> bool:
    """Tell whether a clause of an answer belongs to no part of it: 忘了，哪天补等我问下再讲."""
    return is_filler(clause) or _of_clause(clause) is not None


def _of_clause(clause: str) -> Aside | None:
    if len(clause) > LONGEST_CLAUSE:
        return None
    return next((aside for aside, whole in _WHOLE if whole.fullmatch(clause)), None)
