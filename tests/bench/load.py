"""The load generator, a process of its own: `python -m tests.bench.load PORT FILE SECONDS RATE`.

Keep-alive connections on loopback, one thread. With RATE 0 each connection sends its next request when the last one is
answered. With a rate, requests are due at even intervals and a latency counts from the moment its request was due, so
that a server that stalls cannot hide it by being asked less.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

CONNECTIONS = 16
LONGEST_WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class Heard:
    """Answers per second, and how long they took in milliseconds; when the load began (monotonic seconds)."""

    began: float
    answered: int
    per_second: float
    p50: float
    p99: float
    slowest: float


class Load:
    """Sends what is due over connections that are idle, and listens to those that are not."""

    def __init__(self, port: int, requests: Sequence[bytes], rate: float) -> None:
        self.requests, self.gap = requests, 1 / rate if rate else 0.0
        self.sent = 0
        self.latencies: list[float] = []
        self.selector = selectors.DefaultSelector()
        self.port, self.connections = port, 0
        self.idle: list[socket.socket] = []
        self.since: dict[socket.socket, float] = {}

    def run(self, seconds: float) -> Heard:
        began, moment = time.perf_counter(), time.monotonic()
        until = began + seconds
        while True:
            wait = self._send_due(began, until)
            if not self.since and self._is_over(until):
                break
            for key, _ in self.selector.select(wait):
                self._receive(key.fileobj)  # type: ignore[arg-type]
            if time.perf_counter() > until + LONGEST_WAIT_SECONDS:
                raise SystemExit(f"{len(self.since)} requests were not answered within {LONGEST_WAIT_SECONDS} seconds")
        return self._heard(moment, time.perf_counter() - began)

    def _is_over(self, until: float) -> bool:
        return self.sent == len(self.requests) or time.perf_counter() >= until

    def _send_due(self, began: float, until: float) -> float:
        """Send what is due and can be sent; returns the seconds for which there is nothing else to do."""
        while not self._is_over(until):
            now = time.perf_counter()
            due = began + self.sent * self.gap if self.gap else now
            if due > now:
                return due - now
            if (wire := self._wire()) is None:
                break
            wire.sendall(self.requests[self.sent])
            self.since[wire] = due
            self.sent += 1
        return 1.0

    def _wire(self) -> socket.socket | None:
        """Find an idle connection, or open one more as long as there may be more; none is opened before it is needed.

        gunicorn's threads wait for the first word of a new connection, so a few silent ones would occupy them all.
        """
        if self.idle:
            return self.idle.pop()
        if self.connections == CONNECTIONS:
            return None
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(wire, selectors.EVENT_READ)
        self.connections += 1
        return wire

    def _receive(self, wire: socket.socket) -> None:
        answer = wire.recv(65536)
        if not answer.startswith(b"HTTP/1.1 200") or not answer.endswith(b"\r\n\r\n"):
            raise SystemExit(f"Answered with {answer[:300]!r} instead of an empty 200")
        self.latencies.append(time.perf_counter() - self.since.pop(wire))
        self.idle.append(wire)

    def _heard(self, began: float, elapsed: float) -> Heard:
        took = sorted(latency * 1000 for latency in self.latencies)
        at = {share: took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99)}
        return Heard(began, len(took), len(took) / elapsed, at[0.5], at[0.99], took[-1])


def main(port: str, file: str, seconds: str, rate: str) -> None:
    requests = [one.encode() for one in json.loads(Path(file).read_text(encoding="ascii"))]
    print(json.dumps(asdict(Load(int(port), requests, float(rate)).run(float(seconds)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
