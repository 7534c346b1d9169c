"""Group chats: which there are, what each is shown, and who belongs into those the app makes."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.appointments import LEADING_GROUP, SECRETARY, Appointment
from models.chats import GroupChat
from models.organizations import Organization
from models.people import Person
from rules.workdays import Calendar
from services.chats import ChatListener, choose_edition, keep_chats, make_chat, register_chat
from tests.worlds.recorded_quarters import CLERK, HEAD, OTHER_CLERK, THIRD, after, person
from tests.worlds.watching import CHAT, ROBOT, messages, refusal

NOW = after(THIRD)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def made(session: Session, name: str = CHAT, edition: str = "group") -> GroupChat:
    """Register a chat and have it made."""
    chat = register_chat(session, name, edition=edition)
    make_chat(session, chat, "first", NOW)
    return chat


def changes(session: Session) -> list[dict[str, object]]:
    return [json.loads(message.body) for message in messages(session, "chat:%:members:%")]


def leaves(session: Session, userid: str, role: str) -> None:
    """Let somebody's appointment end before tomorrow."""
    one = session.scalars(
        select(Appointment).where(Appointment.person_id == person(session, userid).id, Appointment.role == role)
    ).first()
    assert one is not None
    one.until = LATER.date()
    session.flush()


def comes(session: Session, userid: str, role: str) -> None:
    """Let somebody new be appointed from tomorrow on."""
    new = Person(name="新来的", userid=userid)
    session.add(
        Appointment(person=new, role=role, title="新任", organization_id="org-011", powers=[], since=LATER.date())
    )
    session.flush()


def test_a_chat_has_an_id_of_ours_that_its_name_decides(town: Database) -> None:
    with town.begin() as session:
        first, other = register_chat(session, CHAT), register_chat(session, "另一个群")
        assert first.chatid != other.chatid
        assert first.chatid is not None
        assert first.chatid.isalnum()
        assert first.chatid.isascii()
        assert len(first.chatid) <= 32


@pytest.mark.parametrize(
    ("name", "webhook", "edition", "sentence"),
    [
        (CHAT, None, "group", "已经登记过了"),
        ("新群", ROBOT, "group", "已经登记过了"),
        ("  ", None, "group", "请写群名"),
        ("群" * 51, None, "group", "50个字以内"),
        ("新群", "https://example.com/", "group", "不是群机器人的 Webhook 地址"),
        ("新群", "", "group", "不是群机器人的 Webhook 地址"),
        ("新群", "another-robot", "internal", "由群机器人发榜，成员无法核实，不能发内部版"),
    ],
)
def test_a_chat_that_cannot_be_is_refused(
    session: Session, name: str, webhook: str | None, edition: str, sentence: str
) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT)
    with pytest.raises(Refused) as refused:
        register_chat(session, name, webhook, edition)
    assert sentence in refusal(refused)
    assert session.scalar(select(func.count(GroupChat.id))) == 2


def test_a_chat_gets_another_edition(session: Session) -> None:
    register_chat(session, CHAT)
    assert choose_edition(session, CHAT, "public").edition == "public"
    assert choose_edition(session, CHAT, "internal").edition == "internal"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("没有的群", "没有登记过“没有的群”这个群。"),
        ("网格群", "“网格群”由群机器人发榜，成员无法核实，不能发内部版。"),
        (CHAT, "“澄泾镇支部书记群”已经按原来的范围建群，不能在内部版和其他版之间改换，请另外登记一个群。"),
    ],
)
def test_the_internal_edition_is_for_nobody_else(session: Session, name: str, sentence: str) -> None:
    made(session)
    register_chat(session, "网格群", ROBOT)
    with pytest.raises(Refused) as refused:
        choose_edition(session, name, "internal")
    assert refusal(refused) == sentence
    assert {chat.edition for chat in session.scalars(select(GroupChat))} == {"group"}


def test_an_internal_chat_is_of_office_and_leaders_alone(session: Session) -> None:
    chat = made(session, "领导小组群", "internal")
    assert chat.members == [CLERK, OTHER_CLERK, "guchengzhi", "luyaqin", "xulixin", "shenjingyi", HEAD]


