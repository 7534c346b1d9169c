"""Which of several slips is meant: a branch or a month is named, an item only one of them has, or nothing decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from models.slips import Slip
from rules.item_marks import marked_items
from rules.item_mentions import begins_with_another
from rules.item_names import SHORT, name_at
from rules.month_words import month_and_rest, months_named
from rules.patterns import Pattern
from rules.periods import Month
from rules.speech import plainly, without_politeness

# A branch by its name or the end of it, set apart from what follows: 荷塘三支部 1 …; not 我们支部.
_BRANCH: Final = Pattern(
    r"(?!我|本|各|[这那哪几两]个)(?P<name>[\u4e00-\u9fff]{1,8}支部)(?:的(?=[\s，,:：\d]|$)|(?=[\s，,:：\d]|$))[\s，,:：]*"
)
# A village set apart from what follows is a branch of somebody else's, unless one of the slips is of it: 红旗村的 ….
_VILLAGE: Final = Pattern(
    r"(?!我|本|全|咱|各|[这那哪几两]个)(?P<name>[\u4e00-\u9fff]{1,4}(?:村|社区|小区))的?(?:(?<=的)(?=\S)|(?=[\s，,:：]))[\s，,:：]*"
)
_FIGURE: Final = Pattern(r"[1-9](?=支部)")
_FIGURES: Final = " 一二三四五六七八九"
_SPOKEN_MONTH: Final = Pattern(r"^(?P<ago>上{1,2})个?月(?:份)?的?")
# 8月的那张 names a slip and says nothing of it.
_ONLY_A_SLIP: Final = Pattern(r"份?的?(?:那|这)?[张份个]?(?:单子|提醒单)?(?:呢|吧|先)?")
_DENIED: Final = Pattern(r"不是(?!我|本|咱|这)\S{0,6}?(?:支部|月)")
# A day is no number of an item.
_SEVERAL: Final = Pattern(r"(?<!\d)[2-9](?![\d号日月天点.])|[二三四五六七八九](?![号日月天点])|[②-⑨]")
_LOOSE: Final = " ，,、:：。"
# 二支部先来，支委会没开 …: which one comes first says nothing of it.
_COMES_FIRST: Final = Pattern(
    r"^(?:[那这][张份个]?)?(?:单子|提醒单)?(?:的|呢|吧)?(?:先|就)?(?:来|办|报|填|弄|搞|说|写|讲)[吧呢]?[\s，,:：。]+(?=\S)"
)


@dataclass(frozen=True)
class Meant:
    """The slips that can be meant, newest first; what is said of them; whether a branch or a month was named.

    `unknown` is a branch that was named and has no slip waiting: what is said of another is never filed here. `denied`
    says that it is not the one that is named; `several` that more than one is; `text` is the whole message.
    """

    slips: Sequence[Slip]
    said: str
    named: bool = False
    unknown: str | None = None
    denied: bool = False
    several: bool = False
    text: str = ""

    @property
    def one(self) -> Slip | None:
        """The slip, where only one can be meant."""
        return self.slips[0] if len(self.slips) == 1 and not self.unknown else None


def titles_of(slip: Slip) -> Mapping[int, str]:
    """Number the open items of a slip as the form does."""
    return {number: item.title for number, item in enumerate(slip.open_items, start=1)}


def slips_meant(waiting: Sequence[Slip], text: str, now: datetime) -> Meant:
    """Narrow down which slips a message is about, step by step, as far as its words decide."""
    said = without_politeness(text)
    if len(waiting) > 1 and _DENIED.search(said):
        return Meant(waiting, said, denied=True, text=text)
    meant = _of_month(_of_branch(Meant(waiting, said, text=text)), now)
    meant = replace(meant, said=_COMES_FIRST.sub("", meant.said)) if meant.named else meant
    if meant.unknown or meant.several or len(meant.slips) == 1:
        return meant
    for fits in (_names_an_item, _has_all_numbers):
        fitting = [slip for slip in meant.slips if fits(meant.said, slip)]
        meant = replace(meant, slips=fitting or meant.slips)
    return replace(meant, slips=waiting, several=True) if meant.one and _goes_on(meant, waiting) else meant


def newest_of_each(slips: Sequence[Slip]) -> list[Slip]:
    """Leave the first slip of each branch."""
    first: dict[str, Slip] = {}
    for slip in slips:
        first.setdefault(slip.organization_id, slip)
    return list(first.values())


def _of_branch(meant: Meant) -> Meant:
    said = _FIGURE.sub(lambda figure: _FIGURES[int(figure[0])], meant.said)
    found = [(name, slip) for slip in meant.slips for name in _names(slip) if name in said]
    longest = {slip.organization_id: name for name, slip in sorted(found, key=lambda one: len(one[0]))}
    if not longest:
        unknown = _BRANCH.match(said) or (_VILLAGE.match(said) if len(meant.slips) > 1 else None)
        return replace(meant, said=said[unknown.end() :], unknown=unknown["name"]) if unknown else meant
    name = max(longest.values(), key=len)
    whose = {organization for organization, of in longest.items() if of in said.replace(name, " ", 1) or of == name}
    slips = [slip for slip in meant.slips if slip.organization_id in whose]
    if len(whose) > 1:
        return replace(meant, slips=slips, said=said, several=True)
    at = said.index(name)
    rest = said[at + len(name) :].lstrip().removeprefix("的").lstrip(_LOOSE)
    return replace(meant, slips=slips, said=f"{said[:at]}{rest}".strip(), named=True)


def _names(slip: Slip) -> Iterator[str]:
    """List what a branch may be called: 荷塘二支部, 二支部, 荷塘二; 石湾村, 石湾."""
    organization = slip.organization
    yield organization.name
    name = organization.short_name
    yield from (name[at:] for at in range(len(name)) if len(name) - at > len("支部") and name.endswith("支部"))
    yield name
    called = (re.sub(f"{ending}$", "", name) for ending in ("支部", "(?:村|社区)支部"))
    yield from (one for one in called if len(one) > 1)


def _of_month(meant: Meant, now: datetime) -> Meant:
    if len(meant.slips) == 1 and not meant.named:
        return meant
    named = months_named(meant.said)
    of_named = [slip for slip in meant.slips if slip.month.month in named]
    if len({slip.month for slip in of_named}) > 1:
        return replace(meant, slips=of_named, several=True)
    month, rest = _month_named(meant.said, now)
    slips = [slip for slip in meant.slips if slip.month.month == month]
    if month and not slips and _ONLY_A_SLIP.fullmatch(rest):
        return replace(meant, unknown=f"{month}月", said="")
    return replace(meant, slips=slips, said=rest, named=True) if slips else meant


def _month_named(said: str, now: datetime) -> tuple[int | None, str]:
    """Take the month out of "10月的 1 …" and "上个月的 1 …"."""
    spoken = _SPOKEN_MONTH.match(said)
    if spoken is None:
        number, rest = month_and_rest(said)
        # In the middle of a sentence it is a word of that: 我老沈十月份的主题党日没有搞.
        return number, (rest if said.startswith(rest) or said.endswith(rest) else said)
    month = Month.of(now.date())
    for _ in spoken["ago"]:
        month = month.previous
    return month.month, said[spoken.end() :]


def _names_an_item(said: str, slip: Slip) -> bool:
    """At the beginning, where a part of its name will do, or further on, where three signs must stand."""
    titles = titles_of(slip).values()
    at_once = any(name_at(said, title) for title in titles)
    return at_once or any(len(name_at(said[at:], title)) >= SHORT for at in range(len(said)) for title in titles)


def _goes_on(meant: Meant, waiting: Sequence[Slip]) -> bool:
    """Tell whether a message that is about one slip goes on with an item that only another one has."""
    own = set(titles_of(meant.slips[0]).values())
    others = {title for slip in waiting for title in titles_of(slip).values()} - own
    return begins_with_another(meant.said, 0, dict(enumerate(sorted(others), start=1)))


def _has_all_numbers(said: str, slip: Slip) -> bool:
    """Where one slip has two items and another only one, 1 … 2 … is about the first."""
    titles = titles_of(slip)
    marked = marked_items(said, titles) if titles and _SEVERAL.search(said) else None
    return marked is not None and not marked.beyond and len(marked.said) > 1


_PICKED: Final = Pattern(r"(?:选|就?是|先)?第?\s*(?P<n>[1-9一二三四五六七八九])\s*[个项张份]?(?:的|吧)?")


def number_picked(text: str) -> int | None:
    """Read 2, 第二个 or 二 as the answer to a question that lists things."""
    found = _PICKED.fullmatch(plainly(text).strip(_LOOSE))
    return None if found is None else _FIGURES.find(found["n"]) if found["n"] in _FIGURES else int(found["n"])
