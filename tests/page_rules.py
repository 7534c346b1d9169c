"""What the applications of a worker share: how the addresses of pages are read and written is worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug.routing import Rule


@contextmanager
def shared_rules() -> Iterator[None]:
    """Let a rule take over what the first rule of the same kind and address has worked out."""
    first: dict[str, Rule] = {}
    work_out = Rule.compile

    def compile_or_take_over(rule: Rule) -> None:
        known = first.setdefault(f"{type(rule)} {rule.rule} {rule.subdomain} {rule.host} {rule.defaults}", rule)
        if known is rule:
            work_out(rule)
            return
        rule._parts, rule._trace, rule._converters = known._parts, known._trace, known._converters
        rule.arguments |= known.arguments
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(known, name).__func__.__get__(rule, None))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_or_take_over)
        yield
