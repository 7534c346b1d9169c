"""Short words people write to a slip: they begin its form, take note of it, or say that nothing is open."""

from __future__ import annotations

from typing import Final

from rules.asides import Aside, aside_of_clause
from rules.completion import intends
from rules.courtesy import without_nods
from rules.item_mentions import CHINESE
from rules.no_answer import NoAnswer, no_answer_in
from rules.patterns import Pattern
from rules.speech import CALLED, is_filler, plainly, waits, without_symbols

_PAUSES: Final = Pattern(r"[\s,，。.!！~～、;；]+")
BEGIN: Final = frozenset(
    {"1", "一", "开始", "补报", "回复1", "回1", "确认", "确认无误", "核对无误", "无误", "没问题", "没有问题"}
    | {"自查", "改"}
)
_FILLING: Final = Pattern(
    r"(?:那?我|自查|开始|先|现在|来|就|要|做|弄|填|写|报|搞|办)*(?:填|写|报|弄|来|搞|办|做|自查)(?:这[张个份]"
    r"|那[张个份])?(?:的|吧|了|表)*|(?:那|我|就)*(?:先(?:把|将)?|把|将)(?:它|[这那][张个份])?(?:填|写|报|交|弄|搞|办)(?:掉|一下|上去|好)?吧?|填?刚(?:刚)?发来?的(?:这张|那张|单子)?|先|就?(?:这|那|刚才那?)[张个份](?:吧)?"
)
# Mere politeness, a greeting and laughter say nothing of the slip.
_POLITE: Final = Pattern(
    rf"(?:晓得(?:哉|仔|勒|嘞))+|等\S*|稍等|一会儿?|{CALLED}?[您你]们?好\S?|早\S?|[早上中下晚]+[午]?[好安]\S?|在[吗的]?|[谢感辛麻多]\S*|您辛苦了"
    r"|(?:[哈嘿嘻哎唉额呃呵啊咳哼哟呦哦噢喔咦诶欸哇呀嘘喂]|笑死)+\S?|[嗯恩]*哼+|[嗯恩]*(?:那个|这个|就是说)(?:那个|这个|就是说|[嗯恩])*|嗨+|拜拜|再见|\S*快乐|没事|[都就还]*可以的?"
    r"|(?:\[(?:微笑|呲牙|愉快|玫瑰|鲜花|爱心|拥抱)\])+"
)
# Alone it nods; in front of other words the speaker is thinking, or about to object: 嗯 让我想想, 对是对的 就是….
_HUM: Final = Pattern(r"[嗯恩]+[呢的]?|[对是的]+")
# Named things were seen; beside a word that says so itself it says no more: 台账都看到了 收到.
_SEEN: Final = Pattern(
    r"(?:支[委尾]会|党费|台[账帐]|提醒单|单子|两[张项条]|第?[一二12][条项]){1,3}(?:我)?都?[看收][到道见]了"
)
# Pictures that say 收到; any other one says nothing.
_NODS: Final = frozenset("👌👍🙏🤝✅💪🫡👏✔☑🆗")
_EVERY: Final = r"(?:[情状]况|任务|工作|事情|我们|这个月|支部|已经?|是|都|全部?|均|统统|样样|每项|各项|全部都)*"
_CLEAR: Final = Pattern(
    r"(?:我?们?)?(?:已经?|都|全部|认真)*核[对实](?:过了?|无误|完毕|好了|了)+"
    rf"|{_EVERY}(?:[弄做办搞开交报上核]?(?:完成|好|完|齐|妥|到位?|实)|落实|属实|做|办|无误|对|正确|没错|正常)(?:的"
    r"|了|啦|哉|呀|啊)*|(?:无|没得?有?|呒没?不?|没啥|没什么|木)(?:得|啥|什么|任何|有)?(?:未完成|遗漏|漏"
    r"|要?需?要?(?:整改|补)|其他|别的)?的?(?:事项|问题|事情|毛病|差错|遗漏|异议|意见|错)?(?:的|了|啦|哉|呀|啊|哒)*"
    r"|[一]切(?:正常|都好)|(?:这个?月|本月|支部)?(?:没有?|无)问题|确认(?:报送|上报|提交|无误)|(?:一点|丝毫)?(?:问题|毛病)(?:都|也)?没有?得?|没得说|无误|回(?:复)?1|1"
)
# 没有 alone, or a bare 了, says nothing.
_BARE: Final = Pattern(r"(?:无|没得?有?|呒没?不?|没啥|没什么|木|不)(?:的|了|啦|呀|啊)*")
_BOTH: Final = Pattern(r"^(?:这?[两二三几2-9](?:张|个|份)?(?:支部|单子|提醒单|月)?的?)?(?:我)?(?:都|全都?|均)(?=\S)")
_ALL: Final = Pattern(
    r"(?:这?[两二三几2-9][项个条张份])?(?:都|全都?|均|全部)(?:是|一样|是的|是这样|这样|\S{0,2}(?:收到|看到|知道)了?)?"
)
_YES: Final = Pattern(r"(?:嗯+|对+|就?是)(?:的|它|这[个项条]|这一[个项条]|呀|啊|呢|哦)*")
_REWORKED: Final = Pattern(
    r"按\S{0,3}要求|修改|改好|改妥|改掉|改过|改完|重弄|重做|(?:弄|搞|做)(?:好|妥|过)|重新|重报|再报|上报"
    r"|报送|原来|原样|照旧|没有别的|没别的|就这样"
)
_NOT_YET: Final = Pattern(
    r"(?:还|尚|仍|都|两项|我们|确实|反正|就是)*(?:没有?|未)(?:能|去|来得及)?(?:交|做|开|完成|弄|办|登|录|补|报|搞"
    r"|整改)(?:呢|完|好)?"
)
_ITEM: Final = Pattern(r"第\s*(\d|[一二三四五六七八九])\s*项")
_CHANGE: Final = Pattern(
    r"(?:(?:重新?|再)?(?:打开|开开|点开|调出)来?)?(?:让|给|那)?我?(?:来|去|想|要|先|现在)*(?:再|修|重新?)?"
    r"(?:改|(?<=重)[填写报弄]|(?<=新)[填写报弄])(?:一?下|改看?)?(?:自查)?(?:表)?吧?|(?:帮我|给我|重新?|再)*(?:打开|开开)(?:来|一下)?|从头来过?|再来一[遍次]"
)
# Only that it will be done, and not why it was not: 准备下周搞, 下礼拜安排.
_ABOUT_WHEN: Final = (
    r"(?:[这本下]个?(?:下)?(?:周|礼拜|星期|月)[一二三四五六日天]?"
    r"|明后天|过[几两]天|月底|月[中初]|最近|近期|这几天|年前|马上|立马|赶紧|尽快)"
)
_WORK_IT: Final = r"(?:搞|弄|办|做|补|安排|开|处理|解决|弥补)(?:掉|好|上|一下|一次)?(?:它|这个|这事)?"
_PLANS: Final = Pattern(
    r"(?:我们?|支部)?(?:是|就|正)?(?:准备|打算|计划|想|争取|预备|考虑|安排)?"
    rf"(?:(?:在|等)?{_ABOUT_WHEN}(?:前|里|内|就|再|肯定|一定|尽量|争取)*{_WORK_IT}|(?:放|安排|定|推)(?:到|在){_ABOUT_WHEN})"
    r"(?:哈|的|吧|呀|啊)*"
)
# Only that a returned form was reworked, with nothing of what is new in it.
_ONLY_REWORKED: Final = Pattern(
    r"(?:我|我们|这边|都|全部?|已经?|按\S{0,6}|这下|总算|重新)*(?:修?改|补|弄|搞|写|加|填|做)(?:正|充|好|上|过|完|掉|妥|齐|全|妥当)?(?:来|一遍|一下)?"
    r"了?(?:你看看|请看|看看|行了吧|好了吧|的)?|(?:修改|补充)完毕|这下好了\S?"
)
_LONGEST: Final = 20


