"""Words about an item that answer nothing: a stock phrase, a day under a condition, work that is refused (R13).

立行立改 and 已经整改完成 tell neither why nor what; 如果人齐就这周补 settles nothing; beside 下周五前不开 the day is no
promise. None of it is ever taken down: the person is asked for what can be.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from rules.speech import is_filler, plainly


class NoAnswer(Enum):
    """Why nothing of what is said about an item is taken down."""

    STOCK = "stock"
    CONDITION = "condition"
    REFUSED = "refused"


_PAUSES: Final = re.compile(r"[\s,，。.!！~～、;；:：]+")
_BESIDE: Final = (
    r"(?:提醒单|(?:所列|上述|存在|指出)的?问题|对此|定当|定会|必将|我们?|过[几两][天日]|这[几两][天日]|到时候|慢慢|尽量|尽力|支部|本支部|这[项次]|两项|[12]项|都|全部|全|均|已经?|现已?|马上|立即|立刻|抓紧|尽快|尽早|一定|坚决|认真|积极|及时"
    r"|务必|保证|确保|争取|以后|今后|下次|下[回趟]|没事|下一步|肯定|将|会|要|按照?要求|按时|严格|再次?|进行|抓好|做到|全面)"
)
_CORE: Final = (
    r"(?:整改|改正|改进|改掉|落实|完成|[做弄搞办](?=[完好了])|处理|解决|纠正|注意|重视|加强(?:学习|管理|重视)?|吸取教训|举一反三"
    r"|立[行即知]立?改|即知即改|引以为[戒鉴]|想(?:想|个)*(?:办法|法子)(?:去|来)?(?:弄|搞|办|补|做|解决)?(?:脱|掉|好|上)?(?:伊|它)?|不再犯|不会(?=了|再)|提高认识|到位)"
)
_STOCK: Final = re.compile(
    rf"{_BESIDE}*(?:高度)?{_CORE}(?:工作)?(?:[,，]?{_CORE})*(?:完成|完毕|完|好|过|掉)?(?:了|啦|的)*"
)
_CONDITION: Final = re.compile(
    r"如果|(?:^|(?<=[\s,，。;；]))如(?![期实此何数常意旧愿同下上今无有约])[^\s,，。;；]{1,12}[不未没能]|(?<!主)(?<!重)(?<!需)要是|假如|倘若|除非|的话|万一|[看视](?:\S{0,4})情况|若(?!干)|[不没勿弗](?!知|晓)\S{1,4}再(?:讲|说|定|看|议|往后|推)|只要\S{0,14}就|只有\S{0,14}才"
)
_REFUSED: Final = re.compile(
    r"(?:不(?:想|肯|打算|准备)?|没法|无法)再?(?:召?开|补|整?改|交|办|弄|搞|做|登|录)(?:了|会)?$|补不(?:了|成|上)|不[开补办弄搞]也罢|^(?:嘛|末|么|就|那|还是)*算了(?:吧|哉|喽)?$"
)


def no_answer_in(said: str) -> NoAnswer | None:
    """Tell why words said about an item answer nothing; None where something may be taken down."""
    plain = plainly(said)
    if _CONDITION.search(plain):
        return NoAnswer.CONDITION
    clauses = [one for one in _PAUSES.split(plain) if one]
    if any(_REFUSED.search(one) for one in clauses):
        return NoAnswer.REFUSED
    told = [one for one in clauses if not (one.isdecimal() or is_filler(one))]
    return NoAnswer.STOCK if told and all(_STOCK.fullmatch(one) for one in told) else None
