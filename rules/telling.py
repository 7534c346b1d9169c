"""Whether words tell something that can be a reason or a remedy: what is not certainly one is asked about.

A reason may be anything that happens in a village; but it speaks of somebody or something there, of what was lacking,
or of what is done. Words about writing, asking and answering, and words to the reader (你们), tell nothing of it. Who
is not understood has a way that always holds: 原因：….
"""

from __future__ import annotations

from typing import Final

from rules.asides import aside_in, says_nothing
from rules.completion import says_done
from rules.odd_messages import Odd, odd_in
from rules.patterns import Pattern
from rules.speech import PAUSE, plainly

_NAMED: Final = Pattern(r"(?:原因|理由|措施|责任人|时限)[:：是]\S|(?:因为|由于|主要是)\S")
# What by itself keeps people from meeting: 台风, 住院, 农忙, 换届.
_EVENTS: Final = Pattern(
    r"换届|选举|交接|疫情|疫苗|防汛|防疫|抗[旱洪]|[漫淹]水|水[漫淹]|[漫淹]到|发大水|台风|[下大落阴暴梅]雨|雨[天季水]|下雪|高温|洪水|干旱|农忙|[秋春夏冬][收忙种播]"
    r"|抢[收种]|收[稻割麦]|采摘|捞鱼|庙会|道场|比赛|创[文卫建]|迎检|检查|巡[查视]|维稳|普查|培训|学习|党校|修路"
    r"|拆迁|征地|拆|出差|外[出地头面]|国外|务工|打工|上班|加班|[值倒轮]班|[请休产]假|[住出]院|医院|[生看重]病"
    r"|病了?|毛病|手术|开刀|受伤|骨折|中风|感冒|[腰腿头牙]疼|过世|去世|出殡|送葬|下葬|落葬|守灵|丧|白事|红事|婚|喜酒|生孩子|带孙子|装修"
    r"|[漏泡积进]水|停电|断[电网]|故障|搬[家迁]|过年|放假|国庆|中秋|清明|[元春]节|记性|辞职|调走|退休|老化"
    r"|时间[短紧]|人手[紧少]|人[少太]|任务重"
)
# People and things of a village, a branch, an office: they tell something with what befell them.
_THERE: Final = Pattern(
    r"书记|支书|支委|委员|党员|会计|出纳|干部|主任|社长|组长|班子|同志|专干|录入员|经办|负责人|人|大家|群众|村"
    r"|社区|镇|区里|厂|公司|单位|车间|学校|上级|上面|领导|银行|信用社|台[账帐]|抬账|记录|材料|资料|文件|通知|消息"
    r"|[微短]信|群里|系统|平台|电脑|网|账号|密码|流程|打印|会议|会场|场[地子]|教室|活动|党课|老师|党费|党日|支委会"
    r"|大会|照片|签到|签字|转账|现金|时间|日[期子]|月份|工作|事[情体]|任务|项目|工程|工地|公章|发票|凭证|孩子|孙"
    r"|老婆|老公|老[娘爸妈父母爷头太]|爱人|家|年纪|路|屋|灯|线路|设备"
)
_ONLY_NAMED: Final = Pattern(rf"(?:{_THERE.pattern}|的|和|那个|我们?)+")
_LACKS: Final = Pattern(
    r"忘|忙|没|呒|勿|弗|不(?!用|要|急|错)|未|无|缺|少|差|晚|迟|漏|错|丢|断|坏|停|冲突|冲掉|撞|拖|耽[误搁]|疏忽"
    r"|大意|粗心|马虎|松懈|疏漏|遗漏|推迟|取消|失误"
)
# These tell something only of somebody or something.
_BEFELL: Final = Pattern(
    r"紧|累|难|乱|散|空|懒|挤|凑|满|走|换|搬|退|新|老|旧|远|多|重|占|去了?|来|在|死|请|改|只有|就\S{1,3}个"
)
_DOES: Final = Pattern(
    r"补|开|交|登|录|收|换|叫|派|定|装|贴|建|买|修|记|盯|管|督|催|改|提前|提醒|以后|今后|下次|下回|每[月周次]|专人"
    r"|闹钟|日历|代|[上带]门|送|签|培训|学|教|落实|安排|组织|完善|加强|做|解决|落实|[弄搞办]好"
)
# Something came to pass, or is so by degrees: 线路老了, 路太远.
_HAPPENED: Final = Pattern(
    r"(?<!太)[^\s太]{3}(?:了|哉|掉)$|太(?!好|棒|谢|平|阳)|很|比较|实在|偏|有点|经常|老是|总是|仓促|临时|突然"
    r"|旧|老化|维护|升级|检修|涨水|大水|停水"
)
# Words about the talk itself.
_TALK: Final = Pattern(
    r"[写填说讲答催发读猜]|回(?:复|你|答|话)|问(?!题)|看(?!护|病|管|守|孩)|打字|语音|表格|原因|理由|意思"
    r"|这一?[句条个]|那一?[句条个]|同意|通过|[您你侬]|确认|批准|提交"
)
# 要跟书记通个气 promises to ask, and does nothing.
_ASKS_AROUND: Final = Pattern(
    r"^(?:我|我们)?(?:要|得|去|来|先|还要|马上|准备)(?:去|先)?(?:跟|和|同|向|给|找|问|叫"
    r"|喊)(?!\S*(?:补|开|登|录|交|收))"
)
_NOTHING: Final = Pattern(
    r"(?:这?[两几各]项|都|全部?|也|我们?)*没(?:有)?(?:什么|啥)?问题(?:了|的|吧)*|(?:还|都|也|一直)*(?:没有?|未|不)(?:定|想好|商量好?|确定|安排好?)(?:下来|好|呢)?|(?:好像|可能|恐怕|似乎|总觉得|感觉)?(?:不算|撤掉?|删掉?|作废|取消|不要|重[来写])(?:了|吧|掉|数)*"
    r"|(?:好像|可能|恐怕|似乎|总觉得|感觉)?(?:这[个条项句]?|那[个条项句]?|都|是)?(?:不太?|不大|有点|没)?(?:对|行|准|是|好|可以|错|有误|有错|成|妥)(?:的"
    r"|了|吧|啊|呀)*|(?:反正|就是|确实|都|还|是|这?两项|我们?|真|也|全)*(?:没有?|未)(?:能)?(?:开|做|办|弄|交|登|补"
    r"|搞|录|完成)(?:成|了|呢|呀|好|嘛)*|老(?:问题|毛病|样子|一套)(?:了|呗|嘛)*|一言难尽|没办法|没法子|(没[\u4e00-\u9fff])就是\1(?:了|呗|嘛)?"
)
_TO_READER: Final = Pattern(r"自己(?:都|也)(?:没|不)|已经不错|[您你侬](?!\S*(?:通知|没发|没讲|没说))")


