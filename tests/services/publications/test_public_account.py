"""Text and picture for the town's public account: what it says, what it never says, and not before approval."""

import struct

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.boards import APPROVED, PUBLISHED, REPLACED, Board, BoardPicture
from models.people import Person
from models.schemes import Township
from rules.workdays import Calendar
from services.pictures.board import BoardFacts, Edition
from services.publications.public_account import publication, publication_text
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.stored_board import DRAFTED, crowded, made_board


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def text(session: Session, board: Board, calendar: Calendar) -> list[str]:
    return publication_text(session, board, calendar, DRAFTED).splitlines()


def display(session: Session, mode: str) -> None:
    store_scheme(session, shipped_text(), {"policy": {"grey_display": mode}}, DRAFTED)


def test_the_text_says_everything_a_board_needs(session: Session, calendar: Calendar) -> None:
    board = made_board(session)
    lines = text(session, board, calendar)
    assert lines[0] == "澄泾镇基层党组织红灰榜（2026年第三季度）"
    assert lines[2].startswith("依据：《")
    assert lines[3] == "统计时段：2026年7月1日—9月30日"
    assert lines[4] == "参评党组织：39 个"
    assert "红榜（20 个）" in lines
    assert "灰榜（10 个）" in lines
    assert "公示平台：先锋澄泾" in lines
    assert "公示时间：10月28日（周三）—11月4日（周三）" in lines
    assert "有异议的，请在公示期内向镇组织办提出，电话 0512-0000-0001。" in lines
    assert "2026年10月28日" in lines
    assert f"核验码：{board.code}" in lines
    assert not any(line.startswith("本榜为第") for line in lines)
    # A reader of the account cannot write to us.
    assert not any("回复" in line for line in lines)


def test_red_and_grey_stand_with_rank_name_and_total(session: Session, calendar: Calendar) -> None:
    board = made_board(session)
    lines = text(session, board, calendar)
    listed = [line for line in lines if line.startswith("第 ")]
    assert len(listed) == 30
    worst = board.rows[-1]
    assert listed[-1].split("　")[:2] == [f"第 {worst.rank} 名", worst.organization.short_name]
    assert not any(row.organization.short_name in "".join(lines) for row in board.listed("none"))


@pytest.mark.parametrize("mode", ["names", "concerned"])
def test_the_grey_list_is_shown_as_the_town_shows_it(session: Session, calendar: Calendar, mode: str) -> None:
    display(session, mode)
    board = made_board(session)
    lines = text(session, board, calendar)
    by_register = sorted(board.listed("grey"), key=lambda row: row.organization.position)
    names = [row.organization.short_name for row in by_register]
    if mode == "names":
        at = lines.index("灰榜（10 个，按名册顺序）")
        assert lines[at + 1 : at + 11] == names
    else:
        assert not any(line.startswith("灰榜") for line in lines)
        assert not set(names) & set("　".join(lines).split("　"))


def test_a_grey_list_nobody_approved_is_left_out(session: Session, calendar: Calendar) -> None:
    lines = text(session, made_board(session, grey=False), calendar)
    assert not any(line.startswith("灰榜（") for line in lines)


def test_a_later_version_says_what_it_replaces(session: Session, calendar: Calendar) -> None:
    made_board(session).state = REPLACED
    second = made_board(session, version=2)
    assert "本榜为第 2 版，替代10月28日发布的第1版。" in text(session, second, calendar)


def test_a_list_that_equals_made_longer_says_why(session: Session, calendar: Calendar) -> None:
    lines = text(session, crowded(made_board(session), 1, 39, "red"), calendar)
    assert "红榜（39 个）" in lines
    said = "第 1 名 39 个并列，各项都相同；红榜按办法 20 个，第 1 名 39 个分不出先后，都列入"
    assert f"同分：{said}。" in lines


def test_no_person_is_named(session: Session, calendar: Calendar) -> None:
    said = "\n".join(text(session, made_board(session), calendar))
    assert not [name for name in session.scalars(select(Person.name)) if name in said]


def test_invented_data_is_called_so(session: Session, calendar: Calendar) -> None:
    board = made_board(session)
    assert "（演示数据）" in text(session, board, calendar)
    session.execute(update(Township).values(fictional=False))
    session.expire_all()
    assert "（演示数据）" not in text(session, board, calendar)


@pytest.mark.parametrize("state", ["draft", "previewed", "reviewed", "cancelled", REPLACED])
def test_before_approval_there_is_nothing_to_publish(session: Session, calendar: Calendar, state: str) -> None:
    board = made_board(session, state=state)
    with pytest.raises(Refused) as refused:
        publication(session, board, calendar, DRAFTED)
    assert "还没有批准" in refusal_text(refused.value) or state == REPLACED


def test_the_stored_picture_is_the_one_handed_out(session: Session, calendar: Calendar) -> None:
    board = made_board(session, state=PUBLISHED)
    board.pictures.append(BoardPicture(edition="public", png=b"\x89PNG as published"))
    assert publication(session, board, calendar, DRAFTED).picture == b"\x89PNG as published"


def test_before_publication_the_picture_is_drawn_and_is_no_draft(
    session: Session, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = made_board(session, state=APPROVED)

    def draw(facts: BoardFacts, edition: Edition) -> bytes:
        return f"{edition}：{facts.issued}".encode()

    monkeypatch.setattr("services.publications.public_account.board_png", draw)
    picture = publication(session, board, calendar, DRAFTED).picture
    assert picture.decode() == "public：镇组织办 · 2026年10月28日 · 演示数据"


def test_the_picture_is_1080_px_wide_and_below_a_megabyte(session: Session, calendar: Calendar) -> None:
    picture = publication(session, made_board(session, state=APPROVED), calendar, DRAFTED).picture
    assert (picture[:8], struct.unpack(">I", picture[16:20])) == (b"\x89PNG\r\n\x1a\n", (1080,))
    assert len(picture) < 1_000_000
