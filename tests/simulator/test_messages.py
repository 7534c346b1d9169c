"""message/send and recall: protocol sections 4 and 5.4, appendix B lines 7, 8 and 10."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.simulator.company import AGENT, BUTTONS, Company, Receiver, png


def test_a_json_body_needs_no_content_type(company: Company) -> None:
    assert company.send()["errcode"] == 0
    assert company.messages()[0]["content"] == "你好"


@pytest.mark.parametrize("kind", [None, "application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_a_body_is_json_whatever_its_content_type_says(company: Company, kind: str | None) -> None:
    body = {"touser": "alice", "msgtype": "text", "agentid": AGENT, "text": {"content": "a=b&c"}}
    query = {"access_token": company.token}
    client = company.app.test_client()
    answer = client.post("/cgi-bin/message/send", query_string=query, data=json.dumps(body), content_type=kind)
    assert answer.get_json()["errcode"] == 0
    client.post("/sim/clock", data='{"now": "2026-11-02T10:00:00+08:00"}', content_type=kind)
    assert company.ask("clock")["now"].startswith("2026-11-02T10:00")


def test_text_is_cut_at_2048_bytes_and_never_inside_a_character(company: Company) -> None:
    company.send(content={"content": "党" * 683})
    shown = company.messages()[0]
    assert shown["content"] == "党" * 682
    assert (shown["used_bytes"], shown["allowed_bytes"]) == (2049, 2048)


def test_markdown_over_2048_bytes_is_refused(company: Company) -> None:
    assert company.send("markdown", {"content": "a" * 2048})["errcode"] == 0
    assert company.send("markdown", {"content": "a" * 2049})["errcode"] == 45002


def test_bad_receivers_are_listed_in_lower_case_and_the_rest_get_the_message(company: Company) -> None:
    answer = company.send(touser="ALICE|Eve|Nobody|dave", toparty="9", totag="3")
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "eve|nobody"
    assert answer["invalidparty"] == "9"
    assert answer["invalidtag"] == "3"
    assert answer["unlicenseduser"] == "dave"
    assert len(company.messages("alice")) == 1
    assert not company.messages("dave")


def test_only_bad_receivers_means_nothing_is_sent(company: Company) -> None:
    answer = company.send(touser="eve|nobody")
    assert answer["errcode"] == 81013
    assert answer["errmsg"].startswith("user & party & tag all invalid, hint:")
    assert answer["invaliduser"] == "eve|nobody"


def test_everybody_and_departments_with_those_below_can_be_named(company: Company) -> None:
    company.send(touser="@all")
    assert [len(company.messages(who)) for who in ("alice", "bob", "carol", "dave", "eve")] == [1, 1, 1, 0, 0]
    company.send(touser="", toparty="2")
    assert [len(company.messages(who)) for who in ("alice", "bob", "carol")] == [1, 2, 2]
    company.send(touser="", toparty="1")
    assert [len(company.messages(who)) for who in ("alice", "bob", "carol")] == [2, 3, 3]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"touser": ""}, 82001),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40032),
        ({"toparty": "|".join(map(str, range(101)))}, 82002),
        ({"totag": "|".join(map(str, range(101)))}, 82003),
        ({"touser": ["alice"]}, 40035),
        ({"agentid": "1000002"}, 40056),
        ({"agentid": 7}, 40056),
        ({"agentid": None}, 40056),
        ({"msgtype": "shout"}, 40008),
        ({"msgtype": None}, 40008),
        ({"text": {"content": "  "}}, 44004),
        ({"text": {}}, 44004),
        ({"text": "hello"}, 40035),
        ({"safe": 2}, 40035),
        ({"enable_duplicate_check": 1, "duplicate_check_interval": 14401}, 40035),
    ],
)
def test_what_is_wrong_with_the_common_fields_has_a_code(company: Company, change: dict[str, Any], code: int) -> None:
    body = {"touser": "alice", "msgtype": "text", "agentid": AGENT, "text": {"content": "x"}, **change}
    assert company.call("message/send", body)["errcode"] == code


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b'{"a": NaN}', b'{"a": 1e999}', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused_with_the_warning(company: Company, raw: bytes) -> None:
    response = company.app.test_client().post(
        "/cgi-bin/message/send", query_string={"access_token": company.token}, data=raw
    )
    assert response.get_json()["errcode"] == 40058
    assert "Warning: wrong json format." in response.get_json()["errmsg"]


def test_half_a_surrogate_is_a_bad_character(company: Company) -> None:
    raw = json.dumps({"touser": "alice", "msgtype": "text", "agentid": AGENT, "text": {"content": "\ud800"}})
    response = company.app.test_client().post(
        "/cgi-bin/message/send", query_string={"access_token": company.token}, data=raw.encode()
    )
    assert response.get_json()["errcode"] == 40033


URL = "https://ops.example.com/t"
ARTICLE = {"title": "周报", "url": URL}


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("textcard", {"title": "t", "description": "d", "url": URL}, 0),
        ("textcard", {"title": "t", "description": "d", "url": "ops.example.com"}, 45034),
        ("textcard", {"title": "t", "description": "d"}, 40058),
        ("textcard", {"title": "t", "description": "d", "url": "https://x.example/" + "a" * 2048}, 40039),
        ("textcard", {"title": "t", "url": URL}, 41033),
        ("textcard", {"description": "d", "url": URL}, 40058),
        ("news", {"articles": [ARTICLE]}, 0),
        ("news", {"articles": [{"title": "t", "appid": "wx1", "pagepath": "p"}]}, 0),
        ("news", {"articles": []}, 40063),
        ("news", {"articles": [ARTICLE] * 9}, 45008),
        ("news", {"articles": [{"url": URL}]}, 41016),
        ("news", {"articles": [{"title": "t"}]}, 40058),
        ("news", {"articles": "x"}, 40035),
        ("mpnews", {"articles": [{"title": "t", "content": "c", "thumb_media_id": "no"}]}, 40007),
        ("image", {"media_id": "no"}, 40007),
        ("image", {}, 41006),
        ("voice", {"media_id": "no"}, 40007),
        ("miniprogram_notice", {"appid": "wx1", "title": "四个字的"}, 90201),
        ("markdown", {"content": ""}, 44004),
    ],
)
def test_each_kind_is_checked(company: Company, kind: str, body: dict[str, Any], code: int) -> None:
    assert company.send(kind, body)["errcode"] == code


def test_lengths_are_bytes_and_titles_are_cut(company: Company) -> None:
    company.send("textcard", {"title": "党" * 50, "description": "群" * 200, "url": URL, "btntxt": "更多内容吗"})
    raw = company.messages()[0]
    title, description = raw["content"].split("\n")
    assert (len(title), len(description)) == (42, 170)
    assert raw["links"] == [{"text": "更多内容", "url": URL}]


def test_pictures_and_files_are_sent_by_media_id(company: Company) -> None:
    picture = company.upload("image", "榜.png", png())["media_id"]
    sheet = company.upload("file", "榜单.xlsx", b"PK\x03\x04 data")["media_id"]
    assert company.send("image", {"media_id": picture})["errcode"] == 0
    assert company.send("file", {"media_id": sheet})["errcode"] == 0
    assert company.send("image", {"media_id": sheet})["errcode"] == 40007
    assert [message["filename"] for message in company.messages()] == ["榜.png", "榜单.xlsx"]


def test_only_some_files_can_be_confidential(company: Company) -> None:
    program = company.upload("file", "run.exe", b"MZ123456")["media_id"]
    assert company.send("file", {"media_id": program}, safe=1)["errcode"] == 40004
    assert company.send("file", {"media_id": program})["errcode"] == 0


def test_a_persons_links_and_words_are_told_apart(company: Company) -> None:
    company.send(content={"content": '请看<a href="http://x.example/?a=1&amp;b=2">榜单</a>。'})
    company.send("markdown", {"content": "# 标题\n**39** 个 [打开](http://x.example/b)\n> 前三名"})
    text, marked = company.messages()
    assert text["content"] == "请看榜单。"
    assert text["links"] == [{"text": "榜单", "url": "http://x.example/?a=1&b=2"}]
    assert marked["content"] == "标题\n39 个 打开\n前三名"


def test_the_plugin_sees_neither_cards_nor_markdown(company: Company, receiver: Receiver) -> None:
    company.ask(f"agents/{AGENT}", {"callback_url": receiver.url}, method="PUT")
    company.send("markdown", {"content": "# x"}, touser="carol")
    company.card(BUTTONS, touser="carol")
    company.send(touser="carol")
    assert [(one["kind"], one["visible"], one["content"]) for one in company.messages("carol")] == [
        ("markdown", False, ""),
        ("template_card", False, ""),
        ("text", True, "你好"),
    ]
    click = {"task_id": "req-1", "key": "approve"}
    assert "plugin" in company.ask("members/carol/click", click, status=409)["error"]
    assert [note["code"] for note in company.ask("notes")["notes"]] == ["invisible", "invisible"]


def test_the_thirty_first_message_of_a_minute_is_dropped_in_silence(company: Company) -> None:
    for _ in range(30):
        company.send()
    answer = company.send()
    assert answer["errcode"] == 0
    assert answer["msgid"]
    assert [one["dropped"] for one in company.messages()] == [False] * 30 + [True]
    assert len(company.ask("ledger?outcome=dropped")["entries"]) == 1
    company.at("2026-11-02T08:36:30+08:00")
    company.send()
    assert company.messages()[-1]["dropped"] is False


def test_the_limit_counts_for_each_member_alone(company: Company) -> None:
    for _ in range(30):
        company.send()
    company.send(touser="alice|bob")
    assert company.messages("alice")[-1]["dropped"] is True
    assert company.messages("bob")[-1]["dropped"] is False
    assert company.ask("ledger?outcome=dropped")["entries"] == []


def test_the_thousand_and_first_message_of_an_hour_is_dropped(company: Company) -> None:
    nine = datetime.fromisoformat("2026-11-02T09:00:00+08:00")
    for batch in range(34):
        company.at((nine + batch * timedelta(seconds=90)).isoformat())
        for _ in range(30):
            company.send()
    dropped = [one["dropped"] for one in company.messages()]
    assert dropped.index(True) == 1000
    assert all(dropped[1000:])


def test_the_same_json_within_the_interval_is_answered_but_not_delivered(company: Company) -> None:
    first = company.send(enable_duplicate_check=1, duplicate_check_interval=600)
    second = company.send(enable_duplicate_check=1, duplicate_check_interval=600)
    assert second["errcode"] == 0
    assert second["msgid"] == first["msgid"]
    assert len(company.messages()) == 1
    assert company.ask("ledger?outcome=duplicate")["entries"][0]["api"] == "message/send"
    company.at("2026-11-02T08:45:01+08:00")
    company.send(enable_duplicate_check=1, duplicate_check_interval=600)
    assert len(company.messages()) == 2


def test_without_the_flag_the_same_json_is_delivered_twice(company: Company) -> None:
    company.send()
    company.send()
    assert len(company.messages()) == 2


def test_a_message_can_be_taken_back_within_24_hours(company: Company) -> None:
    msgid = company.send(touser="alice|carol")["msgid"]
    company.at("2026-11-03T08:34:00+08:00")
    company.sign_on()
    assert company.call("message/recall", {"msgid": msgid})["errcode"] == 0
    assert company.messages("alice")[0]["recalled"] is True
    assert company.messages("carol")[0]["recalled"] is False


def test_after_24_hours_a_message_stays(company: Company) -> None:
    msgid = company.send()["msgid"]
    company.at("2026-11-03T08:36:00+08:00")
    company.sign_on()
    assert company.call("message/recall", {"msgid": msgid})["errcode"] == 42052


def test_another_apps_message_cannot_be_taken_back(company: Company) -> None:
    msgid = company.send()["msgid"]
    company.sign_on("secret-b")
    assert company.call("message/recall", {"msgid": msgid})["errcode"] == 40058
    assert company.call("message/recall", {"msgid": "unknown"})["errcode"] == 40058
