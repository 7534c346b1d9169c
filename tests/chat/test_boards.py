"""榜单: what leaders, the office and the branches read of the latest published board."""

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
from tests.worlds.phones import Phones, World
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    OTHER_LEADER,
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
    return [f"{row.rank} {row.organization.short_name} {points_text(row.total)} 分" for row in board.listed(listed)]


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
    assert f"{row.organization.short_name}退 {-change} 名" in told
    assert "（最近2季：" in told
    assert f"{row.organization.short_name}退 {-change} 名，现在第 {row.rank} 名，主要差在" in told
    assert "\n　扣分多的：" in told
    assert "现在没有在办的督办单和整顿" in told


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
    assert phone(MAYOR).says("榜单").splitlines()[1] == "本榜为第2版，替代10月28日发布的第1版"
    assert "本榜为第2版" in phone(MAYOR).clicks_key(f"board:show:{first.id}")


@pytest.mark.parametrize("key", ["board:show:999", "board:show:x", "board:burn:1", "boards"])
def test_a_card_of_no_board_is_no_longer_good(phone: Phones, key: str) -> None:
    assert "这张卡片已经失效" in phone(MAYOR).clicks_key(key)


def test_an_amendment_needs_a_reason_and_no_preview(publish: Publish, world: World, phone: Phones) -> None:
    publish()
    clerk, leader = phone(CLERK), phone(OTHER_LEADER)
    assert clerk.says("修订榜单").startswith("请在后面写明理由")
    assert clerk.says("修订榜单 三季度 异议成立，更正得分").startswith("2026年第三季度榜单第2版已起草")
    assert "修订理由：异议成立，更正得分" in leader.says("榜单草稿")
    assert "已由沈静怡会审" in leader.says("会审榜单")
    assert leader.says("取消榜单 更正有误") == "2026年第三季度榜单第2版已撤销，已发布的榜单不变。"
    assert shown(world).version == 1


@pytest.mark.parametrize("said", ["去年", "2026-Q9", "五季度"])
def test_an_unclear_quarter_is_asked_back(phone: Phones, said: str) -> None:
    assert f"没看懂“{said}”是哪个季度" in phone(CLERK).says(f"起草榜单 {said}")


@pytest.mark.parametrize("quarter", ["0000年1季度", "9999年4季度", "0000-Q1", "9999-Q4"])
def test_a_quarter_of_another_age_is_none(world: World, phone: Phones, quarter: str) -> None:
    """Before, whoever typed the year 0 broke what answers."""
    assert phone("wusiyuan").says(f"修订榜单 {quarter} 理由").startswith(f"没看懂“{quarter}”是哪个季度")
    assert f"没有“{quarter}" in phone(SECRETARY).says(f"得分 {quarter}")
