"""Open pages of the simulator and what they are shown: `python -m tests.bench.simulator_load PORT PAGES MESSAGES RATE`.

Opens event streams that show every member, sends the messages over one connection (RATE 0: each when the last one is
answered) and prints what arrived. A delay counts from when its message was *due*.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any

CORP_ID, SECRET, AGENT_ID = "ww0bench0bench0ben", "bench-secret", 1000002
# Under the platform's limit of 30 messages a minute for each: 25 of every thousand, then the clock goes on.
MEMBERS = [f"reader{number}" for number in range(40)]
BEFORE_THE_CLOCK_GOES_ON = 1000
LONGEST_WAIT_SECONDS = 20.0
_NUMBER = re.compile(rb"^data: .*?No\. (\d+)\.", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """What one run gave: seconds until the last message was taken, and of the pages the one that fared worst.

    `in_order` is the messages a page showed before one was missing, double or early; delays are in milliseconds.
    """

    seconds: float
    slowest_answer: float
    in_order: int
    slowest_page: float


@dataclass
class Page:
    """One open event stream: the numbers of the messages it brought, and when."""

    wire: socket.socket
    unread: bytes = b""
    numbers: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    @classmethod
    def open(cls, port: int) -> Page:
        boxes = "".join(f"&box=member:{userid}" for userid in MEMBERS)
        page = cls(socket.create_connection(("127.0.0.1", port), timeout=5))
        page.wire.sendall(f"GET /sim/stream?{boxes} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        if not page.wire.recv(65536).startswith(b"HTTP/1.1 200"):
            raise SystemExit("A page was not let in")
        return page

    def read(self) -> None:
        content = self.wire.recv(1 << 20)
        if not content:
            raise SystemExit("A page was closed")
        lines, _, self.unread = (self.unread + content).rpartition(b"\n")
        found = [int(number) for number in _NUMBER.findall(lines)]
        self.numbers += found
        self.moments += [time.perf_counter()] * len(found)


def main(port: str, pages: str, messages: str, rate: str) -> None:
    print(json.dumps(asdict(_shown(int(port), int(pages), int(messages), float(rate)))))


def _shown(port: int, pages: int, messages: int, rate: float) -> Shown:
    opened = [Page.open(port) for _ in range(pages)]
    reader = threading.Thread(target=_read, args=(opened, messages))
    reader.start()
    began = time.perf_counter()
    due, answers = _send(port, messages, rate)
    took = time.perf_counter() - began
    reader.join()
    return Shown(
        took,
        max(answers) * 1000,
        min((_in_order(page.numbers) for page in opened), default=messages),
        max((late for page in opened for late in _delays(page, due)), default=0.0) * 1000,
    )


def _send(port: int, messages: int, rate: float) -> tuple[list[float], list[float]]:
    """Send the messages in turn to all members; returns when each was due, and how long its answer took."""
    caller = HTTPConnection("127.0.0.1", port, timeout=30)
    token = _ask(caller, "GET", f"/cgi-bin/gettoken?corpid={CORP_ID}&corpsecret={SECRET}")
    began, due, answers = time.perf_counter(), list[float](), list[float]()
    for number in range(messages):
        if number % BEFORE_THE_CLOCK_GOES_ON == 0:
            _let_a_minute_pass(caller)
        due.append(began + number / rate if rate else time.perf_counter())
        time.sleep(max(0.0, due[-1] - time.perf_counter()))
        body = {
            "touser": MEMBERS[number % len(MEMBERS)],
            "msgtype": "text",
            "agentid": AGENT_ID,
            "text": {"content": f"No. {number}. {'提醒' * 60}"},
        }
        if _ask(caller, "POST", f"/cgi-bin/message/send?access_token={token['access_token']}", body)["errcode"]:
            raise SystemExit(f"Message {number} was refused")
        answers.append(time.perf_counter() - due[-1])
    return due, answers


def _let_a_minute_pass(caller: HTTPConnection) -> None:
    now = datetime.fromisoformat(_ask(caller, "GET", "/sim/clock")["now"])
    _ask(caller, "POST", "/sim/clock", {"now": (now + timedelta(minutes=1)).isoformat()})


def _ask(caller: HTTPConnection, method: str, path: str, body: object = None) -> Any:
    caller.request(method, path, None if body is None else json.dumps(body))
    return json.loads(caller.getresponse().read())


def _read(pages: list[Page], messages: int) -> None:
    """Read until every page has shown as many messages, or nothing has come for long."""
    with selectors.DefaultSelector() as selector:
        for page in pages:
            selector.register(page.wire, selectors.EVENT_READ, page)
        came = time.perf_counter()
        while any(len(page.numbers) < messages for page in pages):
            before = sum(len(page.numbers) for page in pages)
            for key, _ in selector.select(1.0):
                key.data.read()
            if sum(len(page.numbers) for page in pages) > before:
                came = time.perf_counter()
            if time.perf_counter() > came + LONGEST_WAIT_SECONDS:
                return


def _in_order(numbers: list[int]) -> int:
    return next((n for n, number in enumerate(numbers) if number != n), len(numbers))


def _delays(page: Page, due: list[float]) -> Iterator[float]:
    return (moment - due[number] for number, moment in zip(page.numbers, page.moments, strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
