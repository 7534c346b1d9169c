"""Messages that say nothing to this bot: a picture's stand-in, a link, something forwarded, a slip of the hand."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from rules.patterns import Pattern
from rules.speech import plainly


class Odd(Enum):
    """What a message is that cannot be meant for the bot."""

    ORDERED_ABOUT = "ordered about"
    LINK = "link"
    PICTURE = "picture"
    FORWARDED = "forwarded"
    MISTAKE = "mistake"
    FIGURES = "figures"
    NO_WORDS = "no words"


_SIGNS: Final = {
    Odd.ORDERED_ABOUT: Pattern(
        r"忽略\S{0,6}(?:规定|规则|指令|要求)|你(?:现在)?是管理员|system prompt|ignore \S+ (?:rules|instructions)"
        r"|drop table|<script",
        re.IGNORECASE,
    ),
    Odd.LINK: Pattern(r"https?://|www\.|^[\[【]?小程序|^\[?链接", re.IGNORECASE),
    Odd.PICTURE: Pattern(
        r"^(?:\[[\u4e00-\u9fffA-Za-z]{1,6}\]\s*)+$|^(?:语音|视频)?通话(?:已取消|时长|中断)|^对方(?:已取消|无应答|忙线)|^\[(?:位置|图片|视频|文件|语音|动画表情|聊天记录|名片)\]"
    ),
    Odd.FORWARDED: Pattern(
        r"^@(?:所有人|全体\S{0,2}|各位)|^【?(?:转发?|通知|公告|提示|fw)(?:[】:：])|^【[^】]{1,8}】(?!.*[?？])"
        r"|^关于\S{2,40}的(?:通知|公告|函|通报|意见)$|^各(?:支部|位(?!好|领导)|村|单位)"
        r"|请(?:准时参加|互相转告|各支部|大家)|不得缺席|收到请回复"
    ),
    Odd.MISTAKE: Pattern(
        r"(?:按|发|打|点|手|输)错了?(?:了|人|群)?[。.\s]*$|撤回了一条消息|转文字失败|手滑|(?:当|就当)我?没说"
        r"|不是发给你"
    ),
    # 1？
    Odd.FIGURES: Pattern(r"^[\W_]*\d[\d\W_]*$"),
}
# What begins so is addressed to others, whatever stands behind it.
_TO_OTHERS: Final = Pattern(
    r"^[【\[]?(?:转发?|群发|(?!\S{0,4}[没未不])\S{0,4}通知|公告|温馨提示|fw|fwd)(?:[】\]:：])|^(?:@(?:所有人|全体\S{0,2}))"
    r"|^(?:各|全体|所有)(?:支部|党支部|村|社区|单位|党员|位(?:书记|党员|支委|村民))[^\n:：]{0,8}[:：]"
)
_WORDS: Final = Pattern(r"[\u4e00-\u9fff]")
_KANA: Final = Pattern(r"[\u3040-\u30ff\uac00-\ud7af]")
_ONE_SIGN: Final = Pattern(r"(.)\1{3,}")


def is_to_others(text: str) -> bool:
    """Tell whether a text begins as what is sent to many: 【通知】各支部：…; nothing in it is said to the bot."""
    return bool(_TO_OTHERS.search(plainly(text).lower()))


def odd_in(text: str) -> Odd | None:
    """Tell what kind of message this is, if none that is meant for the bot."""
    plain = plainly(text)
    found = next((odd for odd, sign in _SIGNS.items() if sign.search(plain)), None)
    if found is None and (not _WORDS.search(plain) or _KANA.search(plain) or _ONE_SIGN.fullmatch(plain)):
        return Odd.NO_WORDS
    return found
