"""A platform small enough to be told, call by call, how to misbehave; it remembers every request it got."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Got:
    """A request as it arrived."""

    method: str
    endpoint: str
    params: dict[str, str]
    body: bytes
    headers: dict[str, str]

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Reply:
    """What to answer, and how: after `delay` seconds, or with the connection cut after so many bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    cut_after: int | None = None


def says(errcode: int, errmsg: str = "no") -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": errmsg}


class TinyWeCom:
    """Answers each endpoint from a list; the last entry stays. Without a list everything succeeds."""

    def __init__(self, address: str) -> None:
        self.base = f"{address}/cgi-bin/"
        self.got: list[Got] = []
        self.answers: dict[str, list[dict[str, Any] | Reply]] = {}
        self.token_seconds = 7200
        self._lock = threading.Lock()

    def calls(self, endpoint: str) -> list[Got]:
        return [one for one in self.got if one.endpoint == endpoint]

    def answer(self, request: Got) -> Reply:
        with self._lock:
            self.got.append(request)
            planned = self.answers.get(request.endpoint)
            found = (planned.pop(0) if len(planned) > 1 else planned[0]) if planned else self._success(request)
        return found if isinstance(found, Reply) else Reply(json.dumps(found, ensure_ascii=False).encode())

    def _success(self, request: Got) -> dict[str, Any]:
        if request.endpoint == "gettoken":
            token = f"granted-{len(self.calls('gettoken'))}"
            return {**OK, "access_token": token, "expires_in": self.token_seconds}
        return {**OK, "msgid": f"m{len(self.got)}", "media_id": "media-1"}


Kind = TypeVar("Kind", bound=TinyWeCom)


class TinyAccount(TinyWeCom):
    """The developers' interface of a public account, as far as drafts go; what went well carries no return code."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.drafts: list[dict[str, Any]] = []

    def _success(self, request: Got) -> dict[str, Any]:
        if request.endpoint == "stable_token":
            return {"access_token": f"granted-{len(self.calls('stable_token'))}", "expires_in": self.token_seconds}
        if request.endpoint == "draft/add":
            self.drafts += request.json()["articles"]
            return {"media_id": f"draft-{len(self.drafts)}", "item": []}
        if request.endpoint == "draft/batchget":
            newest = [
                {"media_id": f"draft-{n}", "content": {"news_item": [one]}} for n, one in enumerate(self.drafts, 1)
            ]
            return {"total_count": len(newest), "item_count": len(newest), "item": newest[::-1]}
        return {"media_id": "cover-1", "url": "http://mmbiz.example/board.png?a=1&b=2"}


@contextmanager
def tiny_wecom(encrypted: ssl.SSLContext | None = None) -> Iterator[TinyWeCom]:
    """Run a WeCom on loopback for a while, over TLS where it is given a certificate."""
    with _served(TinyWeCom, encrypted) as platform:
        yield platform


@contextmanager
def tiny_account() -> Iterator[TinyAccount]:
    """Run the interface of a public account on loopback for a while."""
    with _served(TinyAccount) as platform:
        yield platform


@contextmanager
def _served(kind: Callable[[str], Kind], encrypted: ssl.SSLContext | None = None) -> Iterator[Kind]:
    server = _Server(("127.0.0.1", 0), _Handler)
    if encrypted:
        server.socket = encrypted.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.platform = platform = kind(f"http{'s' if encrypted else ''}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of a caller who hangs up, as one does who does not trust the certificate."""

    request_queue_size = 128
    platform: TinyWeCom


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Otherwise every answer, written in two parts, takes 40 ms.
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body: bytes) -> None:
        address = urlsplit(self.path)
        params = {name: values[0] for name, values in parse_qs(address.query).items()}
        endpoint = address.path.removeprefix("/cgi-bin/")
        reply = self.server.platform.answer(Got(self.command, endpoint, params, body, dict(self.headers)))
        time.sleep(reply.delay)
        try:
            self._write(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # A client that ran out of patience is what some tests are about.

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=UTF-8", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut_after])
        self.close_connection = self.close_connection or reply.cut_after is not None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""
