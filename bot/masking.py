"""Blots secrets out of what is written down: those of the settings in every spelling, and those that travel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

from pydantic import SecretStr

from bot.settings import Settings
from bot.settings_checks import FROM_ENVIRONMENT

MASK: Final = "***"
# Shorter ones would blot out half of every line, and are no secrets.
SHORTEST_SECRET: Final = 4
# WeCom takes tokens and webhook keys in addresses; database and proxy addresses carry a password.
_IN_ADDRESSES = re.compile(
    r"([?&](?:access_token|corpsecret|key|ticket|code)=)[^&\s\"'\\]+|(://[^/\s:@]*:)[^\s@]*(?=@)"
)
# Bodies and headers: "access_token": "…", also where the JSON stands in a text of another one (\"access_token\": \"…).
_IN_BODIES = re.compile(
    r"""((?:access_token|corpsecret|secret|jsapi_ticket|suite_ticket)\\*["']\s*:\s*\\*["'])[^"'\\]+"""
    r"""|((?:Authorization|Cookie|Set-Cookie)\\*["']?\s*:\s*\\*["']?)[^"'\\\r\n]+""",
    re.IGNORECASE,
)
# Up to the statement, the next error of the chain, or the end.
_QUOTED_ROWS = re.compile(r"\nDETAIL:.*?(?=\n\[SQL: |\n\n|\Z)", re.DOTALL)


def without_rows(error: str) -> str:
    """Leave out of an error what PostgreSQL quotes of rows: whole texts of members stand there."""
    return _QUOTED_ROWS.sub("\n***", error)


def masked(text: str, settings: Settings) -> str:
    """Blot out every secret of the settings, and those that addresses, bodies and headers carry."""
    secrets = _secrets(settings)
    if secrets:
        text = secrets.sub(MASK, text)
    return without_secrets(text)


def without_secrets(text: str) -> str:
    """Blot out what addresses, bodies and headers carry: tokens, keys, the password of a database."""
    for pattern in (_IN_ADDRESSES, _IN_BODIES):
        text = pattern.sub(lambda found: f"{found[1] or found[2]}{MASK}", text)
    return text


@lru_cache(maxsize=8)
def _secrets(settings: Settings) -> re.Pattern[str] | None:
    found = {
        spelling
        for _, value in settings
        if isinstance(value, SecretStr)
        for secret in _parts(value.get_secret_value())
        if len(secret) >= SHORTEST_SECRET and secret != FROM_ENVIRONMENT
        for spelling in _spellings(secret)
    }
    # The longest first, or what it begins with would leave its end behind.
    longest_first = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if found else None


def _parts(secret: str) -> Iterator[str]:
    """Give a secret, and where it is an address the password in it."""
    yield secret
    try:
        password = urlsplit(secret).password if "://" in secret else None
    except ValueError:
        password = None
    if password:
        yield password
        yield unquote(password)


def _spellings(secret: str) -> Iterator[str]:
    """Give the ways a secret is written: as it is, in an address, in a quoted text, in a quoted one of a quoted one."""
    yield from (secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
    for ascii_only in (True, False):
        once = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        yield from (once, json.dumps(once, ensure_ascii=ascii_only)[1:-1])
