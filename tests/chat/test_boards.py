"""榜单: what leaders, the office and the branches read of the latest published board, and how one is made."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.wording import points_text
from models.appointments import officers
from models.boards import Board, newest_published
from rules.periods import Quarter
from services.board_displays.movements import movements
from services.publications import publication as board_publication
from services.publications.steps import amend_board, publish_board
from services.schemes.versions import shipped_text, store_scheme
from services.township.file import TownshipFile
from tests.worlds.phones import Phones, World, beijing
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_LEADER,
    REVIEWER,
    SECOND,
    THIRD,
    after,
    drafted,
    inspect,
    person,
    record,
    see_through,
    see_to_approval,
    third_inspected,
)
from tests.worlds.scenes import Scenes
from tests.worlds.towns import Past
from tests.worlds.watching import DOT

MAYOR, SECRETARY = "luyaqin", "zhuyongliang"

Publish = Callable[..., Board]


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing a board is not what matters here."""
    monkeypatch.setattr(board_publication, "board_svg", lambda facts, edition: DOT)


@pytest.fixture
def past() -> Past:
    return third_inspected


@pytest.fixture
def publish(world: World, scenes: Scenes, sample_town: TownshipFile) -> Publish:
    """Make a quarter's board, and post it; only of another than the third something has yet to be on record."""

    def published(world: World, quarter: Quarter, grey: bool, display: str) -> None:
        with world.db.begin() as session:
            if quarter != THIRD:
                record(session, sample_town, quarter)
                inspect(session, sample_town, quarter)
            store_scheme(session, shipped_text(), {"policy": {"grey_display": display}}, drafted(quarter))
            see_through(session, quarter, world.bot.calendar, grey=grey)
            post_boards(session, world.bot.calendar, after(quarter))
        world.clock.moment = after(quarter)
        world.bot.delivery.drain()

    def make(quarter: Quarter = THIRD, *, grey: bool = True, display: str = "ranked") -> Board:
        scenes.play(world, published, quarter, grey, display)
        return shown(world)

    return make


def shown(world: World) -> Board:
    with world.db.read() as session:
        found = newest_published(session)
        # Its rows are read when somebody looks at them: here, before the session ends.
        assert found is not None and found.rows
        return found


def lines(board: Board, listed: str) -> list[str]:
    return [f"{row.rank} {row.organization.short_name} {points_text(row.total)}分" for row in board.listed(listed)]


def test_before_the_first_board_there_is_none(phone: Phones) -> None:
    assert phone(MAYOR).says("榜单") == "还没有发布过红灰榜。"


@pytest.mark.parametrize("word", ["榜单", "红灰榜", "灰榜"])
@pytest.mark.parametrize("who", [MAYOR, CLERK])
def test_leaders_and_office_read_both_lists(publish: Publish, phone: Phones, who: str, word: str) -> None:
    board = publish()
    head, *told = phone(who).says(word).splitlines()
    assert head == "2026年第三季度红灰榜（参评 39 个，10月28日（周三）09:05发布）"
    *lists, codes = [line for line in told[told.index("红榜 20 个：") :] if line]
    assert codes.startswith("核验码 ")
    assert any("，与前一名同分，按" in line for line in lists)
    assert [line.partition("，与前一名")[0].removesuffix("，各项都相同，名次并列") for line in lists] == [
        "红榜 20 个：",
        *lines(board, "red"),
        "灰榜 10 个：",
        *lines(board, "grey"),
    ]


def test_a_branch_reads_its_own_place_first(publish: Publish, phone: Phones) -> None:
    board = publish()
    (row,) = [row for row in board.rows if row.organization.short_name == "石湾村支部"]
    told = phone(SECRETARY).says("榜单").splitlines()
    assert told[1] == f"石湾村支部：第 {row.rank} 名，{points_text(row.total)} 分，红榜"
    assert lines(board, "red")[0] in told


def test_the_office_takes_the_text_for_the_public_account_and_nobody_of_a_branch_does(
    publish: Publish, phone: Phones
) -> None:
    publish()
    text = phone(CLERK).says("公示文字 三季度").splitlines()
    assert text[0] == "澄泾镇基层党组织红灰榜（2026年第三季度）"
    assert "公示平台：先锋澄泾" in text
    assert "第 1 名" not in phone(SECRETARY).says("公示文字")
    assert phone(CLERK).says("公众号草稿 三季度").startswith("2026年第三季度红灰榜发布时没有接公众号的接口")


