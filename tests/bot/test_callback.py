"""The callback address: what WeCom really sends is understood, and whatever a stranger sends is turned away."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.callback import BadCallback, Callback, Incoming, read_limited
from bot.settings import WeComSettings
from rules.periods import BEIJING

TOKEN = "SimToken2024"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "ww1a2b3c4d5e6f7a8b"
MIB = 1024 * 1024


def callback_for(token: str = TOKEN, aes_key: str = AES_KEY, corp: str = CORP, agent: int = 1000002) -> Callback:
    return Callback(
        WeComSettings(
            wecom_corp_id=corp,
            wecom_agent_id=agent,
            wecom_secret=SecretStr("secret"),
            wecom_token=SecretStr(token),
            wecom_aes_key=SecretStr(aes_key),
            wecom_api_base="http://127.0.0.1/cgi-bin/",
        )
    )


CALLBACK = callback_for()
NOW = datetime.fromtimestamp(1700000000, BEIJING)


def frame(message: bytes, corp: str = CORP) -> bytes:
    return b"0123456789abcdef" + struct.pack(">I", len(message)) + message + corp.encode()


def pad(content: bytes) -> bytes:
    missing = 32 - len(content) % 32
    return content + bytes([missing]) * missing


def encrypt(padded: bytes) -> str:
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def sign(encrypted: str, timestamp: str = "1700000000", nonce: str = "n", token: str = TOKEN) -> dict[str, str]:
    signed = "".join(sorted([token, timestamp, nonce, encrypted])).encode()
    signature = hashlib.sha1(signed, usedforsecurity=False).hexdigest()
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def envelope(encrypted: str) -> bytes:
    return f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


def sealed(content: bytes) -> tuple[dict[str, str], bytes]:
    encrypted = encrypt(pad(content))
    return sign(encrypted), envelope(encrypted)


def xml_of(**fields: object) -> str:
    common: dict[str, object] = {
        "ToUserName": CORP,
        "FromUserName": "LiMing",
        "CreateTime": 1700000100,
        "AgentID": 1000002,
    }
    held = {name: value for name, value in {**common, **fields}.items() if value is not None}
    return "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in held.items()) + "</xml>"


def receive(xml: str | bytes, callback: Callback = CALLBACK, now: datetime = NOW) -> Incoming:
    message = xml.encode() if isinstance(xml, str) else xml
    return callback.read(*sealed(frame(message)), now)


def refusal(args: Mapping[str, str], body: bytes, callback: Callback = CALLBACK, now: datetime = NOW) -> BadCallback:
    with pytest.raises(BadCallback) as caught:
        callback.read(args, body, now)
    return caught.value


ECHO = "Q3stYC6hdFzMh9T8HCvyDGheRPA9rMKfZ92dfndziqLcAgjqmhfiHD/qmSsQPN2Xsk6dUidUlQ9XJjHD59v+kg=="
ECHO_ARGS = {
    "msg_signature": "d82bffd858c79facf9d793855cffff609632fed5",
    "timestamp": "1700000000",
    "nonce": "995511",
    "echostr": ECHO,
}
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


HELLO = xml_of(MsgType="text", MsgId=7, Content="hi")
SEALED = encrypt(pad(frame(HELLO.encode())))


class TestStrangers:
    @pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
    @pytest.mark.parametrize("value", [None, ""])
    def test_a_missing_argument_is_a_bad_request(self, name: str, value: str | None) -> None:
        args = {**sign(SEALED), name: value}
        given_args = {key: one for key, one in args.items() if one is not None}
        assert refusal(given_args, envelope(SEALED)).status == 400

    @pytest.mark.parametrize("signature", ["0" * 40, "", "é" * 40, "\ud800", sign(SEALED)["msg_signature"].upper()])
    def test_a_wrong_signature_is_forbidden(self, signature: str) -> None:
        status = refusal({**sign(SEALED), "msg_signature": signature}, envelope(SEALED)).status
        assert status == (403 if signature else 400)

    def test_nothing_is_decrypted_before_the_signature_is_checked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        callback = callback_for()
        monkeypatch.setattr(callback, "_cipher", None)
        assert refusal({**sign(SEALED), "nonce": "other"}, envelope(SEALED), callback).status == 403

    @pytest.mark.parametrize("nonce", ["é", "\ud800", "中"])
    def test_a_nonce_that_is_not_ascii_is_forbidden(self, nonce: str) -> None:
        assert refusal({**sign(SEALED), "nonce": nonce}, envelope(SEALED)).status == 403

    @pytest.mark.parametrize("off", [timedelta(minutes=61), timedelta(minutes=-61), timedelta(days=365)])
    def test_a_callback_kept_and_played_back_is_forbidden(self, off: timedelta) -> None:
        assert refusal(sign(SEALED), envelope(SEALED), now=NOW + off).status == 403

    @pytest.mark.parametrize("off", [timedelta(minutes=59), timedelta(minutes=-59)])
    def test_clocks_may_differ_by_less_than_an_hour(self, off: timedelta) -> None:
        assert CALLBACK.read(sign(SEALED), envelope(SEALED), NOW + off).text == "hi"

    @pytest.mark.parametrize("timestamp", ["soon", "-1", "1e9", "９", "99999999999", "0x10", "1700000000 "])
    def test_a_timestamp_that_is_none_is_refused(self, timestamp: str) -> None:
        assert refusal(sign(SEALED, timestamp), envelope(SEALED)).status in (400, 403)

    def test_another_corporation_is_forbidden(self) -> None:
        encrypted = encrypt(pad(frame(HELLO.encode(), "ww-somebody-else")))
        assert refusal(sign(encrypted), envelope(encrypted)).status == 403

    @pytest.mark.parametrize("corp", [CORP + "x", CORP[:-1], ""])
    def test_almost_our_corporation_is_not_ours(self, corp: str) -> None:
        encrypted = encrypt(pad(frame(HELLO.encode(), corp)))
        assert refusal(sign(encrypted), envelope(encrypted)).status == 403

    @pytest.mark.parametrize("agent", ["1000003", "", None, "01000002", "<a>1000002</a>"])
    def test_another_app_or_none_is_refused(self, agent: str | None) -> None:
        with pytest.raises(BadCallback) as caught:
            receive(xml_of(MsgType="text", MsgId=7, Content="hi", AgentID=agent))
        assert caught.value.status in (400, 403)

    @pytest.mark.parametrize("encrypted", [SEALED[:-1], SEALED[:-4], SEALED[:24], SEALED + "!", "é", "====", "A"])
    def test_a_truncated_or_broken_message_is_refused(self, encrypted: str) -> None:
        assert refusal(sign(encrypted), envelope(encrypted)).status in (400, 403)

    @pytest.mark.parametrize(
        "padded",
        [
            b"\0" * 32,
            b"\x01" * 15 + b"\x02" + b"\x21" * 16,
            frame(b"x" * 10)[:-1].ljust(63, b"\x05") + b"\x03",
            b"\x20" * 32,
            pad(b"0123456789abcdef" + struct.pack(">I", 2**32 - 1) + b"short"),
            pad(b"0123456789abcdef"),
            pad(frame(b"\xff\xfe not utf-8")),
            pad(frame(b"")),
        ],
    )
    def test_a_signed_message_that_is_put_together_wrongly_is_a_bad_request(self, padded: bytes) -> None:
        encrypted = encrypt(padded)
        assert refusal(sign(encrypted), envelope(encrypted)).status in (400, 403)

    @pytest.mark.parametrize("wrong", [b"\0" * 31 + b"\x20", b"\x21" * 33 + b"\x21" * 31, b"\0" * 32])
    def test_a_message_that_is_right_but_for_its_padding_is_a_bad_request(self, wrong: bytes) -> None:
        content = frame(HELLO.ljust(-(-len(HELLO) // 32) * 32 + 12 - len(CORP)).encode())
        assert len(content + wrong) % 32 == 0
        encrypted = encrypt(content + wrong)
        assert refusal(sign(encrypted), envelope(encrypted)).status == 400
        assert CALLBACK.read(*sealed(content), NOW).text == "hi"

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{}",
            b"<xml>",
            b"<xml/>",
            b"<xml></xml>",
            b"<xml>text</xml>",
            b"<xml><Encrypt/></xml>",
            b"<xml><Encrypt><a/></Encrypt></xml>",
            b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
            b"<html><Encrypt>a</Encrypt></html>",
            b"\xff\xfe<\0x\0m\0l\0>\0",
            b"\0",
        ],
    )
    def test_a_body_that_is_no_envelope_is_a_bad_request(self, body: bytes) -> None:
        assert refusal(sign(SEALED), body).status == 400

    @pytest.mark.parametrize(
        "prolog",
        [
            '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
            '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/evil.dtd">',
            '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            "<!-- --><!DOCTYPE xml>",
        ],
    )
    def test_document_types_and_their_bombs_are_refused_outside_and_inside(self, prolog: str) -> None:
        bomb = f"{prolog}<xml><Encrypt>&c;</Encrypt></xml>"
        assert refusal(sign(SEALED), bomb.encode()).status == 400
        with pytest.raises(BadCallback) as caught:
            receive(prolog + HELLO)
        assert caught.value.status == 400

    def test_a_very_deep_document_is_refused_quickly(self) -> None:
        started = time.process_time()
        assert refusal(sign(SEALED), b"<xml>" + b"<a>" * 300_000).status == 400
        deep = b"<xml>" + b"<a>" * 140_000 + b"</a>" * 140_000 + b"</xml>"
        assert refusal(sign(SEALED), deep).status == 400
        assert time.process_time() - started < 1

    def test_a_body_over_a_mebibyte_is_refused_and_not_read_to_its_end(self) -> None:
        assert refusal(sign(SEALED), b" " * (MIB + 1)).status == 400
        stream = io.BytesIO(b" " * (3 * MIB))
        with pytest.raises(BadCallback) as caught:
            read_limited(stream)
        assert caught.value.status == 400
        assert stream.tell() <= MIB + 1

    def test_a_body_of_a_mebibyte_is_read(self) -> None:
        assert len(read_limited(io.BytesIO(b" " * MIB))) == MIB

    def test_a_message_overheard_is_not_decrypted_as_an_echo(self) -> None:
        with pytest.raises(BadCallback) as caught:
            CALLBACK.verify({**sign(SEALED), "echostr": SEALED})
        assert caught.value.status == 403

    @pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce", "echostr"])
    def test_an_echo_with_an_argument_missing_is_a_bad_request(self, missing: str) -> None:
        args = {name: value for name, value in ECHO_ARGS.items() if name != missing}
        with pytest.raises(BadCallback) as caught:
            CALLBACK.verify(args)
        assert caught.value.status == 400

    @pytest.mark.parametrize("missing", ["FromUserName", "CreateTime", "MsgType"])
    def test_a_message_without_what_every_message_has_is_a_bad_request(self, missing: str) -> None:
        fields: dict[str, object] = {"MsgType": "text", "Content": "hi", missing: None}
        with pytest.raises(BadCallback) as caught:
            receive(xml_of(**fields))
        assert caught.value.status == 400

    @pytest.mark.parametrize("who", ["x" * 65, "<a/>", " "])
    def test_a_sender_that_cannot_be_one_is_a_bad_request(self, who: str) -> None:
        with pytest.raises(BadCallback) as caught:
            receive(xml_of(MsgType="text", MsgId=7, Content="hi", FromUserName=who))
        assert caught.value.status == 400


def ends_well(args: Mapping[str, str], body: bytes) -> None:
    """Whatever comes in, nothing but these two comes out."""
    try:
        assert isinstance(CALLBACK.read(args, body, NOW), Incoming)
    except BadCallback as refused:
        assert refused.status in (400, 403)


ELEMENTS = ["MsgType", "Event", "EventKey", "MsgId", "Content", "FromUserName", "CreateTime", "SelectedItems", "TaskId"]
VALUES = st.one_of(
    st.sampled_from(["text", "event", "template_card_event", "1700000000", "<a/>", "<SelectedItem/>", "", "9" * 40]),
    st.sampled_from(["<SelectedItem><OptionIds/></SelectedItem>", "<SelectedItem><QuestionKey/></SelectedItem>"]),
    st.text(max_size=20),
)


class TestAnything:
    @given(st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()), st.binary())
    def test_any_request_is_refused_or_understood(self, args: dict[str, str], body: bytes) -> None:
        ends_well(args, body)

    @given(st.binary())
    def test_any_body_behind_a_good_signature(self, body: bytes) -> None:
        ends_well(sign(SEALED), body)

    @given(st.text())
    def test_anything_signed_in_place_of_a_message(self, encrypted: str) -> None:
        text = encrypted.replace("\0", "")
        try:
            args = sign(text.strip())
        except UnicodeEncodeError:
            return
        ends_well(args, f"<xml><Encrypt><![CDATA[{text}]]></Encrypt></xml>".encode())

    @given(st.binary().filter(bool).map(lambda content: content.ljust(-(-len(content) // 32) * 32, b"\x07")))
    def test_any_bytes_encrypted_and_signed(self, padded: bytes) -> None:
        encrypted = encrypt(padded)
        ends_well(sign(encrypted), envelope(encrypted))

    @given(st.binary(), st.sampled_from([CORP, "", "x"]))
    def test_any_bytes_in_a_good_frame(self, message: bytes, corp: str) -> None:
        encrypted = encrypt(pad(frame(message, corp)))
        ends_well(sign(encrypted), envelope(encrypted))

    @given(st.lists(st.tuples(st.sampled_from(ELEMENTS), VALUES), max_size=12), st.booleans())
    def test_any_elements_in_a_good_message(self, elements: list[tuple[str, str]], closed: bool) -> None:
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in elements)
        xml = f"<xml><AgentID>1000002</AgentID>{inner}" + ("</xml>" if closed else "")
        encrypted = encrypt(pad(frame(xml.encode(errors="replace"))))
        ends_well(sign(encrypted), envelope(encrypted))

    @given(st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), st.text()))
    def test_any_check_of_the_address(self, args: dict[str, str]) -> None:
        with pytest.raises(BadCallback):
            CALLBACK.verify(args)
