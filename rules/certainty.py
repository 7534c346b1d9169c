"""What is never kept under a guess: words about the answer itself, a day that is denied, an item of another month.

Whoever is asked once more loses a minute, whoever is misunderstood loses trust: what is found here is left over and
said back, never a part of an answer (R13). Pure text, clause by clause.
"""

from __future__ import annotations

from typing import Final

from rules.day_grammar import number_written
from rules.patterns import Pattern
from rules.speech import DONT, HOLD_ON, NEVER_SAID

_WAITING: Final = rf"(?:{HOLD_ON}|慢慢叫|别急|勿要急|且慢|让我想想)"
_BEGUN: Final = Pattern(rf"^(?:{_WAITING}[啊哦呀]?[\s,，。.]*)+(?:我先[说讲]?(?:一下)?)?[\s,，]*(?=\S\S)")
# The pause of whoever dictates, and of whoever writes a dash before the work: 人不齐嗯十三号补, 人不齐——13号补.
_HUM: Final = Pattern(r"(?<=\S)(?:嗯+(?=\S)|(?<![\d日号月])(?:——+|…+|\.{3,})(?=\S{1,12}[补登录开]))")

_UNSAID: Final = rf"(?:当我没[说讲]|{NEVER_SAID}|没[说讲]过)(?!清|明)"
# Of the writing and the saying, never of what happened: 写人不齐就好了, 刚才那句, 再加一句, 不是这个原因.
_OF_THE_ANSWER: Final = Pattern(
    rf"{_UNSAID}|(?:{DONT}|先不)(?:给我|帮我)?(?:记(?!错|录)|填(?!错))"
    r"|(?:刚才|刚刚|前面|上面|上一[句条])\S{0,3}(?:[说讲打写发]的|那[句条个])|不是(?:这个?|那个?)?(?:原因|日子|意思)"
    r"|[说讲](?:起来|来)就?话长|我先[说讲]|是?发给(?:[你您]|别人|隔壁)|(?:再|后面)?[加删补添]上?(?:一|半)句|删掉|去掉"
    r"|隔壁(?:村|支部)的(?:事|日子|原因|会)"
    # Who sees to it, told so that nobody can be certain of it.
    r"|[他她伊]不管的|是我管|我来[抓管]|那?还是我(?:来)?(?:负责|管|弄)"
    r"|^[一二三四五六七八九]支部\S|(?:后|前)[头面]\S{0,4}(?:不算|不作数)"
    # A day, perhaps, or an item: 忘，6补.
    r"|^[1-9][补开登录交缴办搞]\S?$|^\d{1,2}$|^我$"
)
_TAKES_BACK: Final = Pattern(r"(?:哦|啊|哎|噢|唉|呃)*(?:[不勿弗]对(?!称)|[说讲打]错)")
# How late it was and until when it had been due is neither why nor what is done.
_HOW_LATE: Final = Pattern(
    # Nor is how long it lasted: 10.13-10.17.
    r"\d{1,2}[.月]\d{1,2}[日号]?[-—~～至到]+\d{1,2}[.月]\d{1,2}[日号]?|"
    r"(?:一直|就|又|都|才|是|已经?)*(?:拖|迟|晚|耽搁)(?:到(?:现在|今天|今朝|月底)|了?(?:[一二两三四五六七八九十几\d]+|好几)(?:天|个?礼拜|个?月)(?:才?[录登交补开]\S{0,3})?)"
    r"|(?:补?录入?|登记?|交|报|办)?(?:是|确实)?(?:晚|迟)了(?:一?[些点])?"
    r"|(?:之所以)?(?:迟迟|一直|到现在|至今)+(?:未|没有?)(?:能)?(?:[录登补开交办]\S?|完成)|\S{0,8}(?:就|早)该[补录登开交办弄]\S?的"
    r"|\S{0,8}[\d一二三四五六七八九十][日号](?:到期|截止)\S{0,10}|(?:就)?快(?:要)?\S{1,3}(?:完|好)了?|[\d一二三四五六七八九十]{1,2}月份?的?还没有?\S?"
)
# Taken back, or said not to stand, beside a day: 当我没说9号, 后头那个日子不算, 还没定.
_DAY_DENIED: Final = Pattern(
    rf"{_UNSAID}|{DONT}(?:给我|帮我)?[记写填]"
    r"|不是(?:补\S)?[\d一二三四五六七八九十]{1,3}[日号月](?!就)"
    r"|(?:日子|日期|时间|[句条个]|[日号])\S{0,4}(?:[不勿弗](?:能)?(?:算|作数|作准|准|定数)|作废|另定|待定)|(?:还|都|也)(?:没有?|未)(?:最后)?(?:商量好?|定)"
    # 最终时间待调研安排明确后再行报告.
    r"|(?:日子|日期|时间)\S{0,2}待\S{1,12}(?:明确|确定|定下?)[后了来再]"
    # Nobody believes in it: 我估计伊来勿了, 十二号难说.
    r"|估计[^\s,，。]{0,4}来[不勿弗](?:了|成)|难说|够呛|不一定|未必"
    # Another day than this one: 过了这天再开.
    r"|(?:过了?|出了|除了|避开)[这那]一?天|[这那]天(?:不行|不开|不算|过后|以后)|(?:^|[\s,，])[\d一二三四五六七八九十]{1,3}[日号]来不及"
    r"|[日号]我?\S{0,2}(?:有事|走不开|没空|不方便)|算了[\s,，。.]"
)
# Counted from something else: 出院后的第一个周一, 检查完第二天.
_COUNTED_ON: Final = Pattern(
    r"(?:后|完|好|回来|结束|出院)[)）了]?[^\s,，。]{0,3}?的?(?:第[一二三四两2-4]个?(?:天|日|周|礼拜|星期)|次日|隔天)"
)
# Looked for while writing: 我找一下本子，哦找到了.
_LOOKED_UP: Final = Pattern(
    r"(?:让?我)?先?(?:去)?(?:找|翻|看|戴|拿|查)(?:一?下|个|看|副|找|翻)\S{0,2}?(?:本子|本本|簿子|眼镜|日历|手机|老花镜|记录)?|[哦噢啊]?(?:找到|有|看到)了"
)
# Which item or month is meant, in the middle of an answer: 二十号补 十一月的 第一条 下大雨; 就是第一条那个会.
_POINTS: Final = Pattern(
    r"(?:就|这|那)*(?:是|说的是|讲的是)?第[\d一二三四五六七八九十][条项个](?:那个|的|那次)*(?:会|事|活动)?"
    r"|[\d一二三四五六七八九十]{1,2}月份?的"
)
# What an official letter begins with names the matter, and says nothing of it: 主题党日补办事宜，待商议后落实.
_MATTER: Final = Pattern(
    r"(?:关于|有关)?[\u4e00-\u9fff0-9]{2,16}(?:事宜|一事)|\S{0,8}(?:改期|延期|补[开办登录])的事情?"
)
# 台账晓得了 takes note of the item and tells nothing about it, nor does 跟会计说了; 会计今天才晓得 does.
_NOTED: Final = Pattern(
    r"[\u4e00-\u9fff]{0,6}(?<![不没才刚未别])(?:晓得|知道|明白|收到|看到|了解|有数)[了啦]"
    r"|(?:的?(?:事情?|事体))?(?:我|已经?|都)*(?:跟|和|同|给|对)[\u4e00-\u9fff]{1,6}?(?:说|讲|交代|交待|打招呼|打过招呼|通过?气)(?:过|好)?[了的]"
)
_MONTH_OF: Final = Pattern(
    r"(?:^|[\s,，。;；])(\d{1,2}|[一二三四五六七八九十]{1,2})月份?的?(?=支委|党费|台账|主题党日|党日|党课|平台|党员大会|那[张条个]|还没)"
)
# Whoever wants something written need not mean it.
_WRITE_SO: Final = Pattern(r"(?:^|[\s,，。就还])(?:写|填)[^\s,，。]{1,10}(?:就好|就行|好了|算了|得了|可以了?$)")
# What is not to be written is spoken of for that alone: 先不要写成会计忙，忙不是理由. 书记叫我不要写 tells something.
_NOT_SO: Final = Pattern(
    rf"(?<![说讲叫让求])(?:{DONT}|[不勿弗]能|[不勿弗]可以|[不勿弗]好|[不勿弗]该)(?:再|给我|帮我|替我|直接|光|只|硬|随便|往上)*"
    r"(?:(?:写|填|报|登|[说讲](?=成|作|是))(?:成|作|是|为)+|写(?!错|漏|清|明|上|在|进|过|着|字|东西|材料|记录|本子|完|好|台账))[\u4e00-\u9fff]"
)
# 13号不下雨就13号搞，下雨就挪20号.
_AS_IT_COMES: Final = Pattern(r"就\S{0,4}\d{1,2}[日号].*就\S{0,4}\d{1,2}[日号]")
_NEITHER: Final = Pattern(r"([补开录登交])是\1[了过].*(?:不算|再[补开录登]|重新)")
# A part is written anew: 原因太短了给我改成…, and stays: 原因照旧.
_PART_ANEW: Final = Pattern(r"的?(原因|措施)[^\s,，。;；]{0,12}?(?:改|换|写)(?:成|为)[:：]?(?=\S\S)")
_SAID_ANEW: Final = Pattern(r"的?(原因|措施)(?:要|得)?(?:改|换)一?下[\s,，]*(?:改|换|写)(?:成|为)[:：]?\s*(?=\S\S)")
# The form's own headings with a pause behind each: 原因，农忙；措施，13号补开；责任人，我.
_HEAD: Final = Pattern(r"(?:^|(?<=[\s,，;；。:：]))(原因|措施|责任人|负责人|完成时限|时限)[,，]\s*(?=\S)")
_AS_IT_WAS: Final = Pattern(
    r"[\s,，]*(?:原因|措施|责任人|日期|日子|时间|其[余他]|别的)(?:还是|都|就|也)?(?:照旧|不[变动]|照原来|同前|原来的)(?:的|了)?(?=$|[\s,，。;；])"
)
# Where a reason begins behind the work, without a pause: 十二号开上次是停电.
_WHY_BEGINS: Final = Pattern(
    r"(?<=[开补录登交办弄搞好完了掉吧的啊呀])(?=(?:上次|上回|上趟|那次|那天)(?:就|都)?是\S\S|没[开录登交补][成掉]?[是么]\S\S)"
    # 推到11月8号开是因为台风.
    r"|(?<=[日号天一二三四五六][开补录登办搞])(?=是?(?:因为|由于)\S\S)"
)
_REASON_WRITTEN: Final = Pattern(r"原因(?:就|请)?写[:：]?(?=[^\s错漏清明得不没过了成为:：]\S)")
_ANEW: Final = Pattern(r"^(?:重新?写|改写)[:：,，\s]+")
# 讲起来就话长了，简单点写：换届.
_IN_SHORT: Final = Pattern(
    r"(?:^|(?<=[\s,，。;；]))(?:简单|简短|长话短说|总之|一句话)[点些]?(?:说|讲|写|来说|来讲)*[:：]\s*(?=\S\S)"
)