def _said(text: str) -> list[str]:
    """Part a message at its pauses; a picture is a part of its own."""
    apart = "".join(one if without_symbols(one) else f" {one} " for one in plainly(text).strip("“”()（）"))
    return [one for one in _PAUSES.split(apart) if one]


def begins(text: str) -> bool:
    """Tell whether a message is a word that begins the form, alone or after politeness: 1, 自查, 先弄."""
    said = _said(without_nods(text))
    return bool(said) and ("".join(said).lower() in BEGIN or any(map(_FILLING.fullmatch, said)) or wants_change(text))


def holds_back(text: str) -> bool:
    """Tell whether a clause of a message asks to wait: 1，等一下."""
    return any(map(waits, _said(text)))


def only_plans(text: str) -> bool:
    """Tell whether a message says of the work only that, and about when, it will be done: 准备下周搞."""
    said = "".join(one for one in _said(without_symbols(text)) if not is_filler(one))
    return bool(_PLANS.fullmatch(said))


def takes_note(text: str) -> bool:
    """Tell whether a message begins with a word that the slip was seen; greetings and thanks do not say that."""
    said = [one for one in map(_with_words, _said(text)) if one and (is_filler(one) or not _SEEN.fullmatch(one))]
    seen = [one for one in said if is_filler(one) and not _POLITE.fullmatch(one)]
    only_hums = all(map(_HUM.fullmatch, seen)) and not all(map(is_filler, said))
    return (bool(seen) and is_filler(said[0]) and not only_hums) or text.strip() == "签收"


