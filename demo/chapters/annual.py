"""The story's end: the last quarter, the democratic review, and the year's result (R42-R44)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from demo.chapters.cast import CLERK, HEAD, LEADER, SECRETARY, WECOM_BRANCHES
from demo.chapters.year import month_goes_by, months_go_by, quarter_is_closed
from demo.narrator import Narrator
from demo.stage import TOWN
from rules.periods import Quarter
from services.township.checking import check_township

YEAR: Final = 2026
LAST_QUARTER: Final = Quarter(YEAR, 4)
# The State Council's schedule of 2027 is not out: the town starts after the weekend of New Year's Day.
# Who is merged into whom, and who hears it first.
MERGED, GOES_ON, MERGED_SECRETARY = "柳浜二支部", "柳浜一支部", "wangjianguo"
AFTER_NEW_YEAR: Final = date(2027, 1, 4)


def last_quarter_goes_by(told: Narrator) -> None:
    """From the slips of November to the fourth board."""
    told.runs("sample", "inspections", str(told.stage.inspections), "--quarter", str(LAST_QUARTER))
    *autumn, december = LAST_QUARTER.months[1:]
    months_go_by(told, autumn)
    month_goes_by(told, december, AFTER_NEW_YEAR)
    quarter_is_closed(told, LAST_QUARTER)


def year_is_drafted(told: Narrator) -> None:
    """While something is missing the year is provisional, says what, and cannot be approved."""
    told.on("2027-03-08", "T09:30")
    told.is_told("the year is drafted", CLERK, f"起草年度总评 {YEAR}", "还缺")
    text = TOWN.read_text(encoding="utf-8")
    confirmed = told.stage.folder / "township.yaml"
    confirmed.write_text(
        text.replace("  indicators:\n", "  policy: {annual_weights_confirmed: true}\n  indicators:\n", 1),
        encoding="utf-8",
    )
    told.runs("township", "load", str(confirmed))
    dice = Random(YEAR)  # noqa: S311 - nothing here is secret
    for one in check_township(text, TOWN.name).organizations:
        if one.assessed:
            score, origin = f"{dice.randint(820, 990) / 10:g}", "3月支部党员大会民主测评"
            entered = (str(YEAR), one.id, "--score", score, "--origin", origin, "--as", HEAD)
            told.runs("democratic-review", "enter", *entered)


def year_is_published(told: Narrator) -> None:
    """Drafted anew, gone through, approved, published: everybody hears the own result, nobody another's."""
    told.on("2027-03-15", "T09:30")
    told.is_told("nothing is missing", CLERK, f"起草年度总评 {YEAR}", "已起草")
    told.is_told("the leading group goes through it", LEADER, f"会审年度总评 {YEAR}", "已由许立新会审")
    told.is_told("it is approved", LEADER, f"批准年度总评 {YEAR}", "已由许立新批准")
    told.is_told("publishing is read back", HEAD, f"发布年度总评 {YEAR}", "不能收回")
    told.is_told("it is published", HEAD, "确认", "已发布")
    told.on("2027-03-15", "T09:44", sweep=True)
    heard = told.receivers_of(f"{YEAR}年度总评：年度得分", WECOM_BRANCHES)
    told.expect("37 branches hear their own result", len(heard) >= WECOM_BRANCHES)
    told.is_told("every part is explained", SECRETARY, f"年度得分 {YEAR}", "民主评议")


def branch_is_merged(told: Narrator) -> None:
    """The year after begins with a merger: what was open of the one branch is closed, and it is told."""
    told.on("2027-03-16", "T09:30")
    said = ("--on", "2027-03-16", "--reason", "镇党委〔2027〕6号", "--as", CLERK)
    merged = told.runs("organizations", "merge", MERGED, "--into", GOES_ON, *said)
    told.expect("a branch is merged", "merged\tdone" in merged)
    told.on("2027-03-16", "T09:34", sweep=True)
    told.hears(MERGED_SECRETARY, f"{MERGED}3月16日（周二）起并入{GOES_ON}")
    told.hears(CLERK, "任职和督导分组到3月16日（周二）为止")


ANNUAL_CHAPTERS: Final = (last_quarter_goes_by, year_is_drafted, year_is_published, branch_is_merged)
