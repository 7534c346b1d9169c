"""One API call on its way from HTTP to the function that answers it."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response
from werkzeug.datastructures import FileStorage

from simulator.codes import JSON_WARNING, ApiError
from simulator.config import AgentConfig
from simulator.state.memory import shortened
from simulator.state.world import World

Answer = dict[str, Any] | Response


@dataclass
class Call:
    """What a handler sees. It may set `outcome` to dropped or duplicate. `noted` is the body as it is remembered."""

    api: str
    args: Mapping[str, str]
    body: dict[str, Any]
    files: Mapping[str, FileStorage]
    ip: str
    now: datetime
    token_agent: AgentConfig | None = None
    outcome: str = "accepted"
    noted: dict[str, Any] = field(default_factory=dict)

    def read(self, raw: bytes) -> None:
        """Take in the JSON of the body; very long values, such as pictures, are not remembered whole."""
        self.body = parse_body(raw)
        self.noted = shortened(self.body, _LONGEST_REMEMBERED) if len(raw) > _LONGEST_REMEMBERED else self.body

    @property
    def agent(self) -> AgentConfig:
        """The app whose token was shown."""
        if self.token_agent is None:
            raise ApiError(41001)
        return self.token_agent

    def text(self, name: str, default: str = "", code: int = 40035) -> str:
        """Return a string of the body; another type is refused with `code`."""
        return string(self.body, name, default, code)


@dataclass(frozen=True)
class Endpoint:
    """One path under /cgi-bin/: its method and its function.

    Only an `upload` is read as a form; any other body is JSON, whatever its Content-Type says.
    """

    method: str
    handle: Callable[[World, Call], Answer]
    needs_token: bool = True
    checks_ip: bool = True
    upload: bool = False


_LONGEST_NUMBER = 15
_LONGEST_REMEMBERED = 100_000

OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


def string(holder: Mapping[str, Any], name: str, default: str = "", code: int = 40035) -> str:
    """Return a string field, `default` when it is missing; another type is refused with `code`."""
    value = holder.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise ApiError(code, f"{name} must be a string")
    return value


def integer(holder: Mapping[str, Any], name: str, default: int, allowed: range, code: int = 40035) -> int:
    """Return a whole number inside `allowed`, `default` when it is missing."""
    value = holder.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
        raise ApiError(code, f"{name} must be a whole number from {allowed.start} to {allowed.stop - 1}")
    return value


def table(holder: Mapping[str, Any], name: str, code: int = 40035) -> dict[str, Any]:
    """Return an object field, empty when it is missing."""
    value = holder.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ApiError(code, f"{name} must be an object")
    return value


def rows(holder: Mapping[str, Any], name: str, code: int = 40035) -> list[dict[str, Any]]:
    """Return a list of objects, empty when it is missing."""
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ApiError(code, f"{name} must be a list of objects")
    return value


def strings(holder: Mapping[str, Any], name: str, code: int = 40035) -> list[str]:
    """Return a list of strings, empty when it is missing."""
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ApiError(code, f"{name} must be a list of strings")
    return value


def parse_body(raw: bytes) -> dict[str, Any]:
    """Read a JSON object whatever the Content-Type says; anything else is refused with 40058."""
    if not raw.strip():
        return {}
    try:
        text = raw.decode("utf-8")
        body = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ApiError(40033) from error
    except (ValueError, RecursionError) as error:
        raise ApiError(40058, f"the body is not JSON{JSON_WARNING}".strip()) from error
    if not isinstance(body, dict):
        raise ApiError(40058, f"the body is not a JSON object{JSON_WARNING}".strip())
    return body


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large")
    return value


def decimal(text: str) -> int | None:
    """Return the whole number written in a query, None for anything else."""
    short = len(text) <= _LONGEST_NUMBER
    return int(text) if short and text.isascii() and text.isdigit() else None


def cut_bytes(text: str, most: int) -> str:
    """Cut text to at most `most` bytes of UTF-8, never inside a character."""
    encoded = text.encode("utf-8")
    return text if len(encoded) <= most else encoded[:most].decode("utf-8", errors="ignore")


def size(text: str) -> int:
    """Return the length in bytes of UTF-8."""
    return len(text.encode("utf-8"))
