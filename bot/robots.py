"""Group robots: what of a webhook's address is its key."""

from __future__ import annotations

import re

_KEY = re.compile(r"(?:https://[^\s?]+\?key=)?([0-9A-Za-z-]{8,64})")


def robot_key(given: str) -> str | None:
    """Read a robot's key out of what was given, the key alone or the webhook's address; None for neither."""
    found = _KEY.fullmatch(given.strip())
    return found[1] if found else None
