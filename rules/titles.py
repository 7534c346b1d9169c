"""What an item of a slip is called: a thing, whatever sentence the month's list of tasks has for it."""

from __future__ import annotations

import re
from typing import Final

_ORDERED: Final = re.compile(r"^(?:完成|召开)(?=.{3,})")


def called(title: str) -> str:
    """Take the verb from the beginning of a task's title: 完成3月主题党日 stands beside 未完成 as 3月主题党日."""
    return _ORDERED.sub("", title.strip())
