"""What operators type from the first draft to publication, and the chats a board goes to."""

import json
import struct
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db import Database
from handlers.cli.boards import board
from handlers.cli.chats import chats
from models.handovers import open_handovers
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from tests.worlds.operator import Operator
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import THIRD, after, drafted, reviewed, third_inspected
from tests.worlds.towns import Past

ROBOT = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def past() -> Past:
    return third_inspected


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    return Operator(town, [board, chats], drafted(THIRD), calendar)


def approves(operator: Operator) -> None:
    """Take the steps from the draft to the approval, each on its day."""
    operator.now = drafted(THIRD)
    drafted_now = operator.does("board", "draft", "2026-Q3", "--as", "wusiyuan")
    assert drafted_now.startswith("2026年第三季度榜单已起草：参评 39 个，红榜 20 个，灰榜 10 个。")
    assert "到10月23日（周五）24时" in operator.does("board", "preview", "2026-Q3", "--as", "wusiyuan")
    operator.now = reviewed(THIRD)
    said = operator.does("board", "review", "2026-Q3", "--note", "并列已核对", "--as", "xulixin")
    assert "许立新会审：并列已核对" in said
    assert "下一步：批准榜单" in operator.does("board", "secrecy", "2026-Q3", "--as", "jiangweidong")
    operator.now = after(THIRD)
    assert "灰榜要单独批准" in operator.does("board", "approve", "2026-Q3", "--as", "xulixin")
    said = operator.does("board", "approve", "2026-Q3", "--grey", "--as", "xulixin")
    assert said.startswith("2026年第三季度灰榜已由")


def test_a_board_goes_from_draft_to_the_chat(
    operator: Operator, town: Database, tmp_path: Path, calendar: Calendar
) -> None:
    assert "boards will be posted here" in operator.does("chats", "add", "澄泾镇支部书记群")
    approves(operator)
    assert "已发布（10月28日（周三）09:05），核验码" in operator.does(
        "board", "publish", "2026-Q3", "--as", "zhouhaibo"
    )
    with town.begin() as session:
        post_boards(session, calendar, operator.now)
    picture = tmp_path / "published.png"
    operator.does("board", "show", "2026-Q3", "--as", "wusiyuan", "--edition", "group", "--picture", str(picture))
    with town.read() as session:
        said = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        posts = [one for one in said if ":own:" not in one.key]
        assert posts == said[-len(posts) :], "each branch has heard its own result before"
        assert len(said) - len(posts) + len(open_handovers(session, operator.now)) == 39
        assert [json.loads(post.body)["msgtype"] for post in posts[:3]] == ["create_chat", "markdown", "image"]
        assert posts[2].picture == picture.read_bytes()
        assert "http" not in posts[1].body, "no link to a page there is not"
        assert len(posts) == 3 + 2 * 4


def test_a_board_is_sent_back_amended_and_given_up(operator: Operator) -> None:
    approves(operator)
    assert "在预览得分" in operator.does("board", "secrecy", "2026-Q3", "--reopen", "名称有误", "--as", "jiangweidong")
    assert "取消" in operator.does("board", "cancel", "2026-Q3", "--reason", "本季停评", "--as", "xulixin")
    said = operator.does("board", "status", "2026-Q3", "--as", "wusiyuan").splitlines()
    assert said[0] == "2026年第三季度榜单：已取消"
    assert said[-1].endswith("许立新取消：本季停评")


def test_an_amendment_is_a_version_of_its_own(operator: Operator) -> None:
    assert "还没有榜单草稿" in operator.fails("board", "amend", "2026-Q3", "--reason", "异议成立", "--as", "wusiyuan")
    approves(operator)
    operator.does("board", "publish", "2026-Q3", "--as", "zhouhaibo")
    said = operator.does("board", "amend", "2026-Q3", "--reason", "异议成立", "--as", "wusiyuan")
    assert said.startswith("2026年第三季度榜单第2版已起草")
    assert "红灰榜第2版（草稿" in operator.does("board", "show", "2026-Q3", "--as", "wusiyuan")


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
    assert operator.fails("board", *words) == f"Error: {sentence}"


def test_a_quarter_without_records_names_its_months(operator: Operator) -> None:
    said = operator.fails("board", "draft", "2026-Q2", "--as", "wusiyuan")
    assert said.startswith("Error: 2026年第二季度还不能起草榜单：4月、5月、6月没有任何日常记录；")


def test_somebody_unknown_and_no_quarter_are_named(operator: Operator) -> None:
    assert "--as nobody" in operator.fails("board", "draft", "2026-Q3", "--as", "nobody")
    said = operator.types("board", "draft", "2026-13", "--as", "wusiyuan")
    assert said.exit_code == 2
    assert "write one like 2026-Q3" in said.output


def test_chats_are_listed_without_the_robots_secret(operator: Operator) -> None:
    operator.does("chats", "add", "网格群", "--webhook", ROBOT)
    operator.does("chats", "add", "澄泾镇支部书记群", "--edition", "public")
    assert "internal edition" in operator.does("chats", "edition", "澄泾镇支部书记群", "internal")
    assert "不能发内部版" in operator.fails("chats", "edition", "网格群", "internal")
    listed = operator.does("chats", "list")
    assert [line.split("\t")[:2] for line in listed.splitlines()] == [
        ["网格群", "group"],
        ["澄泾镇支部书记群", "internal"],
    ]
    assert ROBOT not in listed
    assert "已经登记过了" in operator.fails("chats", "add", "网格群")
