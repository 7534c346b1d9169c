"""How the story's people write: ten manners, one to a person, from the brief to the letter (typed words, not ours)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32


@dataclass(frozen=True)
class Manner:
    """How somebody answers: what is written of items, how they are marked, and how the form is handed in.

    `items` are said in turn of what was not done, `late` of what was done late, `kept` of what was promised before.
    """

    items: tuple[str, str, str]
    late: str
    kept: str = "上次答应的都做到了"
    mark: str = "{} "
    between: str = " "
    sure: str = "确认"

    def of_items(self, were_late: Sequence[bool], month: int) -> str:
        """Write one message about the items of a month, a single one without a mark; `were_late` tells which were."""
        said = [
            self.late if late else self.items[(month + place) % len(self.items)] for place, late in enumerate(were_late)
        ]
        if len(said) == 1:
            return said[0]
        return self.between.join(f"{self.mark.format(number)}{one}" for number, one in enumerate(said, start=1))

    def with_promises(self, said: str) -> str:
        """Say behind the items that what was promised before was kept."""
        return f"{said.rstrip('。')}，{self.kept}" if said else self.kept


MANNERS: Final = {
    "brief": Manner(
        ("人不齐，下周五前补做", "忘了，下周五前补做", "事情多没顾上，下周五前补做"), "日子记错了，以后提前提醒"
    ),
    "elder": Manner(
        (
            "那几天村里忙着收稻子人凑不齐，我们下周五前一定补做好",
            "年纪大的同志腿脚不便来不了，我们下周五前上门补好",
            "前阵子发大水大家都在圩上，我们下周五前一定补做好",
        ),
        "时间没有记牢，以后让组织委员提前三天打招呼",
        kept="上次答应的事情都做到了",
        mark="第{}项是",
        sure="对的，确认",
    ),
    "voice": Manner(
        (
            "嗯那个就是人没到齐，然后下周五前补做",
            "嗯就是我把这个事情给忘了，然后下周五前补做",
            "嗯那个当时人手不够，然后下周五前补做",
        ),
        "嗯就是日子记错了，以后提前提醒一下",
        mark="第{}项 ",
        between="。",
    ),
    "young": Manner(
        ("人不齐 下周五补", "加班没空 下周五补", "忘记了 下周五补"), "记错时间 以后设闹钟提醒", sure="没问题"
    ),
    "wu": Manner(
        ("人凑勿齐，下礼拜五补好", "忙勿过来，下礼拜五补好", "忘记脱哉，下礼拜五补好"),
        "日脚记错，以后提前提醒",
        mark="{}、",
        between="；",
    ),
    "northern": Manner(
        ("俺们人没凑齐，下周五前补上", "俺们活儿多没顾上，下周五前补上", "俺们把日子记岔了，下周五前补上"),
        "俺们日子记岔了，以后提前提醒",
        between="；",
        sure="没问题",
    ),
    "pasted": Manner(
        (
            "因人员外出未到齐，下周五前补做。",
            "因时间节点没有记清，下周五前补做。",
            "因与业务工作冲突未开展，下周五前补做。",
        ),
        "因时间节点没有记清，今后提前一周提醒。",
        mark="{}. ",
        between="\n",
        sure="确认无误",
    ),
    "letter": Manner(
        (
            "因几位同志外出，未能到齐，拟于下周五前补做，敬请谅解",
            "因近期事务较多，未能顾及，拟于下周五前补做，敬请谅解",
            "因时间安排不当，未能开展，拟于下周五前补做，敬请谅解",
        ),
        "因时间记错，有所延误，今后提前一周提醒，敬请谅解",
        kept="上次承诺的都已做到",
        mark="（{}）",
        between="；",
        sure="确认无误",
    ),
    "jumbled": Manner(
        ("下周五前补做，上个月人不齐", "下周五前补做，上个月忙忘了", "下周五前补做，上个月人手不够"),
        "以后提前提醒，上个月记错日子",
        between="；",
    ),
    "emoji": Manner(
        ("人不齐😅，下周五前补做👌", "忘了🙈，下周五前补做👌", "太忙没顾上😓，下周五前补做👌"),
        "记错日子了😅，以后提前提醒⏰",
        mark="{}️⃣ ",
    ),
}


def manner_of(who: str) -> Manner:
    """Tell how somebody writes; everybody does so for the whole story."""
    return list(MANNERS.values())[crc32(who.encode()) % len(MANNERS)]
