"""The callback address: whatever a stranger sends is turned away."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callback import BadCallback, Callback, Incoming, read_limited
from tests.bot.callback_frames import (
    CALLBACK,
    CORP,
    ECHO_ARGS,
    NOW,
    callback_for,
    encrypt,
    envelope,
    frame,
    pad,
    receive,
    sealed,
    sign,
    xml_of,
)

MIB = 1024 * 1024


def refusal(args: Mapping[str, str], body: bytes, callback: Callback = CALLBACK, now: datetime = NOW) -> BadCallback:
    with pytest.raises(BadCallback) as caught:
        callback.read(args, body, now)
    return caught.value


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
