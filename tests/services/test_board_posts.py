"""What leaves the system when a board is published: to whom, in which edition, in which order, and what never does."""

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.outbox import LONGEST_TEXT
from bot.wording import word
from models.appointments import LEADING_GROUP, TOWN_LEADER, Appointment, officers
from models.boards import Board
from models.outbox import OutboxMessage
from models.people import Person
from rules.workdays import Calendar
from services.board_facts import board_facts, shown_grey
from services.board_posts import POSTS, BoardListener
from services.boards import (
    amend_board,
    approve_board,
    board_picture,
    draft_board,
    pass_secrecy,
    post_published,
    publish_board,
    review_board,
    seen_board,
    start_preview,
)
from services.chats import register_chat
from services.schemes import scheme_for
from tests.services.board_world import CHAT, PNG, ROBOT, URL, Drawn, display, messages, names, said
from tests.services.recorded import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    REVIEWER,
    THIRD,
    after,
    drafted,
    person,
    reviewed,
    see_through,
    see_to_approval,
)

NOW = after(THIRD)
LEADERS = ["guchengzhi", "luyaqin", "shenjingyi", "xulixin"]


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def make(session: Session, calendar: Calendar, *, grey: bool = True, url: str | None = None) -> Board:
    """Publish the third quarter's board and post it."""
    board = see_through(session, THIRD, calendar, grey=grey)
    assert post_published(session, calendar, NOW, url) == 1
    return board


def amend(session: Session, calendar: Calendar, hours: float) -> Board:
    """Publish a second version some hours after the first, and post it."""
    later = NOW + timedelta(hours=hours)
    amend_board(session, THIRD, person(session, CLERK), "荷塘一支部异议成立", later)
    see_to_approval(session, THIRD, later)
    second = publish_board(session, THIRD, person(session, HEAD), calendar, later)
    post_published(session, calendar, later)
    return second


def deliver(session: Session, like: str = "%") -> None:
    """Let WeCom have taken what was said, at the moment it was said."""
    for message in messages(session, like):
        message.state, message.accepted_at = outbox.SENT, message.created_at
        message.msgid = f"m-{message.id}" if message.addressee_kind == "member" else None
    session.flush()


def everything_drawn(drawn: Drawn, *editions: str) -> str:
    """Write down what the pictures of some editions were told."""
    told = [asdict(facts) for facts, edition in drawn.pictures if edition in editions]
    return json.dumps(told, ensure_ascii=False, default=str)


