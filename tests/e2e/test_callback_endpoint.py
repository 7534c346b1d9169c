"""The callback address from HTTP to commit: WeCom is answered, strangers learn nothing and change nothing."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from waitress import wasyncore
from waitress.server import create_server

from app import create_app
from bot.router import Turn
from tests.e2e.callers import ADDRESS, AES_KEY, CORP, TOKEN, Caller, message, sealed

MIB = 1024 * 1024
WU = "wusiyuan"
QIAN = "qianxiaoyu"


def nothing_changed(caller: Caller) -> bool:
    return not caller.inbox() and not caller.answers() and not caller.waiting()


class TestCheckOfTheAddress:
    def test_the_console_gets_the_plain_echo_and_nothing_else(self, caller: Caller) -> None:
        args, envelope = sealed("8273645510293847")
        echo = envelope.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        said = caller.client.get(ADDRESS, query_string={**args, "echostr": echo})
        assert (said.status_code, said.data) == (200, b"8273645510293847")
        assert said.mimetype == "text/plain"

    def test_a_wrong_echo_is_refused_without_a_word(self, caller: Caller) -> None:
        args, _ = sealed("1")
        said = caller.client.get(ADDRESS, query_string={**args, "echostr": "AAAA"})
        assert (said.status_code, said.data) == (403, b"")

    def test_a_check_before_the_values_are_set_is_refused_without_a_word(self, db_url: str) -> None:
        said = create_app({"DATABASE_URL": db_url}).test_client().get(ADDRESS, query_string={"echostr": "x"})
        assert 400 <= said.status_code < 500
        assert said.data == b""


def test_a_message_is_answered_empty_and_stands_in_the_inbox_with_its_answer(caller: Caller) -> None:
    said = caller.hears(WU, "帮助", 1)
    assert (said.status_code, said.data) == (200, b"")
    assert [(row.key, row.state, row.text) for row in caller.inbox()] == [("1", "handled", "帮助")]
    assert [answer.addressee for answer in caller.answers()] == [WU]


def test_a_repeated_message_is_answered_and_changes_nothing(caller: Caller) -> None:
    for _ in range(3):
        assert caller.hears(WU, "帮助", 1).status_code == 200
    assert len(caller.inbox()) == len(caller.answers()) == 1


def test_a_repeated_message_of_a_stranger_is_answered_once(caller: Caller) -> None:
    together = [threading.Thread(target=caller.says, args=("nobody", "你好", 5)) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    caller.work_off()
    assert len(caller.inbox()) == len(caller.answers()) == 1


BOMB = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


def garbage() -> dict[str, tuple[Mapping[str, str], bytes]]:
    args, body = sealed(message(WU, "帮助", 1))
    old, old_body = sealed(message(WU, "帮助", 1), signed_at=time.time() - 4000)
    return {
        "wrong signature": ({**args, "msg_signature": "0" * 40}, body),
        "signature that is no text": ({**args, "msg_signature": "签名"}, body),
        "other token": sealed(message(WU, "帮助", 1), token="AnotherToken"),
        "other key": sealed(message(WU, "帮助", 1), aes_key=AES_KEY[::-1][:42] + "A"),
        "other corporation": sealed(message(WU, "帮助", 1), corp="wwother"),
        "other app": sealed(message(WU, "帮助", 1, AgentID=7)),
        "signed too long ago": (old, old_body),
        "truncated base64": (args, body.replace(b"==]]>", b"]]>").replace(b"]]></Encrypt>", b"x]]></Encrypt>")),
        "cut off body": (args, body[:60]),
        "no arguments": ({}, body),
        "no timestamp": ({name: args[name] for name in ("msg_signature", "nonce")}, body),
        "no body": (args, b""),
        "bytes": (args, bytes(range(256))),
        "entity bomb outside": (args, BOMB.encode()),
        "entity bomb inside": sealed(BOMB),
        "no message inside": sealed("hello"),
        "message without sender": sealed(f"<xml><MsgType>text</MsgType><AgentID>{1000002}</AgentID></xml>"),
        "deep nesting": sealed("<xml>" + "<a>" * 20000 + "</a>" * 20000 + "</xml>"),
        "body over 1 MiB": (args, body + b" " * MIB),
    }


# What is refused never gets as far as the database, so one kind of database will do.
on_sqlite = pytest.mark.parametrize("town", ["sqlite"], indirect=True)


@on_sqlite
@pytest.mark.parametrize("kind", sorted(garbage()))
def test_garbage_is_refused_without_a_word_and_changes_nothing(caller: Caller, kind: str) -> None:
    said = caller.posts(*garbage()[kind])
    assert 400 <= said.status_code < 500
    assert said.data == b""
    assert nothing_changed(caller)


@on_sqlite
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(caller: Caller, method: str) -> None:
    assert caller.client.open(ADDRESS, method=method).status_code == 405


@on_sqlite
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    args=st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr", "x"]), st.text()),
    body=st.binary() | st.text().map(str.encode) | st.text().map(lambda inner: f"<xml>{inner}</xml>".encode()),
)
def test_whatever_a_stranger_sends_is_refused(caller: Caller, args: dict[str, str], body: bytes) -> None:
    for said in (caller.posts(args, body), caller.client.get(ADDRESS, query_string=args)):
        assert 400 <= said.status_code < 500
        assert said.data == b""
    assert nothing_changed(caller)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    fields=st.dictionaries(
        st.sampled_from(["FromUserName", "MsgType", "Event", "EventKey", "CreateTime", "MsgId", "Content", "TaskId"]),
        st.text(max_size=80).filter(lambda value: "\r" not in value),
    )
)
def test_whatever_is_signed_by_us_is_answered_without_a_5xx(caller: Caller, fields: dict[str, str]) -> None:
    said = caller.posts(*sealed(message(WU, "x", 1, **fields)))
    assert said.status_code in (200, 400, 403)
    assert said.data == b""


class TestBrokenHandlers:
    def test_what_the_handler_did_is_undone_and_the_member_gets_an_apology(
        self, caller: Caller, handled_by: Any
    ) -> None:
        def broken(turn: Turn) -> bool:
            turn.say_text("half an answer")
            raise RuntimeError(f"boom {TOKEN} https://host/x?access_token=abc123")

        handled_by(broken)
        assert caller.hears(WU, "帮助", 1).status_code == 200
        [row] = caller.inbox()
        assert (row.state, row.text, row.error) == (
            "failed",
            "帮助",
            "RuntimeError: boom *** https://host/x?access_token=***",
        )
        [answer] = caller.answers()
        assert (answer.addressee, "抱歉" in answer.body) == (WU, True)

    def test_a_unique_key_broken_by_the_handler_is_a_failure_and_no_repeat(
        self, caller: Caller, handled_by: Any
    ) -> None:
        def broken(turn: Turn) -> bool:
            raise IntegrityError("INSERT INTO tasks …", {"secret": 1}, Exception("unique"))

        handled_by(broken)
        assert caller.hears(WU, "帮助", 1).status_code == 200
        [row] = caller.inbox()
        assert (row.state, row.error) == ("failed", "IntegrityError: unique")

    def test_a_failed_message_that_is_repeated_is_not_tried_again(self, caller: Caller, handled_by: Any) -> None:
        tries = []

        def broken(turn: Turn) -> bool:
            tries.append(turn.incoming.key)
            raise RuntimeError

        handled_by(broken)
        for _ in range(2):
            assert caller.hears(WU, "帮助", 1).status_code == 200
        assert tries == ["1"]

    def test_a_log_that_cannot_be_written_does_not_show(self, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_args: object, **_facts: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr("handlers.callback.log.warning", full)
        said = caller.posts({}, b"")
        assert (said.status_code, said.data) == (400, b"")

    def test_when_it_can_be_kept_nowhere_wecom_is_asked_to_send_it_again(
        self, caller: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_args: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr("bot.arrivals.Arrivals.add", full)
        said = caller.says(WU, "帮助", 1)
        assert (said.status_code, said.data) == (429, b"")
        assert nothing_changed(caller)


@contextmanager
def served(caller: Caller) -> Iterator[tuple[str, int]]:
    server = create_server(caller.app, host="127.0.0.1", port=0, threads=4, ident=None)
    stopping = threading.Event()

    def run() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    thread = threading.Thread(target=run)
    thread.start()
    yield "127.0.0.1", server.effective_port
    stopping.set()
    thread.join()


@on_sqlite
class TestOverARealSocket:
    def test_a_message_in_chunks_is_taken_and_the_answer_names_no_server(self, caller: Caller) -> None:
        args, body = sealed(message(WU, "帮助", 1))
        with served(caller) as (host, port):
            connection = http.client.HTTPConnection(host, port, timeout=10)
            query = "&".join(f"{name}={value}" for name, value in args.items())
            pieces = (body[start : start + 50] for start in range(0, len(body), 50))
            connection.request("POST", f"{ADDRESS}?{query}", body=pieces, encode_chunked=True)
            said = connection.getresponse()
            assert (said.status, said.read()) == (200, b"")
            assert said.getheader("Server") is None
            connection.close()
        assert caller.waiting() == ["1"]

    @pytest.mark.parametrize("chunked", [True, False])
    def test_a_body_over_1_mib_is_refused(self, caller: Caller, chunked: bool) -> None:
        with served(caller) as (host, port):
            connection = http.client.HTTPConnection(host, port, timeout=10)
            body: Any = (b"x" * 65536 for _ in range(20)) if chunked else b"x" * (MIB + 1)
            connection.request("POST", ADDRESS, body=body, encode_chunked=chunked)
            said = connection.getresponse()
            assert (said.status, said.read()) == (400, b"")
            connection.close()
        assert nothing_changed(caller)

    def test_a_body_of_unknown_length_is_refused(self, caller: Caller) -> None:
        with served(caller) as place, socket.create_connection(place, timeout=10) as connection:
            connection.sendall(f"POST {ADDRESS} HTTP/1.1\r\nHost: {CORP}\r\nConnection: close\r\n\r\n<xml>".encode())
            said = b""
            while piece := connection.recv(4096):
                said += piece
        assert said.startswith(b"HTTP/1.1 400 ")
        assert b"Traceback" not in said
        assert nothing_changed(caller)
