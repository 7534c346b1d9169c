"""What people say beside the matter, declared kind by kind: it is never taken down as an answer, in whatever words.

Nobody can list what people will write; but why a sentence answers nothing has few kinds. Each is one entry of KINDS
with examples, which are the tests. A new phrasing belongs to one of them, or is a kind of its own. Pure text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from rules.aside_words import (
    ASKS_FIRST,
    DEFIANCE,
    DISPUTE,
    ELSEWHERE,
    FORM,
    FORM_CLAUSE,
    GRUMBLE,
    GUESS,
    IN_TIME,
    KIND_WORD,
    LATER,
    LEFT_TO_US,
    PASSED_AROUND,
    SOFT,
    THROWN_AWAY,
    TROUBLE,
    UNKNOWN,
)
from rules.patterns import Pattern
from rules.speech import PAUSE, is_filler, plainly, without_symbols
from rules.unsure_words import DICTATED, ELSEWHERE_SAID, GUESSED, OTHER_HANDS, TAKEN_BACK, WISHED


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
    KIND_WORD = "kind_word"
    OTHER_HANDS = "other_hands"
    SENT = "sent"
    GUESS = "guess"


# Whoever writes these wants nothing: one short sentence, and nothing is offered.
WANTING_NOTHING: Final = frozenset({Aside.ELSEWHERE, Aside.KIND_WORD})
# What is said to these stands in one place for every form; a dispute and a word about the form are answered elsewhere.
SAID_TO: Final = frozenset({*Aside} - {Aside.DISPUTE, Aside.FORM})


@dataclass(frozen=True)
class AsideKind:
    """One kind: `examples` are the tests, parted by " · ".

    A message is of this kind when every clause of it is (`clause`), or when `within` stands anywhere in it. What is
    like `beside` belongs to the kind that stands with it: a guess, where its writer will ask.
    """

    aside: Aside
    examples: str
    clause: str = ""
    within: str = ""
    beside: str = ""


KINDS: Final = (
    AsideKind(
        Aside.ELSEWHERE,
        (
            "上一条发错了 · 妈，晚上我不回来吃饭 · 老婆我晚上加班 · 快递放门口 · 测试 · 接孩子放学 · "
            "今天天气不错 · 不是发给你的 · 亲友们帮我孙女投个票 3号小百灵 谢谢啦 · 红包收到了 谢谢老板 · 恭喜发财 · "
            "帮忙砍一刀 · 出门记得带伞 今天下雨 · 这个群转给三个群 保平安 · 新到羽绒服 要的私聊 · "
            "姐 晚上广场舞几点开始 · 水管漏了快来人修 · 晚上七点棋牌室 别迟到 · 师傅我在东门等你 · 打错了打错了 · "
            "张总 合同我盖好章了 · 妈 我今天补课晚点回 · 会议改到下午三点 你转告一下老陈 · "
            "喂喂听得到吗 · 123 我试试 能不能发出去 · "
            "明天早上村口集合带锄头 · 车子开到后门，东西放我座位上 · 叫小郑两点到我办公室来一趟"
        ),
        clause=ELSEWHERE,
        within=PASSED_AROUND,
    ),
    AsideKind(
        Aside.KIND_WORD,
        (
            "谢谢你啊 这么快就回我 · 你真好 帮大忙了 · 回得真快 · 厉害厉害 · 辛苦辛苦 麻烦你了 · 真方便 · "
            "还挺好用 · 祝您和家人身体健康，万事如意！ · "
            "好的，谢谢组织办的同志，你们辛苦了！ · 多谢镇组织办 大家辛苦了"
        ),
        clause=KIND_WORD,
    ),
    AsideKind(
        Aside.DISPUTE,
        (
            "我们没迟啊 · 我们按时报了的 · 没有逾期 · 你们登错了吧 · 凭什么 · 这个不是我们支部的 · "
            "支委会我们开过的 · 哪里迟了 · 不归我们管 · 一起搞的呀 照片老早发群里了 你们不看的啊 · "
            "党日搞了 你们没记上 · "
            "搞是搞的 就是没发照片给你们 · 开了呀 你们平台上没显示 · 照片发了三遍了 你们没人看 · "
            "这个月不算吧 月初刚换届 · 记录本上都有的，10月24号晚上开过支委会 · 不对。10月26日下午录完的，我有截图"
        ),
        clause=IN_TIME,
        within=DISPUTE,
    ),
    AsideKind(
        Aside.TROUBLE,
        (
            "字太小看不清 · 手机没电了 · 我老花眼看不见 · 我不会打字 · 眼睛不好 · 我讲一句侬记一句 老花镜寻勿着 · "
            "我讲你帮我写 · 语音讲给你听 · 我字打得慢你不要急我慢慢讲"
        ),
        clause=TROUBLE,
    ),
    AsideKind(
        Aside.GRUMBLE,
        (
            "烦死了 · 天天填表 · 有完没完 · 形式主义 · 没空搞这个 · 没啥好说的 · 不想写 · 又要填 · 滚 · "
            "无语 · 天天催 · "
            "气死人 我不弄了 你们自己来开 · 一趟趟退 存心刁难人 · 我不弄了 你们行你们上 · 爱过不过 · "
            "你催什么催 · 一个字一个字抠 · 组织办自己安排的活动冲了还问我们原因 · "
            "能延到下周一就好了 · 上次跟吴老师讲好了这个不用写的"
        ),
        clause=f"{GRUMBLE}|{WISHED}",
        within=DEFIANCE,
    ),
    AsideKind(
        Aside.FORM,
        (
            "叫副书记来填 · 算了 不填了 · 这项跳过 · 我填错了 · 第一项不是 · 报完了 提交吧 · 内容有误 · 暂不上报 · "
            "烦请将以上所填全部作废，容我与支委商议后重新填报 · 此表作废 · 烦请撤销本次填报"
        ),
        clause=FORM_CLAUSE,
        within=FORM,
    ),
    AsideKind(
        Aside.UNKNOWN,
        (
            "不知道 · 不知道，问前任书记去 · 我也不太清楚 · 记不得了 · 想不起来了 · 勿晓得呀 · 这个说不上来 · "
            "没印象 · 天晓得 · 硬要我写原因我编不出来 · 非要写什么措施我也写不出来 · "
            "记不得是停电还是下雨了 · 可能是人没到齐吧我也说不好 · "
            "我刚来不了解情况 · 原因不详 · 忘记当时怎么回事了 · 没什么原因 · 搞不清楚 · 前任书记经手的"
        ),
        clause=UNKNOWN,
    ),
    AsideKind(
        Aside.LEFT_TO_US,
        (
            "你看着办 · 随便写 · 都可以 · 你自己看吧 · 您定 · 无所谓 · 就这样 · "
            "书记的意思是写人不齐好听点 · 镇里老王说这种情况写工作冲突就行 · 随便给我写个人不齐吧"
        ),
        clause=LEFT_TO_US,
        within=DICTATED,
    ),
    AsideKind(
        Aside.LATER,
        (
            "等我问下会计再讲 · 我问一下村里再说 · 让我想想 明天再填 · 等一下我看看台账 · 回头再说 · 待核实 · "
            "容我想想再答复 · "
            "我查一查记录再报给你 · 手头有事 等会回复你 · 这个要问一下会计，晚点回你 · 我在开会 · "
            "等老书记来了我问他 · 嗯 我想想啊 · 还没弄清楚 晚点说 · 证书已拍，10分钟后发 · "
            "照片在文书手机里，等会儿让他发 · "
            "我没说12号补开，你别给我记上 · "
            "稍等，来了个病人 · "
            "过两天给你答复 · 明朝再讲 · 可能是没人召集吧 我问问再回你 · 大概是人没到齐 等我核实一下 · "
            "应该是书记出差了吧 查一下再报 · 到会几个人我要翻翻本子 等一歇 · 人数忘了 我查查签到本 · "
            "名单在会计那里 晚点给你 · 弄好了自然会告诉你 · 夜里转去弄 · "
            "这个原因我要问问老陈当时是他在管我那时候在住院 · "
            "书记说了这次先不填 · 那天我不在 是副书记弄的 要问他 · 人不齐 哎等等 先不写这个"
        ),
        clause=LATER,
        within=f"{ASKS_FIRST}|{TAKEN_BACK}",
        beside=GUESS,
    ),
    AsideKind(
        Aside.OTHER_HANDS,
        "我退休了不管了 · 我已经不当书记了 · 我是他老婆 他出去了 · 他不在家 手机落家里了 · 我孙子乱按的",
        clause=OTHER_HANDS,
    ),
    AsideKind(
        Aside.SENT,
        "材料已经发到邮箱了 · 照片我发到群里了 · 原因见附件 · 证书上有",
        clause=ELSEWHERE_SAID,
    ),
    AsideKind(
        Aside.GUESS,
        (
            "十有八九是人不齐 · 我猜是当时人都去抢收了 · 按理说应该是老陈没通知到 · 可能大概是人没来齐 · "
            "好像是停电了 · 估计是会计忘了 · 人不齐要么场地占了"
        ),
        clause=GUESSED,
    ),
)
_WHOLE: Final = [(kind.aside, Pattern(f"(?:{kind.clause}){SOFT}")) for kind in KINDS if kind.clause]
# 打错了打错了 says it once.
_TWICE: Final = Pattern(r"^(\S{2,8}?)\1+")
_PICTURE: Final = Pattern(r"\[[\u4e00-\u9fff]{1,4}\]$")
# A longer one tells a story; and no pattern is held against what somebody may have made to keep it busy.
LONGEST_CLAUSE: Final = 24
_BESIDE: Final = {kind.aside: Pattern(f"(?:{kind.beside}){SOFT}") for kind in KINDS if kind.beside}
ORDER: Final = tuple(kind.aside for kind in KINDS)
_THROWN_AWAY: Final = Pattern(THROWN_AWAY)
_WITHIN: Final = {kind.aside: Pattern(kind.within) for kind in KINDS if kind.within}


@lru_cache(maxsize=16)
def aside_in(text: str) -> Aside | None:
    """Tell why a message answers nothing; None where it may be an answer, and for mere politeness."""
    plain = _PICTURE.sub("", without_symbols(plainly(text)))
    said = [_TWICE.sub(r"\1", one) for one in PAUSE.split(plain) if one and not is_filler(one)]
    clauses = [aside_of_clause(one) for one in said]
    # Who guesses and will ask puts it off.
    surest = next((one for one in clauses if one is not Aside.GUESS), Aside.GUESS)
    first = surest if clauses and all(clauses) else _with_what_stands_beside(said)
    return next((one for one in ORDER if one is first or (one in _WITHIN and _WITHIN[one].search(plain))), None)


def _with_what_stands_beside(said: Sequence[str]) -> Aside | None:
    """Tell the kind one clause is of where every other may stand beside it: 可能是没人召集吧，我问问再回你."""
    found = next((aside for one in said if (aside := aside_of_clause(one)) in _BESIDE), None)
    fits = found is not None and all(aside_of_clause(one) is found or _BESIDE[found].fullmatch(one) for one in said)
    return found if fits else None


def is_aside(text: str) -> bool:
    """Tell whether a message answers nothing, of whichever kind."""
    return aside_in(text) is not None


def throws_away(text: str) -> bool:
    """Tell whether a message wants all that is written in a form gone: 以上所填全部作废."""
    return bool(_THROWN_AWAY.search(plainly(text)))


def says_nothing(clause: str) -> bool:
    """Tell whether a clause of an answer belongs to no part of it: 忘了，哪天补等我问下再讲."""
    return is_filler(clause) or aside_of_clause(clause) is not None


def aside_of_clause(clause: str) -> Aside | None:
    """Tell why one clause answers nothing; None where it may."""
    if len(clause) > LONGEST_CLAUSE:
        return None
    return next((aside for aside, whole in _WHOLE if whole.fullmatch(clause)), None)