@pytest.mark.usefixtures("drawn")
def test_nothing_leaves_before_publication(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
    start_preview(session, THIRD, person(session, CLERK), calendar, drafted(THIRD))
    review_board(session, THIRD, person(session, LEADER), reviewed(THIRD))
    pass_secrecy(session, THIRD, person(session, REVIEWER), reviewed(THIRD))
    approve_board(session, THIRD, person(session, LEADER), NOW)
    approve_board(session, THIRD, person(session, LEADER), NOW, grey=True)
    board_picture(session, seen_board(session, THIRD, person(session, LEADER), NOW), calendar, NOW)
    assert post_published(session, calendar, NOW) == 0
    assert session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_each_edition_is_drawn_once_and_kept(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    board = make(session, calendar)
    assert post_published(session, calendar, NOW) == 0
    assert [edition for _, edition in drawn.pictures] == ["public", "group", "internal"]
    for edition in ("public", "group", "internal"):
        assert board_picture(session, board, calendar, NOW, edition) == PNG + edition.encode()
    assert len(drawn.pictures) == 3
    assert board.posted_at == NOW


@pytest.mark.usefixtures("drawn")
def test_a_chat_is_made_then_told_then_shown(session: Session, calendar: Calendar) -> None:
    chat = register_chat(session, CHAT)
    make(session, calendar)
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
    make(session, calendar)
    pictures = [message.picture for message in messages(session, "%:chat:%:picture")]
    assert pictures == [PNG + b"group", PNG + b"public", PNG + b"internal"]
    (made,) = [json.loads(one.body) for one in messages(session, f"%:chat:{inner.id}:create")]
    assert set(made["members"]) == {CLERK, OTHER_CLERK, HEAD, *LEADERS}


@pytest.mark.usefixtures("drawn")
def test_the_summary_is_one_heading_and_four_short_lines_and_a_link(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    make(session, calendar, url=URL)
    (summary,) = messages(session, "%:summary")
    heading, *lines = json.loads(summary.body)["markdown"]["content"].splitlines()
    assert heading == "## 2026年第三季度红灰榜"
    assert lines[0] == "参评 39 个党组织，红榜 20 个，灰榜 10 个"
    assert lines[2] == '公示：<font color="warning">10月28日（周三）—11月4日（周三）</font>'
    assert lines[4] == "[看网页](https://bot.example.com/m/boards/2026-Q3)"
    assert len(lines) == 5


@pytest.mark.parametrize("equals", [1, 3, 25])
def test_the_summary_fits_app_and_robot_with_25_red_names_of_18_signs(
    session: Session, calendar: Calendar, equals: int
) -> None:
    board = draft_board(session, THIRD, person(session, CLERK), NOW)
    facts = board_facts(session, board, board.listed("grey"), calendar, NOW, f"{URL}m/boards/2026-Q3")
    red = tuple(replace(facts.red[0], rank=1 if place < equals else place, name="党" * 18) for place in range(25))
    long = replace(facts, red=red, version=12, replaces="10月28日发布的第 11 版")
    best = [row for row in red if row.rank == 1]
    content = word(POSTS, "summary", facts=long, best=best, publicity="10月28日（周三）—11月4日（周三）")
    assert len(content.encode()) <= LONGEST_TEXT < 4096
    assert ("党" * 18 in content) == (equals <= 3)


@pytest.mark.usefixtures("drawn")
def test_a_robot_gets_summary_and_picture_and_no_chat_is_made(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}")
    make(session, calendar)
    posts = messages(session, "%:chat:%")
    assert [(post.addressee_kind, post.addressee) for post in posts] == [("webhook", ROBOT)] * 2
    assert [json.loads(post.body)["msgtype"] for post in posts] == ["markdown", "image"]
    assert ROBOT not in "".join(post.key for post in posts)


@pytest.mark.usefixtures("drawn")
def test_every_leader_hears_once_also_with_two_offices(session: Session, calendar: Calendar) -> None:
    mayor = person(session, "luyaqin")
    session.add(Appointment(person_id=mayor.id, role=LEADING_GROUP, title="成员", powers=[]))
    session.flush()
    make(session, calendar)
    told = messages(session, "%:leader:%")
    assert sorted(message.addressee for message in told) == sorted(LEADERS * 2)
    assert [json.loads(message.body)["msgtype"] for message in told] == ["template_card", "image"] * 4
    assert {message.picture for message in messages(session, "%:leader:%:picture")} == {PNG + b"internal"}


@pytest.mark.usefixtures("drawn")
def test_a_leader_on_paper_is_passed_over(session: Session, calendar: Calendar) -> None:
    session.add(Appointment(person=Person(name="老镇长"), role=TOWN_LEADER, title="顾问", powers=[]))
    session.flush()
    make(session, calendar)
    assert len(messages(session, "%:leader:%:picture")) == 4


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("sees_cards", "kind"), [(True, "template_card"), (False, "text")])
@pytest.mark.parametrize("url", [None, URL])
def test_a_card_needs_eyes_for_cards(
    session: Session, calendar: Calendar, sees_cards: bool, kind: str, url: str | None
) -> None:
    person(session, "guchengzhi").sees_cards = sees_cards
    board = make(session, calendar, url=url)
    (message,) = messages(session, "%:leader:guchengzhi")
    body = json.loads(message.body)
    assert body["msgtype"] == kind
    assert all(name in message.body for name in names(board, "grey"))
    assert (f"{URL}m/boards/2026-Q3" in message.body) == (url is not None)
    if kind == "template_card":
        card = body["template_card"]
        assert card["card_type"] == "button_interaction"
        assert [button["text"] for button in card["button_list"]] == ["看榜单"]
        assert all(len(row["keyname"]) <= 5 and len(row["value"]) <= 30 for row in card["horizontal_content_list"])


def test_with_an_address_the_picture_carries_it(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    make(session, calendar, url=URL)
    assert {facts.url for facts, _ in drawn.pictures} == {"https://bot.example.com/m/boards/2026-Q3"}


# The grey list


def test_without_its_own_approval_no_grey_name_leaves(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT)
    register_chat(session, "领导小组群", edition="internal")
    board = make(session, calendar, grey=False)
    told = said(session) + everything_drawn(drawn, "public", "group", "internal")
    assert len(names(board, "grey")) == 10
    assert [name for name in names(board, "grey") if name in told] == []
    assert "灰榜 10" not in told
    facts = drawn.of("group")
    assert (facts.grey, facts.grey_shown, facts.others) == ((), False, 19)


def test_concerned_shows_the_grey_list_to_leaders_and_to_no_group(
    session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    display(session, "concerned")
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT, "public")
    register_chat(session, "领导小组群", edition="internal")
    board = make(session, calendar)
    grey = names(board, "grey")
    assert all(name in said(session, "%:leader:%") for name in grey)
    in_groups = said(session, "%:chat:%") + everything_drawn(drawn, "public", "group")
    assert [name for name in grey if name in in_groups] == []
    assert "，灰榜" not in said(session, "%:chat:%")
    assert {one.picture for one in messages(session, "%:chat:%:picture")} == {PNG + b"group", PNG + b"public"}
    assert {row.name for row in drawn.of("internal").grey} == set(grey)


@pytest.mark.usefixtures("drawn")
def test_concerned_tells_each_organisation_its_own_place_and_no_other(session: Session, calendar: Calendar) -> None:
    display(session, "concerned")
    board = make(session, calendar)
    reachable = {}
    for row in board.listed("grey"):
        for one in officers(session, row.organization_id, NOW.date()):
            if one.person.userid:
                reachable.setdefault(row.organization.short_name, one.person.userid)
    told = {message.key.rpartition(":")[2]: message for message in messages(session, "%:own:%")}
    assert len(told) == len(reachable) > 5
    for row in board.listed("grey"):
        if row.organization.short_name in reachable:
            message = told[row.organization_id]
            assert message.addressee == reachable[row.organization.short_name]
            assert f"{row.organization.short_name}本季 " in message.body
            others = [name for name in names(board, "grey") if name != row.organization.short_name]
            assert [name for name in others if name in message.body] == []


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("mode", "grey"), [("ranked", True), ("names", True), ("concerned", False)])
def test_nobody_is_told_alone_where_all_are_told_or_nobody_is(
    session: Session, calendar: Calendar, mode: str, grey: bool
) -> None:
    display(session, mode)
    make(session, calendar, grey=grey)
    assert messages(session, "%:own:%") == []


@pytest.mark.usefixtures("drawn")
def test_names_shows_grey_names_in_the_order_of_the_register_without_points(
    session: Session, calendar: Calendar
) -> None:
    display(session, "names")
    person(session, "guchengzhi").sees_cards = False
    board = make(session, calendar)
    rows = shown_grey(board, scheme_for(session, THIRD).policy, inside=False)
    assert {row.organization.short_name for row in rows} == set(names(board, "grey"))
    assert [row.organization.position for row in rows] == sorted(row.organization.position for row in rows)
    (message,) = messages(session, "%:leader:guchengzhi")
    lines = json.loads(message.body)["text"]["content"].splitlines()
    assert lines[lines.index("灰榜 10 个：") + 1 :][:10] == [row.organization.short_name for row in rows]


def test_no_person_is_named(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, "网格群", ROBOT)
    make(session, calendar)
    told = said(session) + everything_drawn(drawn, "public", "group", "internal")
    assert [one for one in session.scalars(select(Person.name)) if one in told] == []


# A new version


def test_a_new_version_says_what_it_replaces_everywhere(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    person(session, "guchengzhi").sees_cards = True
    make(session, calendar)
    deliver(session)
    drawn.pictures.clear()
    amend(session, calendar, 30)
    heading, first, *_ = json.loads(messages(session, "board:2026-Q3:2:%:summary")[0].body)["markdown"][
        "content"
    ].splitlines()
    assert (heading, first) == ("## 2026年第三季度红灰榜（第2版）", "本榜替代10月28日发布的第 1 版，请以本榜为准")
    assert {(facts.version, facts.replaces) for facts, _ in drawn.pictures} == {(2, "10月28日发布的第 1 版")}
    for message in messages(session, "board:2026-Q3:2:leader:%"):
        if "image" not in message.body:
            assert "替代10月28日发布的第 1 版" in message.body
            assert "第2版" in message.body


@pytest.mark.usefixtures("drawn")
def test_what_members_got_of_the_old_version_is_recalled_within_a_day(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    make(session, calendar)
    deliver(session)
    amend(session, calendar, 23)
    recalled = messages(session, "board:2026-Q3:2:recall:%")
    old = messages(session, "board:2026-Q3:1:leader:%")
    assert [(one.addressee, json.loads(one.body)) for one in recalled] == [
        (one.addressee, {"msgtype": "recall", "msgid": one.msgid}) for one in old
    ]
    new = messages(session, "board:2026-Q3:2:leader:%")
    assert len(new) == len(old) == 8
    assert max(one.id for one in recalled) < min(one.id for one in new)


@pytest.mark.usefixtures("drawn")
def test_after_a_day_nothing_can_be_recalled(session: Session, calendar: Calendar) -> None:
    make(session, calendar)
    deliver(session)
    amend(session, calendar, 24)
    assert messages(session, "%:recall:%") == []
    assert len(messages(session, "board:2026-Q3:2:leader:%")) == 8


@pytest.mark.usefixtures("drawn")
def test_what_has_not_left_of_the_old_version_never_leaves(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    make(session, calendar)
    deliver(session, "%:leader:xulixin")
    amend(session, calendar, 1)
    states = {message.key: message.state for message in messages(session, "board:2026-Q3:1:%")}
    kept = {key.split(":")[-1] for key, state in states.items() if state != outbox.DROPPED}
    assert kept == {"xulixin", "create"}
    assert {message.state for message in messages(session, "board:2026-Q3:2:%")} == {outbox.WAITING}


@pytest.mark.usefixtures("drawn")
def test_a_version_that_was_never_posted_is_not_posted_after_its_successor(
    session: Session, calendar: Calendar
) -> None:
    see_through(session, THIRD, calendar)
    amend(session, calendar, 1)
    assert messages(session, "board:2026-Q3:1:%") == []


# What did not arrive


@pytest.mark.usefixtures("drawn")
def test_the_office_hears_which_chat_missed_the_board_and_no_secret(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", ROBOT)
    make(session, calendar)
    summary = messages(session, "%:summary")[0]
    summary.error = "webhook/send: WeCom says 93000"
    BoardListener().refused(session, summary, NOW)
    told = messages(session, "board-undelivered:%")
    assert {message.addressee for message in told} == {CLERK, OTHER_CLERK, HEAD}
    assert "网格群" in told[0].body
    assert ROBOT not in told[0].body


@pytest.mark.usefixtures("drawn")
def test_a_recall_that_came_too_late_disturbs_nobody(session: Session, calendar: Calendar) -> None:
    make(session, calendar)
    deliver(session)
    amend(session, calendar, 23)
    BoardListener().refused(session, messages(session, "%:recall:%")[0], NOW)
    assert messages(session, "board-undelivered:%") == []
