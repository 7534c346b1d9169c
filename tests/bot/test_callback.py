"""The callback address: what WeCom really sends is understood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.callback import Incoming
from rules.periods import BEIJING
from tests.bot.callback_frames import (
    CALLBACK,
    ECHO,
    ECHO_ARGS,
    NOW,
    callback_for,
    encrypt,
    envelope,
    frame,
    pad,
    receive,
    sign,
    xml_of,
)

MESSAGE = (
    "Q3stYC6hdFzMh9T8HCvyDBzTOeT6LZAVRV+KJkF5K1j1orXexfeSALpAVruztXUNF1I2YIqJu7dJdPNAm7jXp6iqUmV1ZtqGPiX9PL7jb42A"
    "NiMBIbNFFbRsmganI4aba49ngxXL0aqSlkFAMNcGdDQFs3ZRZ2yDwTvz/7ambu0JOK3lj1jvqL+Oef/zCfyfBk90ESdEqGoIBj5dz6j5gVGJ"
    "gztXi/goap/Om2CGPJ9XTfai9PEBI6CV1hS9oZR0qOtCwH/ze3kp1HYx286oxPpNuQhyBMq49vKyw5b+mT677ixRu9X2DgIB12rkPHYc7fTA"
    "zamTHrfB35ce2XeOzsLHVndOIxE6PTQjSpKcGjWO+Uv25vj2Ah+3v6iiUHwFGuyV02yIB1DhjkN/GRtn/KSI/4cAcjlgcNoMgMFmoJA="
)
MESSAGE_ARGS = {
    "msg_signature": "439fa719230420b00bd5667c584cd770e7153a87",
    "timestamp": "1700000001",
    "nonce": "995512",
}


class TestKnownAnswers:
    def test_the_console_gets_its_echo_and_nothing_else(self) -> None:
        assert CALLBACK.verify(ECHO_ARGS) == "8273645510293847"

    def test_an_echo_whose_plus_signs_became_spaces_is_answered_all_the_same(self) -> None:
        assert CALLBACK.verify({**ECHO_ARGS, "echostr": ECHO.replace("+", " ")}) == "8273645510293847"

    def test_a_text_message_is_read(self) -> None:
        assert CALLBACK.read(MESSAGE_ARGS, envelope(MESSAGE), NOW) == Incoming(
            key="7000000000000000001",
            who="alice",
            kind="text",
            at=datetime.fromtimestamp(1700000001, BEIJING),
            text="你好",
        )

    def test_the_official_example_is_read(self) -> None:
        callback = callback_for("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", 218)
        encrypted = (
            "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/s"
            "YYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJ"
            "YuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGU"
            "callcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDY"
            "A5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
        )
        args = {
            "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
            "timestamp": "1409659813",
            "nonce": "1372623149",
        }
        incoming = callback.read(args, envelope(encrypted), datetime.fromtimestamp(1409659900, BEIJING))
        assert (incoming.who, incoming.text, incoming.key) == ("mycreate", "hello", "4561255354251345929")
        assert incoming.at == datetime.fromtimestamp(1409659813, BEIJING)


ONE = "<SelectedItem><QuestionKey>q1</QuestionKey><OptionIds><OptionId>o1</OptionId></OptionIds></SelectedItem>"
MANY = ONE.replace("q1", "q2").replace("</OptionIds>", "<OptionId>o3</OptionId></OptionIds>")
NONE = "<SelectedItem><QuestionKey>q3</QuestionKey><OptionIds/></SelectedItem>"


class TestMeaning:
    @pytest.mark.parametrize(
        ("fields", "kind", "words"),
        [
            ({"MsgType": "text", "Content": "1 已整改"}, "text", "1 已整改"),
            ({"MsgType": "text", "Content": ""}, "text", ""),
            ({"MsgType": "image", "MediaId": "media-1", "PicUrl": "http://x"}, "image", ""),
            ({"MsgType": "voice", "MediaId": "media-1", "Format": "amr"}, "voice", ""),
            ({"MsgType": "video", "MediaId": "media-1"}, "video", ""),
            ({"MsgType": "location", "Label": "村委会"}, "location", "村委会"),
            ({"MsgType": "link", "Url": "https://example.com"}, "link", "https://example.com"),
            ({"MsgType": "file", "MediaId": "media-1"}, "other", ""),
            ({"MsgType": "hologram"}, "other", ""),
        ],
    )
    def test_every_kind_of_message_is_told_apart(self, fields: dict[str, Any], kind: str, words: str) -> None:
        incoming = receive(xml_of(MsgId="7", **fields))
        assert (incoming.kind, incoming.text, incoming.key) == (kind, words, "7")
        assert incoming.media_id == fields.get("MediaId", "")
        assert (incoming.who, incoming.at) == ("liming", datetime.fromtimestamp(1700000100, BEIJING))

    @pytest.mark.parametrize(
        ("event", "kind"),
        [
            ("template_card_event", "card_click"),
            ("template_card_menu_event", "card_click"),
            ("click", "menu_click"),
            ("CLICK", "menu_click"),
            ("enter_agent", "enter"),
            ("subscribe", "subscribe"),
            ("unsubscribe", "unsubscribe"),
            ("LOCATION", "other"),
            ("view", "other"),
            ("invented_tomorrow", "other"),
        ],
    )
    def test_every_kind_of_event_is_told_apart(self, event: str, kind: str) -> None:
        assert receive(xml_of(MsgType="event", Event=event)).kind == kind

    def test_a_click_on_a_card_tells_which_button_of_which_card(self) -> None:
        incoming = receive(card_click("approve", "slip-1"))
        assert (incoming.kind, incoming.event_key, incoming.task_id) == ("card_click", "approve", "slip-1")
        assert (incoming.response_code, incoming.key) == ("rc", "liming|1700000100|template_card_event|approve|slip-1")

    def test_two_clicks_in_the_same_second_are_two_and_a_repeat_is_the_same(self) -> None:
        assert receive(card_click("yes", "a")).key == receive(card_click("yes", "a")).key
        assert len({receive(card_click(*one)).key for one in [("yes", "a"), ("no", "a"), ("yes", "b")]}) == 3

    def test_a_very_long_event_key_still_makes_a_short_and_stable_key(self) -> None:
        first, second = (receive(card_click("k" * 1000 + last, "a")).key for last in "xy")
        assert first != second
        assert len(first) <= 96

    @pytest.mark.parametrize(
        ("items", "selected"),
        [
            ("", {}),
            ("<SelectedItems/>", {}),
            (f"<SelectedItems>{ONE}</SelectedItems>", {"q1": ("o1",)}),
            (f"<SelectedItems>{MANY}{NONE}</SelectedItems>", {"q2": ("o1", "o3"), "q3": ()}),
        ],
    )
    def test_one_chosen_option_is_read_like_many(self, items: str, selected: dict[str, tuple[str, ...]]) -> None:
        assert receive(card_click("vote", "a").replace("</xml>", f"{items}</xml>")).selected == selected

    def test_text_that_looks_like_a_document_type_is_only_text(self) -> None:
        typed = "<!DOCTYPE html> & <!ENTITY"
        assert receive(xml_of(MsgType="text", MsgId=7, Content=f"<![CDATA[{typed}]]>")).text == typed

    @pytest.mark.parametrize(
        ("sent", "read"),
        [
            ("<![CDATA[第一行\x0b第二行]]>", "第一行\n第二行"),
            ("第一行&#11;第二行&#xB;第三行", "第一行\n第二行\n第三行"),
            ("<![CDATA[已\x00整\x08改\ufffe]]>", "已整改"),
            ("已&#0;整&#x8;改&#xFFFE;&#x110000;&#55296;", "已整改"),
            ("<![CDATA[打的是 &#11; 和 &#0;]]>", "打的是 &#11; 和 &#0;"),
            ("1 &#60; 2 &amp; 3&#x1F44C;", "1 < 2 & 3\U0001f44c"),
        ],
    )
    def test_what_xml_cannot_carry_is_left_out_and_the_message_is_taken(self, sent: str, read: str) -> None:
        assert receive(xml_of(MsgType="text", MsgId=7, Content=sent)).text == read

    def test_bytes_that_are_no_utf_8_spoil_only_themselves(self) -> None:
        message = xml_of(MsgType="text", MsgId=7, Content="??").encode().replace(b"??", b"ok\xff")
        assert receive(message).text == "ok\ufffd"

    def test_the_order_of_the_envelope_and_a_declaration_do_not_matter(self) -> None:
        encrypted = encrypt(pad(frame(xml_of(MsgType="text", MsgId=7, Content="hi").encode())))
        body = f'<?xml version="1.0"?>\n<xml><Encrypt>{encrypted}</Encrypt><AgentID>1</AgentID></xml>\n'.encode()
        assert CALLBACK.read(sign(encrypted), body, NOW).text == "hi"


def card_click(event_key: str, task_id: str) -> str:
    return xml_of(MsgType="event", Event="template_card_event", EventKey=event_key, TaskId=task_id, ResponseCode="rc")
