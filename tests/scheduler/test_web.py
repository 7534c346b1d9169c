"""The web server bears callers who begin and say no more."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask, request
from waitress import wasyncore

from scheduler import web


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Serve a page on loopback for a while; a caller may be silent for a second."""
    monkeypatch.setattr(web, "SILENT_SECONDS", 1)
    monkeypatch.setattr(web, "CLEANED_EVERY_SECONDS", 0)
    app = Flask("door")
    app.add_url_rule("/healthz", "healthz", lambda: f"ok{request.headers.get('X-Forwarded-For', '')}")
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = web.web_server(app, door)
        stopping = threading.Event()

        def run() -> None:
            while not stopping.is_set():
                wasyncore.loop(timeout=0.05, map=server._map, count=1, use_poll=True)

        thread = threading.Thread(target=run)
        thread.start()
        yield door.getsockname()
        stopping.set()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)


def asks(address: tuple[str, int], **headers: str) -> str:
    connection = http.client.HTTPConnection(*address, timeout=5)
    connection.request("GET", "/healthz", headers=headers)
    said = connection.getresponse().read().decode()
    connection.close()
    return said


def test_requests_half_sent_keep_nobody_else_waiting_and_are_given_up(address: tuple[str, int]) -> None:
    begun = [socket.create_connection(address, 5) for _ in range(130)]
    for one in begun:
        one.sendall(b"POST /wecom/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nha")
    assert asks(address) == "ok"
    assert begun[0].recv(1000) == b""
    for one in begun:
        one.close()


def test_a_page_can_tell_that_a_caller_came_through_a_proxy(address: tuple[str, int]) -> None:
    assert asks(address, **{"X-Forwarded-For": "10.1.2.3"}) == "ok10.1.2.3"
