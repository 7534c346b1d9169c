"""A WeCom that takes every call and answers after 30 ms: `python -m tests.bench.slow_wecom PORT`.

GET /arrivals hands over the moments (monotonic seconds) at which messages arrived since it was last asked; GET /answers
those of conversation answers, which are known by how long WeCom is to remember them.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench.processes import Running, free_port, serving

LATENCY_SECONDS = 0.030
TAKEN = {"errcode": 0, "errmsg": "ok", "msgid": "m1", "access_token": "bench", "expires_in": 7200}
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)

ANSWER = b'"duplicate_check_interval":1800'

arrivals: list[float] = []
answers: list[float] = []


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            writer.write(_answer(json.dumps(await _taken(head, body)).encode()))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _taken(head: bytes, body: bytes) -> object:
    for path, heard in ((b"GET /arrivals", arrivals), (b"GET /answers", answers)):
        if head.startswith(path):
            told = heard.copy()
            heard.clear()
            return told
    if head.startswith(b"POST /cgi-bin/message/send"):
        arrivals.append(time.monotonic())
        if ANSWER in body:
            answers.append(arrivals[-1])
    await asyncio.sleep(LATENCY_SECONDS)
    return TAKEN


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def started(folder: Path) -> AbstractContextManager[Running]:
    """Run one until the block ends."""
    port = free_port()
    return serving(["tests.bench.slow_wecom", str(port)], port, "/arrivals", folder / "wecom.log", {})


def moments(port: int, what: str) -> list[float]:
    """Ask one that runs for its "arrivals" or "answers"."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{what}", timeout=5) as answer:
        found: list[float] = json.load(answer)
    return found


async def listen(port: int) -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1])))
