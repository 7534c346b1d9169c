"""The story's year, month by month: slips are answered in each, and after every third comes the quarter's board."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date
from typing import Final

from demo.chapters.cast import CLERK, HEAD, LEADER, OTHER_CLERK, PAPER_BRANCHES, SECRETARY, board_is_approved
from demo.chapters.consequences import consequences_follow
from demo.narrator import Narrator
from demo.stage import load_inspections, load_records, shipped_days
from rules.periods import ONE_DAY, Month, Quarter

STARTS_AT: Final = "2026-02-02T07:00:00+08:00"
QUARTERS: Final = (Quarter(2026, 1), Quarter(2026, 2))
YEAR_BEFORE: Final = Quarter(2025, 4)
TOLD_IN_DETAIL: Final = Quarter(2026, 3)
# The branch founded in May gets its first one in June.
WECOM_SLIPS: Final = 36
# Whose schedule it is, said wherever a day off is named; how often the bot's processes look for one.
SHOWN: Final = "演示假日"
LOOKED_AT_SECONDS: Final = 1.2
# Working days after the quarter, as the town plans them: draft and preview, review, approval and publication, final.
DRAFTED, REVIEWED, PUBLISHED, FINAL = 10, 15, 16, 22


def year_before_lacks_its_slips(told: Narrator) -> None:
    """The program has just come: whoever would draft the quarter before is told what it lacks, and lets it be."""
    told.on("2026-02-02", "T07:10")
    for month in YEAR_BEFORE.months:
        _record(told, month)
    lacking = "有3个月没有发过提醒单（10月、11月、12月）"
    told.is_told("months without slips are named first", CLERK, "起草榜单 2025年四季度", lacking)
    told.says(CLERK, "取消")


def quarters_go_by(told: Narrator) -> None:
    """Two quarters pass: slips are answered, boards published, and the same branches stay at the end."""
    for quarter in QUARTERS:
        months_go_by(told, quarter.months)
        quarter_is_closed(told, quarter)


def months_go_by(told: Narrator, months: Iterable[Month]) -> None:
    """Month after month the slips go out on the first working day, and are answered in the afternoon."""
    for month in months:
        month_goes_by(told, month, shipped_days().first_working_of(month.next))


def quarter_is_closed(told: Narrator, quarter: Quarter) -> None:
    """A quarter's slips are answered: its board is published, and there is what follows from it.

    From the first board nothing does, and its publicity ends with April's slips.
    """
    _board_is_published(told, quarter)
    if quarter != QUARTERS[0]:
        told.on(shipped_days().working_day_after(quarter.last_day, FINAL), "T09:06", sweep=True)
        consequences_follow(told, quarter)


def third_quarter_is_recorded(told: Narrator) -> None:
    """Two months of summer pass; what was noted of September and inspected is there before the slips go out."""
    *summer, september = TOLD_IN_DETAIL.months
    months_go_by(told, summer)
    told.on("2026-10-07", "T12:00")
    _record(told, september)
    told.turns_the_page()


def _record(told: Narrator, month: Month) -> None:
    load_records(told.stage, [str(month)])
    if month == month.quarter.months[-1]:
        load_inspections(told.stage, str(month.quarter))


def month_goes_by(told: Narrator, month: Month, day: date) -> None:
    """The slips of a month go out on this `day`; every branch answers, those on paper by way of the office."""
    told.on(day, "T07:30")
    told.turns_the_page()
    _record(told, month)
    told.on(day, "T08:34", sweep=True)
    branches = told.receivers_of(f"{month.month}月党建工作提醒单", WECOM_SLIPS)
    told.expect(f"{month}: slips by WeCom", len(branches) >= WECOM_SLIPS)
    if day.year not in shipped_days().known_years:
        schedule_comes_late(told, day)
    told.on(day, "T15:30")
    told.all_answer(sorted(branches))
    told.on(day, "T15:40")
    for branch in PAPER_BRANCHES:
        told.says(CLERK, f"送达 {branch} 今天")
        told.answers_slip(OTHER_CLERK, begin=f"自查 {branch}")
    told.is_told(f"{month}: several forms are read back", HEAD, "通过 全部", "撤销通过")
    told.is_told(f"{month}: the forms are accepted", HEAD, "确认", "已通过")


def schedule_comes_late(told: Narrator, day: date) -> None:
    """The schedule of the new year comes when its first deadline is running, and has the next day off."""
    told.is_told("the deadline is provisional", SECRETARY, "截止", "1月6日")
    schedule = told.stage.folder / f"{day.year}.yaml"
    off = "".join(f"  - {{date: {one}, name: {SHOWN}}}\n" for one in (date(day.year, 1, 1), day + ONE_DAY))
    schedule.write_text(f"year: {day.year}\nsource: {SHOWN}\noff:\n{off}work: []\n", encoding="utf-8")
    told.on(day, "T10:00")
    told.runs("holidays", "load", str(schedule))
    time.sleep(LOOKED_AT_SECONDS)
    told.on(day, "T10:02", sweep=True)
    told.is_told("the deadline is put right", SECRETARY, "截止", "1月7日")


def _board_is_published(told: Narrator, quarter: Quarter) -> None:
    days = shipped_days()
    drafted, reviewed, published = (
        days.working_day_after(quarter.last_day, number) for number in (DRAFTED, REVIEWED, PUBLISHED)
    )
    told.on(drafted, "T10:00")
    told.is_told(f"{quarter}: no month lacks its slips, and the board is drafted", CLERK, "起草榜单", "已起草")
    if quarter == QUARTERS[1]:
        _quarter_is_given_up_and_taken_up_again(told)
    told.is_told(f"{quarter}: the preview begins", CLERK, "预览得分", "预览已开始")
    told.on(drafted, "T10:04", sweep=True)
    board_is_approved(told, str(quarter), (reviewed, "T09:30"), (published, "T09:01"))
    told.is_told(f"{quarter}: publishing is read back", HEAD, "发布榜单", "不能收回")
    told.is_told(f"{quarter}: it is published", HEAD, "确认", "榜单已发布")
    told.on(published, "T09:06", sweep=True)


def _quarter_is_given_up_and_taken_up_again(told: Narrator) -> None:
    """In the floods of July the leading group cancels the quarter, and thinks better of it."""
    told.is_told("the quarter is cancelled", LEADER, "取消榜单 汛情紧急，本季停评", "本季度不评榜")
    told.is_told("it has its way back", LEADER, "恢复榜单 二季度 汛情解除，照常评榜", "榜单已恢复")
    told.is_told("it is drafted anew", CLERK, "起草榜单", "已起草")


def third_board_is_final(told: Narrator) -> None:
    """October's slips are answered; the publicity of the amended board is over, and what follows is proposed."""
    months_go_by(told, TOLD_IN_DETAIL.next.months[:1])
    told.on("2026-11-10", "T09:06", sweep=True)
    consequences_follow(told, TOLD_IN_DETAIL)


YEAR_CHAPTERS: Final = (year_before_lacks_its_slips, quarters_go_by, third_quarter_is_recorded)
