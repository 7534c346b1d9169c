"""What follows from grey boards: the clock proposes, people decide, branches overhaul themselves (R37-R40)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from demo.chapters.cast import HEAD, LEADER, OTHER_CLERK, PAPER_BRANCHES
from demo.narrator import Narrator
from rules.periods import Quarter

# At the end of every board; its first talk is declined, and whoever reads its reports helps it.
BRANCH: Final = "澄泾中学支部"
DECLINED_IN: Final = Quarter(2026, 3)
# What is open may fill several messages; this is at the end of the last.
LAST_LINE: Final = "看经过回复"
HEADING: Final = re.compile(r"\d+年第.季度 (\S+)：连续\d次灰榜")
PROPOSAL: Final = re.compile(r"(\d+) ([^\s（：]+)(?:（\d+年）)?：待决定")
OVERHAUL, TALK = "整顿工作报告", "约谈"
REPORT: Final = (
    "有两个月没有开支委会，主题党日有两次没有开",
    "业务上事情多，没有专人负责",
    "每月第一周开支委会，由组织委员记录",
    "三个月以内，支部书记负责",
)


@dataclass(frozen=True)
class Proposal:
    """One line of what is proposed."""

    number: str
    branch: str
    kind: str


def consequences_follow(told: Narrator, quarter: Quarter) -> None:
    """What a second, a third, a fourth grey board in a row brings; before a person decides no branch hears of it."""
    told.turns_the_page()
    proposed = _proposed(told)
    told.expect(f"{quarter}: something is proposed for {BRANCH}", BRANCH in {one.branch for one in proposed})
    declined = [one for one in proposed if (one.branch, one.kind, quarter) == (BRANCH, TALK, DECLINED_IN)]
    agreed = [one for one in proposed if one not in declined]
    told.expect(f"{quarter}: no branch hears before somebody decides", not told.receivers_of(_task(BRANCH)))
    told.is_told(f"{quarter}: people decide", LEADER, f"同意建议 {_numbers(agreed)} 情况属实", "已记下，并告知镇组织办")
    for one in declined:
        told.is_told("a talk is declined", LEADER, f"不同意建议 {one.number} 支部刚刚换届，先看一个季度", "不同意")
    _carry_out(told, quarter, agreed)


def _carry_out(told: Narrator, quarter: Quarter, agreed: list[Proposal]) -> None:
    """Branches report and their groups accept; the office notes reports, talks and letters, and closes them all."""
    overhauls = [one for one in agreed if one.kind == OVERHAUL]
    for one in overhauls:
        _overhaul(told, one)
    if talks := [one for one in agreed if one.kind == TALK]:
        told.hears(HEAD, "约谈通知（草稿，没有发送）")
        told.is_told(f"{quarter}: talks are held", HEAD, f"已约谈 {_numbers(talks)} 今天 约谈记录1号", "约谈记录1号")
    if letters := [one for one in agreed if one.kind not in (TALK, OVERHAUL)]:
        said = f"已落实 {_numbers(letters)} 今天 澄委〔2026〕8号"
        told.is_told(f"{quarter}: letters are sent", HEAD, said, "澄委〔2026〕8号")
    if overhauls:
        said = f"已落实 {_numbers(overhauls)} 今天 整顿报告卷1号"
        told.is_told(f"{quarter}: reports are filed", HEAD, said, "整顿报告卷1号")
    told.is_told(f"{quarter}: everything is closed", HEAD, f"办结处理 {_numbers(agreed)} 材料已归档", "已办结")


def _numbers(proposals: list[Proposal]) -> str:
    return "、".join(one.number for one in proposals)


def _overhaul(told: Narrator, one: Proposal) -> None:
    """A branch reports, on paper by way of the office; its group accepts the report, and helps the weakest."""
    on_paper = one.branch in PAPER_BRANCHES
    writer = OTHER_CLERK if on_paper else _hearer(told, _task(one.branch))
    *sections, last = REPORT
    for said in (f"整顿报告 {one.number}", *sections):
        told.says(writer, said)
    told.is_told(f"{one.branch}: the report is read back", writer, last, "请核对")
    told.is_told(f"{one.branch}: it is handed in", writer, "确认", "已报送")
    inspector = _hearer(told, f"通过整顿 {one.number} ")
    told.is_told(f"{one.branch}: the group accepts", inspector, f"通过整顿 {one.number} 措施具体，同意", "已通过")
    if one.branch == BRANCH:
        planned = f"帮扶 {one.number} 沈静怡 每月参加一次支委会 9月10日"
        told.is_told("somebody helps", inspector, planned, "9月10日")


def _task(branch: str) -> str:
    return f"{branch}连续列入灰榜，镇绩效考核领导小组请支部写一份{OVERHAUL}"


def _hearer(told: Narrator, words: str) -> str:
    return min(told.receivers_of(words, at_least=1), default=HEAD)


def _proposed(told: Narrator) -> list[Proposal]:
    """Read the leader's list of what waits for a decision."""
    found, branch = [], ""
    for line in told.says(LEADER, "处理建议", until=LAST_LINE).splitlines():
        if heading := HEADING.match(line):
            branch = heading[1]
        elif proposal := PROPOSAL.match(line):
            found.append(Proposal(proposal[1], branch, proposal[2]))
    return found
