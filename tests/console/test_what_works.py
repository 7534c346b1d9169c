"""docs/what-works.md says where an office does each of its tasks; every address it names is one that can be opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.worlds.browsers import SUPERVISOR, Town
from tests.worlds.recorded_quarters import HEAD

TABLE = Path(__file__).resolve().parents[2] / "docs" / "what-works.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([✔◐✘][^|]*) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
TASKS = [(task, re.findall(r"`(/(?:console|m)/[\w/-]*)`", page)) for task, page in ROWS if "`/" in page]


def test_the_table_is_there() -> None:
    assert len(TASKS) >= 35


@pytest.mark.parametrize("page", sorted({page for _, pages in TASKS for page in pages}))
def test_every_page_the_table_names_opens_for_the_head_of_the_office_or_a_supervisor(town: Town, page: str) -> None:
    assert 200 in [town.visitor(userid).get(page).status_code for userid in (HEAD, SUPERVISOR)]
