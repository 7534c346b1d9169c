"""Where each item begins in a message that answers several: 1. 1、 (1) ① 第一项 一是 【1】, names of items, 都是 ….

Text of one item must never come to stand under another: wherever the marks leave a doubt, nothing is read at all and
the question is asked item by item.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rules.item_mentions import BREAK, NAMED, NUMBER, PICTURES, Mark, items_named, names_in, number_of
from rules.item_names import A_MEETING, LOOSE, NAMES, is_work_of, name_at
from rules.patterns import Pattern
from rules.speech import HOLD_ON, is_filler, without_politeness

ORDER: Final = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
# What may follow a number that counts days and is no item: 3 天内, 2 周后, 1 个工作日内, 11 月 20 日.
# 2 日子记错了 and 2 年纪大了 are items.
_SPAN: Final = (
    r"(?!\s*(?:[月号]|日(?![子脚程常])|年(?![纪龄轻老])"
    r"|(?:天|周|个\s*(?:工作日|月|星期|礼拜|小时))\s*(?:之|以)?(?:[内后前]|$)))"
)
# What is counted by a number written right before it: 3人, 2次, 5分.
_COUNTED: Final = "人个次天日号月年周分点名位份项元季届组楼场回期户度倍%％.:/-0123456789"
_LEADING_PICTURES: Final = Pattern(rf"^[{PICTURES}\s]+")
_MARKS: Final = tuple(
    Pattern(pattern, re.MULTILINE)
    for pattern in (
        rf"[(（\[【〔〈<「]\s*第?{NUMBER}\s*项?\s*[)）\]】〕〉>」]\s*[、,，.:：]?\s*",
        # 11月的第二个星期六 is a day.
        rf"第\s*{NUMBER}(?!\s*个?(?:周|星期|礼拜|月|工作日|季度|天))\s*[项条个点件题]?\s*(?:问题|任务|事项)?\s*(?:是|吧(?=[\s,，])|[、,，.:：)])?[\s,，]*",
        r"(?:问题|事项)\s*(?P<n>\d{1,2}(?![个项处条])|[一二三四五六七八九十](?=[\s、,，.:：是已]))\s*(?:是|[、,，.:：)])?\s*",
        rf"{BREAK}(?P<n>[一二三四五六七八九十])(?:是|、|:|：|\.)\s*",
        rf"{BREAK}(?P<o>首先|其次|再次|再者)(?:是)?[,，:：]?\s*",
        rf"{BREAK}(?P<n>\d{{1,2}})\s*(?:[、,，:：)）]\s*|\.(?!\d)\s*|[-—－–~]+(?!\d)\s*|\s+)(?=\S){_SPAN}",
        rf"{BREAK}(?P<n>\d{{1,2}})项[、,，:：]?\s*",
        # "1.3个支委只来了1个", "2.8、9月台账": a point and a figure that counts, or months, are no decimal.
        rf"{BREAK}(?P<n>\d)[.、](?=\d{{1,3}}[个人名位次本份张]|\d{{1,2}}(?:[、,，]\d{{1,2}})*月)",
        # Nothing stands before the figure, but a sign behind it says what it is: "…补开2.忘了".
        r"(?<![\d.月年/\-])(?P<n>\d)[、.)）](?!\d)\s*",
    )
)
# Behind 补/ it is the next item's figure, in 11/3 a day's.
_JOINED: Final = Pattern(rf"(?<![\d.月年-])(?<!\d/)(?P<n>[1-9])(?=[^\s{re.escape(_COUNTED)}\W]|[人个])")
_COUNTS: Final = Pattern(r"\d[人个]")
_LIST: Final = Pattern(
    rf"^(?:第?{NUMBER}(?:项|条)?\s*(?:[、,，和跟与及/]|\s+)\s*第?(?P<m>\d{{1,2}}|[一二三四五六七八九十])(?:项|条)?)\s*(?=都|均|全|是|原因|因)\s*"
)
_BARE_ALL: Final = r"(?:全都|统统都?|通通都?|一律都?|都)"
_ALL: Final = Pattern(
    r"^(?:这?(?:[两二三四五六七八九2-9]|几|些)(?:项|个|条|件)?(?:问题|事项|工作)?\s*(?:都|均|全部?)"
    rf"|(?:以上|上述|所有)(?:问题|事项)?(?:都|均|全部?)|全部都?|{_BARE_ALL})(?:是)?\s*(?:因为|由于)?\s*(?P<rest>.+)$",
    re.DOTALL,
)
_BARE: Final = Pattern(rf"^{_BARE_ALL}")
# 都感冒了 may speak of people, 都是人不齐 gives one cause for several things.
_OF_PEOPLE: Final = Pattern(rf"{_BARE_ALL}(?!是|因为|由于)")
# Where one item's answer ends and the next one's name begins, without a pause: no ledger is 开, no meeting is 录.
_MEETS: Final = Pattern(r"(?:补?[召重]?开|碰头|集中)(?:[掉好完成了]|一次|起来)*(?:吧|哦|么|呀)?$")
_WRITES: Final = Pattern(r"(?:登|补?录|抄|誊|缴|收齐|上交)(?:[掉好完齐上了]|一[本遍份次]|起来)*(?:吧|哦|么|呀)?$")
# 支委会屋顶漏14号补党费网络坏5号补: behind each day a new item begins, where that has one, too.
_DATED: Final = Pattern(r"[\d一二三四五六七八九十][日号](?:\S{0,3}?补[好掉完]?)?$")
_DAY: Final = Pattern(r"[\d一二三四五六七八九十][日号]|[明后]天|(?:周|礼拜|星期)[一二三四五六日天]|月底")
_STOPS: Final = "。;；/\n"
_SHORT_LEAD: Final = Pattern(r"[^,，。;；/\s]{1,12}[,，\s]+")
# 先讲第2个, 关于第1项: what leads to a mark says nothing itself.
_LEADS_IN: Final = Pattern(
    rf"(?:{HOLD_ON}|我|那|就|先|再|来|只|[\s,，])*(?:讲|说|谈|报|回|答|填|写|汇报|补充|关于|至于|对于|针对)(?:一?下|讲|说)?[\s,，:：]*"
)
# One item, and a list of its own beneath it: 关于第1项：(1)补开时间 … (2)到会人数 ….
_OF_ONE: Final = Pattern(
    rf"(?:关于|至于|对于|针对)?第{NUMBER}[项条个][^\s:：]{{0,6}}[:：]\s*(?P<rest>[(（]1[)）].+)", re.DOTALL
)
_OWN_LIST: Final = Pattern(r"\s*[(（](\d)[)）]\s*")
_CLOSING: Final = Pattern(
    r"(?:[\s,，。.;；]|^)(?:(?:其他|其它|别的|另外|此外)?(?:都|也)?(?:没有?|无)(?:其他|其它|别的"
    r"|另外)?(?:的)?(?:问题|情况|事项)?了?|确认(?:无误|报送|提交)?|完毕|报告完毕|特此(?:报告|说明|汇报)|以上|就这些|请审核|请查收|没问题)[\s。.!！]*$"
)


# Behind a name or a number it says nothing more: 党费那条问会计去, 第一项嘛主要是….
_POINTING: Final = Pattern(
    r"^(?:[那这][项条个](?=[^\s,，])(?:的(?=事)事情?)?|[嘛末](?=[^\s]))+[\s,，]*(?:改[成为](?=[^\s\d]))?"
)


@dataclass(frozen=True)
class Marked:
    """A message taken apart: what is said of each item, by its number. `beyond` are numbers the slip does not have."""

    said: Mapping[int, str]
    beyond: Mapping[int, str]


# The headings of the form itself, numbered: 1、原因：… 2、措施：… 3、时限：… are one answer, and no three items.
_NUMBERED_HEADING: Final = Pattern(
    rf"{BREAK}[(（]?[1-9一二三四][)）、.．:： ]+"
    r"(?:\S{0,5}原因|整改措施|措施|\S{0,2}(?:时限|时间|期限|日期)|责任人|负责人)[:：]"
)


def marked_items(text: str, titles: Mapping[int, str], asked: int | None = None) -> Marked | None:
    """Take a message apart by item; `titles` are the items' numbers with what the slip calls them.

    What stands before 第二项 … belongs to the item that is being `asked`. None when it is no such message, and
    wherever it is not certain which words belong to which item.
    """
    if not titles:
        return None
    plain = _LEADING_PICTURES.sub("", without_politeness(text))
    if len(_NUMBERED_HEADING.findall(plain)) > 1:
        return None
    of_people = asked is not None and _OF_PEOPLE.match(plain)
    if not of_people and (everything := _about_several(plain, titles)) is not None:
        return everything
    if of_one := _about_one(plain, titles):
        return of_one
    ways = (_by_marks, _by_joined_figures, _by_names_run_on, _by_names)
    for found in (way(plain, titles) for way in ways):
        if found:
            return _apart(plain, found, titles, asked)
    return None


def says_all(text: str) -> bool:
    """Tell whether a message begins with a mere 都 or 统统: what it says is of several items, or of people."""
    return bool(_BARE.match(without_politeness(text)))


def said_of_all(text: str) -> str:
    """Put what begins with a mere 都 so that it is certainly said of all items: 都感冒了 is 全部都感冒了 then."""
    return _BARE.sub("全部都", without_politeness(text))


def _about_one(plain: str, titles: Mapping[int, str]) -> Marked | None:
    """Read "关于第1项：(1)补开时间：… (2)到会人数：…": what is listed beneath one item is all of that item."""
    found = _OF_ONE.fullmatch(plain)
    if found is None or number_of(found["n"]) not in titles or NAMED.search(found["rest"]):
        return None
    _, *listed = _OWN_LIST.split(found["rest"])
    numbers, parts = listed[::2], [one.strip(LOOSE) for one in listed[1::2]]
    in_order = numbers == [str(one) for one in range(1, len(parts) + 1)]
    return Marked({number_of(found["n"]): "，".join(parts)}, {}) if in_order and all(parts) else None


def _about_several(plain: str, titles: Mapping[int, str]) -> Marked | None:
    """Read "1、2 都是忘了", "两项都是人不齐": one answer to several items."""
    if listed := _LIST.match(plain):
        numbers = [number_of(listed["n"]), number_of(listed["m"])]
        said = re.sub(r"^(?:都|均|全)?(?:是)?(?:因为|由于)?\s*", "", plain[listed.end() :])
    elif everything := _ALL.match(plain):
        numbers, said = list(titles), everything["rest"]
    else:
        return None
    if not said or len(numbers) < 2 or not set(numbers) <= set(titles) or _by_marks(said, titles):  # noqa: PLR2004 — several
        return None
    if named := names_in(said, titles):
        return _each_its_own(said, named, numbers)
    return Marked(dict.fromkeys(numbers, _without_closing(said)), {})


def _each_its_own(said: str, named: Sequence[Mark], numbers: Collection[int]) -> Marked | None:
    """Read "两条都是选举忙，支委会10号补开，党费9号补录": the cause is of each, and what stands behind its name."""
    if sorted(one.number for one in named) != sorted(numbers):
        return None
    cause, ends = said[: named[0].start].strip(LOOSE), [one.start for one in named[1:]] + [len(said)]
    own = {one.number: said[one.end : end].strip(LOOSE) for one, end in zip(named, ends, strict=True)}
    return Marked({number: f"{cause}，{one}" for number, one in own.items()}, {})


def _by_marks(plain: str, titles: Mapping[int, str]) -> list[Mark]:
    """Find the marks of the kinds that are used; of two that overlap the longer one counts."""
    found: list[Mark] = []
    for pattern in _MARKS:
        for match in pattern.finditer(plain):
            groups = match.groupdict()
            number = ORDER[groups["o"]] if groups.get("o") else number_of(groups["n"])
            mark = Mark(match.start(), match.end(), number)
            if number and not any(other.start < mark.end and mark.start < other.end for other in found):
                found.append(mark)
    return _believed(plain, found, titles)


def _believed(plain: str, found: Sequence[Mark], titles: Mapping[int, str]) -> list[Mark]:
    """Keep what can be a mark: each number once, and one more than there are items; in doubt none at all.

    Where a number comes twice, a figure that counts something ("3 个人请假") is no mark.
    """
    believed: list[Mark] = []
    for number in {mark.number: None for mark in found}:
        same = [mark for mark in found if mark.number == number]
        if len(same) > 1 or number not in titles:
            same = [mark for mark in same if not plain[mark.end :].startswith(tuple(_COUNTED))]
        if len(same) > 1 and number in titles:
            return []
        if number in titles or number == max(titles) + 1:
            believed += same[:1]
    return sorted(believed, key=lambda mark: mark.start)


def _by_joined_figures(plain: str, titles: Mapping[int, str]) -> list[Mark]:
    """Read "1人不齐补开2忘了": every item has its figure once, in order, from the very beginning; or "1没人来"."""
    found = [Mark(match.start(), match.end(), int(match["n"])) for match in _JOINED.finditer(plain)]
    numbers = [mark.number for mark in found]
    complete = numbers == sorted(titles) and len(found) > 1
    single = len(found) == 1 and numbers[0] in titles and not _COUNTS.match(plain)
    return found if found and found[0].start == 0 and (complete or single) else []


def _by_names(plain: str, titles: Mapping[int, str]) -> list[Mark]:
    """Read "支委会人不齐，党费忘了": each item once, called by (part of) its name at the beginning of a clause."""
    heard, found = NAMES.heard(plain), names_in(plain, titles)
    unique = len({mark.number for mark in found}) == len(found) == len({mark.start for mark in found})
    # 支委会台账都看到了 names two in one breath.
    joined = any(name_at(heard[mark.end :], title) for mark in found for n, title in titles.items() if n != mark.number)
    if not found or not unique or joined or (len(found) == 1 and _holds_another(plain, found[0].number, titles)):
        return []
    return found if found[0].start == 0 else _led_in(plain, found, titles)


def _holds_another(plain: str, own: int, titles: Mapping[int, str]) -> bool:
    """Tell whether work that is another item's is spoken of behind the name of one: 支委会人少下周补党费也没登."""
    others = [number for number in items_named(plain, titles) if number != own]
    return bool(others) and not is_work_of(titles[own], plain)


