"""What follows from grey boards: the clock proposes, people decide, a branch overhauls itself (R37-R40)."""

from __future__ import annotations

import re
from typing import Final

from handlers.cli.narrator import Narrator
from handlers.cli.story_cast import HEAD, LEADER
from rules.periods import Quarter

# Twice at the end of the board: the branch, its secretary, and who of its group checks what it reports.
BRANCH, SECRETARY, INSPECTOR = "澄泾中学支部", "qinxiaofeng", "handongsheng"
# What is open may fill several messages; this is at the end of the last.
LAST_LINE: Final = "看经过回复"
REPORT: Final = (
    "7月、8月没有开支委会，主题党日有两次没有开",
    "毕业年级事情多，没有专人负责",
    "每月第一周开支委会，由组织委员记录",
    "5月31日前，支部书记负责",
)


def consequences_follow(told: Narrator, quarter: Quarter) -> None:
    """What the second, the third and the fourth grey board bring; before a person decides no branch hears of it."""
    chapters = {
        Quarter(2026, 1): second_grey_board,
        Quarter(2026, 2): third_grey_board,
        Quarter(2026, 3): fourth_grey_board,
    }
    if quarter in chapters:
        chapters[quarter](told)


def second_grey_board(told: Narrator) -> None:
    """Loss of honours, laggard, overhaul report: confirmed; the branch reports, its group accepts and helps."""
    told.expect("no branch hears before somebody decides", SECRETARY not in told.receivers_of("整顿"))
    honours, laggard, overhaul = _numbers(told, BRANCH)
    told.is_told("people decide", LEADER, f"同意建议 {honours}、{laggard}、{overhaul} 情况属实", "已布置给支部")
    told.hears(SECRETARY, "整顿工作报告")
    for said in ("整顿报告", *REPORT):
        answer = told.says(SECRETARY, said)
    told.expect("the report is read back", "请核对" in answer)
    told.is_told("it is handed in", SECRETARY, "确认", "报送")
    told.is_told("the group accepts it", INSPECTOR, f"通过整顿 {overhaul} 措施具体，同意", "通过")
    told.is_told("somebody helps", INSPECTOR, f"帮扶 {overhaul} 沈静怡 每月参加一次支委会 6月10日", "6月10日")
    told.is_told("it is carried out", HEAD, f"已落实 {honours} 今天 澄委〔2026〕8号", "澄委〔2026〕8号")


def third_grey_board(told: Narrator) -> None:
    """A talk is proposed with a draft of its invitation; the office notes that it was held."""
    number = _interview(told)
    told.is_told("people decide", LEADER, f"同意建议 {number} 情况属实", "已同意")
    told.hears(HEAD, "约谈通知（草稿，没有发送）")
    told.is_told("the talk is noted", HEAD, f"已约谈 {number} 今天 约谈记录1号", "约谈记录1号")


def fourth_grey_board(told: Narrator) -> None:
    """The talk is proposed once more; this time the leading group declines, and says why."""
    number = _interview(told)
    told.is_told("people decline", LEADER, f"不同意建议 {number} 支部刚刚换届，先看一个季度", "不同意")


def _interview(told: Narrator) -> str:
    found = re.search(r"(?m)^(\d+) [^\n]*约谈[^\n]*待决定", told.says(LEADER, "处理建议", until=LAST_LINE))
    told.expect("a talk is proposed", found is not None)
    return found[1] if found else "0"


def _numbers(told: Narrator, branch: str) -> list[str]:
    """Read the numbers of what is proposed for a branch."""
    listed = told.says(LEADER, "处理建议", until=LAST_LINE).partition(f"{branch}：连续")[2].partition("\n\n")[0]
    return re.findall(r"(?m)^(\d+) ", listed)
