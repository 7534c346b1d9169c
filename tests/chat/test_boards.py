"""榜单: what leaders, the office and the branches read of the latest published board."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.wording import points_text
from models.appointments import officers
from models.boards import Board, newest_published
from rules.periods import Quarter
from services import boards
from services.boards import approve_board, draft_board, post_published, publish_board
from services.schemes import shipped_text, store_scheme
from services.township_file import TownshipFile
from tests.chat.world import Phone, World, beijing
from tests.services.recorded import CLERK, HEAD, LEADER, OTHER_CLERK, SECOND, THIRD, after, person, record

MAYOR, SECRETARY = "luyaqin", "zhuyongliang"

Publish = Callable[..., Board]


@pytest.fixture
def publish(world: World, sample_town: TownshipFile, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Make a quarter's board; drawing it is not what matters here."""
    monkeypatch.setattr(boards, "board_png", lambda facts, edition: b"picture")

    def make(quarter: Quarter = THIRD, *, grey: bool = True, display: str = "ranked") -> Board:
        now = after(quarter)
        with world.db.begin() as session:
            record(session, sample_town, quarter)
            store_scheme(session, shipped_text(), {"policy": {"grey_display": display}}, now)
            draft_board(session, quarter, person(session, CLERK), now)
            approve_board(session, quarter, person(session, LEADER), now, grey=False)
            if grey:
                approve_board(session, quarter, person(session, LEADER), now, grey=True)
            publish_board(session, quarter, person(session, HEAD), now)
            post_published(session, world.bot.calendar, now)
        with world.db.read() as session:
            found = newest_published(session)
            assert found is not None
            return found

    return make


def lines(board: Board, listed: str) -> list[str]:
    return [f"{row.rank} {row.organization.short_name} {points_text(row.total)}分" for row in board.listed(listed)]


def test_before_the_first_board_there_is_none(phone: Callable[[str], Phone]) -> None:
    assert phone(MAYOR).says("榜单") == "还没有发布过红灰榜。"


@pytest.mark.parametrize("word", ["榜单", "红灰榜", "灰榜"])
@pytest.mark.parametrize("who", [MAYOR, CLERK])
def test_leaders_and_office_read_both_lists(
    publish: Publish, phone: Callable[[str], Phone], who: str, word: str
) -> None:
    board = publish()
    head, *told = phone(who).says(word).splitlines()
    assert head == "2026年第三季度红灰榜（参评 39 个，10月28日（周三）09:05发布）"
    lists = [line for line in told[told.index("红榜 20 个：") :] if line]
    assert lists == ["红榜 20 个：", *lines(board, "red"), "灰榜 10 个：", *lines(board, "grey")]


def test_a_branch_reads_its_own_place_first(publish: Publish, phone: Callable[[str], Phone]) -> None:
    board = publish()
    (row,) = [row for row in board.rows if row.organization.short_name == "石湾村支部"]
    told = phone(SECRETARY).says("榜单").splitlines()
    assert told[1] == f"石湾村支部：第 {row.rank} 名，{points_text(row.total)} 分，红榜"
    assert lines(board, "red")[0] in told


def test_a_grey_branch_reads_nothing_of_grey_before_the_lists_approval(
    publish: Publish, world: World, phone: Callable[[str], Phone]
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
    publish: Publish, world: World, phone: Callable[[str], Phone]
) -> None:
    board = publish(display="concerned")
    (name, _), userid = _grey_branch(world, board)
    itself, leader, other = (phone(who).says("榜单") for who in (userid, MAYOR, SECRETARY))
    assert "分，灰榜" in itself
    assert name in leader
    assert name not in other
    assert "灰榜 10 个" not in itself


def test_names_tells_names_without_rank_and_points(publish: Publish, phone: Callable[[str], Phone]) -> None:
    board = publish(display="names")
    told = phone(MAYOR).says("榜单").splitlines()
    names = {row.organization.short_name for row in board.listed("grey")}
    assert set(told[told.index("灰榜 10 个：") + 1 :]) == names


def test_the_latest_quarter_is_told(publish: Publish, phone: Callable[[str], Phone]) -> None:
    publish(SECOND)
    assert phone(MAYOR).says("榜单").startswith("2026年第二季度红灰榜（参评 38 个")
    publish(THIRD)
    assert phone(MAYOR).says("榜单").startswith("2026年第三季度红灰榜（参评 39 个")


def _grey_branch(world: World, board: Board) -> tuple[tuple[str, Decimal], str]:
    """Find a grey branch whose secretary can write to us."""
    with world.db.read() as session:
        for row in board.listed("grey"):
            for one in officers(session, row.organization_id, after(THIRD).date())[:1]:
                if one.person.userid:
                    return (row.organization.short_name, row.total), one.person.userid
    raise AssertionError("no grey branch has a secretary with a userid")


def test_a_board_is_made_in_the_chat_from_draft_to_the_leaders_phones(
    world: World, phone: Callable[[str], Phone], sample_town: TownshipFile
) -> None:
    with world.db.begin() as session:
        record(session, sample_town, THIRD)
    world.clock.moment = beijing("2026-10-28 09:10")
    clerk, leader, mayor = phone(CLERK), phone(LEADER), phone(MAYOR)
    assert "红榜 20 个，灰榜 10 个" in clerk.says("起草榜单")
    assert "由镇绩效考核领导小组" in clerk.says("批准榜单"), "who drafts does not approve"
    assert "请勿外传" in leader.says("榜单草稿 三季度")
    assert "灰榜须另行批准" in leader.says("批准榜单")
    assert "灰榜已由" in leader.says("批准灰榜 2026-Q3")
    assert mayor.says("榜单") == "还没有发布过红灰榜。"
    assert "已发布" in clerk.says("发布榜单")
    world.at("2026-10-28 09:11")
    assert "灰榜：10 个" in mayor.hears()
    assert "红榜 20 个" in mayor.clicks("看榜单")


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (CLERK, "发榜：榜单、起草榜单、榜单草稿、发布榜单"),
        (OTHER_CLERK, "发榜：榜单、榜单草稿"),
        (HEAD, "发榜：榜单、起草榜单、榜单草稿、批准榜单、批准灰榜、发布榜单"),
        (LEADER, "发榜：榜单、榜单草稿、批准榜单、批准灰榜、发布榜单"),
        (MAYOR, "榜单：最近一季红灰榜"),
        (SECRETARY, "榜单：最近一季红灰榜"),
    ],
)
def test_help_tells_each_what_they_may_do_with_boards(phone: Callable[[str], Phone], who: str, told: str) -> None:
    assert told in phone(who).says("帮助").splitlines()


@pytest.mark.parametrize("said", ["去年", "2026-Q9", "五季度"])
def test_an_unclear_quarter_is_asked_back(phone: Callable[[str], Phone], said: str) -> None:
    assert f"没看懂“{said}”是哪个季度" in phone(CLERK).says(f"起草榜单 {said}")


def test_no_board_is_drafted_while_a_branch_may_still_answer_in_time(
    world: World, phone: Callable[[str], Phone], sample_town: TownshipFile
) -> None:
    with world.db.begin() as session:
        record(session, sample_town, THIRD)
    world.at("2026-10-08 08:34")
    clerk = phone(CLERK)
    world.clock.moment = beijing("2026-10-10 23:59")
    assert clerk.says("起草榜单") == (
        "2026年第三季度还有37份提醒单没到期（最晚10月10日（周六）24时），到期后再起草榜单。"
    )
    world.clock.moment = beijing("2026-10-11 00:00")
    assert "已起草" in clerk.says("起草榜单")
