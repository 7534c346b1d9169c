"""帮助: a page for each, with one thing a line, and all somebody can do."""

import pytest

from handlers.commands.help import SUBJECTS, Subject
from tests.worlds.phones import Phone, Phones

EVERYBODY = ["zhuyongliang", "wusiyuan", "zhouhaibo", "guchengzhi", "caoxiaoming", "jiangweidong", "luyaqin"]


@pytest.mark.parametrize("userid", EVERYBODY)
def test_the_first_page_of_the_help_is_one_message_with_one_thing_a_line(phone: Phones, userid: str) -> None:
    helped = phone(userid)
    lines = helped.says("帮助").splitlines()
    assert len(helped.chat) == 1
    assert lines[0].endswith("，您好。可以这样回复：")
    assert "意见建议：有话对镇组织办说" in lines
    assert max(map(len, lines)) <= 30


def test_a_secretary_has_what_is_done_every_month_on_the_first_page(phone: Phones) -> None:
    said = phone("zhuyongliang").says("帮助").splitlines()
    assert said[1:4] == [
        "1 或 自查：填写自查整改表",
        "提醒单、签收：再看一遍、表示收到",
        "截止、进度：哪天到期、到哪一步了",
    ]
    assert "请假：外出时请人代办，如 出差到20号，某某代" in said
    assert "办事：异议、加分、督办、整顿报告" in said
    assert said[-1] == "每一项怎么说，回复“帮助”加名称，如 帮助 办事"


def test_a_clerk_who_is_also_something_else_has_everything(wu: Phone) -> None:
    """吴思源 is deputy secretary of an agency's branch, too."""
    first = [line.partition("：")[0] for line in wu.says("帮助").splitlines()]
    named = [
        "支部",
        "办事",
        "审核",
        "催办",
        "日常",
        "异议",
        "督办单",
        "发榜",
        "年度",
        "评议",
        "处理",
        "查看",
        "请假",
        "销假",
    ]
    assert first[1:15] == named
    assert "待审核：等您审核的" in wu.says("帮助 审核")
    assert "截止、进度：哪天到期、到哪一步了" in wu.says("帮助 支部")


def test_a_town_leader_hears_what_there_is_to_see(phone: Phones) -> None:
    said = phone("luyaqin").says("帮助").splitlines()
    assert said[1] == "得分、为什么 支部简称：看任何支部"
    assert said[-3:] == ["榜单：最近一季红灰榜", "意见建议：有话对镇组织办说", "文字版、卡片版：以后发文字，还是发卡片"]
    assert not any("起草" in line or "请假" in line for line in said)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.block)
def test_a_page_of_the_help_is_one_message_with_one_thing_a_line(wu: Phone, subject: Subject) -> None:
    lines = wu.says(f"帮助 {subject.word}").splitlines()
    assert len(wu.chat) == 1
    assert lines[0].startswith(f"{subject.word}：")
    assert len(lines) > 5
    assert max(map(len, lines)) <= 30
