"""Group chats of an app: protocol section 6."""

from typing import Any

import pytest

from tests.simulator.company import AGENT, NOTICE, Company, png

CHAT = {"name": "支部书记群", "owner": "alice", "userlist": ["alice", "BOB"], "chatid": "group1"}


@pytest.fixture
def chat(company: Company) -> Company:
    assert company.call("appchat/create", CHAT) == {"errcode": 0, "errmsg": "ok", "chatid": "group1"}
    return company


def post(company: Company, kind: str, body: Any, chatid: str = "group1") -> int:
    return int(company.call("appchat/send", {"chatid": chatid, "msgtype": kind, kind: body})["errcode"])


def test_a_chat_is_made_and_told_back(chat: Company) -> None:
    info = chat.call("appchat/get", chatid="group1")["chat_info"]
    assert info == {
        "chatid": "group1",
        "name": "支部书记群",
        "owner": "alice",
        "userlist": ["Alice", "bob"],
        "chat_type": 0,
    }


def test_without_id_and_owner_both_are_made_up(company: Company) -> None:
    chatid = company.call("appchat/create", {"userlist": ["alice", "bob"]})["chatid"]
    assert chatid.isalnum()
    assert len(chatid) <= 32
    assert company.call("appchat/get", chatid=chatid)["chat_info"]["owner"] == "Alice"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chatid": "group 2"}, 86001),
        ({"chatid": "x" * 33}, 86001),
        ({"chatid": "group1"}, 86215),
        ({"userlist": ["alice", "nobody"]}, 86216),
        ({"userlist": ["alice"]}, 86006),
        ({"owner": "nobody"}, 86005),
        ({"owner": "carol"}, 86207),
        ({"name": 3}, 86004),
        ({"userlist": "alice|bob"}, 40035),
    ],
)
def test_what_is_wrong_with_a_new_chat_has_a_code(chat: Company, change: dict[str, Any], code: int) -> None:
    assert chat.call("appchat/create", {**CHAT, "chatid": "group2", **change})["errcode"] == code


def test_members_come_and_go_and_the_owner_must_stay_inside(chat: Company) -> None:
    assert chat.call("appchat/update", {"chatid": "group1", "add_user_list": ["carol"], "name": "新群"})["errcode"] == 0
    assert chat.call("appchat/update", {"chatid": "group1", "del_user_list": ["Alice"]})["errcode"] == 86207
    change = {"chatid": "group1", "del_user_list": ["alice"], "owner": "bob"}
    assert chat.call("appchat/update", change)["errcode"] == 0
    info = chat.call("appchat/get", chatid="group1")["chat_info"]
    assert (info["name"], info["owner"], info["userlist"]) == ("新群", "bob", ["bob", "carol"])
    assert chat.call("appchat/update", {"chatid": "group1", "del_user_list": ["carol"]})["errcode"] == 86006


def test_posts_are_kept_and_cards_do_not_exist_here(chat: Company) -> None:
    assert post(chat, "text", {"content": "开始", "mentioned_list": ["alice"]}) == 0
    assert post(chat, "markdown", {"content": "# 第三季度 <@alice>"}) == 0
    picture = chat.upload("image", "a.png", png())["media_id"]
    assert post(chat, "image", {"media_id": picture}) == 0
    assert post(chat, "template_card", NOTICE) == 40008
    assert post(chat, "miniprogram_notice", {}) == 40008
    posts = chat.ask("chats/group1/messages")["messages"]
    assert [one["kind"] for one in posts] == ["text", "markdown", "image"]
    assert posts[0]["mentioned"] == ["alice"]
    assert chat.ask("chats")["chats"][0]["members"] == ["Alice", "bob"]


@pytest.mark.parametrize(("chatid", "code"), [("nogroup", 86003), ("no group", 86001), ("", 86001)])
def test_unknown_chats_have_a_code(chat: Company, chatid: str, code: int) -> None:
    assert post(chat, "text", {"content": "x"}, chatid) == code


def test_another_apps_chat_is_not_ours(chat: Company) -> None:
    chat.sign_on("secret-b")
    assert post(chat, "text", {"content": "x"}) == 86008


def test_an_app_whose_range_is_not_the_root_may_not_make_chats(company: Company) -> None:
    company.ask(f"agents/{AGENT}", {"root_range": False}, method="PUT")
    assert company.call("appchat/create", CHAT)["errcode"] == 48002


def test_over_two_hundred_posts_a_minute_are_dropped_in_silence(chat: Company) -> None:
    for _ in range(200):
        post(chat, "text", {"content": "x"})
    assert post(chat, "text", {"content": "x"}) == 0
    assert chat.ask("chats/group1/messages")["messages"][-1]["dropped"] is True
