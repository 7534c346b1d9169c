"""How many statements a page takes: it must not hang on how many rows it shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import event

from tests.worlds.browsers import Browser, Town

# Officers are read a slice at a time; what other processes may have loaded is looked up every few seconds.
NOW_AND_THEN: Final = 6


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


def hangs_on_rows(town: Town, browser: Browser, one_row: str, many_rows: str) -> bool:
    """Tell whether a page asks something for each of its rows. Whatever is asked now and then only, is forgiven."""
    one, many = (_cost(town, browser, page) for page in (one_row, many_rows))
    return many > one + NOW_AND_THEN


def _cost(town: Town, browser: Browser, page: str) -> int:
    browser.reads(page)
    with asked_of(town) as asked:
        browser.reads(page)
    return len(asked)
