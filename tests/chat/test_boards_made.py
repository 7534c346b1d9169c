"""A board is made in the chat: each step by whom it belongs to."""

import pytest

from services.publications import publication as board_publication
from tests.worlds.phones import Phones, World, beijing
from tests.worlds.recorded_quarters import CLERK, LEADER, REVIEWER, third_inspected
from tests.worlds.towns import Past
from tests.worlds.watching import DOT

MAYOR, SECRETARY = "luyaqin", "zhuyongliang"


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing a board is not what matters here."""
    monkeypatch.setattr(board_publication, "board_svg", lambda facts, edition: DOT)


@pytest.fixture
def past() -> Past:
    return third_inspected


@pytest.fixture
def gathered(world: World) -> World:
    """The day of the draft."""
    world.clock.moment = beijing("2026-10-20 10:00")
    return world


def test_a_board_is_made_in_the_chat_from_draft_to_the_leaders_phones(gathered: World, phone: Phones) -> None:
    world = gathered
    clerk, leader, mayor, reviewer = phone(CLERK), phone(LEADER), phone(MAYOR), phone(REVIEWER)
    asked = clerk.says("起草榜单")
    assert "2026年第三季度有3个月没有发过提醒单（7月、8月、9月）" in asked, "nobody started the program in these months"
    drafted = clerk.says("确认")
    assert "红榜 20 个，灰榜 10 个" in drafted
    assert "7月、8月、9月没有发过提醒单，没有自查记录。" in drafted
    assert "到10月23日（周五）24时结束" in clerk.says("预览得分")
    assert "由镇绩效考核领导小组" in clerk.says("会审榜单"), "who drafts does not review"
    assert "才结束，之后才能会审" in leader.says("会审榜单")
    world.clock.moment = beijing("2026-10-27 09:30")
    assert "请勿外传" in leader.says("榜单草稿 三季度")
    assert "已由许立新会审" in leader.says("会审榜单 三季度 并列已核对")
    assert "现在不能批准；下一步是“保密审查”" in leader.says("批准榜单")
    assert reviewer.says("保密审查") == "请写明结论：保密审查 通过，或者 保密审查 退回 理由。"
    assert "已通过保密审查" in reviewer.says("保密审查通过。")
    world.clock.moment = beijing("2026-10-28 09:10")
    assert "灰榜要单独批准" in leader.says("批准榜单")
    assert "灰榜已由" in leader.says("批准灰榜 2026-Q3")
    assert mayor.says("榜单") == "还没有发布过红灰榜。"
    assert "已发布" in clerk.says_all("发布榜单", "确认")
    world.at("2026-10-28 09:11")
    told, picture = mayor.chat[-2:]
    assert "灰榜" in told["text"]["content"]
    assert picture["msgtype"] == "image"
    assert "红榜 20 个" in mayor.says("榜单")
    assert "还没有登记接收榜单的群" in clerk.says("再发榜单")


def test_a_board_is_sent_back_drafted_again_and_given_up(gathered: World, phone: Phones) -> None:
    clerk, leader, reviewer = phone(CLERK), phone(LEADER), phone(REVIEWER)
    clerk.says_all("起草榜单", "确认", "预览得分")
    gathered.clock.moment = beijing("2026-10-27 09:30")
    leader.says("会审榜单")
    assert "请在后面写明理由" in reviewer.says("保密审查 退回")
    assert "已退回" in reviewer.says("保密审查 退回 单位名称有误")
    drafted = clerk.says("起草榜单")
    assert "已起草" in drafted
    assert "\n\n" not in drafted
    assert "下一步：会审榜单（许立新、沈静怡、周海波）" in clerk.says("榜单进度")
    assert leader.says("取消榜单").startswith("请在后面写明理由，例如：取消榜单")
    assert leader.says("取消榜单 本季停评") == (
        "2026年第三季度榜单已取消，本季度不评榜，连续上榜跳过它接着算。\n取消错了，回复“恢复榜单 2026年第三季度 理由”。"
    )
    assert "不能再起草" in clerk.says("起草榜单")
    assert "取消红灰榜" not in clerk.says("恢复榜单 材料已补齐"), "who may cancel takes up again"
    assert leader.says("恢复榜单 2026年第三季度 材料已补齐") == (
        "2026年第三季度榜单已恢复。得分已预览过，接下来由考核领导小组会审，轮到的同志会收到消息。"
    )
    assert "已由许立新会审" in leader.says("会审榜单")


def test_progress_tells_every_step_and_the_next_one(gathered: World, phone: Phones) -> None:
    clerk = phone(CLERK)
    assert clerk.says("榜单进度") == "2026年第三季度还没有榜单草稿，请组织办先起草。"
    clerk.says_all("起草榜单", "确认", "预览得分")
    assert clerk.says("榜单进度").splitlines() == [
        "2026年第三季度榜单：在预览得分，到10月23日（周五）24时",
        "10月20日（周二）10:00 吴思源起草",
        "10月20日（周二）10:00 吴思源预览得分",
        "下一步：会审榜单（许立新、沈静怡、周海波）",
        "7月、8月、9月没有发过提醒单，没有自查记录。",
    ]
    assert phone(SECRETARY).says("榜单进度").startswith("未发布的榜单只有")


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (CLERK, "发榜：榜单进度、榜单草稿、界线"),
        (LEADER, "发榜：榜单进度、榜单草稿、界线"),
        (REVIEWER, "发榜：榜单进度、榜单草稿、界线"),
        (MAYOR, "榜单：最近一季红灰榜"),
        (SECRETARY, "榜单：最近一季红灰榜"),
    ],
)
def test_help_tells_each_what_they_may_do_with_boards(phone: Phones, who: str, told: str) -> None:
    assert told in phone(who).says("帮助").splitlines()


def test_no_board_is_drafted_while_a_branch_may_still_answer_in_time(world: World, phone: Phones) -> None:
    world.at("2026-10-08 08:34")
    clerk = phone(CLERK)
    world.clock.moment = beijing("2026-10-10 23:59")
    assert clerk.says("起草榜单") == (
        "2026年第三季度还有37份提醒单没到期（最晚10月10日（周六）24时），到期后再起草榜单。"
    )
    world.clock.moment = beijing("2026-10-11 00:00")
    assert "有2个月没有发过提醒单（7月、8月）" in clerk.says("起草榜单")
    assert "已起草" in clerk.says("确认")