def _led_in(plain: str, found: Sequence[Mark], titles: Mapping[int, str]) -> list[Mark]:
    """Read "周五补，支委会人不齐。党费忘了登": a few words before the first name are its own, where sentences part."""
    first, *others = sorted(found, key=lambda one: one.start)
    whole = len(found) == len(titles) and others and all(plain[one.start - 1] in _STOPS for one in others)
    return [Mark(0, 0, first.number), *others] if whole and _SHORT_LEAD.fullmatch(plain[: first.start]) else []


def _by_names_run_on(plain: str, titles: Mapping[int, str]) -> list[Mark]:
    """Read "支委会人不齐礼拜五补开党费台账本子找不到了": every item named once, where the answer before it ends."""
    found: list[Mark] = []
    heard, place = NAMES.heard(plain), 0
    while place < len(plain):
        number, name = max(
            ((n, name_at(heard[place:], title)) for n, title in titles.items()), key=lambda one: len(one[1])
        )
        if name and _may_begin(plain[:place], name, plain[place + len(name) :]):
            found.append(Mark(place, place + len(name), number))
        place += max(len(name), 1)
    numbers = [mark.number for mark in found]
    whole = len(found) > 1 and found[0].start == 0 and sorted(numbers) == sorted(titles)
    return found if whole else []


