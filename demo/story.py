"""`flask story`: a year told without a browser; exit 0 only if everything in it happened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from bot.command_line import ReportingCommand
from bot.memory import tune_gc
from demo.book import write_book
from demo.chapters.annual import ANNUAL_CHAPTERS
from demo.chapters.cast import (
    CLERK,
    HEAD,
    LATE,
    OTHER_CLERK,
    PAPER_BRANCHES,
    RETURNED,
    SECRETARY,
    WECOM_BRANCHES,
)
from demo.chapters.quarter import QUARTER_CHAPTERS
from demo.chapters.year import STARTS_AT, YEAR_CHAPTERS, third_board_is_final
from demo.narrator import Narrator
from demo.self_check_months import Answered, answered_slips, by_month, months_table
from demo.stage import Stage, StageError, free_port, running, set_up_town
from demo.transcript import everything_said, write_pictures, write_transcript
from services.rights.stated import states
from services.rights.table import Right

MONTH = "2026-09"
SLIPS = "9月党建工作提醒单"
MONTHS_A_YEAR = 12
PROMPT = 20
# Who is asked to say more, who needs a reminder, and who answers only after the deadline.
RETURNED_BRANCH = "望湖二支部"
# What these months asked of people is told at the end: an ordinary one, and the one of board and year.
MONTHS_WEIGHED = ("2026-09", "2026-10", "2027-03")
REMINDED = ("xuemin", "yaohui", "tanjianfang")
# Whose self-check takes more than a slip, a read-back and a receipt, because the story has them do more on purpose:
# how many messages they send and receive. Whoever needs no excuse must not stand here.
AT_LENGTH = {
    "9月": {
        SECRETARY: (4, 5),  # asks for the deadline, and writes a word that nobody understands
        **dict.fromkeys(REMINDED, (2, 5)),  # wait for the reminder, and begin by the card, which asks once more
        LATE: (2, 6),  # does the same after the deadline, and hears of that first
    },
    "12月": {SECRETARY: (4, 5)},  # asks for the deadline before and after it moves with the new year's schedule
}


@click.command("story", cls=ReportingCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
@states(Right.OPERATE)
def story(folder: Path) -> None:
    """Tell a year of the sample town; transcript and pictures go into FOLDER."""
    tune_gc()
    stage = Stage(folder.resolve() / "stage", free_port(), free_port())
    set_up_town(stage, STARTS_AT, {})
    with running(stage):
        told = Narrator(stage)
        try:
            for chapter in CHAPTERS:
                chapter(told)
        finally:
            said = everything_said(stage)
            slips = [*answered_slips(said)]
            months_are_light(told, slips)
            burdens = [months_table(slips), *(told.runs("burden", month) for month in MONTHS_WEIGHED)]
            write_transcript(said, folder / "transcript.md", burdens)
            write_pictures(stage, said, folder)
            write_book(stage, folder / "book.html")
    for one in told.missing:
        click.echo(f"did not happen: {one}", err=True)
    if told.missing:
        raise StageError(f"{len(told.missing)} of {told.expected} things did not happen; see {folder}")
    click.echo(f"All {told.expected} things happened; read {folder / 'transcript.md'}.")


def months_are_light(told: Narrator, slips: Sequence[Answered]) -> None:
    """A secretary's month is two messages and three, in each of the twelve, but for those told at length."""
    months = by_month(slips)
    told.expect("slips are answered in twelve months", len(months) == MONTHS_A_YEAR)
    for month, answered in months.items():
        heavy = {one.userid: (one.sent, one.received) for one in answered if not one.is_light}
        told.expect(f"{month}: a secretary's month is light", heavy == AT_LENGTH.get(month, {}))


