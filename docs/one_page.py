"""Writes docs/manual/支部书记一页.html, one sheet of A4 in large type, from the product's page: `make fields`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.wording import word

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "manual" / "支部书记一页.html"
TEMPLATE: Final = "pages/print/large_type.html"
AROUND: Final = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
<main>
{sheet}
</main>
"""


def one_page() -> str:
    """Write the sheet as a file of its own: in the usual terms, with a line for the office's telephone."""
    return AROUND.format(
        title=word(TEMPLATE, "title"),
        style=(ROOT / "static" / "print.css").read_text(encoding="utf-8"),
        sheet=word(TEMPLATE, "sheets", town=None, office=[]),
    )


if __name__ == "__main__":
    PAGE.write_text(one_page(), encoding="utf-8")
