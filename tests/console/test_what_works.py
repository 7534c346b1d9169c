"""docs/what-works.md says where an office does each of its tasks; each is done in a browser at every page it names."""

from __future__ import annotations

import re
from pathlib import Path

from tests.worlds.office_tasks import WALK

TABLE = Path(__file__).resolve().parents[2] / "docs" / "what-works.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([✔◐✘][^|]*) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
TASKS = [(task, re.findall(r"`(/(?:console|m)/[\w/-]*)`", page)) for task, page in ROWS if "`/" in page]


def test_the_table_is_there() -> None:
    assert len(TASKS) >= 35


def test_every_page_of_every_task_is_walked_through() -> None:
    walked = {task: [address for _, address, _ in steps] for task, steps in WALK.items()}
    left_out = [
        (task, page)
        for task, pages in TASKS
        for page in pages
        if not any(address.startswith(page) for address in walked[task])
    ]
    assert left_out == []