def slips_go_out(told: Narrator) -> None:
    """The first working day after the long holiday: 37 slips by WeCom, two on paper."""
    told.at("08T08:34", sweep=True)
    told.expect("37 slips by WeCom", len(told.receivers_of(SLIPS, WECOM_BRANCHES)) == WECOM_BRANCHES)
    told.hears(SECRETARY, "9月党建工作提醒单", "10月10日（周六）24时")
    told.hears(CLERK, "有2件要打印或当面送达")
    listed = [line.split("\t") for line in told.runs("slips", "list", MONTH).splitlines()]
    paper = [(number, name) for number, name, state, _ in listed if state == "paper"]
    told.expect("two slips on paper", {name for _, name in paper} == {*PAPER_BRANCHES})
    told.at("08T15:10")
    for number, name in paper:
        entered = told.runs("slips", "received", number, "2026-10-08", "--as", OTHER_CLERK, "--remark", "送到书记家中")
        told.expect(f"{name} has until 10月10日", "10月10日" in entered)


def branches_answer(told: Narrator) -> None:
    """Most answer at once, by typing or by card; three let the reminder come, one answers late."""
    told.at("08T16:20")
    told.expect("截止 is explained", "第2个工作日" in told.says(SECRETARY, "截止"))
    told.expect("an unknown word is met kindly", "帮助" in told.says(SECRETARY, "啥情况"))
    branches = sorted(told.receivers_of(SLIPS) - {*REMINDED, LATE, SECRETARY})
    told.all_answer([SECRETARY, *branches[:PROMPT]])
    told.at("09T10:05")
    told.all_answer(branches[PROMPT:])
    told.is_told("what was promised is listed", CLERK, "承诺", "做到了（")


def office_reviews(told: Narrator) -> None:
    """The office returns one form with a reason and accepts the others."""
    told.at("09T14:30")
    told.expect("forms wait for review", "待审核" in told.says(CLERK, "待审核"))
    told.expect("one is shown", "措施" in told.says(CLERK, f"查看 {RETURNED_BRANCH}"))
    told.expect("one is returned", "已退回" in told.says(CLERK, f"退回 {RETURNED_BRANCH} 请把整改措施写具体一些"))
    told.hears(RETURNED, "请把整改措施写具体一些")
    told.expect("several are read back", "确认" in told.says(CLERK, "通过 全部"))
    told.expect("the rest is accepted", "已通过" in told.says(CLERK, "确认"))
    told.at("09T15:00")
    told.expect("what was written is still there", "请核对" in told.says(RETURNED, "修改"))
    told.answers_slip(RETURNED, begin="改 1")
    told.expect("the redone one is accepted", "已通过" in told.says(OTHER_CLERK, f"通过 {RETURNED_BRANCH}"))
    for minute, branch in zip((10, 20), PAPER_BRANCHES, strict=True):
        told.at(f"09T16:{minute}")
        told.answers_slip(OTHER_CLERK, begin=f"自查 {branch}")
    told.says(CLERK, "通过 全部")
    told.expect("what came on paper is accepted by somebody else", "已通过2份" in told.says(CLERK, "确认"))


def reminders_go_out(told: Narrator) -> None:
    """Saturday 10 October is worked: who has not answered is reminded; on Monday one list goes to the office."""
    told.at("10T08:34", sweep=True)
    for who in (*REMINDED, LATE):
        told.hears(who, "今天截止")
    told.expect("nobody else is reminded", told.receivers_of("今天截止") == {*REMINDED, LATE})
    told.at("10T09:20")
    for who in REMINDED:
        told.answers_slip(who, by_card=True)
    told.at("11T10:00", sweep=True)
    told.expect("nobody is disturbed on Sunday", not told.receivers_of("10月10日（周六）24时到期"))
    told.at("12T08:34", sweep=True)
    told.hears(LATE, "10月10日（周六）24时到期")
    told.expect("nobody else is overdue by WeCom", told.receivers_of("10月10日（周六）24时到期") == {LATE})
    told.hears(HEAD, "逾期清单")
    told.at("12T11:00")
    told.answers_slip(LATE, by_card=True)
    told.hears(LATE, "逾期")


CHAPTERS = (
    *YEAR_CHAPTERS,
    slips_go_out,
    branches_answer,
    office_reviews,
    reminders_go_out,
    *QUARTER_CHAPTERS,
    third_board_is_final,
    *ANNUAL_CHAPTERS,
)
