"""Callbacks: protocol sections 1 and 2, appendix B lines 1 to 4."""

import time
from typing import Any

import pytest
from flask import Response

from simulator import create_simulator
from simulator.config import SimulatorConfig
from tests.simulator.company import (
    AGENT,
    BUTTONS,
    MENU_NOTICE,
    MULTIPLE,
    VOTE,
    Company,
    Receiver,
    base64_of,
    parsed,
    png,
)


def test_what_a_member_types_reaches_the_app_with_the_official_fields(wired: Company, receiver: Receiver) -> None:
    told = wired.ask("members/alice/say", {"text": "自查 ]]> <b>"})
    assert told["delivered"] is True
    assert told["attempts"][0]["status"] == 200
    assert [one["seq"] for one in wired.messages()] == [told["seq"]]
    message = receiver.received[0]
    assert message["ToUserName"] == "ww1a2b3c4d5e6f7a8b"
    assert message["FromUserName"] == "Alice"
    assert message["MsgType"] == "text"
    assert message["Content"] == "自查 ]]> <b>"
    assert message["AgentID"] == str(AGENT)
    assert message["CreateTime"] == "1793579700"
    assert 0 < int(message["MsgId"]) < 2**63


def test_message_ids_never_come_again_after_a_reset(wired: Company, receiver: Receiver) -> None:
    wired.ask("members/alice/say", {"text": "1"})
    wired.ask("reset", {})
    wired.ask("members/alice/say", {"text": "1"})
    first, second = (int(message["MsgId"]) for message in receiver.received)
    assert second > first


def test_a_picture_arrives_with_a_media_id_the_app_can_fetch(wired: Company, receiver: Receiver) -> None:
    wired.ask("members/alice/image", {"filename": "会议.png", "base64": base64_of(png())})
    message = receiver.received[0]
    assert message["MsgType"] == "image"
    answer = wired.app.test_client().get(
        "/cgi-bin/media/get", query_string={"access_token": wired.token, "media_id": message["MediaId"]}
    )
    assert answer.data == png()
    assert wired.app.test_client().get(message["PicUrl"]).data == png()


@pytest.mark.parametrize("event", ["subscribe", "unsubscribe", "enter_agent", "click", "view"])
def test_events_carry_their_key_and_no_message_id(wired: Company, receiver: Receiver, event: str) -> None:
    wired.ask("members/alice/event", {"event": event, "key": "today"})
    message = receiver.received[0]
    assert (message["MsgType"], message["Event"], message["EventKey"]) == ("event", event, "today")
    assert "MsgId" not in message


def test_a_click_on_a_button_tells_key_task_selection_and_a_fresh_response_code(
    wired: Company, receiver: Receiver
) -> None:
    sent = wired.card(BUTTONS)
    for _ in range(2):
        wired.ask("members/alice/click", {"task_id": "req-1", "key": "approve", "selected": {"why": ["busy"]}})
    first, second = receiver.received
    assert (first["Event"], first["EventKey"], first["TaskId"]) == ("template_card_event", "approve", "req-1")
    assert first["CardType"] == "button_interaction"
    assert "<QuestionKey><![CDATA[why]]></QuestionKey>" in first["xml"]
    assert "<OptionId><![CDATA[busy]]></OptionId>" in first["xml"]
    assert len({sent["response_code"], first["ResponseCode"], second["ResponseCode"]}) == 3


@pytest.mark.parametrize(
    ("card", "key", "selected", "told"),
    [
        (BUTTONS, "reject", {}, {"why": ["ok"]}),
        (VOTE, "vote", {"q1": ["o1", "o3"]}, {"q1": ["o1", "o3"]}),
        (MULTIPLE, "save", {}, {"day": ["mon"], "who": ["b"]}),
        (MULTIPLE, "save", {"day": ["tue"]}, {"day": ["tue"], "who": ["b"]}),
        (MENU_NOTICE, "mute", {}, {}),
    ],
)
def test_selected_items_are_what_was_chosen_or_shown_as_chosen(
    wired: Company,
    receiver: Receiver,
    card: dict[str, Any],
    key: str,
    selected: dict[str, list[str]],
    told: dict[str, list[str]],
) -> None:
    assert wired.card(card)["errcode"] == 0
    wired.ask("members/alice/click", {"task_id": card["task_id"], "key": key, "selected": selected})
    root = parsed(receiver.received[0]["xml"])
    items = root.findall("SelectedItems/SelectedItem")
    found = {i.findtext("QuestionKey"): [o.text for o in i.findall("OptionIds/OptionId")] for i in items}
    assert found == told
    assert (root.find("SelectedItems") is None) == (not told)
    menu = card is MENU_NOTICE
    assert root.findtext("Event") == ("template_card_menu_event" if menu else "template_card_event")


