"""Bringing a callback to the app: five real seconds, up to three repeats, and what came back."""

import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from simulator.callbacks import replies
from simulator.callbacks.callback import Callback
from simulator.callbacks.envelope import sealed
from simulator.config import AgentConfig
from simulator.state.crypto import CallbackCrypto
from simulator.state.faults import CALLBACK, Fault
from simulator.state.world import World

DEADLINE_SECONDS = 5.0
URL_CHECK_SECONDS = 1.0
REPEATS = 3
_LONGEST_ANSWER = 1024 * 1024
_HTTP_OK = 200


@dataclass(frozen=True)
class Attempt:
    """One try: the HTTP status (None: no answer), the real seconds it took, what went wrong."""

    status: int | None
    seconds: float
    error: str = ""
    body: bytes = field(default=b"", repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return what the control API tells of it."""
        told = asdict(self)
        del told["body"]
        return told


@dataclass
class Delivery:
    """What became of one callback."""

    delivered: bool = False
    held: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    reply: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what the control API tells of it."""
        told = {"delivered": self.delivered, "attempts": [one.as_json() for one in self.attempts], "reply": self.reply}
        return {**told, "held": True} if self.held else told


def deliver(world: World, callback: Callback, times: int = 1) -> Delivery:
    """Send a callback (`times` times the same), obey ordered faults, and take in the passive reply.

    Do not hold the world's lock: the app may well call the API before it answers.
    """
    with world.lock:
        fault = world.faults.strike(CALLBACK) or Fault()
        if fault != Fault():
            world.note(CALLBACK, str(fault), "fault")
        waiting, world.held_callbacks = world.held_callbacks, []
        if fault.reorder:
            world.held_callbacks = [*waiting, callback]
            return Delivery(held=True)
    if fault.delay:
        time.sleep(fault.delay)
    result = Delivery()
    for _ in range(times + fault.double):
        if not fault.drop:
            _deliver_once(world, callback, result)
    for late in waiting:
        _deliver_once(world, late, Delivery())
    return result


def check_url(world: World, agent: AgentConfig) -> dict[str, Any]:
    """Do the GET check of the console: within one second, the plain echo and nothing else."""
    crypto = crypto_of(world, agent)
    with world.lock:
        plain = str(world.random.randrange(10**15, 10**16))
        timestamp, nonce = str(int(world.now().timestamp())), str(world.random.randrange(10**9, 10**10))
    encrypted = crypto.encrypt(plain)
    signature = crypto.sign(timestamp, nonce, encrypted)
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": encrypted}
    attempt = _request("GET", agent.callback_url, query, None, URL_CHECK_SECONDS)
    good = attempt.status == _HTTP_OK and attempt.body == plain.encode()
    wrong = "" if good else attempt.error or f"status {attempt.status}, body {attempt.body[:80]!r} instead of the echo"
    return {"ok": good, "status": attempt.status, "seconds": attempt.seconds, "error": wrong}


def crypto_of(world: World, agent: AgentConfig) -> CallbackCrypto:
    """Return the app's cipher."""
    return CallbackCrypto(agent.token, agent.aes_key, world.config.corp_id)


def _deliver_once(world: World, callback: Callback, result: Delivery) -> None:
    """Try until an answer counts or the repeats are used up."""
    agent = callback.agent
    with world.lock:
        settings, failures = world.settings, world.callback_failures
        if settings.drop_after_failures and failures.get(agent.agentid, 0) >= settings.drop_after_failures:
            world.note(CALLBACK, agent.name, "callback_dropped")
            return
    for _ in range(1 + REPEATS):
        attempt = _try(world, callback)
        result.attempts.append(attempt)
        if attempt.status is not None and (attempt.status == _HTTP_OK or not settings.retry_on_non_200):
            break
        time.sleep(settings.retry_gap)
    with world.lock:
        if attempt.status == _HTTP_OK:
            failures[agent.agentid] = 0
            result.delivered = True
            result.reply = replies.take_in(world, callback, crypto_of(world, agent), attempt.body)
        else:
            failures[agent.agentid] = failures.get(agent.agentid, 0) + 1
            world.note(CALLBACK, attempt.error or f"HTTP {attempt.status}", "callback_failed")


def _try(world: World, callback: Callback) -> Attempt:
    with world.lock:
        stamp = str(int(world.now().timestamp()))
        crypto = crypto_of(world, callback.agent)
        corp_id, agentid = world.config.corp_id, callback.agent.agentid
        query, body = sealed(crypto, corp_id, agentid, callback.plain, stamp, world.random)
    return _request("POST", callback.agent.callback_url, query, body.encode(), DEADLINE_SECONDS)


def _request(method: str, url: str, query: dict[str, str], body: bytes | None, seconds: float) -> Attempt:
    """Ask once, over a connection of its own; no proxy, no redirect."""
    started = time.monotonic()
    answer, status, wrong = b"", None, ""
    try:
        with closing(_connection(url, seconds)) as connection:
            connection.request(method, _target(url, query), body)
            response = connection.getresponse()
            answer = _read_until(response, started + seconds)
            status = response.status
    except TimeoutError:
        wrong = f"no answer, or not all of it, within {seconds:.0f} s"
    except (HTTPException, ValueError, OSError) as error:
        wrong = f"connection failed: {error.__class__.__name__}"
    return Attempt(status, round(time.monotonic() - started, 3), wrong, answer)


def _connection(url: str, seconds: float) -> HTTPConnection:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=seconds)


def _target(url: str, query: dict[str, str]) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{'&'.join(filter(None, [parts.query, urlencode(query)]))}"


def _read_until(response: HTTPResponse, end: float) -> bytes:
    content = b""
    while chunk := response.read1(8192):
        content += chunk
        if time.monotonic() > end:
            raise TimeoutError
        if len(content) > _LONGEST_ANSWER:
            raise ValueError("the answer is larger than 1 MB")
    return content
