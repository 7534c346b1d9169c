"""Our own address as others reach it: one look at a page, with its status, its words and how long it took."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from bot.wecom_reach import Reach

SECONDS: Final = 5
LONGEST: Final = 4096


@dataclass(frozen=True)
class Page:
    """What came back: the beginning of its text; with `trouble` nothing came."""

    status: int = 0
    text: str = ""
    seconds: float = 0.0
    trouble: str = ""


def look(address: str, reach: Reach, args: Mapping[str, str] | None = None) -> Page:
    """Fetch one of our own pages from outside, by the way out to it; whatever goes wrong is told in `trouble`."""
    begun = time.monotonic()
    try:
        with requests.Session() as http:
            reach.open(http)
            answer = http.get(address, params=args, timeout=SECONDS, allow_redirects=False, stream=True)
            text = answer.raw.read(LONGEST, decode_content=True).decode(errors="replace")
    # What breaks off while the page is read is urllib3's own.
    except (requests.RequestException, HTTPError, OSError) as error:
        return Page(trouble=type(error).__name__)
    return Page(answer.status_code, text, time.monotonic() - begun)
