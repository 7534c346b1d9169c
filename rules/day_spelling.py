"""Days as keyboards and voice input spell them, written as the grammar reads them; each sign keeps its place.

Behind a number 号 is typed as any character of its sound (十一月十五好), between two numbers 月 is (11约9号), and so
are the words of a week (里拜六). Pure text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rules.sounds import Words, sound

_PLAIN: Final = str.maketrans("０１２３４５６７８９．／－—（）號週禮", "0123456789./--()号周礼")
# 名天, 厚天: with 天 behind it hardly anything else.
_TOMORROW: Final = re.compile("(?<![0-9一二三四五六七八九十几姓人])[名鸣铭](?=天(?![天气]))")
_AFTER_TOMORROW: Final = re.compile("[厚侯](?=天(?![天气]))")
_WEEKS: Final = Words(("礼拜", "星期"))
# A day of the month from the tenth on: of these it is plain without a 号.
FROM_TEN: Final = "[12][0-9]|3[01]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
_DAY: Final = f"(?:{FROM_TEN}|0?[1-9]|[一二三四五六七八九])"
_NO_NUMBER: Final = "(?<![0-9一二三四五六七八九十廿第])"
_HEARD: Final = "[好浩毫豪耗郝](?![几多些不])"
_MONTH: Final = re.compile(
    rf"({_NO_NUMBER}(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?)[约越岳悦阅](?= ?{_DAY})"
)
_DAY_OF_MONTH: Final = re.compile(rf"(月 ?{_DAY} ?){_HEARD}")
# 15好 alone may be praise; before the words of a day, or of what is done on one, it is none.
_DAY_ALONE: Final = re.compile(
    rf"({_NO_NUMBER}(?:{FROM_TEN}) ?){_HEARD}"
    r"(?=\s*(?:$|[,，。;；!！]|之?前|以前|[晚早上下中]|[补开登交录缴去来再搞弄办做改吧的]))"
)
# 时一月 is 十一月, 十而号 is 十二号. What is typed as another number or as 是 stays what it is.
_TEN: Final = re.compile("[时石实食拾](?=[一二]?月)")
_ONES: Final = re.compile("(?<=十)[^0-9一二三四五六七八九十廿月日号](?=[日号好])")
_NUMBERS: Final = {sound(one): one for one in "一二三四五六七八九"}


@lru_cache(maxsize=64)
def in_plain(text: str) -> str:
    """Write a text in the signs the grammar of days knows, sign for sign."""
    plain = text.translate(_PLAIN)
    plain = _ONES.sub(lambda one: _NUMBERS.get(sound(one[0]), one[0]), _TEN.sub("十", _WEEKS.heard(plain)))
    plain = _AFTER_TOMORROW.sub("后", _TOMORROW.sub("明", _MONTH.sub(r"\1月", plain)))
    return _DAY_ALONE.sub(r"\1号", _DAY_OF_MONTH.sub(r"\1号", plain))
