"""Our documents, and what stands in code marks in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MANUALS: Final = ROOT / "docs" / "manual"
# Everything people read. What a local WeCom is, and what was measured, has its own page and commands.
PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
_BLOCK: Final = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARKED: Final = re.compile(r"`([^`\n]+)`")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def named(page: Path) -> str:
    """Say which page it is."""
    return str(page.relative_to(ROOT))


def lines_of_code(page: Path) -> list[str]:
    """List what a page marks as code: the lines of its blocks without remarks, and what is marked in a sentence."""
    text = text_of(page)
    blocks = [re.sub(r"(^|\s)#.*", "", line).strip() for block in _BLOCK.findall(text) for line in block.splitlines()]
    return [*blocks, *(one.replace("\\|", "|") for one in _MARKED.findall(_BLOCK.sub("", text)))]


def chat_words(page: Path) -> list[str]:
    """List what a page says one can type: a number, or Chinese words that are no path, option or file."""
    said = [
        one for one in _MARKED.findall(_BLOCK.sub("", text_of(page))) if not re.search(r"[/_=<>]|--|\.\w|flask", one)
    ]
    return [*dict.fromkeys(one for one in said if re.search(r"[\u4e00-\u9fff]", one) or re.fullmatch(r"\d", one))]