# What may stand beside a word that the slip was seen, and says nothing else that somebody would have to hear.
_BESIDE_A_NOTE: Final = frozenset(
    {*Aside} - {Aside.ELSEWHERE, Aside.DISPUTE, Aside.SENT, Aside.OTHER_HANDS, Aside.LEFT_TO_US}
)
_OF_THE_SLIP: Final = Pattern(
    r"签收|照办|照单\S{0,4}|遵照\S{0,4}|(?:已经?)?转(?:给|告)?\S{1,4}了|(?:布置|安排|传达)(?:下去|给\S{1,4})?了?|\S{0,6}(?:单子|提醒单|通知|[两一]张)\S{0,4}|\S{0,4}(?:今天|今晚|今朝|夜里|晚上|明天|明朝|回去|回家|到家|有空|空了|饭后|吃过饭|吃过中饭|下午|上午|抽空|一会儿?)"
    r"(?:再|就|来|我|给|去|抽空|抓紧)*(?:填|弄|写|报|看|办|交|回|搞)\S{0,4}|\S{0,3}(?:会|按时|按期|及时|尽快|抓紧|认真)\S{0,6}(?:填|报|报送|上报|办|落实|整改|核对|完成)\S{0,3}"
)


def left_beside_note(text: str) -> str:
    """Give the clauses beside a word that the slip was seen that say something else; empty where none does."""
    left = [one for one in map(_with_words, _said(text)) if one and not _is_beside_a_note(one)]
    return "，".join(left)


def _is_beside_a_note(clause: str) -> bool:
    if is_filler(clause) or any(one.fullmatch(clause) for one in (_SEEN, _POLITE, _OF_THE_SLIP, _NOT_YET, _BARE)):
        return True
    if aside_of_clause(clause) in _BESIDE_A_NOTE or no_answer_in(clause) is NoAnswer.STOCK or only_plans(clause):
        return True
    return begins(clause) or (intends(clause) and not _NAMES_WORK.search(clause))


# With these a clause speaks of what an item is about.
_NAMES_WORK: Final = Pattern(r"[补开录登交]|\d|因为|由于|会计|委员|支委|台[账帐]|党费|党日")


def _with_words(said: str) -> str:
    """Leave the words; of pictures alone those that nod."""
    return without_symbols(said) or "".join(one for one in said if one in _NODS)


def without_both(text: str) -> str:
    """Take "两张都" from the beginning of a message."""
    return _BOTH.sub("", plainly(text))


def is_all(text: str) -> bool:
    """Tell whether a message means all of what was listed: 都是, 两项都是, 两张都收到了."""
    return bool(_ALL.fullmatch(plainly(text).strip(" ，,。")))


def is_yes(text: str) -> bool:
    """Tell whether a message only says yes to what was asked: 是的, 对，就是它."""
    said = _said(without_symbols(text))
    return bool(said) and all(_YES.fullmatch(one) for one in said)


def says_clear(text: str) -> bool:
    """Tell whether a message says in every clause that nothing is open: 核对过了，全部完成，回1."""
    said = [one for one in _said(without_symbols(text)) if not is_filler(one)]
    if not said or max(map(len, said)) > _LONGEST or holds_back(text):
        return False
    return all(_CLEAR.fullmatch(one) and not _BARE.fullmatch(one) for one in said)


def wants_change(text: str) -> bool:
    """Tell whether a message only says that what was handed in is to be changed: 改, 我想改一下."""
    return bool(_CHANGE.fullmatch("".join(_said(text))))


def only_reworked(text: str) -> bool:
    """Tell whether a message says only that a form was reworked: 都改过来了, 按你们说的改了, 弄好了 你看看."""
    return bool(_ONLY_REWORKED.fullmatch("".join(_said(without_symbols(text))))) and not begins(text)


def is_reworked(text: str) -> bool:
    """Tell whether a short message says that a returned form was or will be reworked, and not how."""
    return len(text) <= _LONGEST and bool(_REWORKED.search(plainly(text)))


def says_not_yet(text: str) -> bool:
    """Tell whether a message only says that the work is not done."""
    said = _said(text)
    return bool(said) and all(map(_NOT_YET.fullmatch, said))


def item_named(text: str) -> int | None:
    """Tell which item a text is about that names just one by its number: 第1项请写明到会人数."""
    named = {CHINESE.get(found) or int(found) for found in _ITEM.findall(plainly(text))}
    return named.pop() if len(named) == 1 else None
