"""The table of phrasings: what real people type, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WRITTEN = Path(__file__).parent / "written.yaml"


@dataclass(frozen=True)
class Phrase:
    """One phrasing: in which situation it is written and what must come of it (the table's head explains)."""

    situation: str
    says: str
    expect: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        """How far the matter stands, or which question is open."""
        return str(self.detail.get("given") or self.detail.get("asked") or "")

    def in_words(self, words: Mapping[str, str]) -> Phrase:
        """Write it with the sample town's words."""
        return Phrase(self.situation, _put(self.says, words), self.expect, _put(self.detail, words))


@cache
def phrases(table: Path = WRITTEN) -> tuple[Phrase, ...]:
    """Read a whole table; once, and by the fast reader, for every worker of a run reads these thousands of lines."""
    return tuple(Phrase(**one) for one in yaml.load(table.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _put(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for written, meant in words.items():
            value = value.replace(written, meant)
        return value
    return {key: _put(one, words) for key, one in value.items()} if isinstance(value, dict) else value
