"""What is said of an item whose reason is known: it stays unless words take its place, and the rest is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.wording import word
from rules.item_lines import ItemLine, tells_cause
from rules.item_words import ATTENDANCE
from rules.persons import People
from rules.responsible import beside_charge, without_person
from rules.speech import PAUSE
from rules.telling import tells_why

# Words that say of themselves that they take the place of what was said before.
_INSTEAD: Final = re.compile(r"原因|理由|其实|应该?是|是因为|主要是|而是|^是")


# 不是10号是 before the day that is right.
_DAY_DENIED: Final = re.compile(
    r"(?:不是|不要|原来)?(?:\d{1,2}月)?\d{1,2}[日号](?:不行|不对|不好|错了|不成)?(?:是|要|而是|改|换)?"
)
# What kept them is over: that is no other reason.
_OVER_NOW: Final = re.compile("出院|回来了|好了|已经|解决了|结束了")


_REASON_NAMED: Final = re.compile("(?:原因|理由)[:：]")


def beside_known(line: ItemLine, said: str, people: People, *, puts_right: bool) -> ItemLine:
    """Read what is said of an item whose reason is known: it stays, unless words say that they take its place.

    11月9日补开，应到5人实到4人 tells more of the measure; 会计已经出院了 puts nothing right, and is left over.
    """
    if line.responsible and not (puts_right and _REASON_NAMED.match(said)):
        # Who is named instead is told with why: 叫朱敏去弄，王凤英忙煞哉.
        return replace(line, reason=None, left=None)
    if line.day and _DAY_DENIED.fullmatch(line.reason or line.left or ""):
        return replace(line, reason=None, left=None)
    words = line.reason or line.left or ""
    rest = _INSTEAD.sub("", words)
    if puts_right or not words or (_INSTEAD.search(words) and (tells_why(rest) or tells_cause(rest))):
        return line
    tells_more = not tells_cause(words) and line.measure and said.startswith(line.measure)
    if tells_more:
        return replace(line, reason=None, left=None, measure=without_person(said, people))
    tells = (tells_cause(words) or tells_why(words)) and not _OVER_NOW.search(words)
    retold = line.reason and tells and line.measure and (line.day or line.done)
    return line if retold else replace(line, reason=None, left=words)


def counted_beside(parts: dict[str, Any], before: str | None) -> dict[str, Any]:
    """Let who comes stand behind the measure there is, instead of taking its place: 到会5个人，13号晚上七点."""
    new = str(parts.get("measure") or "")
    counts = before and new and all(ATTENDANCE.fullmatch(one) for one in PAUSE.split(new) if one)
    return {**parts, "measure": f"{before}，{new}"} if counts else parts


def with_person(
    found: Mapping[str, Any], said: str, before: str | None, people: People
) -> tuple[Mapping[str, Any], str | None]:
    """Give the parts with who sees to the item: who is named, who did `before`, or who writes.

    Where a measure names somebody and not that he or she sees to it, or what was `said` names somebody beside a word of
    taking charge, that is left open, and who it is comes as well.
    """
    unsure = None
    if not (before or "responsible" in found):
        unsure = people.mentioned_in(str(found.get("measure") or "")) or beside_charge(said, people)
    return (found if unsure else {"responsible": before or people.writer, **found}), unsure


def said_of_people(unsure: Mapping[str, str], person: str) -> str:
    """Say who was named without it being plain that they see to the item, by its number; `person` stands there."""
    told = (word("forms/self_check.txt", "person_open", number=n, who=who, person=person) for n, who in unsure.items())
    return "\n".join(told)


def left_over(left: Mapping[str, str]) -> str:
    """Say which words were not taken down, by the number of the item they may be about."""
    return "\n".join(word("forms/self_check.txt", "left_over", number=one, words=words) for one, words in left.items())
