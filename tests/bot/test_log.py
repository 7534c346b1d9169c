"""The log: a line of JSON for each event, ours and the libraries', and no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from bot.db import Database
from bot.log import configure_log
from bot.masking import masked
from bot.settings import Settings, read_settings
from models.inbox import InboxMessage

SETTINGS = read_settings(
    {
        "DATABASE_URL": "postgresql+psycopg://honghui:Pa55word@db.example/honghui",
        "WECOM_SECRET": "corp-secret-1",
        "WECOM_TOKEN": "callback-token-1",
    }
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a process writes that keeps a log; afterwards nobody does."""
    root = logging.getLogger()
    before, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    stream = io.StringIO()
    configure_log(SETTINGS, stream)
    yield stream
    root.handlers[:], logging.raiseExceptions = before, raises
    root.setLevel(level)
    structlog.reset_defaults()


SPELLINGS: list[Callable[[str], str]] = [str, quote_plus, lambda one: json.dumps(one)[1:-1]]
SPELLINGS += [lambda one: json.dumps(json.dumps(one)[1:-1], ensure_ascii=False)[1:-1], lambda one: repr(one)[1:-1]]


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fails(words: str, reason: str) -> None:
    def handle(_text: str) -> None:
        raise RuntimeError(reason)

    try:
        handle(words)
    except RuntimeError:
        structlog.get_logger().exception("callback_failed")


def test_an_event_is_one_line_of_json(written: io.StringIO) -> None:
    structlog.get_logger().info("callback_replayed", key="7", text="你好")
    [line] = lines(written)
    assert {**line, "timestamp": ""} == {
        "event": "callback_replayed",
        "key": "7",
        "text": "你好",
        "level": "info",
        "timestamp": "",
    }
    assert "你好" in written.getvalue()


def test_what_libraries_say_is_json_too_and_their_small_talk_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("apscheduler").info("Running job")
    logging.getLogger("waitress").warning("Task queue depth is %d", 3)
    assert [(line["event"], line["level"]) for line in lines(written)] == [("Task queue depth is 3", "warning")]


def test_an_exception_is_told_on_the_same_line_without_the_values_of_variables(written: io.StringIO) -> None:
    words = "不得外传"
    fails(words, "refused by corp-secret-1")
    [line] = lines(written)
    assert line["exception"].endswith("RuntimeError: refused by ***")
    assert words not in written.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("token callback-token-1 is wrong", "token *** is wrong"),
        (
            "GET /cgi-bin/message/send?access_token=abc-DEF_1&debug=1",
            "GET /cgi-bin/message/send?access_token=***&debug=1",
        ),
        ("https://host/webhook/send?key=693a91f6-7xxx refused", "https://host/webhook/send?key=*** refused"),
        ("gettoken?corpid=ww1&corpsecret=x", "gettoken?corpid=ww1&corpsecret=***"),
        ("connect postgresql://honghui:other@db/h", "connect postgresql://honghui:***@db/h"),
        ("key=7000000000000000001", "key=7000000000000000001"),
    ],
)
def test_secrets_are_blotted_out(said: str, kept: str) -> None:
    assert masked(said, SETTINGS) == kept


@pytest.mark.parametrize("secret", ['pa"ss\\word', "密码-9876", "a/b+c=d"])
@pytest.mark.parametrize("spell", SPELLINGS)
def test_a_secret_is_blotted_out_however_often_it_is_quoted(secret: str, spell: Callable[[str], str]) -> None:
    settings = read_settings({"WECOM_SECRET": secret, "DATABASE_URL": f"postgresql://honghui:{quote(secret)}@db/h"})
    assert masked(f"before {spell(secret)} behind", settings) == "before *** behind"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('{"access_token": "abc-DEF_1", "expires_in": 7200}', '{"access_token": "***", "expires_in": 7200}'),
        (r'{"error": "{\"corpsecret\": \"abc\"}"}', r'{"error": "{\"corpsecret\": \"***\"}"}'),
        ('{"Authorization": "Bearer abc.def", "a": 1}', '{"Authorization": "***", "a": 1}'),
        ("Cookie: honghui=eyJ1.abc; text_size=huge", "Cookie: ***"),
    ],
)
def test_tokens_in_bodies_and_headers_are_blotted_out(said: str, kept: str) -> None:
    assert masked(said, SETTINGS) == kept


def test_what_a_statement_was_to_store_stands_in_no_log(written: io.StringIO, db: Database) -> None:
    words = "不得外传"
    try:
        with db.begin() as session:
            session.add_all(InboxMessage(key="1", userid="a", kind="text", text=words, state="handled") for _ in "ab")
    except DBAPIError:
        structlog.get_logger().exception("callback_failed")
    assert "callback_failed" in written.getvalue()
    assert words not in written.getvalue()


def test_without_secrets_nothing_is_blotted_out() -> None:
    assert masked("plain", Settings()) == "plain"


def test_a_log_that_cannot_be_written_stops_nobody(written: io.StringIO) -> None:
    written.close()
    structlog.get_logger().error("callback_failed")
    logging.getLogger("waitress").error("refused")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_reads_plain_lines(written: io.StringIO) -> None:
    terminal = Terminal()
    configure_log(SETTINGS, terminal)
    fails("", "callback-token-1")
    assert "callback_failed" in terminal.getvalue()
    assert "RuntimeError: ***" in terminal.getvalue()


def test_the_word_for_the_proxy_of_the_environment_is_no_secret() -> None:
    settings = read_settings({"WECOM_PROXY": "environment", "HTTPS_PROXY": "http://user:Pa55word@10.1.2.3:3128"})
    assert masked("the environment says Pa55word", settings) == "the environment says ***"
