"""`flask story`: the same month told without a browser; exit 0 only if everything in it happened."""

from __future__ import annotations

from pathlib import Path

import click

from bot.command_line import ReportingCommand
from handlers.cli.narrator import Narrator
from handlers.cli.stage import Stage, StageError, free_port, running, set_up
from handlers.cli.transcript import write_pictures, write_transcript

STARTS_AT = "2026-10-08T08:30:00+08:00"
QUARTER = "2026-Q3"
MONTH = "2026-09"
PROMPT = 24
WECOM_SLIPS = 37


@click.command("story", cls=ReportingCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def story(folder: Path) -> None:
    """Tell a month and a board of the sample town; transcript and pictures go into FOLDER."""
    stage = Stage(folder.resolve(), free_port(), free_port())
    set_up(stage, STARTS_AT, {})
    with running(stage):
        told = Narrator(stage)
        for chapter in (slips_go_out, branches_answer, office_reviews, reminders_go_out, board_is_published):
            chapter(told)
        write_transcript(stage, folder / "transcript.md")
        write_pictures(stage, folder)
    for one in told.missing:
        click.echo(f"did not happen: {one}", err=True)
    if told.missing:
        raise StageError(f"{len(told.missing)} of {told.expected} things did not happen; see {folder}")
    click.echo(f"All {told.expected} things happened; read {folder / 'transcript.md'}.")


def slips_go_out(told: Narrator) -> None:
    """The first working day after the long holiday: 37 slips by WeCom, two on paper."""
    told.at("08T08:34", sweep=True)
    told.expect("37 slips by WeCom", len(told.receivers_of("党建工作提醒单")) == WECOM_SLIPS)
    told.hears("zhuyongliang", "9月党建工作提醒单", "10月10日（周六）24时")
    told.hears("wusiyuan", "2份提醒单需要打印送达")
    listed = [line.split("\t") for line in told.runs("slips", "list", MONTH).splitlines()]
    paper = [(number, name) for number, name, state, _ in listed if state == "paper"]
    told.expect("two slips on paper", len(paper) == WECOM_SLIPS - 35)
    told.at("08T15:10")
    for number, name in paper:
        entered = told.runs("slips", "received", number, "2026-10-08", "--as", "qianxiaoyu", "--remark", "送到书记家中")
        told.expect(f"{name} has until 10月10日", "10月10日" in entered)


def branches_answer(told: Narrator) -> None:
    """Some answer at once, by typing or by card; three let the reminder come, one writes nothing."""
    told.at("08T16:20")
    told.expect("截止 is explained", "第2个工作日" in told.says("zhuyongliang", "截止"))
    told.expect("an unknown word is met kindly", "帮助" in told.says("zhuyongliang", "啥情况"))
    branches = sorted(told.receivers_of("党建工作提醒单"))
    for who in branches[:PROMPT]:
        told.answers_slip(who)
    told.at("09T10:05")
    for who in branches[PROMPT:-4]:
        told.answers_slip(who)


def office_reviews(told: Narrator) -> None:
    """The office returns one form with a reason and accepts the others."""
    told.at("09T14:30")
    told.expect("forms wait for review", "待审核" in told.says("wusiyuan", "待审核"))
    told.expect("one is returned", "已退回" in told.says("wusiyuan", "退回 石湾村支部 请把整改时限写具体一些"))
    told.hears("zhuyongliang", "请把整改时限写具体一些")
    told.at("09T15:00")
    told.answers_slip("zhuyongliang", begin="修改")
    told.expect("the rest is accepted", "已通过" in told.says("wusiyuan", "通过 全部"))


def reminders_go_out(told: Narrator) -> None:
    """Saturday 10 October is worked: who has not answered is reminded; on Monday one list goes to the office."""
    late = sorted(told.receivers_of("党建工作提醒单"))[-4:]
    told.at("10T08:34", sweep=True)
    for who in late:
        told.hears(who, "今天截止")
    told.at("10T09:20")
    for who in late[:3]:
        told.answers_slip(who)
    told.at("11T10:00", sweep=True)
    told.expect("nobody is disturbed on Sunday", not told.receivers_of("已于10月10日"))
    told.at("12T08:34", sweep=True)
    told.hears(late[3], "已于10月10日（周六）24时到期")
    told.hears("zhouhaibo", "今日逾期清单")
    told.at("12T11:00")
    told.answers_slip(late[3])
    told.hears(late[3], "逾期")


def board_is_published(told: Narrator) -> None:
    """The third quarter: drafted by the office, approved twice by the leading group, then published."""
    told.at("20T10:00")
    told.runs("board", "draft", QUARTER, "--as", "wusiyuan")
    told.at("28T09:01")
    told.runs("board", "approve", QUARTER, "--as", "xulixin")
    told.runs("board", "approve", QUARTER, "--grey", "--as", "xulixin")
    told.expect("nothing left before publication", not told.receivers_of("第三季度红灰榜"))
    told.at("28T09:05")
    told.runs("board", "publish", QUARTER, "--as", "zhouhaibo")
    told.at("28T09:06", sweep=True)
    posts = told.posts()
    told.expect("the group chat has a summary, then a picture", [one["kind"] for one in posts] == ["markdown", "image"])
    for leader in ("guchengzhi", "luyaqin", "xulixin", "shenjingyi"):
        told.hears(leader, "红灰榜")