def test_who_comes_and_who_leaves_is_told_once(session: Session, calendar: Calendar) -> None:
    chat = made(session)
    comes(session, "xinlai", SECRETARY)
    leaves(session, "zhuyongliang", SECRETARY)
    assert keep_chats(session, calendar, NOW) == 0
    assert (keep_chats(session, calendar, LATER), keep_chats(session, calendar, LATER)) == (1, 0)
    assert changes(session) == [
        {"msgtype": "update_chat", "owner": CLERK, "add": ["xinlai"], "remove": ["zhuyongliang"]}
    ]
    assert chat.members is not None
    assert "xinlai" in chat.members


def test_who_came_and_left_again_is_told_both_times(session: Session, calendar: Calendar) -> None:
    made(session)
    comes(session, "xinlai", SECRETARY)
    keep_chats(session, calendar, LATER)
    new = session.scalars(select(Appointment).join(Person).where(Person.userid == "xinlai")).one()
    new.until = (LATER + timedelta(days=1)).date()
    session.flush()
    assert keep_chats(session, calendar, LATER + timedelta(days=1)) == 1
    new.until = None
    session.flush()
    assert keep_chats(session, calendar, LATER + timedelta(days=2)) == 1
    assert [(one["add"], one["remove"]) for one in changes(session)] == [
        (["xinlai"], []),
        ([], ["xinlai"]),
        (["xinlai"], []),
    ]


def test_when_the_owner_leaves_another_clerk_owns_the_chat(session: Session, calendar: Calendar) -> None:
    made(session)
    leaves(session, CLERK, "organization_office_clerk")
    keep_chats(session, calendar, LATER)
    assert changes(session) == [{"msgtype": "update_chat", "owner": OTHER_CLERK, "add": [], "remove": [CLERK]}]


def test_a_leader_belongs_into_every_chat_and_a_secretary_not_into_the_internal_one(
    session: Session, calendar: Calendar
) -> None:
    made(session)
    make_chat(session, register_chat(session, "领导小组群", edition="internal"), "second", NOW)
    comes(session, "xinlai", SECRETARY)
    comes(session, "xinzuzhang", LEADING_GROUP)
    assert keep_chats(session, calendar, LATER) == 2
    assert [set(one["add"]) for one in changes(session)] == [{"xinlai", "xinzuzhang"}, {"xinzuzhang"}]  # type: ignore[call-overload]


def test_the_secretary_of_a_branch_that_goes_over_to_paper_leaves_the_chat(
    session: Session, calendar: Calendar
) -> None:
    made(session)
    session.get_one(Organization, "org-011").delivery = "paper"
    session.flush()
    assert keep_chats(session, calendar, LATER) == 1
    assert [one["remove"] for one in changes(session)] == [["zhuyongliang"]]


def test_before_a_post_the_members_are_put_right(session: Session) -> None:
    chat = made(session)
    comes(session, "xinlai", SECRETARY)
    make_chat(session, chat, "second", LATER)
    created, changed = messages(session, "first%"), messages(session, "chat:%:members:%")
    assert [json.loads(one.body)["msgtype"] for one in (*created, *changed)] == ["create_chat", "update_chat"]


def test_chats_not_made_yet_and_robots_are_left_alone(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    register_chat(session, "网格群", ROBOT)
    comes(session, "xinlai", SECRETARY)
    assert keep_chats(session, calendar, LATER) == 0


def test_the_office_hears_when_members_could_not_be_changed(session: Session, calendar: Calendar) -> None:
    made(session)
    comes(session, "xinlai", SECRETARY)
    keep_chats(session, calendar, LATER)
    (message,) = messages(session, "chat:%:members:%")
    message.error = "appchat/update: WeCom says 86216"
    ChatListener().refused(session, message, LATER)
    told = messages(session, "chat-not-kept:%")
    assert {one.addressee for one in told} == {CLERK, OTHER_CLERK, HEAD}
    assert "“澄泾镇支部书记群”的成员没有更新成功" in told[0].body
