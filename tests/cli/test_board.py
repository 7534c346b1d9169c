"""What operators type from the first draft to publication, and the chats a board goes to."""

import json
import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from bot.db import Database
from handlers.cli.board import board
from handlers.cli.chats import chats
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.township_file import TownshipFile
from tests.services.recorded import THIRD, after, record

ROBOT = "11111111-2222-3333-4444-555555555555"


@dataclass
class Operator:
    """Somebody at the command line, at a moment the test chooses."""

    app: Flask
    now: datetime

    def types(self, *words: str) -> Result:
        return self.app.test_cli_runner().invoke(args=words)

    def does(self, *words: str) -> str:
        said = self.types(*words)
        assert said.exit_code == 0, said.output
        return said.output

    def is_refused(self, *words: str) -> str:
        said = self.types(*words)
        assert said.exit_code == 1
        (sentence,) = said.output.splitlines()
        return sentence.removeprefix("Error: ")


@pytest.fixture
def operator(town: Database, calendar: Calendar, sample_town: TownshipFile) -> Operator:
    with town.begin() as session:
        record(session, sample_town, THIRD)
    operator = Operator(Flask("test"), after(THIRD))
    operator.app.extensions["honghui"] = SimpleNamespace(
        db=town,
        calendar=calendar,
        clock=SimpleNamespace(now=lambda: operator.now),
    )
    for group in (board, chats):
        operator.app.cli.add_command(group)
    return operator


def test_a_board_goes_from_draft_to_the_chat(operator: Operator, town: Database, tmp_path: Path) -> None:
    assert "boards will be posted here" in operator.does("chats", "add", "澄泾镇支部书记群")
    drafted = operator.does("board", "draft", "2026-Q3", "--as", "wusiyuan")
    assert drafted.startswith("2026年第三季度榜单已起草：参评 39 个，红榜 20 个，灰榜 10 个。")
    assert "灰榜须另行批准" in operator.does("board", "approve", "2026-Q3", "--as", "xulixin")
    assert operator.does("board", "approve", "2026-Q3", "--grey", "--as", "xulixin").startswith(
        "2026年第三季度灰榜已由"
    )
    assert "已发布（10月28日（周三）09:05）" in operator.does("board", "publish", "2026-Q3", "--as", "zhouhaibo")
    picture = tmp_path / "published.png"
    operator.does("board", "show", "2026-Q3", "--as", "wusiyuan", "--picture", str(picture))
    with town.read() as session:
        posts = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        assert [json.loads(post.body)["msgtype"] for post in posts[:3]] == ["create_chat", "markdown", "image"]
        assert posts[2].picture == picture.read_bytes()
        assert "http" not in posts[1].body, "no link to a page there is not"
        assert len(posts) == 3 + 4


def test_show_prints_every_row_and_both_edges(operator: Operator, tmp_path: Path) -> None:
    operator.does("board", "draft", "2026-Q3", "--as", "wusiyuan")
    picture = tmp_path / "draft.png"
    told = operator.does("board", "show", "2026-Q3", "--as", "xulixin", "--picture", str(picture)).splitlines()
    assert told[0] == "2026年第三季度红灰榜（草稿，灰榜未批准）"
    assert told[2].split() == ["名次", "总分", "基础", "加分", "ZZ", "DW", "HD", "ZD", "BZ", "榜", "党组织"]
    rows = [line.split() for line in told[3:42]]
    assert [row[9] for row in rows] == ["红榜"] * 20 + ["——"] * 9 + ["灰榜"] * 10
    assert told[42].startswith("红榜界线：第20名 ")
    assert told[43].startswith("灰榜界线：第30名 ")
    assert any("（并列）" in row[10] for row in rows)
    head = picture.read_bytes()[:24]
    assert (head[:8], struct.unpack(">I", head[16:20])) == (b"\x89PNG\r\n\x1a\n", (1080,))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("draft", "2026-Q3", "--as", "zhuyongliang"), "红灰榜由镇组织办主任或被授权起草的人员起草。"),
        (("draft", "2026-Q4", "--as", "wusiyuan"), "2026年第四季度到12月31日（周四）才结束，之后才能起草榜单。"),
        (("show", "2026-Q3", "--as", "wusiyuan"), "2026年第三季度还没有榜单草稿，请组织办先起草。"),
        (("publish", "2026-Q3", "--as", "zhouhaibo"), "2026年第三季度还没有榜单草稿，请组织办先起草。"),
    ],
)
def test_a_refusal_is_one_sentence_and_status_1(operator: Operator, words: tuple[str, ...], sentence: str) -> None:
    assert operator.is_refused("board", *words) == sentence


def test_a_quarter_without_records_names_its_months(operator: Operator) -> None:
    said = operator.is_refused("board", "draft", "2026-Q2", "--as", "wusiyuan")
    assert said.startswith(
        "2026年第二季度还不能起草榜单：4月没有任何日常记录，5月没有任何日常记录，6月没有任何日常记录；"
    )


def test_somebody_unknown_and_no_quarter_are_named(operator: Operator) -> None:
    assert "--as nobody" in operator.is_refused("board", "draft", "2026-Q3", "--as", "nobody")
    said = operator.types("board", "draft", "2026-13", "--as", "wusiyuan")
    assert said.exit_code == 2
    assert "write one like 2026-Q3" in said.output


def test_chats_are_listed_without_the_robots_secret(operator: Operator) -> None:
    operator.does("chats", "add", "网格群", "--webhook", ROBOT)
    operator.does("chats", "add", "澄泾镇支部书记群")
    listed = operator.does("chats", "list")
    assert [line.split("\t")[0] for line in listed.splitlines()] == ["网格群", "澄泾镇支部书记群"]
    assert ROBOT not in listed
    assert "已经登记过了" in operator.is_refused("chats", "add", "网格群")
