"""How the address of a page is written, put together when it is first asked for: for all at once it took a tenth of

each start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from werkzeug.routing import Rule


class PageRule(Rule):
    """A rule of the application's map. It is matched as any other; only what writes its address comes later."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        @cache
        def writer() -> Callable[..., tuple[str, str]]:
            return Rule._compile_builder(self, append_unknown)

        def written(rule: Rule, /, **values: Any) -> tuple[str, str]:
            return writer()(rule, **values)

        return written
