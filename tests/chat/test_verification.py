"""核验 and 界线: anybody checks a published board by its code; how narrow it was, only those who decide hear."""

import pytest
from sqlalchemy import update

from models.boards import BoardRow
from tests.worlds.phones import Phones, World, beijing
from tests.worlds.recorded_quarters import CLERK, third_recorded
from tests.worlds.stored_board import made_board
from tests.worlds.towns import Past

SECRETARY, LEADER = "zhuyongliang", "xulixin"


@pytest.fixture
def past() -> Past:
    return third_recorded


@pytest.fixture
def code(world: World) -> str:
    """The third quarter's board is out; this is the code on it."""
    world.clock.moment = beijing("2026-11-02 18:00")
    with world.db.begin() as session:
        board = made_board(session)
        assert board.code is not None
        return board.code


def tamper(world: World) -> None:
    with world.db.begin() as session:
        session.execute(update(BoardRow).where(BoardRow.organization_id == "org-002").values(rank=1))


@pytest.mark.parametrize("words", ["核验 {code}", "核验 {lower}", "核验：{code}", "核验 2026Q3", "核验 三季度", "核验"])
def test_a_secretary_has_the_board_checked(phone: Phones, code: str, words: str) -> None:
    said = phone(SECRETARY).says(words.format(code=code, lower=code.lower()))
    assert said == ("核验一致：2026年第三季度红灰榜第1版，39个党组织的得分、名次和榜单，与按记录重新计算的结果相同。")


def test_a_board_tampered_with_is_not_the_same_and_no_secret_is_told(world: World, phone: Phones, code: str) -> None:
    tamper(world)
    said = phone(SECRETARY).says(f"核验 {code}")
    assert said == "核验不一致：2026年第三季度红灰榜第1版与按记录重新计算的结果不同，请告知镇组织办核对。"


def test_a_code_nobody_knows_is_met_with_where_to_find_it(phone: Phones, code: str) -> None:
    other = "ABCDEFGH" if code != "ABCDEFGH" else "HGFEDCBA"
    assert phone(SECRETARY).says(f"核验 {other}") == (
        f"没有带着 {other} 这个码发布的榜单，请对照榜单图片下方再输一次。"
        "抄得没有错的，说明数据库已不是当时的数据，请告知镇组织办。"
    )


def test_what_is_not_published_cannot_be_checked_in_the_chat(world: World, phone: Phones) -> None:
    with world.db.begin() as session:
        code = made_board(session, state="draft").code
    assert phone(SECRETARY).says(f"核验 {code}").startswith("没有带着 ")
    assert phone(CLERK).says("核验 2026Q3") == "2026年第三季度还没有发布红灰榜。"


@pytest.mark.usefixtures("code")
def test_the_leading_group_reads_how_narrow_it_was_on_one_screen(phone: Phones) -> None:
    lines = phone(LEADER).says("界线").splitlines()
    assert lines[0] == "2026年第三季度红灰榜界线（第1版，请勿外传）"
    assert lines[1].startswith("红榜：榜内第 20 名 ")
    assert lines[2].startswith("灰榜：榜内第 30 名 ")
    assert len(lines) <= 12


@pytest.mark.usefixtures("code")
def test_a_secretary_does_not(phone: Phones) -> None:
    assert "界线" not in phone(SECRETARY).says("界线 三季度")