def test_a_grey_branch_reads_nothing_of_grey_before_the_lists_approval(
    publish: Publish, world: World, phone: Phones
) -> None:
    board = publish(grey=False)
    (name, total), userid = _grey_branch(world, board)
    told = phone(userid).says("榜单")
    assert f"{name}：第 " in told
    assert f"{points_text(total)} 分" in told
    assert "灰榜 " not in told
    assert "，灰榜" not in told
    others = [row.organization.short_name for row in board.listed("grey") if row.organization.short_name != name]
    assert [one for one in others if one in told] == []


def test_concerned_tells_the_branch_itself_the_leaders_and_nobody_else(
    publish: Publish, world: World, phone: Phones
) -> None:
    board = publish(display="concerned")
    (name, _), userid = _grey_branch(world, board)
    itself, leader, other = (phone(who).says("榜单") for who in (userid, MAYOR, SECRETARY))
    assert "分，灰榜" in itself
    assert name in leader
    assert name not in other
    assert "灰榜 10 个" not in itself


def test_names_tells_names_without_rank_and_points(publish: Publish, phone: Phones) -> None:
    board = publish(display="names")
    told = phone(MAYOR).says("榜单").splitlines()
    names = {row.organization.short_name for row in board.listed("grey")}
    assert set(told[told.index("灰榜 10 个：") + 1 : -2]) == names


def test_the_latest_quarter_is_told(publish: Publish, phone: Phones) -> None:
    publish(SECOND)
    assert phone(MAYOR).says("榜单").startswith("2026年第二季度红灰榜（参评 38 个")
    publish(THIRD)
    assert phone(MAYOR).says("榜单").startswith("2026年第三季度红灰榜（参评 39 个")


@pytest.mark.parametrize("cards", [True, False])
def test_leaders_hear_who_moved_and_why(publish: Publish, world: World, phone: Phones, cards: bool) -> None:
    publish(SECOND)
    with world.db.begin() as session:
        person(session, MAYOR).sees_cards = cards
    mayor = phone(MAYOR)
    world.sweep()
    mayor.messages()
    board = publish(THIRD)
    world.sweep()
    told = mayor.hears()
    with world.looking() as session:
        moved = movements(session, board)
    assert moved.fell
    assert moved.rose
    assert "退步多" in told
    row, change = moved.fell[0]
    assert f"{row.organization.short_name} ▼{-change}" in told
    if not cards:
        assert "（最近2季：" in told
        assert f"{row.organization.short_name} ▼{-change}，第 {row.rank} 名，少得多的是" in told


def _grey_branch(world: World, board: Board) -> tuple[tuple[str, Decimal], str]:
    """Find a grey branch whose secretary can write to us."""
    with world.db.read() as session:
        for row in board.listed("grey"):
            for one in officers(session, row.organization_id, after(THIRD).date())[:1]:
                if one.person.userid:
                    return (row.organization.short_name, row.total), one.person.userid
    raise AssertionError("no grey branch has a secretary with a userid")


def test_an_older_quarter_can_be_read(publish: Publish, phone: Phones) -> None:
    publish(SECOND)
    publish(THIRD)
    for said in ("榜单 2026Q2", "榜单 2026-Q2", "榜单 二季度", "红灰榜 第二季度"):
        assert phone(MAYOR).says(said).startswith("2026年第二季度红灰榜（参评 38 个")
    assert phone(MAYOR).says("榜单 2025Q4") == "2025年第四季度还没有发布红灰榜。"


def test_an_amended_board_says_so_and_a_card_of_the_old_one_shows_it(
    publish: Publish, world: World, phone: Phones
) -> None:
    first = publish()
    with world.db.begin() as session:
        now = after(THIRD)
        amend_board(session, THIRD, person(session, CLERK), "异议成立", now)
        see_to_approval(session, THIRD, now)
        publish_board(session, THIRD, person(session, HEAD), world.bot.calendar, now)
    assert phone(MAYOR).says("榜单").splitlines()[1] == "本榜为第2版，替代10月28日发布的第 1 版"
    assert "本榜为第2版" in phone(MAYOR).clicks_key(f"board:show:{first.id}")