def once_begun(said: str) -> str:
    """Leave out what asks to wait before an answer and what stays as it was, and part what runs on: 慢点我先讲 …."""
    said = _IN_SHORT.sub("", _AS_IT_WAS.sub("", _ANEW.sub("", _BEGUN.sub("", said))))
    if len(_HEAD.findall(said)) > 1:
        said = _HEAD.sub(r"\1：", said)
    said = _SAID_ANEW.sub(r"\1：", said)
    said = _REASON_WRITTEN.sub("原因：", _PART_ANEW.sub(r"\1：", said))
    return _WHY_BEGINS.sub("，", _HUM.sub("，", said))


def is_about_the_answer(clause: str) -> bool:
    """Tell whether a clause speaks of what is written or said, or of another branch: it is part of no answer."""
    return bool(_OF_THE_ANSWER.search(clause)) or takes_back(clause)


def takes_back(clause: str) -> bool:
    """Tell whether a clause takes back what stands before it without saying what takes its place."""
    return bool(_TAKES_BACK.match(clause))


def is_no_part(clause: str) -> bool:
    """Tell whether a clause says nothing of the matter: how late it was, which item is meant, what is looked up."""
    return any(one.fullmatch(clause) for one in (_HOW_LATE, _LOOKED_UP, _POINTS, _MATTER, _NOTED))


def counts_from_another(said: str) -> bool:
    """Tell whether words count a day from one that nobody knows: 出院后的第一个周一."""
    return bool(_COUNTED_ON.search(said))


def denies_a_day(said: str) -> bool:
    """Tell whether words take a day back, or say that it is not settled or another one."""
    return bool(_DAY_DENIED.search(said))


def names_another_month(said: str, month: int) -> bool:
    """Tell whether a clause begins with an item of another month than the slip's: 9月的支委会补过了."""
    return any(number_written(one) != month for one in _MONTH_OF.findall(said))


def is_unsettled(said: str) -> bool:
    """Tell whether nothing of what is said can be kept: 写人不齐就好了; 先别写成人不齐; 补是补了，不算数."""
    return any(one.search(said) for one in (_WRITE_SO, _NOT_SO, _NEITHER, _AS_IT_COMES))
