"""Who acts in the story, and what they do again and again."""

from __future__ import annotations

from typing import Final

from demo.narrator import Narrator

# The organisation office, the leading group, and who checks for secrecy.
CLERK, OTHER_CLERK, HEAD = "wusiyuan", "qianxiaoyu", "zhouhaibo"
LEADER, SECRECY = "xulixin", "jiangweidong"
# 石湾村, whose secretary claims an honour and is sent an order; and who checks it.
SECRETARY, INSPECTOR = "zhuyongliang", "caoxiaoming"
# Who misses the deadline of September's form, and whose form is returned: both have something to object to.
LATE, RETURNED = "zhengweiguo", "dujianping"
PAPER_BRANCHES: Final = ("荷塘老年支部", "离退休支部")
WECOM_BRANCHES: Final = 37

# A day and a moment of it, as `Narrator.on` takes them.
Moment = tuple[object, str]


def board_is_approved(told: Narrator, what: str, reviewed: Moment, approved: Moment) -> None:
    """Take a board from the review to both approvals."""
    told.on(*reviewed)
    told.is_told(f"{what}: the leading group reviews", LEADER, "会审榜单", "已由许立新会审")
    told.is_told(f"{what}: secrecy is checked", SECRECY, "保密审查 通过", "已通过保密审查")
    told.on(*approved)
    told.is_told(f"{what}: it is approved", LEADER, "批准榜单", "榜单已由许立新批准")
    told.is_told(f"{what}: so is the grey list, by itself", LEADER, "批准灰榜", "灰榜已由许立新批准")
