"""WeCom as a caller of our callback address: real encryption, and a database that can be frozen under it."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from wechatpy.enterprise.crypto import WeChatCrypto
from werkzeug.test import TestResponse

from app import create_app
from bot.db import Database
from bot.router import Route, Turn
from bot.schema import newest_revision
from models.inbox import InboxMessage
from models.outbox import OutboxMessage

TOKEN = "SimToken2024"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "ww1a2b3c4d5e6f7a8b"
AGENT = 1000002
ADDRESS = "/wecom/callback"


def environ(database_url: str) -> dict[str, str]:
    """What the bot's process sees."""
    return {
        "DATABASE_URL": database_url,
        "WECOM_CORP_ID": CORP,
        "WECOM_AGENT_ID": str(AGENT),
        "WECOM_SECRET": "sim-secret-0123456789",
        "WECOM_TOKEN": TOKEN,
        "WECOM_AES_KEY": AES_KEY,
        "WECOM_API_BASE": "http://127.0.0.1:9/cgi-bin/",
    }


def message(who: str, words: str, number: int, **others: object) -> str:
    """Write a text message as WeCom does before it encrypts it."""
    fields: dict[str, object] = {
        "ToUserName": CORP,
        "FromUserName": who,
        "CreateTime": int(time.time()),
        "MsgType": "text",
        "Content": words,
        "MsgId": number,
        "AgentID": AGENT,
        **others,
    }
    return "<xml>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items()) + "</xml>"


def sealed(
    xml: str, *, token: str = TOKEN, corp: str = CORP, aes_key: str = AES_KEY, signed_at: float | None = None
) -> tuple[dict[str, str], bytes]:
    """Encrypt and sign: the arguments of the address and the body."""
    crypto = WeChatCrypto(token, aes_key, corp)
    envelope = crypto.encrypt_message(xml, "nonce", str(int(signed_at or time.time())))
    parts = {name: envelope.split(f"<{name}>")[1].split(f"</{name}>")[0] for name in ("MsgSignature", "TimeStamp")}
    args = {
        "msg_signature": parts["MsgSignature"].removeprefix("<![CDATA[").removesuffix("]]>"),
        "timestamp": parts["TimeStamp"].removeprefix("<![CDATA[").removesuffix("]]>"),
        "nonce": "nonce",
    }
    return args, envelope.encode()


@dataclass
class Caller:
    """WeCom calling one application."""

    app: Flask
    db: Database

    @property
    def client(self) -> FlaskClient:
        """A connection of its own; threads must not share one."""
        return self.app.test_client()

    def posts(self, args: Mapping[str, str], body: bytes) -> TestResponse:
        """Call the address."""
        return self.client.post(ADDRESS, query_string=dict(args), data=body)

    def says(self, who: str, words: str, number: int) -> TestResponse:
        """Deliver a member's text message."""
        return self.posts(*sealed(message(who, words, number)))

    def work_off(self) -> None:
        """Answer what has arrived."""
        self.app.extensions["honghui"].working_off.drain()

    def hears(self, who: str, words: str, number: int) -> TestResponse:
        """Deliver a member's text message and let it be answered."""
        said = self.says(who, words, number)
        self.work_off()
        return said

    def inbox(self) -> list[InboxMessage]:
        """What has been taken in, by key."""
        with self.db.read() as session:
            return list(session.scalars(select(InboxMessage).order_by(InboxMessage.key)))

    def answers(self) -> list[OutboxMessage]:
        """What is to be said, in order."""
        with self.db.read() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def waiting(self) -> list[str]:
        """The keys of what has arrived and is not worked off, in the table or in the file."""
        honghui = self.app.extensions["honghui"]
        places = {honghui.arrivals_file, honghui.arrivals}
        return [one.key for place in places for one in place.oldest(1000)]


@contextmanager
def calling(db: Database) -> Iterator[Caller]:
    """Stand WeCom before a bot on a database that has all tables; nothing of the bot is left running afterwards."""
    with db.begin() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})
    bot = create_app(environ(db.url.render_as_string(hide_password=False)))
    honghui = bot.extensions["honghui"]
    honghui.intake.start()
    assert eventually(lambda: not honghui.has_table or honghui.intake._file_is_empty.is_set())
    yield Caller(bot, db)
    honghui.intake.stop()
    honghui.working_off.stop()
    honghui.working_off.join()
    honghui.let_go()


def eventually(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait until something is so."""
    give_up = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < give_up:
        time.sleep(0.02)
    return found


def remembers(heard: list[tuple[str, str]]) -> Route:
    """A route that notes who said what, and answers."""

    def route(turn: Turn) -> bool:
        heard.append((turn.incoming.who, turn.incoming.text))
        turn.say_text(f"heard {turn.incoming.text}")
        return True

    return route


@contextmanager
def frozen(db: Database) -> Iterator[None]:
    """Freeze a database: it takes connections and questions, and answers nothing."""
    if db.is_sqlite:
        with Path(f"{db.url.database}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    pids = _processes(db)
    try:
        _signal(pids, signal.SIGSTOP)
        yield
    finally:
        _signal(pids, signal.SIGCONT)


def _signal(pids: Sequence[int], what: signal.Signals) -> None:
    """Signal to processes, some of which may just have ended."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def _processes(db: Database) -> list[int]:
    """The server's process that takes connections, and those that serve this database."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with db.read() as session:
        first: Any = session.scalar(text("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"))
        pids = [int(first), *session.scalars(text(others))]
    db.engine.dispose()
    return pids
