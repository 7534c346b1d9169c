"""What the items of a slip are called: by (part of) their titles, in whatever characters their sounds are written.

Pure text; `rules/item_marks.py` finds where in a message each item begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rules.sounds import Words

# Of a name as short as this no part will do.
SHORT: Final = 3
# Names of items, in whatever characters their sounds are written; 收缴, which 手脚 sounds like, is none of them.
NAMES: Final = Words(("支委", "支委会", "党费", "台账", "党日", "党课", "主题党日"))
_VERBS: Final = re.compile(r"^(?:召开|完成|开展|组织|上报|报送|提交|做好|落实)?(?:\d{1,2}月(?:份)?)?(?:的)?")
_OF_MEETINGS: Final = re.compile("补?开(?![会完车口刀始学销发])|召开")
_OF_LEDGERS: Final = re.compile("[补重]?登(?!山)|补录|抄|誊|收齐")
A_MEETING: Final = re.compile(r"会|党日|党课")
# A word that goes on is no end of a name: 党费收齐了, 录入员换了.
_GOES_ON: Final = re.compile("收[齐了到上好是]|入[员好了完]|账[户号]|[登录]$")
_CUT: Final = re.compile("(?:收|录入|账)$")
LOOSE: Final = " \n,，;；、。/"
_PAUSED: Final = re.compile(f"([{re.escape(LOOSE)}]+)")
# Around the name of an item that is only pointed at: 说的是支委会那项, 台账的事.
_POINTING: Final = re.compile(r"^(?:[嗯呃恩哦啊喂]|那个|这个|那)*(?:我?[说讲谈]的就?是|就是|这?是|关于)?(?:那个|这个)?")
_HEAD: Final = re.compile(
    r"(?P<name>支委会?|党费|台账|党课|主题党日|党日|党员大会|组织生活会?|民主评议|平台录入)(?:台账|录入|那[项个条])?(?:[\s,，:：]|$)"
)
_MORE_OF: Final = re.compile(
    r"(?:那[项条个])?的?(?:缺席|缺的|没来|请假|到会|参会|应到|实到|参加|出席|人数|时间|日期|地点|责任人|负责人|原因|措施)"
)
_POINTED: Final = re.compile(r"的?(?:[那这]|一)?[项条个件]?的?(?:事情?|事体|问题|工作)?[啊呀呢嘛么哦吧]*")


def name_at(text: str, title: str) -> str:
    """Tell by which words a text that begins with an item's name calls it: 党费 and 党费台账 are 党费收缴台账录入."""
    core = _VERBS.sub("", title)
    if len(core) <= SHORT:
        return core if core and text.startswith(core) else ""
    longest = max((text[:n] for n in range(2, len(core) + 1) if text[:n] in core), key=len, default="")
    longest = _CUT.sub("", longest) if _GOES_ON.match(text[max(len(longest) - 1, 0) :]) else longest
    rest = text[len(longest) :]
    if longest and core.startswith(longest):
        longest += max((rest[:n] for n in range(2, len(core)) if rest[:n] in core), key=len, default="")
    return longest


def is_work_of(title: str, said: str) -> bool:
    """Tell whether the work a text speaks of can be that of an item: no meeting is 登, and nothing else is 开."""
    return not (_OF_LEDGERS if A_MEETING.search(title) else _OF_MEETINGS).search(said)


def place_of_name(text: str, title: str) -> int:
    """Tell where a text first calls an item by (part of) its name, its length where it never does."""
    heard = NAMES.heard(text)
    return next((at for at in range(len(heard)) if name_at(heard[at:], title)), len(heard))


def without_own_name(said: str, title: str) -> str:
    """Leave out the clauses that only say which item is meant: 14号补 主题党日 老师来不了, …，说的是支委会那项."""
    parts = _PAUSED.split(said)
    kept = [
        (clause, pause)
        for clause, pause in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if not only_names(clause, title)
    ]
    return "".join(clause + pause for clause, pause in kept).strip(LOOSE) if any(one for one, _ in kept) else said


def heads_another(said: str, title: str) -> bool:
    """Tell whether words stand under the name of another kind of work than an item's: 党费，没录，8号补."""
    head = _HEAD.match(NAMES.heard(said))
    return head is not None and not any(
        name in title or title in name for name in (head["name"], said[: head.end("name")])
    )


def tells_more_of(said: str, titles: Iterable[str]) -> bool:
    """Tell whether words begin with an item's name and tell more of it, and no other problem: 支委会缺席的是老周."""
    heard = NAMES.heard(said)
    return any(name and _MORE_OF.match(heard[len(name) :]) for name in (name_at(heard, one) for one in titles))


def only_names(words: str, title: str) -> bool:
    """Tell whether words only say which item is meant: 支委会, 党废那项, 说的是台账."""
    bare = _POINTING.sub("", words.strip(LOOSE))
    name = name_at(NAMES.heard(bare), title)
    return bool(name) and bool(_POINTED.fullmatch(bare[len(name) :]))
