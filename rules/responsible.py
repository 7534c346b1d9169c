"""Who sees to an item, taken out of an answer: 责任人王芳, 由王芳负责, 叫王芳去补, 凤英办, 我来弄."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rules.patterns import Pattern
from rules.persons import NAME, TITLE, People, is_name, several
from rules.sounds import Words

PAUSES: Final = " ,，;；。、!！"
NO_PEOPLE: Final = People()
_BEGIN: Final = r"(?:^|(?<=[\s,;，；。:：!！)）嗯哦@])|(?<=\d[日号]前)|(?<=周[一二三四五六日]前)|(?<=[日号]))"
_END: Final = r"(?=$|[^\u4e00-\u9fffA-Za-z]|[嗯哦])"
_SOFT_END: Final = r"(?:吧|的|了|啦|呢|啊|呀|哉|好了)*"
_LED: Final = (
    r"(?:那|改成|换成|改由|(?:就|还|都|也|其实)?是|就|都|现在"
    r"|往后|以后|今后|后面|改|换|由|让|叫|具体|这个是?|这事|这块|一直)*"
)
_HELP: Final = (
    r"(?:(?:[讲说])?[他她伊]?(?:同志|本人|自己|亲自|现在|今后|来|去|在"
    r"|重新|赶紧|马上|尽快|专人|专门|具体|全权|统一|一起|一道|两个人|两家头|帮忙|帮着?|代为|代))*"
)
_CHARGE: Final = (
    r"(?:负责|落实|牵头|召集|主持|跟进|对接|承办|经办"
    r"|主抓|操办|操持|张罗|料理|筹备|接手|把关|分管|暂代|代管|专职办理|管(?![理账])|盯[着牢]?|抓(?!紧)|跟(?=$|[\s,，。;；]))"
    r"(?:到底|落实|筹备|通知|督促|组织|办理?)?"
)
_DOES: Final = r"(?:弄|办|搞|做|跑)(?:[好掉完定]|一下)*"
_WORK: Final = r"(?=每|补|录|登|收|抄|弄|办|交|开|传|核对|跑|做|整理|通知)"
_WORKS: Final = r"(?=(?:补[录登开办交]?|登|录|组织)(?:[上好完掉齐]|一下|进去)*吧?(?=$|[\s,;，；。!！\[嗯]))"
_ALL: Final = r"(?:都|均|侪|一律|全部?|现)*"
_NOT_WORK: Final = r"(?!\S{0,6}(?:补|录|登|收))"
# 经办人员交接 names nobody.
_HEADING: Final = (
    r"[(（]?(?:(?:整改|补开|具体)?(?:责任|负责|牵头)的?人员?|(?:经办|落实|承办|办理|跟进)人员?(?=[:：是为]))[:：]?(?:还是|仍|都|均|就|请|也|要|那里)*"
    r"(?:[更变]?改|换|写|填|定|是|为|成)*[:：]?\s*"
)
# As voice input and keyboards write them: 责认人, 复责.
_HEARD: Final = Words(("责任人", "负责人", "负责"))
_ASIDE: Final = r"(?:[(（][^)）]{1,8}[)）])?[)）]?"
# Whoever comes to be named instead.
_INSTEAD: Final = Pattern(r"还是|不肯|不愿|不干|没答应|走不开|那就|改|换|更正|不对|不是|等等|等一?下")


# What stands between two who take each other's place is why, unless it tells of the work.
_TELLS: Final = Pattern(r"\d|[补登录]|因为|原因")


@lru_cache(maxsize=64)
def _patterns(people: People) -> tuple[re.Pattern[str], ...]:
    """Say how somebody is named, the surest way first; `who` is whoever it is."""
    likely, plain, known = several(people.likely), several(people.plain), several(people.certain)
    title = rf"(?:{TITLE})"
    me = r"(?:我|本人)(?:自己|本人|一个人)?" if people.writer else r"(?!)"
    written = (
        rf"{_HEADING}(?P<who>{known}){_ASIDE}(?!、){_END}",
        rf"{_HEADING}我?(?P<who>{several(rf'{title}?{NAME}|我自己|我本人|本人|我')})(?:同志)?{_ASIDE}(?!、){_END}",
        rf"{_ALL}(?:由(?!于)|交[待代]?给|托给?|归|让|叫|请|喊|换|安排|指定|委托)(?P<who>{likely}|{title}){_HELP}{_CHARGE}",
        rf"{_ALL}(?:由|交给|(?:让|叫|请|安排|指定){_NOT_WORK})(?P<who>{title}?{NAME}){_HELP}{_CHARGE}",
        rf"由(?!于)(?P<who>[\u4e00-\u9fff]{{2,10}}?){_HELP}(?:召集|主持|牵头|负责)",
        rf"(?:事情?|事体|这[个项])\S{{0,6}}交[待代]?给(?P<who>{likely}|{title})了?",
        rf"(?:交[待代]?给|托给?)(?P<who>{likely}|{title})[来去](?:弄|办|搞|做)",
        rf"{_ALL}(?:让|叫|请|喊|换){_NOT_WORK}(?P<who>{likely}|{title}|{NAME})(?:来|去)(?:弄|办|搞|做|跑|管|盯)[牢着]?",
        rf"{_ALL}(?:由(?!于)|让|叫|请|喊|安排)(?P<who>{likely}){_HELP}{_WORK}",
        # 叫凤英十八号以前弄好.
        rf"{_ALL}(?:由(?!于)|让|叫|请|喊|安排)(?P<who>{known})(?=[^\s,，。]{{0,8}}(?:{_DOES}|补|登|录))",
        rf"{_BEGIN}{_LED}(?P<who>{likely}|{title}|{NAME})(?:\s*[你您])?{_HELP}{_CHARGE}{_SOFT_END}{_END}",
        rf"{_BEGIN}{_LED}(?P<who>{plain}){_HELP}{_DOES}{_SOFT_END}{_END}",
        rf"{_BEGIN}{_LED}(?P<who>{plain}){_HELP}{_WORKS}",
        rf"(?P<who>{title}(?:{likely})){_HELP}{_WORKS}",
        # 跟俞国兴讲好了由他牵头: he is the one named before; the words stay as they are.
        rf"(?=(?P<who>{likely})(?:[讲说]|商量|约|通)[好定过]?了?.{{0,12}}?(?:由|让|叫)[他她伊]{_HELP}{_CHARGE})",
        # 会计老范已经去银行换新的了: who has gone to do it sees to it.
        rf"(?P<who>{title}(?:{likely})|{known})(?=(?:已经?|今天|明天|马上|现在)*去\S{{1,6}}?(?:换|办|补|修|买|领)(?!时))",
        rf"(?<=[\s,;，；。])(?P<who>{known})(?:同志)?[。.!！\s]*$",
        rf"{_BEGIN}{_LED}(?P<who>{me})(?:{people.writer})?[来去]*(?:{_CHARGE}|{_DOES}|组织|(?<=来)){_SOFT_END}{_END}",
    )
    return tuple(re.compile(one) for one in written)


def without_person(said: str, people: People = NO_PEOPLE) -> str:
    """Take who sees to it out of an answer."""
    return named_responsible(said, people)[1]


def named_responsible(said: str, people: People = NO_PEOPLE) -> tuple[str | None, str]:
    """Take who sees to it out of an answer; of two who take each other's place the last one counts."""
    said = _HEARD.heard(said)
    found = next((all_ for one in _patterns(people) if (all_ := _somebody(one, said, people))), [])
    if not found:
        return None, said
    (name, first), (other, last) = found[0], found[-1]
    if len(found) > 1 and (name == other or _INSTEAD.search(said[first.end() : last.end()])):
        return other, _without(said, first.start(), last.end())
    rest = _without(said, first.start(), first.end())
    if taken_over := _taken_over(said, first, people):
        return taken_over
    # 责任人朱敏，改凤英.
    instead = next(iter(_somebody(_changed_to(people), rest, people)), None)
    return (instead[0], _without(rest, instead[1].start(), instead[1].end())) if instead else (name, rest)


