"""The story's orders: one extended, sent back once and closed out, one let run past its day (R19, R20)."""

from __future__ import annotations

from typing import Final

from demo.chapters.cast import CLERK, HEAD, INSPECTOR, LATE, SECRETARY
from demo.narrator import Narrator

# Who gets the copy of 石湾村's order; and who is sent an order too and lets it run late, with somebody of its group.
DEPARTMENT_HEAD: Final = "xujianming"
LATE_BRANCH, OTHER_INSPECTOR = "水务站支部", "handongsheng"
PROBLEMS: Final = "ZD-02 8月没有支委会记录\nHD-01 9月主题党日没有开展"


def orders_are_issued(told: Narrator) -> None:
    """Two groups found problems on 13 October; a branch signs for its order and asks for more time."""
    told.at("13T09:30")
    told.says(INSPECTOR, "发督办 石湾村支部")
    for said in ("10月13日现场检查", PROBLEMS, "补开并录入平台"):
        answer = told.says(INSPECTOR, said)
    told.expect("five working days are offered", "10月20日" in answer)
    told.is_told("no order without a due day", INSPECTOR, "早点", "没看懂是哪一天")
    told.expect("the order is read back", "请核对" in told.says(INSPECTOR, "1"))
    told.is_told("it is issued", INSPECTOR, "确认", "已签发：澄红灰督〔2026〕4-001")
    told.hears(SECRETARY, "整改督办单", "10月20日（周二）24时前")
    told.hears(DEPARTMENT_HEAD, "抄送")
    told.is_told("the secretary signs for it", SECRETARY, "签收督办 1", "已签收")
    _issue_another(told)
    told.at("15T10:00")
    told.is_told("progress is noted", SECRETARY, "督办进展 1 已定10月22日补开", "已记下进展")
    told.is_told("more time is asked for", SECRETARY, "申请延期 1 10月23日 会议室10月21日前装修", "已申请")
    told.hears(INSPECTOR, "会议室10月21日前装修")
    told.is_told("it is granted", INSPECTOR, "同意延期 1", "10月23日（周五）24时到期")
    told.is_told("once, not twice", SECRETARY, "申请延期 1 10月28日 还是不够", "最多申请1次延期")


def _issue_another(told: Narrator) -> None:
    told.at("13T10:00")
    told.says(OTHER_INSPECTOR, f"发督办 {LATE_BRANCH}")
    for said in ("10月13日现场检查", "ZD-02 8月没有支委会记录", "补开并录入平台", "3个工作日内", "确认"):
        answer = told.says(OTHER_INSPECTOR, said)
    told.expect("another order is issued", "已签发" in answer)
    told.hears(LATE, "10月16日（周五）24时前")


def order_runs_late(told: Narrator) -> None:
    """Monday morning: the order that ran out on Friday is named to the office; the branch reports after all."""
    told.at("19T08:34", sweep=True)
    told.hears(HEAD, "到期还没有报告的整改督办单1份")
    told.at("19T10:00")
    told.says(LATE, "督办报告 2")
    told.says(LATE, "10月18日补开")
    told.is_told("the late branch reports", LATE, "确认", "已报告")
    told.is_told("the other group closes it out", OTHER_INSPECTOR, "销号 2 现场核查，已整改到位", "已销号")


def order_is_closed_out(told: Narrator) -> None:
    """The first report is too thin and goes back; the second is checked on the spot."""
    told.at("22T16:00")
    _report(told, "已补开")
    told.is_told("the group sends it back", INSPECTOR, "退回督办 1 请写明补开日期和参加人数", "整改中")
    told.hears(SECRETARY, "请写明补开日期和参加人数")
    told.at("23T08:34", sweep=True)
    told.hears(SECRETARY, "今天24时到期")
    told.at("23T09:30")
    told.expect("it is still open at an inspection", "没有销号的督办单" in told.says(INSPECTOR, "检查 石湾村支部"))
    told.says(INSPECTOR, "取消")
    _report(told, "10月22日补开，5人参加")
    told.is_told("the group closes it out", INSPECTOR, "销号 1 现场核查，已整改到位", "已销号")
    told.hears(SECRETARY, "已核查销号")
    told.is_told("every step can be read", CLERK, "督办 1", "同意延期：曹晓明")


def _report(told: Narrator, done: str) -> None:
    for said in ("督办报告 1", done, "10月17日已开展"):
        told.says(SECRETARY, said)
    told.is_told("the branch reports", SECRETARY, "确认", "已报告")
    told.hears(INSPECTOR, done)