@pytest.mark.parametrize("key", ["board:show:999", "board:show:x", "board:burn:1", "boards"])
def test_a_card_of_no_board_is_no_longer_good(phone: Phones, key: str) -> None:
    assert "这张卡片已经失效" in phone(MAYOR).clicks_key(key)


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
    assert "已通过保密审查" in reviewer.says("保密审查 通过")
    world.clock.moment = beijing("2026-10-28 09:10")
    assert "灰榜须另行批准" in leader.says("批准榜单")
    assert "灰榜已由" in leader.says("批准灰榜 2026-Q3")
    assert mayor.says("榜单") == "还没有发布过红灰榜。"
    assert "已发布" in clerk.says_all("发布榜单", "确认")
    world.at("2026-10-28 09:11")
    card, picture = mayor.chat[-2:]
    assert "灰榜" in str(card["template_card"])
    assert picture["msgtype"] == "image"
    assert "红榜 20 个" in mayor.clicks("看榜单")
    assert "还没有登记接收榜单的群" in clerk.says("再发榜单")


def test_a_board_is_sent_back_drafted_again_and_given_up(gathered: World, phone: Phones) -> None:
    clerk, leader, reviewer = phone(CLERK), phone(LEADER), phone(REVIEWER)
    clerk.says_all("起草榜单", "确认", "预览得分")
    gathered.clock.moment = beijing("2026-10-27 09:30")
    leader.says("会审榜单")
    assert "请在后面写明理由" in reviewer.says("保密审查 退回")
    assert "已退回" in reviewer.says("保密审查 退回 单位名称有误")
    assert "已起草" in clerk.says("起草榜单")
    assert "下一步：会审榜单（许立新、沈静怡、周海波）" in clerk.says("榜单进度")
    assert leader.says("取消榜单").startswith("请在后面写明理由，例如：取消榜单")
    assert leader.says("取消榜单 本季停评") == (
        "2026年第三季度榜单已取消，本季度不评榜，连续上榜按前后两榜算。\n取消错了，回复“恢复榜单 季度 理由”。"
    )
    assert "不能再起草" in clerk.says("起草榜单")
    assert "取消红灰榜" not in clerk.says("恢复榜单 材料已补齐"), "who may cancel takes up again"
    assert leader.says("恢复榜单 三季度 材料已补齐") == (
        "2026年第三季度榜单已恢复。得分已预览过，请考核领导小组回复“会审榜单”。"
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


def test_an_amendment_needs_a_reason_and_no_preview(publish: Publish, world: World, phone: Phones) -> None:
    publish()
    clerk, leader = phone(CLERK), phone(OTHER_LEADER)
    assert clerk.says("修订榜单").startswith("请在后面写明理由")
    assert clerk.says("修订榜单 三季度 异议成立，更正得分").startswith("2026年第三季度榜单第2版已起草")
    assert "修订理由：异议成立，更正得分" in leader.says("榜单草稿")
    assert "已由沈静怡会审" in leader.says("会审榜单")
    assert leader.says("取消榜单 更正有误") == "2026年第三季度榜单第2版已撤销，已发布的榜单不变。"
    assert shown(world).version == 1


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


@pytest.mark.parametrize("said", ["去年", "2026-Q9", "五季度"])
def test_an_unclear_quarter_is_asked_back(phone: Phones, said: str) -> None:
    assert f"没看懂“{said}”是哪个季度" in phone(CLERK).says(f"起草榜单 {said}")


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


@pytest.mark.parametrize("quarter", ["0000年1季度", "9999年4季度", "0000-Q1", "9999-Q4"])
def test_a_quarter_of_another_age_is_none(world: World, phone: Phones, quarter: str) -> None:
    """Before, whoever typed the year 0 broke what answers."""
    assert phone("wusiyuan").says(f"修订榜单 {quarter} 理由").startswith(f"没看懂“{quarter}”是哪个季度")
    assert f"没有“{quarter}" in phone(SECRETARY).says(f"得分 {quarter}")