def test_what_a_person_cannot_do_is_refused_with_a_sentence(wired: Company) -> None:
    wired.card(BUTTONS)
    wired.card(VOTE)
    click = {"task_id": "req-1", "key": "approve"}
    for userid, body, status in [
        ("nobody", click, 404),
        ("alice", {**click, "task_id": "other"}, 404),
        ("alice", {**click, "key": "other"}, 404),
        ("alice", {**click, "selected": {"other": ["ok"]}}, 404),
        ("alice", {**click, "selected": {"why": ["other"]}}, 404),
        ("alice", {**click, "selected": {"why": ["ok", "busy"]}}, 409),
        ("alice", {"task_id": "vote-1", "key": "vote"}, 409),
        ("bob", click, 404),
        ("eve", click, 409),
    ]:
        told = wired.ask(f"members/{userid}/click", body, status=status)
        assert len(told["error"]) > 20


def test_a_call_with_an_unknown_name_changes_nothing(wired: Company, receiver: Receiver) -> None:
    assert "reply is not known" in wired.ask("members/alice/say", {"text": "x", "reply": 1}, status=400)["error"]
    assert wired.messages() == []
    assert receiver.received == []


def test_an_app_without_a_callback_address_gets_nothing(company: Company) -> None:
    assert "callback_url" in company.ask("members/alice/say", {"text": "x"}, status=409)["error"]


def test_the_same_callback_can_be_sent_twice(wired: Company, receiver: Receiver) -> None:
    told = wired.ask("members/alice/say", {"text": "x", "repeat": 2})
    assert len(told["attempts"]) == 2
    first, second = receiver.received
    assert first["MsgId"] == second["MsgId"]
    assert len(wired.messages()) == 1


def test_a_failed_connection_is_tried_four_times_in_all(company: Company) -> None:
    company.ask(f"agents/{AGENT}", {"callback_url": "http://127.0.0.1:9/none"}, method="PUT")
    told = company.ask("members/alice/say", {"text": "x"})
    assert told["delivered"] is False
    assert [attempt["status"] for attempt in told["attempts"]] == [None] * 4


def test_repeats_carry_the_same_message_id_and_create_time(wired: Company, receiver: Receiver) -> None:
    wired.ask("settings", {"retry_on_non_200": True}, method="PUT")
    receiver.answer = lambda _: Response(status=500 if len(receiver.received) < 3 else 200)
    told = wired.ask("members/alice/say", {"text": "x"})
    assert [attempt["status"] for attempt in told["attempts"]] == [500, 500, 200]
    assert told["delivered"] is True
    assert len({(one["MsgId"], one["CreateTime"]) for one in receiver.received}) == 1


def test_a_status_other_than_200_is_not_repeated_by_default(wired: Company, receiver: Receiver) -> None:
    receiver.answer = lambda _: Response(status=500)
    told = wired.ask("members/alice/say", {"text": "x"})
    assert (told["delivered"], len(told["attempts"])) == (False, 1)


