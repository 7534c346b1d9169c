"""The story's second half: claims, preview, objections, and the quarter's board in two versions."""

from __future__ import annotations

import re
from typing import Final

from handlers.cli.narrator import Narrator

QUARTER: Final = "2026-Q3"
CLERK, OTHER_CLERK, HEAD = "wusiyuan", "qianxiaoyu", "zhouhaibo"
LEADER, SECRECY = "xulixin", "jiangweidong"
CLAIMANT: Final = "zhuyongliang"
# Whose form was returned, and who answered only after the deadline: both have something to object to.
RETURNED, LATE = "dujianping", "zhengweiguo"
WECOM_BRANCHES: Final = 37
OWN_SCORE: Final = "这是本单位的暂定得分"


def honour_is_claimed(told: Narrator) -> None:
    """石湾村 files an award of September: checked by one, decided by another."""
    told.at("12T15:00")
    told.says(CLAIMANT, "加分")
    for said in ("1", "1", "望湖市先进基层党组织", "9月28日", "望委〔2026〕12号"):
        answer = told.says(CLAIMANT, said)
    told.expect("the claim is read back", "请核对" in answer)
    told.expect("the claim is filed", "加分1" in told.says(CLAIMANT, "确认").replace(" ", ""))
    told.expect("a clerk checks it", "已核实" in told.says(CLERK, "核实加分 1"))
    told.expect("who checked it does not decide it", "已同意" not in told.says(CLERK, "同意加分 1"))
    told.expect("the head of the office decides", "已同意" in told.says(HEAD, "同意加分 1"))
    told.hears(CLAIMANT, "加分1（望湖市先进基层党组织）已同意")


def scores_are_previewed(told: Narrator) -> None:
    """Drafted on 20 October; everybody sees the own score, nobody a rank; one entry was wrong and is struck out."""
    told.at("20T10:00")
    told.expect("the board is drafted", "已起草" in told.says(CLERK, "起草榜单"))
    told.expect("the preview begins", "10月23日（周五）24时结束" in told.says(CLERK, "预览得分"))
    told.at("20T10:04", sweep=True)
    told.expect("37 branches see their own score", len(told.receivers_of(OWN_SCORE)) == WECOM_BRANCHES)
    told.expect("nobody sees a rank", not told.receivers_of("第1名"))
    told.at("20T11:00")
    told.expect("the sum is explained", "扣" in told.says(RETURNED, "为什么"))
    told.says(RETURNED, "异议 1")
    told.says(RETURNED, "当月已经补做，台账里有记录，请核对")
    told.expect("the objection is filed", "异议 1 已送镇组织办" in told.says(RETURNED, "确认"))
    told.at("21T09:30")
    told.expect("it is admitted", "已受理" in told.says(OTHER_CLERK, "受理异议 1"))
    told.expect("it is upheld", "异议 1" in told.says(HEAD, "异议成立 1 台账属实，原记录有误"))
    told.hears(RETURNED, "异议 1 的答复", "台账属实，原记录有误")
    told.expect("the board is drafted anew", "已起草" in told.says(CLERK, "起草榜单"))
    told.expect("the entry is struck out", "异议成立已更正" in told.says(RETURNED, "为什么"))


def board_is_published(told: Narrator) -> None:
    """Reviewed, checked for secrecy, approved twice by the leading group, then published and verified."""
    told.at("27T09:30")
    told.expect("the leading group sees the edges", "红榜" in told.says(LEADER, "界线"))
    told.expect("who drafted does not review", "已由" not in told.says(CLERK, "会审榜单"))
    _approved(told, "27T09:40", "28T09:01")
    told.expect("nothing left before publication", not told.receivers_of("第三季度红灰榜已发布"))
    told.at("28T09:05")
    told.expect("it is published", "榜单已发布" in told.says(HEAD, "发布榜单"))
    told.at("28T09:06", sweep=True)
    told.expect(
        "the chat has a summary, then a picture", [one["kind"] for one in told.posts()] == ["markdown", "image"]
    )
    for leader in ("guchengzhi", "luyaqin", "xulixin", "shenjingyi"):
        told.hears(leader, "红灰榜")
    told.expect("the board can be computed again", "一致" in told.runs("board", "verify", QUARTER))


def board_is_amended(told: Narrator) -> None:
    """During publicity another objection is upheld: a second version replaces the first, which stays readable."""
    told.at("29T10:00")
    asked = told.says(LATE, "异议")
    number = next((found[1] for found in re.finditer(r"(?m)^(\d+) .*自查", asked)), "1")
    told.says(LATE, number)
    told.says(LATE, "10月10日已交纸质表，请查登记")
    told.expect("a second objection is filed", "异议 2 已送镇组织办" in told.says(LATE, "确认"))
    told.at("30T09:30")
    told.says(OTHER_CLERK, "受理异议 2")
    told.expect("it is upheld", "异议 2" in told.says(HEAD, "异议成立 2 纸质表确在期限内交到"))
    told.expect("a new version is drafted", "第2版已起草" in told.says(CLERK, "修订榜单 异议2成立，更正一笔扣分"))
    told.expect("the first version still holds", "替代" not in told.says(LATE, "榜单"))
    _approved(told, "30T10:00", "30T10:20")
    told.expect("it is published", "榜单已发布" in told.says(HEAD, "发布榜单"))
    told.at("30T10:31", sweep=True)
    told.expect("the second version says what it replaces", "本榜为第2版" in told.says(LATE, "榜单"))
    told.expect("the chat has the second version, too", len(told.posts()) == 4)  # noqa: PLR2004
    told.expect(
        "both versions can be computed again", "一致" in told.runs("board", "verify", QUARTER, "--version", "1")
    )


def _approved(told: Narrator, reviewed_at: str, approved_at: str) -> None:
    """Take a board from the review to both approvals."""
    told.at(reviewed_at)
    told.expect("the leading group reviews", "已由许立新会审" in told.says(LEADER, "会审榜单"))
    told.expect("secrecy is checked", "已通过保密审查" in told.says(SECRECY, "保密审查 通过"))
    told.at(approved_at)
    told.expect("the board is approved", "榜单已由许立新批准" in told.says(LEADER, "批准榜单"))
    told.expect("the grey list is approved by itself", "灰榜已由许立新批准" in told.says(LEADER, "批准灰榜"))


QUARTER_CHAPTERS: Final = (honour_is_claimed, scores_are_previewed, board_is_published, board_is_amended)
