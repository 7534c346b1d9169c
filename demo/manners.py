"""How the story's people write: ten manners, one to a person, from the brief to the letter (typed words, not ours)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zlib import crc32


@dataclass(frozen=True)
class Manner:
    """How somebody answers: what is written of an item, how items are marked, and how the form is handed in."""

    item: str
    mark: str = "{} "
    between: str = " "
    sure: str = "确认"

    def of_items(self, first: int, last: int) -> str:
        """Write one message about several items, a single one without a mark."""
        if first == last == 1:
            return self.item
        return self.between.join(f"{self.mark.format(number)}{self.item}" for number in range(first, last + 1))


MANNERS: Final = {
    "brief": Manner("人不齐，下周五前补做"),
    "elder": Manner("那几天村里忙着收稻子人凑不齐，我们下周五前一定补做好", mark="第{}项是", sure="对的，确认"),
    "voice": Manner("嗯那个就是人没到齐，然后下周五前补做", mark="第{}项 ", between="。", sure="确认"),
    "young": Manner("人不齐 下周五补", sure="没问题"),
    "wu": Manner("人凑勿齐，下礼拜五补好", mark="{}、", between="；"),
    "northern": Manner("俺们人没凑齐，下周五前补上", between="；", sure="没问题"),
    "pasted": Manner("因人员外出未到齐，下周五前补做。", mark="{}. ", between="\n", sure="确认无误"),
    "letter": Manner(
        "因几位同志外出，未能到齐，拟于下周五前补做，敬请谅解", mark="（{}）", between="；", sure="确认无误"
    ),
    "jumbled": Manner("下周五前补做，上个月人不齐", between="；"),
    "emoji": Manner("人不齐😅，下周五前补做👌", mark="{}️⃣ "),
}


def manner_of(who: str) -> Manner:
    """Tell how somebody writes; everybody does so for the whole story."""
    return list(MANNERS.values())[crc32(who.encode()) % len(MANNERS)]
