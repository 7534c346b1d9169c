"""What is said with a decision: plainly that all is in order, or something that has to be read back first.

Pure text. What goes with a decision is free, so no list of reservations is ever complete (只改了一个, 整改了一半,
需要上会, 明天). It is the plain findings that are known: an opinion approves where every word of it is one of theirs.
"""

from __future__ import annotations

from typing import Final

from rules.patterns import Pattern
from rules.speech import without_politeness

# What is said to be so: each of these alone is an opinion.
_FINDING: Final = (
    r"无(?:不同|其他)?(?:意见|异议|问题|出入)"
    r"|已经?(?:全部|现场|实地|逐[项个家])*(?:整改|完成|核[实对查]|复核|查[实看]|更[新换]|归档|宣布|落实|换|改|办|纠正)"
    r"|核[实对查]过|复核过|整改(?:好|完成?|完毕)|[改办补换](?:好|完|齐|全|正)|换了|补[报录交]|更新|更换|归档|宣布"
    r"|到位|属实|(?:清楚|齐[全备]?|准确|无误|具体|可行|合理|真实|明确)|(?:符合|达到)(?:标准|要求)|合格"
    r"|(?:予以|准予|可以)?(?:同意|赞成|通过|销号|办结)|可以(?=[\s,，。;；、]|$)|集体研究(?:决定|同意)"
    r"|(?:按照?|依据|根据|符合)(?:考核)?办法(?:第[\d一二三四五六七八九十]+条)?(?:的?规定)?|证据确凿"
)
# What else such an opinion is made of: who looked, when, how, and at what.
_AROUND: Final = (
    r"[\s,，。.;；、!！~～]|经|已经?|都|均|也|和|及|与|的|了|过|全部?|各项|逐[项个家条]|一一|按期|按时|按要求|及时|我们?|督导组|组里"
    r"|现场|实地|上门|到场|核[查实对]|复[核查]|检查|查看|看过?|去看|去|今天|昨天|前天|[上下]午"
    r"|问题(?=\S*(?:改|到位|完|解决))|整改|解决|公开栏|台[账帐]|会议|记录|照片|图片|材料|资料|报告|措施|情况|事实|内容"
    r"|名[次单]|分数|得分|榜单?|并列|连续|[两二三四]个?季度?|灰榜"
)
# Possessive: what was read as one word is not tried as two, however much of it somebody pastes.
_PLAIN: Final = Pattern(rf"(?=.*(?:{_FINDING}))(?:{_FINDING}|{_AROUND})++")
# Why an objection is upheld: what was recorded was wrong.
_WRONG: Final = (
    r"原?(?:记录|登记|录入|扣分)(?:确实?)?(?:有误|错误|错了|不对|不实)|(?:[记登录扣]错|漏[记登录])了?"
    r"|(?:应当?|予以|准予)?更正|确实是?"
)
_UPHOLDS: Final = Pattern(rf"(?=.*(?:{_FINDING}|{_WRONG}))(?:{_FINDING}|{_WRONG}|{_AROUND})++")
# The number of a document or a record ends what is said of a measure: 澄委〔2026〕8号, 约谈记录3号.
_DOCUMENT: Final = Pattern(r"[\w〔〕\[\]（）()《》“”·—-]*\d号")


def plainly_approves(opinion: str) -> bool:
    """Tell whether an opinion says that all is in order, and nothing else: 现场核查，已整改到位."""
    return bool(_PLAIN.fullmatch(without_politeness(opinion)))


def plainly_upholds(opinion: str) -> bool:
    """Tell whether an opinion on an objection says that it is right, and nothing else: 台账属实，原记录有误."""
    return bool(_UPHOLDS.fullmatch(without_politeness(opinion)))


def is_document(said: str) -> bool:
    """Tell whether a text is the number of one document."""
    return bool(_DOCUMENT.fullmatch(without_politeness(said)))
