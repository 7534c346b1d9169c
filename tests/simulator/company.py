"""A small company in the simulator, an app on loopback that receives its callbacks, and cards of all kinds."""

import base64
import json
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as Tree

from flask import Flask, Response, request
from werkzeug.serving import make_server

from simulator.state.crypto import CallbackCrypto

SECRET = "secret-a"
CORP_ID = "ww1a2b3c4d5e6f7a8b"
AGENT = 1000002
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "SimToken2024"
MONDAY = "2026-11-02T08:35:00+08:00"

COMPANY: dict[str, Any] = {
    "corp_id": CORP_ID,
    "agents": [
        {"agentid": AGENT, "secret": "secret-a", "name": "小助手", "token": TOKEN, "aes_key": AES_KEY},
        {"agentid": 1000003, "secret": "secret-b", "name": "别的应用"},
    ],
    "departments": [{"id": 1, "name": "镇"}, {"id": 2, "name": "村", "parentid": 1}],
    "members": [
        {"userid": "Alice", "name": "艾丽", "departments": [1], "position": "书记", "mobile": "100", "chips": ["帮助"]},
        {"userid": "bob", "name": "鲍勃", "departments": [2]},
        {"userid": "carol", "name": "卡萝", "departments": [2], "client": "plugin"},
        {"userid": "dave", "name": "戴夫", "licensed": False},
        {"userid": "eve", "name": "伊娃", "in_range": False},
    ],
    "webhooks": [{"key": "robot-key", "name": "工作群"}],
    "oauth_domains": ["127.0.0.1:8080"],
    "jumps": [{"label": "到下个工作日", "instants": ["2026-11-03T08:30:00+08:00", "2026-11-04T08:30:00+08:00"]}],
    "steps": [
        {"at": "2026-11-02T09:00:00+08:00", "title": "推送提醒单", "hint": "看左边的手机"},
        {
            "at": None,
            "title": "书记回答",
            "says": [{"userid": "Alice", "text": "好"}],
            "phones": [{"kind": "member", "id": "Alice"}, {"kind": "webhook"}],
        },
    ],
    "phones": [{"kind": "member", "id": "Alice"}, {"kind": "chat"}, {"kind": "member", "id": "carol"}],
    "foreign_secrets": ["secret-elsewhere"],
    "note": "演示数据，单位和人名均为虚构",
}


@dataclass
class Company:
    """Speaks to the simulator as an app (`call`) and as its operator (`ask`)."""

    app: Flask
    token: str = ""

    def call(self, api: str, body: Any = None, *, method: str = "", token: str | None = None, **args: Any) -> Any:
        """Call the API without a Content-Type, as wechatpy does."""
        shown = self.token if token is None else token
        query = {**({"access_token": shown} if shown else {}), **args}
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        wanted = method or ("POST" if body is not None else "GET")
        return self.app.test_client().open(f"/cgi-bin/{api}", method=wanted, query_string=query, data=data).get_json()

    def sign_on(self, secret: str = SECRET) -> str:
        self.token = self.call("gettoken", token="", corpid=CORP_ID, corpsecret=secret)["access_token"]
        return self.token

    def send(self, msgtype: str = "text", content: Any = None, touser: str = "alice", **more: Any) -> Any:
        body = {"content": "你好"} if content is None else content
        return self.call(
            "message/send", {"touser": touser, "msgtype": msgtype, "agentid": AGENT, msgtype: body, **more}
        )

    def card(self, card: dict[str, Any], touser: str = "alice") -> Any:
        return self.send("template_card", card, touser)

    def ask(self, path: str, body: Any = None, *, method: str = "", status: int = 200) -> Any:
        """Use the control API and expect this status."""
        wanted = method or ("POST" if body is not None else "GET")
        answer = self.app.test_client().open(f"/sim/{path}", method=wanted, json=body)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    def messages(self, userid: str = "alice") -> list[dict[str, Any]]:
        found = self.ask(f"members/{userid}/messages")["messages"]
        assert isinstance(found, list)
        return found

    def at(self, moment: str) -> None:
        self.ask("clock", {"now": moment})

    def upload(
        self, kind: str, filename: str, content: bytes, api: str = "media/upload", field: str = "media", **args: Any
    ) -> Any:
        query = {"access_token": self.token, "type": kind, **args}
        head = f'Content-Disposition: form-data; name="{field}"; filename="{filename}"'
        data = b"\r\n".join([b"--part", head.encode(), b"", content, b"--part--", b""])
        kind_of_body = "multipart/form-data; boundary=part"
        client = self.app.test_client()
        return client.post(f"/cgi-bin/{api}", query_string=query, data=data, content_type=kind_of_body).get_json()