def test_an_answer_after_five_seconds_counts_as_none(
    wired: Company, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.callbacks.delivery.DEADLINE_SECONDS", 0.2)

    def slow(_: dict[str, Any]) -> str:
        time.sleep(0.5 if len(receiver.received) == 1 else 0)
        return ""

    receiver.answer = slow
    told = wired.ask("members/alice/say", {"text": "x"})
    assert [attempt["status"] for attempt in told["attempts"]] == [None, 200]
    assert told["attempts"][0]["error"].startswith("no answer")


def test_after_many_failures_events_may_be_dropped(wired: Company, receiver: Receiver) -> None:
    wired.ask("settings", {"drop_after_failures": 2}, method="PUT")
    receiver.answer = lambda _: Response(status=500)
    for _ in range(3):
        wired.ask("members/alice/say", {"text": "x"})
    assert len(receiver.received) == 2
    assert wired.ask("notes")["notes"][-1]["code"] == "callback_dropped"


def test_the_envelope_changes_its_order_and_sometimes_leaves_out_the_app(wired: Company, receiver: Receiver) -> None:
    for _ in range(40):
        wired.ask("members/alice/say", {"text": "x"})
    shapes = {tuple(child.tag for child in parsed(body)) for body in receiver.bodies}
    assert len(shapes) >= 6
    assert any("AgentID" not in shape for shape in shapes)


def test_the_same_seed_gives_the_same_envelopes(config: SimulatorConfig, receiver: Receiver) -> None:
    for _ in range(2):
        company = Company(create_simulator(config))
        company.ask(f"agents/{AGENT}", {"callback_url": receiver.url}, method="PUT")
        for _ in range(6):
            company.ask("members/alice/say", {"text": "x"})
    shapes = [tuple(child.tag for child in parsed(body)) for body in receiver.bodies]
    assert shapes[:6] == shapes[6:]


@pytest.mark.parametrize(
    ("shape", "good"), [("{}", True), ('"{}"', False), ("{}\n", False), ("\ufeff{}", False), ("ok", False)]
)
def test_the_url_check_wants_the_plain_echo_byte_for_byte(
    wired: Company, receiver: Receiver, shape: str, good: bool
) -> None:
    receiver.answer = lambda told: shape.format(told["echo"])
    assert wired.ask(f"agents/{AGENT}/verify", {})["ok"] is good


def test_the_url_check_waits_one_second(wired: Company, receiver: Receiver) -> None:
    def slow(told: dict[str, Any]) -> str:
        time.sleep(1.3)
        return str(told["echo"])

    receiver.answer = slow
    told = wired.ask(f"agents/{AGENT}/verify", {})
    assert told["ok"] is False
    assert "1 s" in told["error"]


def test_a_passive_text_is_shown_to_the_member(wired: Company, receiver: Receiver) -> None:
    inner = "<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>"
    receiver.answer = lambda _: receiver.passive(inner)
    told = wired.ask("members/alice/say", {"text": "x"})
    assert told["reply"] == {"type": "text", "ignored": False}
    assert [message["content"] for message in wired.messages()] == ["x", "收到"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("hello", -40002),
        ("<xml/>", -40002),
        ("<!DOCTYPE x><xml/>", -40002),
        (
            "<xml><Encrypt>x</Encrypt><MsgSignature>y</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>",
            -40001,
        ),
    ],
)
def test_a_passive_reply_nobody_can_read_is_reported(
    wired: Company, receiver: Receiver, answer: str, code: int
) -> None:
    receiver.answer = lambda _: answer
    assert wired.ask("members/alice/say", {"text": "x"})["reply"]["code"] == code
    assert len(wired.messages()) == 1


def test_success_and_an_empty_body_are_no_reply(wired: Company, receiver: Receiver) -> None:
    receiver.answer = lambda _: "success"
    assert wired.ask("members/alice/say", {"text": "x"})["reply"] is None


GREY = (
    "<xml><MsgType><![CDATA[update_button]]></MsgType>"
    "<Button><ReplaceName><![CDATA[已批准]]></ReplaceName></Button></xml>"
)
REPLACE = (
    "<xml><MsgType><![CDATA[update_template_card]]></MsgType><TemplateCard><CardType>button_interaction</CardType>"
    "<MainTitle><Title>请假</Title></MainTitle><ButtonList><Text>批准</Text><Key>approve</Key><Style>1</Style></ButtonList>"
    "<ReplaceText>办好了</ReplaceText></TemplateCard></xml>"
)


@pytest.mark.parametrize(("reply", "closed"), [(GREY, "已批准"), (REPLACE, "办好了")])
def test_a_passive_card_update_is_ignored_unless_the_switch_says_otherwise(
    wired: Company, receiver: Receiver, reply: str, closed: str
) -> None:
    wired.card(BUTTONS)
    receiver.answer = lambda _: receiver.passive(reply)
    click = {"task_id": "req-1", "key": "approve"}
    assert wired.ask("members/alice/click", click)["reply"]["ignored"] is True
    assert wired.messages()[0]["closed"] == ""
    wired.ask("settings", {"ignore_card_replies": False}, method="PUT")
    assert wired.ask("members/alice/click", click)["reply"]["ignored"] is False
    assert wired.messages()[0]["closed"] == closed
    assert wired.ask("members/alice/click", click, status=409)
