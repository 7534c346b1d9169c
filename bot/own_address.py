"""Our own address as others reach it: one look at a page, with its status, its words and how long it took."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
        with reach.opened() as http:
            answer = http.request("GET", address, fields=args, timeout=SECONDS, redirect=False, preload_content=False)
            text = answer.read(LONGEST, decode_content=True).decode(errors="replace")
    except (HTTPError, OSError) as error:
        return Page(trouble=type(error).__name__)
    return Page(answer.status, text, time.monotonic() - begun)
