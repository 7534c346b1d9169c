"""How many statements a page takes: it must not hang on how many rows it shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.worlds.browsers import Browser, Town


@contextmanager
def asked_of(town: Town) -> Iterator[list[str]]:
    """List the statements the town's database is asked meanwhile."""
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(town.db.engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(town.db.engine, "before_cursor_execute", listen)


def costs(town: Town, browser: Browser, *pages: str) -> list[int]:
    """Count the statements of some pages, each opened once before."""
    counted = []
    for page in pages:
        browser.reads(page)
        with asked_of(town) as asked:
            browser.reads(page)
        counted.append(len(asked))
    return counted
