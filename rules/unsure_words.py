"""The words of kinds that look most like answers: guesses, other hands, what was sent elsewhere (`rules/asides.py`)."""

from __future__ import annotations

from typing import Final

from rules.speech import NEVER_SAID

_HEDGE: Final = (
    r"(?:(?<!不)可能|大概|大约|估计(?!不足|错)|也许|或许|兴许|说不定|八成|多半|恐怕|怕是|搞不好|弄不好|莫不是|想必|估摸着?"
    r"|我猜|猜是|听说|据说|没准|十有八九|好像|似乎|按理说?|应[该当]是|印象[里中]?)"
)
# A day that is only about so is still a day, and work that is likely done is asked about where it is asked.
_NO_DAY: Final = (
    r"(?!\S*(?:补|整改|完成|[登录交办]|[\d一二三四五六七八九十][号日点个人]"
    r"|周|礼拜|星期|月底|月中|明|后天|天内|来得及))"
)
GUESSED: Final = rf"{_NO_DAY}\S{{0,4}}{_HEDGE}\S{{1,16}}|(?!\S*(?:还是)?[补登录])\S{{2,8}}要么\S{{2,8}}|要么\S{{2,12}}"
# Somebody else holds the phone, or its owner holds no office any more.
OTHER_HANDS: Final = (
    r"我(?:都|已经?|早就?|刚|上个?月|去年|今年|老早)*(?:退休|退下来|不当|不干|不做|卸任|调走|离任)\S{0,8}"
    r"|我(?:又|也|已经?|早就?)?不是(?:书记|支书|支委|他|她)\S{0,3}|我(?:是|系)(?:他|她|伊)\S{0,6}"
    r"|(?:他|她|伊|本人|机主)(?:人|现在)?(?:不在|勿在|出去|出门|在地里|在田里|睡)\S{0,4}|(?:手机|电话)(?!\S*按)\S{0,3}(?:落|忘|放|丢)在?\S{0,5}"
    r"|我?(?:家|的)?(?:孙子|孙女|外孙|小孩|孩子|小囡)\S{0,3}[乱瞎]\S{0,4}|\S{0,2}(?:晚上|回来|等下|明天)叫(?:他|她|伊)\S{0,6}"
)
# What was sent or written elsewhere is not said here.
ELSEWHERE_SAID: Final = (
    r"(?:照片|截图|材料|资料|文件|附件|原因|说明|表格?|记录|我|都|已经?|也)*"
    r"(?:发|传|寄|交|递|写|放)(?:到|给|在|进|过)(?:了|你们?的?|他们?|小\S|\S主任|村里|镇里|公共)*(?:邮箱|群里?|微信|纸上|[qQ]{2}|附件)?(?:里|上|头)?"
    r"|(?:原因|具体|详细|情况|说明)?(?:详?见|看)(?:附件|文件|材料|台账|上次|邮件|表格)\S{0,2}|(?:证书|文件|表|材料|通知)[上里]?(?:面)?(?:都)?(?:有|写了?)的?"
)
# Someone wants other words written, or anything: whoever answers has to mean it.
DICTATED: Final = (
    r"(?:说|讲|意思是?|建议|叫我|让我|教我)\S{0,8}(?<![不别])[写填](?![错漏不过好了])[\u4e00-\u9fff]{2,14}"
    r"|(?:随便|给我|帮我|替我)\S{0,4}[写填编挑](?:个|一|上|点)"
)
# More time is wished for, or what was agreed with others is held up.
WISHED: Final = (
    r"(?:要是)?能\S{1,12}(?:就好|多好)\S{0,2}|\S{0,6}(?:宽限|通融)\S{0,6}|(?!\S*(?:都|[条项]|日期|日子))(?:能不能|请|把|给)?\S{0,6}(?:往后[挪推延]|晚[几两]天)\S{0,3}"
    r"|\S{0,12}(?:讲|说)好了?\S{0,6}不用\S{0,4}"
)
# What is said is taken back in the same breath: 人不齐，哎等等，先不写这个.
TAKEN_BACK: Final = (
    r"(?:^|[\s,，。!！])(?:(?:撤回|作废|取消|当我没说)(?:了|吧|掉)?)+[\s,，。!！]*(?:$|发错|打错)"
    r"|(?:^|[\s,，。!！])(?:发错|打错)(?:群|人|地方)了?[\s。!！]*$|"
    rf"(?:^|[\s,，。!！]){NEVER_SAID}(?:过)?(?![清明错到漏不])\S|"
    r"(?:这[次回趟]|本月|这个月)先?(?:不|别|勿)(?:写|记|填|报|交)(?:了|它)?[呀啊哦吧]?(?=$|[\s,，。])|"
    r"(?:^|[\s,，。!！哎唉])(?:先|暂时)(?:不|勿)(?:写|记|填|报|交)(?:这个?|那个?|了|上去|进去)*[\s。!！呀啊哦吧]*$"
    r"|(?:^|[\s,，。!！])(?:上面|前面|刚才|上一?)(?:那|这)?(?:[条句个]|写|说|讲)?的?(?:都|全)?(?:作废|删|不算|不要了|撤)\S{0,2}[\s。!！呀啊哦吧]*$"
)