def _taken_over(said: str, first: re.Match[str], people: People) -> tuple[str, str] | None:
    """Find who takes the place of whoever was named first, however: 凤英负责，哦她要带孙子，那还是我负责."""
    behind = said[first.end() :]
    for pattern in _patterns(people):
        for name, found in _somebody(pattern, behind, people)[-1:]:
            if not _INSTEAD.search(behind[: found.end()]):
                return None
            between = behind[: found.start()] if _TELLS.search(behind[: found.start()]) else ""
            parts = (said[: first.start()], between, behind[found.end() :])
            return name, "，".join(filter(None, (one.strip(PAUSES) for one in parts)))
    return None


@lru_cache(maxsize=64)
def _changed_to(people: People) -> re.Pattern[str]:
    return re.compile(rf"{_BEGIN}(?:不对|哦|还是|算了)*(?:改|换)[成为]?(?P<who>{several(people.likely)}){_END}")


def _somebody(pattern: re.Pattern[str], said: str, people: People) -> list[tuple[str, re.Match[str]]]:
    matches = ((people.called(one["who"]), one) for one in pattern.finditer(said))
    return [(name, match) for name, match in matches if name]


def _without(said: str, start: int, end: int) -> str:
    before, after = said[:start], said[end:]
    runs_on = before == before.rstrip(PAUSES) and after == after.lstrip(PAUSES)
    return f"{before.rstrip(PAUSES)}{'' if runs_on else '，'}{after.lstrip(PAUSES)}".strip(PAUSES)


@lru_cache(maxsize=64)
def _instead(people: People) -> re.Pattern[str]:
    """Say how somebody comes to be named in the place of another: 是朱敏的, 写我, 换成会计小顾, 应为王凤英."""
    one = rf"{several(people.likely)}|{TITLE}|(?:我|本人)(?:自己)?"
    return re.compile(
        rf"(?<![不弗勿别覅么要没])(?:是|写|换|改|为|归|算|给)[成为作]?(?P<who>{one})(?:两个人?|的|管的?|来|好了|吧|了)*{_END}"
    )


def person_put_right(said: str, people: People) -> str | None:
    """Find who is to stand in the place of whoever stands there; None where nobody is named so."""
    named = named_responsible(said, people)[0]
    return named or next((name for name, _ in _somebody(_instead(people), said, people)), None)


def beside_charge(said: str, people: People) -> str | None:
    """Find somebody of the register beside a word of taking charge that does not make it certain: 管的人是朱敏."""
    if not people.names:
        return None
    who = rf"({people.certain})"
    found = re.search(rf"(?:人是|找|归|[管弄]的是|@)\s*{who}|{who}\s*[你您]?(?:负责|管|牵头|经手)", said)
    name = people.called(found[1] or found[2]) if found else None
    return None if name == people.writer else name


def names_somebody(words: str) -> bool:
    """Tell whether words may be somebody's name; 会计 and 专人 are none."""
    return is_name(words)
