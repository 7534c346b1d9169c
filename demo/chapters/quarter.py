"""The story's second half: claims, orders, preview, objections, and the quarter's board in two versions."""

from __future__ import annotations

import re
from typing import Final

from demo.chapters.cast import (
    CLERK,
    HEAD,
    LATE,
    LEADER,
    OTHER_CLERK,
    RETURNED,
    SECRETARY,
    WECOM_BRANCHES,
    board_is_approved,
)
from demo.chapters.orders import order_is_closed_out, order_runs_late, orders_are_issued
from demo.narrator import Narrator

QUARTER: Final = "2026-Q3"
OWN_SCORE: Final = "这是本单位的暂定得分"


def honour_is_claimed(told: Narrator) -> None:
    """石湾村 files an award of September: checked by one, decided by another."""
    told.at("12T15:00")
    told.says(SECRETARY, "加分")
    for said in ("1 望湖市级", "望湖市先进基层党组织 9月28日 望委〔2026〕12号"):
        answer = told.says(SECRETARY, said)
    told.expect("the claim is read back", "请核对" in answer)
    told.expect("the claim is filed", "加分1" in told.says(SECRETARY, "确认").replace(" ", ""))
    told.is_told("a clerk checks it", CLERK, "核实加分 1", "已核实")
    told.expect("who checked it does not decide it", "已同意" not in told.says(CLERK, "同意加分 1"))
    told.is_told("the head of the office decides", HEAD, "同意加分 1", "已同意")
    told.hears(SECRETARY, "加分1（望湖市先进基层党组织）已同意")


def scores_are_previewed(told: Narrator) -> None:
    """Drafted on 20 October; everybody sees the own score, nobody a rank; one entry was wrong and is struck out."""
    told.at("20T10:00")
    told.is_told("no month lacks its slips, and the board is drafted", CLERK, "起草榜单", "已起草")
    told.is_told("the preview begins", CLERK, "预览得分", "10月23日（周五）24时结束")
    told.at("20T10:04", sweep=True)
    told.expect("37 branches see their own score", len(told.receivers_of(OWN_SCORE, WECOM_BRANCHES)) == WECOM_BRANCHES)
    told.expect("nobody sees a rank", not told.receivers_of("第1名"))
    told.at("20T11:00")
    told.is_told("the sum is explained", RETURNED, "为什么", "扣")
    told.says(RETURNED, "异议 1")
    told.says(RETURNED, "当月已经补做，台账里有记录，请核对")
    told.is_told("the objection is filed", RETURNED, "确认", "异议 1 已送镇组织办")
    told.at("21T09:30")
    told.is_told("it is admitted", OTHER_CLERK, "受理异议 1", "已受理")
    told.is_told("it is upheld", HEAD, "异议成立 1 台账属实，原记录有误", "异议 1")
    told.hears(RETURNED, "异议 1 的答复", "台账属实，原记录有误")
    told.is_told("the board is drafted anew", CLERK, "起草榜单", "已起草")
    told.is_told("the entry is struck out", RETURNED, "为什么", "异议成立已更正")


def board_is_published(told: Narrator) -> None:
    """Reviewed, checked for secrecy, approved twice by the leading group, then published and verified."""
    told.at("27T09:30")
    told.is_told("the leading group sees the edges", LEADER, "界线", "红榜")
    told.expect("who drafted does not review", "已由" not in told.says(CLERK, "会审榜单"))
    board_is_approved(told, QUARTER, ("2026-10-27", "T09:40"), ("2026-10-28", "T09:01"))
    told.expect("nothing left before publication", not told.receivers_of("第三季度红灰榜已发布"))
    told.at("28T09:05")
    told.is_told("publishing is read back", HEAD, "发布榜单", "不能收回")
    told.is_told("it is published", HEAD, "确认", "榜单已发布")
    told.at("28T09:06", sweep=True)
    told.shows("the chat has a summary, then a picture", ["markdown", "image"])
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
    told.is_told("a second objection is filed", LATE, "确认", "异议 2 已送镇组织办")
    told.at("30T09:30")
    told.says(OTHER_CLERK, "受理异议 2")
    told.is_told("what is no plain finding is read back", HEAD, "异议成立 2 纸质表确在期限内交到", "回复“确认”")
    told.is_told("it is upheld", HEAD, "确认", "异议 2")
    told.is_told("a new version is drafted", CLERK, "修订榜单 异议2成立，更正一笔扣分", "第2版已起草")
    told.expect("the first version still holds", "替代" not in told.says(LATE, "榜单"))
    board_is_approved(told, "the second version", ("2026-10-30", "T10:00"), ("2026-10-30", "T10:20"))
    told.is_told("publishing is read back", HEAD, "发布榜单", "不能收回")
    told.is_told("it is published", HEAD, "确认", "榜单已发布")
    told.at("30T10:31", sweep=True)
    told.is_told("the second version says what it replaces", LATE, "榜单", "本榜为第2版")
    told.shows("the chat has the second version, too", ["markdown", "image"] * 2)
    told.expect(
        "both versions can be computed again", "一致" in told.runs("board", "verify", QUARTER, "--version", "1")
    )


QUARTER_CHAPTERS: Final = (
    honour_is_claimed,
    orders_are_issued,
    order_runs_late,
    scores_are_previewed,
    order_is_closed_out,
    board_is_published,
    board_is_amended,
)