_NOT_OURS: Final = frozenset({Odd.ORDERED_ABOUT, Odd.LINK, Odd.FORWARDED, Odd.PICTURE})


def tells_something(text: str) -> bool:
    """Tell whether words certainly hold something to take down as reason or remedy."""
    plain = plainly(text)
    if _NAMED.search(plain):
        return True
    told = "，".join(one for one in PAUSE.split(plain) if one and not says_nothing(one))
    if aside_in(plain) or odd_in(plain) in _NOT_OURS or _TO_READER.search(told):
        return False
    if all(_NOTHING.fullmatch(one) for one in told.split("，")) or _ONLY_NAMED.fullmatch(told):
        return False
    if _EVENTS.search(told) or says_done(told):
        return True
    if _THERE.search(told) and any(one.search(told) for one in (_LACKS, _BEFELL, _HAPPENED, _DOES)):
        return not _ASKS_AROUND.search(told)
    return any(one.search(told) for one in (_LACKS, _DOES, _HAPPENED)) and not _TALK.search(told)


def tells_of_another(words: str) -> bool:
    """Tell whether words begin with somebody or something of their own, whom they tell about: 电脑进水坏了."""
    return bool(_THERE.match(words))


def only_names(words: str) -> bool:
    """Tell whether words only name somebody or something, and tell nothing of them: 会计, 我们村."""
    return bool(_ONLY_NAMED.fullmatch(words))


def names_event(text: str) -> bool:
    """Tell whether words speak of what keeps people from work for a time: 出院, 检查, 台风."""
    return bool(_EVENTS.search(plainly(text)))


def tells_why(text: str) -> bool:
    """Tell whether words name what kept people from it, or what was lacking."""
    plain = plainly(text)
    return names_event(plain) or bool(_LACKS.search(plain) and not _TALK.search(plain))
