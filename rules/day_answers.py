"""Whether a sentence that names a day answers "by which day": not all that happens on a day is the work (R13).

13号我要去喝喜酒, 13号镇里要检查 and 老李你13号来一趟 name a day and promise nothing for it. A day counts where
the words beside it are of the work or add nothing (争取13号前, 13号晚上七点在村部); whatever else they tell is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rules.day_phrases import Promise
from rules.speech import PAUSE, plainly, without_symbols

# What may be done by a day, or be so far on it.
_WORK: Final = re.compile(
    r"补|(?<!去)(?<!来)开(?!的会|会|了|车|走|门|刀|始)|召开|登|录|[上收]?缴|收齐|上交|整改|完成|落实|到位|解决|处理|[弄搞办做改装换修整写](?!的)|上[墙传报]"
    r"|碰头|碰[个一]?头|集中|集合|开会|党课|集中学|补学|交(?!电|警|通|话费)|到齐|人[都全]?齐|凑[得齐拢]|[好成掉完]$|整理|公示|张贴|报(?!名|销|到|告)"
)
# The day was agreed upon, wherever and whatever for.
_SETTLED: Final = re.compile(
    r"定(?:在|到|于|为|了|好|下来)?(?![期金])|(?:安|编)?排(?:在|到|于)|[放改推约]在|[放改推]到|推迟到|调整"
)
# Beside a day these add nothing to it.
_SOFT: Final = re.compile(
    r"(?:那么?|就|吧|呀|啊|哦|嘛|呢|了|的|是|在|于|我们?|阿拉|伲|俺们?|咱们?|支部|支委|大家|争取|一定|肯定|尽量|保证|确保|最晚|最迟|不超过?|不晚于?|不迟于?"
    r"|定|放|改|换|推|排|安排|到|成|为|还是|先|暂时?|暂定|初步|计划|打算|准备|预计|拟|大概|大约|差不多|左右|前后|之?前|以前|之?内|以内|之间|间|至|或|早"
    r"|上午|中午|下午|晚上?|夜[里头]|[厢向]|早上|傍晚|下班|点半?|[一二三四五六七八九十两\d]+点|半|[:：]\d\d|可以|行|好|没问题|能|会|要|都?有空|有时间|人[都全]?[在到齐起多]|一[点些]|[那这]个|就是说?|我看|商量好?|阳历|公历|应该|都|全部?|也|再|哪天|日子|日期|时间|时限"
    r"|期限|完成|整改|书记|村部|会议?室|活动室|村委会?|办公室|那天|当天|这天|嗯|哈|喽|咯|嘞|哉|写|填|记|报|确定|约|约在|号|日|年|月|周|[一二三四五六日天末]|礼?拜|星期|个|第|最后|哎|诶|不是|今年|明年|本月|这个月|下个?月|下|本|这"
    r"|[(（)）\-—~～/.、:：\d\s])*"
)
# Who doubts the day, has it from somebody, or says that nothing came of it, promises none.
_DOUBTED: Final = re.compile(
    r"悬|难说|不一定|够呛|未必|不敢|不好说|取消|作废|黄了|没(?:开|弄|搞|做)?成|[催]|(?<![劳请让])[您你侬](?!们?(?:放心|看|记))|车票|机票|日子$|的会"
)


# What others do on a day is no work of the branch: 十二号镇里开人代会我要去的.
_OF_OTHERS: Final = re.compile(
    r"(?:镇[里上]|县[里上]|区里|市里|上面|学校)\S{0,3}(?:开|有|检|安排|叫|培训)|(?<!才)要去的?[呀啊]?$"
)


def answers_with_day(said: str, promised: Callable[[str], Promise | None]) -> bool:
    """Tell whether a day that a sentence names is certainly said of the work that is asked about."""
    plain = without_symbols(plainly(said))
    return not _DOUBTED.search(plain) and any(_fits(one, promised) for one in PAUSE.split(plain) if one)


def _fits(clause: str, promised: Callable[[str], Promise | None]) -> bool:
    """Tell whether a clause names a day, and nothing beside all its days but the work, or what adds nothing."""
    if _OF_OTHERS.search(clause):
        return False
    rest, days = clause, 0
    while found := promised(rest):
        rest, days = f"{rest[: found.start]} {rest[found.end :]}", days + 1
    return bool(days and (_WORK.search(rest) or _SETTLED.search(rest) or _SOFT.fullmatch(rest)))
