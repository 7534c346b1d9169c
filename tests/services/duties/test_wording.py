"""Whatever may wait for somebody has a line in the chat, a noun on a leader's page and a sentence in the console."""

from __future__ import annotations

import re

import pytest

from bot.wording import TEMPLATES, blocks
from services.duties import duties

SOURCE = (TEMPLATES.parent / "services" / "duties" / "duties.py").read_text(encoding="utf-8")
STEPS = ("review", "check_secrecy", "approve", "approve_grey", "publish")
KINDS = sorted(
    {f"board_{step}" for step in STEPS}
    | {kind for kind, *_ in duties._YEAR_STEPS.values()}
    | set(re.findall(r'Duty\("(\w+)"', SOURCE))
    | set(re.findall(r'"(\w+_(?:close|extend))"', SOURCE))
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    assert f'"{kind}"' in (TEMPLATES / "duties" / "lines.txt").read_text(encoding="utf-8")
    assert f"waiting_{kind}" in blocks("console/today.txt")
    assert f'"{kind}"' in (TEMPLATES / "duties" / "nouns.txt").read_text(encoding="utf-8")
