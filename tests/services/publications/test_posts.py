"""What leaves the system when a board is published: to whom, in which edition, in which order."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import drawing
from bot.parts import LONGEST_MESSAGE
from bot.wording import word
from models.appointments import LEADING_GROUP, TOWN_LEADER, Appointment
from models.boards import public_board
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import Township
from rules.workdays import Calendar
from services.board_displays.facts import board_facts
from services.boards.code import Codes
from services.chats import register_chat
from services.publications import publication as board_publication
from services.publications.posts import POSTS
from services.publications.steps import (
    board_picture,
    draft_board,
    pictures_to_post,
    post_published,
    seen_board,
    start_preview,
)
from services.rights.modules import BOARD_PAGE
from tests.worlds.posted_board import NOW, post, post_boards
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    THIRD,
    drafted,
    person,
    reviewed,
    see_to_approval,
)
from tests.worlds.watching import CHAT, PNG, ROBOT, URL, Drawn, messages, names

LEADERS = ["guchengzhi", "luyaqin", "shenjingyi", "xulixin"]


def test_the_sample_towns_board_keeps_the_code_its_pictures_carry(published_session: Session) -> None:
    """Whoever makes another code of the same rows makes a lie of every picture that hangs somewhere."""
    board = public_board(published_session, THIRD)
    assert board is not None
    assert board.code == "A5VQ97C5"


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


@pytest.mark.usefixtures("drawn")
def test_nothing_leaves_before_publication(inspected_session: Session, calendar: Calendar) -> None:
    session = inspected_session
    register_chat(session, CHAT)
    draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
    start_preview(session, THIRD, person(session, CLERK), calendar, drafted(THIRD))
    see_to_approval(session, THIRD, reviewed(THIRD))
    board_picture(session, seen_board(session, THIRD, person(session, LEADER), NOW), calendar, NOW)
    assert post_boards(session, calendar, NOW) == 0
    assert session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_each_edition_is_drawn_once_and_kept(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    board = post(session, calendar)
    assert post_boards(session, calendar, NOW) == 0
    assert [edition for _, edition in drawn.pictures] == ["public", "group", "internal"]
    for edition in ("public", "group", "internal"):
        assert board_picture(session, board, calendar, NOW, edition) == PNG + edition.encode()
    assert len(drawn.pictures) == 3
    assert board.posted_at == NOW


@pytest.mark.usefixtures("drawn")
def test_a_board_about_which_something_has_changed_while_it_was_drawn_waits_for_its_new_picture(
    session: Session, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_before = drawing.pngs(pictures_to_post(session, calendar, NOW))
    monkeypatch.setattr(board_publication, "board_svg", lambda facts, edition: f"{edition}, other words")
    assert post_published(session, calendar, NOW, drawn_before) == 0
    assert messages(session) == []
    board = post(session, calendar)
    assert {one.png for one in board.pictures} == {
        PNG + f"{edition}, other words".encode() for edition in ("public", "group", "internal")
    }


@pytest.mark.usefixtures("drawn")
def test_a_chat_is_made_then_told_then_shown(session: Session, calendar: Calendar) -> None:
    chat = register_chat(session, CHAT)
    post(session, calendar)
    created, summary, picture = messages(session, "board:2026-Q3:1:chat:%")
    assert {message.addressee for message in (created, summary, picture)} == {chat.chatid}
    body = json.loads(created.body)
    assert (body["msgtype"], body["name"], body["owner"]) == ("create_chat", CHAT, CLERK)
    assert {CLERK, HEAD, "guchengzhi", LEADER, "zhuyongliang"} <= set(body["members"])
    assert len(body["members"]) == len(set(body["members"]))
    assert json.loads(summary.body)["msgtype"] == "markdown"
    assert (json.loads(picture.body), picture.picture) == ({"msgtype": "image"}, PNG + b"group")


@pytest.mark.usefixtures("drawn")
def test_each_chat_gets_its_own_edition(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT, "public")
    inner = register_chat(session, "领导小组群", edition="internal")
    post(session, calendar)
    pictures = [message.picture for message in messages(session, "%:chat:%:picture")]
    assert pictures == [PNG + b"group", PNG + b"public", PNG + b"internal"]
    (made,) = [json.loads(one.body) for one in messages(session, f"%:chat:{inner.id}:create")]
    assert set(made["members"]) == {CLERK, OTHER_CLERK, HEAD, *LEADERS}


@pytest.mark.usefixtures("drawn")
def test_the_summary_is_one_heading_five_short_lines_and_a_link(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    post(session, calendar, url=URL)
    (summary,) = messages(session, "%:summary")
    heading, *lines = json.loads(summary.body)["markdown"]["content"].splitlines()
    assert heading == "## 2026年第三季度红灰榜"
    assert lines[0] == "参评 39 个党组织，红榜 20 个，灰榜 10 个"
    assert lines[2] == '公示：<font color="warning">10月28日（周三）—11月4日（周三）</font>'
    assert lines[4].startswith("核验码 ")
    assert "，留痕码 " in lines[4], "by both the whole database can be held against what the group still has"
    assert lines[5] == "[看网页](https://bot.example.com/m/boards/2026-Q3)"
    assert len(lines) == 6


@pytest.mark.usefixtures("drawn")
def test_where_the_town_does_without_the_page_nothing_leads_there(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    session.get_one(Township, 1).modules_off = [BOARD_PAGE]
    post(session, calendar, url=URL)
    assert [one.key for one in messages(session, "board:%") if "m/boards/" in one.body] == []


@pytest.mark.parametrize("equals", [1, 3, 25])
def test_the_summary_fits_app_and_robot_with_25_red_names_of_18_signs(
    inspected_session: Session, calendar: Calendar, equals: int
) -> None:
    session = inspected_session
    board = draft_board(session, THIRD, person(session, CLERK), NOW)
    facts = board_facts(session, board, board.listed("grey"), calendar, NOW, f"{URL}m/boards/2026-Q3")
    red = tuple(replace(facts.red[0], rank=1 if place < equals else place, name="党" * 18) for place in range(25))
    long = replace(facts, red=red, version=12, replaces="10月28日发布的第11 版")
    best = [row for row in red if row.rank == 1]
    codes = Codes("A5VQ97C5", "FQTE8DL4VW3D")
    stands = "10月28日（周三）—11月4日（周三）"
    content = word(POSTS, "summary", facts=long, best=best, publicity=stands, codes=codes)
    assert len(content.encode()) <= LONGEST_MESSAGE < 4096
    assert ("党" * 18 in content) == (equals <= 3)


@pytest.mark.usefixtures("drawn")
def test_a_robot_gets_summary_and_picture_and_no_chat_is_made(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}")
    post(session, calendar)
    posts = messages(session, "%:chat:%")
    assert [(post.addressee_kind, post.addressee) for post in posts] == [("webhook", ROBOT)] * 2
    assert [json.loads(post.body)["msgtype"] for post in posts] == ["markdown", "image"]
    assert ROBOT not in "".join(post.key for post in posts)


@pytest.mark.usefixtures("drawn")
def test_every_leader_hears_once_also_with_two_offices(session: Session, calendar: Calendar) -> None:
    mayor = person(session, "luyaqin")
    session.add(Appointment(person_id=mayor.id, role=LEADING_GROUP, title="成员", powers=[]))
    session.flush()
    post(session, calendar)
    told = messages(session, "%:leader:%")
    assert sorted(message.addressee for message in told) == sorted(LEADERS * 2)
    assert [json.loads(message.body)["msgtype"] for message in told] == ["text", "image"] * 4
    assert {message.picture for message in messages(session, "%:leader:%:picture")} == {PNG + b"internal"}


@pytest.mark.usefixtures("drawn")
def test_a_leader_on_paper_is_passed_over(session: Session, calendar: Calendar) -> None:
    session.add(Appointment(person=Person(name="老镇长"), role=TOWN_LEADER, title="顾问", powers=[]))
    session.flush()
    post(session, calendar)
    assert len(messages(session, "%:leader:%:picture")) == 4


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("sees_cards", [True, False])
@pytest.mark.parametrize("url", [None, URL])
def test_a_leader_reads_the_same_text_with_or_without_cards(
    session: Session, calendar: Calendar, sees_cards: bool, url: str | None
) -> None:
    person(session, "guchengzhi").sees_cards = sees_cards
    session.info["public_url"] = url
    board = post(session, calendar, url=url)
    (message,) = messages(session, "%:leader:guchengzhi")
    body = json.loads(message.body)
    assert body["msgtype"] == "text"
    assert all(name in message.body for name in names(board, "grey"))
    assert (f"{URL}m/boards/2026-Q3" in message.body) == (url is not None)
    assert (f"{URL}m/town" in message.body) == (url is not None)


def test_with_an_address_the_picture_carries_it(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    post(session, calendar, url=URL)
    address = "https://bot.example.com/m/boards/2026-Q3"
    # Who reads the public one outside of WeCom could not open the page.
    found = {edition: facts.url for facts, edition in drawn.pictures}
    assert found == {"group": address, "internal": address, "public": None}


@pytest.mark.usefixtures("drawn")
def test_a_leader_reads_what_is_being_done_in_one_screen(session: Session, calendar: Calendar) -> None:
    person(session, "guchengzhi").sees_cards = False
    post(session, calendar)
    (told,) = messages(session, "%:leader:guchengzhi")
    content = json.loads(told.body)["text"]["content"]
    assert len(content.encode()) <= LONGEST_MESSAGE
    assert "现在没有在办的督办单和整顿" in content
