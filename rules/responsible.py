"""Who sees to an item, taken out of an answer: 责任人王芳, 由王芳负责, 叫王芳去补."""

from __future__ import annotations

from typing import Final

from rules.patterns import Pattern

PAUSES: Final = " ,，;；。、!！"
# No name has these in it: 责任人写错，是朱敏.
_IN_NO_NAME: Final = "不没写错改换对是的了我你他她它们要把给叫让请哪项条谁啥吗呢吧呀哦嗯这那"
_NAME: Final = rf"((?:(?![{_IN_NO_NAME}])[\u4e00-\u9fff·]){{2,4}}?)"
# 副书记石美玲 is 石美玲.
_ROLE: Final = r"(?:副?书记|(?:组织|宣传|纪检|统战|生活|青年)?委员|支委|会计|副?主任|专干|村?干部|老师)"
_SEES_TO: Final = r"(?:同志|本人)?(?:来|去|专人|专门|亲自|具体)*(?:负责|落实|牵头|跟进|管(?!理)|盯着?|抓)(?:到底|落实)?"
# Where only the work tells that somebody was named, a name begins as names do; 由于, 安排周五 and 请方便时 begin none.
_SURNAME: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤倪葛俞缪费储惠宗樊诸裴祝翁殷施季"
)
_OF_TIME: Final = "一二三四五六日天末上下本周月号底前后中内晚早午年再时便"
_GIVEN: Final = rf"(?:(?![{_IN_NO_NAME}{_OF_TIME}])[\u4e00-\u9fff])"
_FULL_NAME: Final = rf"([{_SURNAME}]{_GIVEN}{{1,2}}?)"
_WORK: Final = r"(?=每|补|录|登|收|抄|弄|办|交|开|传|核对|跑|做|整理|通知)"
_ONE_NAME: Final = Pattern(_NAME)
_WHO: Final = Pattern(
    rf"(?:整改)?(?:责任|负责)的?人(?:是|为|写|换成?|改成?)?[:：]?\s*我?{_ROLE}?{_NAME}(?=$|[\s,;，；。、]|\d)"
    rf"|(?:由|交给|(?:让|叫|请|安排|指定)(?!\S{{0,6}}(?:补|录|登|收))){_ROLE}?{_NAME}{_SEES_TO}"
    rf"|(?:让|叫|请|喊|换)(?!\S{{0,6}}(?:补|录|登|收)){_ROLE}?{_NAME}(?:同志)?(?:来|去)(?:弄|办|搞|做|跑|管|盯|负责)"
    rf"|(?:由(?!于)|让|叫|请|喊|安排){_ROLE}?{_FULL_NAME}(?:同志)?(?:来|去|帮忙|帮着?)*{_WORK}"
    # 金融办 is an office.
    rf"|(?:^|(?<=[\s,;，；。]))(?:{_FULL_NAME}(?:同志)?(?:来|去)*(?:经办|牵头|落实|跟进|盯)|([{_SURNAME}]{_GIVEN}{{2}})(?:来|去)?办)(?=$|[\s,;，；。])"
    rf"|(?:^|(?<=[\s,;，；。]))(?:换成?|改成?|改由)?{_ROLE}?{_NAME}(?:同志)?(?:来|专人|专门|亲自|具体)*(?:负责|管(?=$))"
)
# Whoever is meant by these is the writer, or nobody in particular.
_NOBODY: Final = Pattern(
    rf"都\S*|是?我\S*|人\S?|别人|[他她你您侬]\S*|群众|村民|孙[女子]|老师|师傅|会员|我|本人|自己|我本人|我自己|我们|(?:安排|有|明确|指定)?专人|支部|大家|党员|专门|{_ROLE}|(?:新|老|村|原)?{_ROLE}"
)


def without_person(said: str) -> str:
    """Take who sees to it out of an answer."""
    return named_responsible(said)[1]


def named_responsible(said: str) -> tuple[str | None, str]:
    """Take who sees to it out of an answer: 责任人王芳, 由王芳负责, 王芳负责."""
    match = _WHO.search(said)
    name = next((one for one in match.groups() if one), None) if match else None
    if match is None or name is None or _NOBODY.fullmatch(name):
        return None, said
    before, after = said[: match.start()], said[match.end() :]
    runs_on = before == before.rstrip(PAUSES) and after == after.lstrip(PAUSES)
    return name, f"{before.rstrip(PAUSES)}{'' if runs_on else '，'}{after.lstrip(PAUSES)}".strip(PAUSES)


def names_somebody(words: str) -> bool:
    """Tell whether words may be somebody's name; 会计 and 专人 are none."""
    return bool(_ONE_NAME.fullmatch(words)) and not _NOBODY.fullmatch(words)