def _may_begin(before: str, name: str, behind: str) -> bool:
    """Tell whether the next item's name may stand here: at the beginning, or behind an answer that is complete."""
    ends = _WRITES if A_MEETING.search(name) else _MEETS
    dated = _DATED.search(before) and _DAY.search(behind)
    return not before or bool(re.search(rf"(?:{BREAK})$", before) or ends.search(before) or dated)


def _apart(plain: str, found: Sequence[Mark], titles: Mapping[int, str], asked: int | None) -> Marked | None:
    before = plain[: found[0].start].strip()
    greets = not before or is_filler(before) or before.endswith((":", "：")) or _LEADS_IN.fullmatch(before)
    if not greets and asked and plain[found[0].start] == "第" and asked not in {mark.number for mark in found}:
        found = [Mark(0, 0, asked), *found]
    elif not greets or found[0].number not in titles:
        return None
    ends = [mark.start for mark in found[1:]] + [len(plain)]
    said = {
        mark.number: _POINTING.sub("", plain[mark.end : end].strip(LOOSE).lstrip(":： "))
        for mark, end in zip(found, ends, strict=True)
    }
    said[found[-1].number] = _without_closing(said[found[-1].number])
    said = {number: _without_name(one, titles.get(number, "")) for number, one in said.items()}
    if not all(re.search(r"[^\W\d_]", one) for one in said.values()):
        return None
    return Marked(
        {n: one for n, one in said.items() if n in titles}, {n: one for n, one in said.items() if n not in titles}
    )


def _without_name(said: str, title: str) -> str:
    """Take the item's own name, repeated behind its number and set apart, from the beginning."""
    name = said[: len(name_at(NAMES.heard(said), title))]
    rest = said.removeprefix(name)
    return rest.lstrip(" :：,，、") or said if name and rest[:1] in " :：,，、" else said.removeprefix("是")


def _without_closing(said: str) -> str:
    """Take "其他没有了", "请审核" and thanks from the end: they belong to no item."""
    while (shorter := without_politeness(_CLOSING.sub("", said)).strip(LOOSE)) != said and shorter:
        said = shorter
    return said