@dataclass
class Receiver:
    """The app under test: keeps every callback, answers what `answer` says."""

    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Any] = lambda _message: ""
    crypto: CallbackCrypto = field(default_factory=lambda: CallbackCrypto(TOKEN, AES_KEY, CORP_ID))

    def take(self) -> Response:
        query = request.args
        if request.method == "GET":
            self.crypto.check(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
            return Response(self.answer({"echo": self.crypto.decrypt(query["echostr"])}))
        encrypted = parsed(request.get_data()).findtext("Encrypt") or ""
        self.crypto.check(query["msg_signature"], query["timestamp"], query["nonce"], encrypted)
        message = {child.tag: child.text or "" for child in parsed(self.crypto.decrypt(encrypted))}
        self.received.append({**message, "xml": self.crypto.decrypt(encrypted)})
        self.bodies.append(request.get_data())
        self.queries.append(query.to_dict())
        answer = self.answer(message)
        return answer if isinstance(answer, Response) else Response(answer)

    def first(self) -> dict[str, Any]:
        """Return the first callback, waiting for it: a page shows a message before the app has it."""
        end = time.monotonic() + 10
        while not self.received and time.monotonic() < end:
            time.sleep(0.02)
        return self.received[0]

    def passive(self, inner: str) -> str:
        """Return a sealed passive reply."""
        encrypted = self.crypto.encrypt(inner)
        signature = self.crypto.sign("1700000002", "42", encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            "<TimeStamp>1700000002</TimeStamp><Nonce><![CDATA[42]]></Nonce></xml>"
        )


def parsed(document: str | bytes) -> Tree.Element:
    """Read XML the simulator has made."""
    return Tree.fromstring(document)  # noqa: S314  our own XML


class serving:  # noqa: N801  reads as a verb
    """Serve an application on a free port of loopback while the block runs."""

    def __init__(self, app: Flask) -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


def png(width: int = 2, height: int = 2) -> bytes:
    """A small red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xb5\x12\x1b" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


Card = dict[str, Any]

LINK: Card = {"type": 1, "url": "http://127.0.0.1:8080/t"}
NOTICE: Card = {"card_type": "text_notice", "main_title": {"title": "通知"}, "card_action": LINK}
MENU_NOTICE: Card = {
    **NOTICE,
    "task_id": "note-1",
    "action_menu": {"desc": "更多", "action_list": [{"text": "今天不提醒", "key": "mute"}]},
}
NEWS_CARD: Card = {
    "card_type": "news_notice",
    "main_title": {"title": "周报"},
    "card_image": {"url": "http://127.0.0.1:8080/w.png", "aspect_ratio": 2},
    "card_action": LINK,
}
BUTTONS: Card = {
    "card_type": "button_interaction",
    "task_id": "req-1",
    "main_title": {"title": "请假", "desc": "两天"},
    "button_selection": {
        "question_key": "why",
        "title": "理由",
        "option_list": [{"id": "ok", "text": "可以"}, {"id": "busy", "text": "太忙"}],
    },
    "button_list": [{"text": "批准", "style": 1, "key": "approve"}, {"text": "退回", "style": 2, "key": "reject"}],
}
VOTE: Card = {
    "card_type": "vote_interaction",
    "task_id": "vote-1",
    "main_title": {"title": "午饭"},
    "checkbox": {
        "question_key": "q1",
        "mode": 1,
        "option_list": [{"id": "o1", "text": "面"}, {"id": "o2", "text": "饭"}, {"id": "o3", "text": "粥"}],
    },
    "submit_button": {"text": "提交", "key": "vote"},
}
MULTIPLE: Card = {
    "card_type": "multiple_interaction",
    "task_id": "multi-1",
    "main_title": {"title": "排班"},
    "select_list": [
        {
            "question_key": "day",
            "title": "哪天",
            "option_list": [{"id": "mon", "text": "一"}, {"id": "tue", "text": "二"}],
        },
        {
            "question_key": "who",
            "title": "谁",
            "selected_id": "b",
            "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
        },
    ],
    "submit_button": {"text": "保存", "key": "save"},
}
