"""Excel out and in, in a town of any size with fourteen months of slips behind it: all that can be had as a file.

Out: each list of the console and the quarter's board as the head of the office downloads them, beside a bare writing of
the very cells. In: a row for every branch, handed in, previewed and confirmed, beside a bare reading of the same file
and a bare insert of what came of it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import create_app
from bot.db import Database
from models.daily_records import DailyRecord
from models.organizations import assessed_organizations
from models.uploads import Upload
from services.uploads.uploads import confirm, keep_file, preview
from tests.bench.figures import Figure
from tests.bench.pages import steps_taken, town_with_months
from tests.bench.town import ISSUE_AT, QUARTER, calendar, copy_sqlite
from tests.worlds.browsers import Browser, Town, environ
from tests.worlds.office_files import workbook
from tests.worlds.recorded_quarters import HEAD, person

BOARD = f"/console/boards/{QUARTER}/board.xlsx"
LONGEST_SECONDS = 5.0
SLOWEST = 3
WRITER = "qianxiaoyu"  # who is no officer of a branch: every row is theirs to enter
HEADINGS = ("月份", "党组织", "任务", "完成情况", "备注")


def measure(folder: Path, size: int) -> list[Figure]:
    """Write every file once, then read two: new records, and corrections of them."""
    url = copy_sqlite(_town_file(folder, size), folder / "excel.db")
    town = Town(Database(url), calendar(), create_app(environ(url)))
    browser = town.visitor(HEAD)
    written = {page: _downloaded(browser, page) for page in (*_pages(town), BOARD)}
    board = written.pop(BOARD)
    slowest = sorted(written, key=lambda page: written[page][0], reverse=True)[:SLOWEST]
    figures = [
        _out(f"Excel of a board of {size:,}", *board, most=LONGEST_SECONDS),
        *(_out(f"Excel {page}", *written[page]) for page in slowest),
        _in(town.db, f"Excel in: {size:,} records", ("已完成", "")),
        _in(town.db, "  as many corrections", ("逾期", "晚了两天")),
    ]
    town.db.engine.dispose()
    return figures


def _town_file(folder: Path, size: int) -> Path:
    """Take the town whose pages were opened; where they were not, make it."""
    file = folder / f"pages-{size}.db"
    if not file.exists():
        town = town_with_months(f"sqlite:///{file}", size)
        list(steps_taken(town))
        town.db.engine.dispose()
    return file


def _pages(town: Town) -> list[str]:
    """List the files whose address needs nothing else, that of every list."""
    plain = [one for one in town.app.url_map.iter_rules() if not one.arguments and "GET" in (one.methods or ())]
    return [one.rule for one in plain if one.rule.endswith(".xlsx")]


def _downloaded(browser: Browser, page: str) -> tuple[float, bytes]:
    began = time.perf_counter()
    answer = browser.get(page)
    took = time.perf_counter() - began
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{page} answers {answer.status_code}")
    return took, answer.data


def _out(title: str, took: float, content: bytes, most: float | None = None) -> Figure:
    cells = _read(content)
    began = time.perf_counter()
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        for sheet in cells:
            page = book.add_worksheet()
            for number, row in enumerate(sheet):
                page.write_row(number, 0, row)
    bare = time.perf_counter() - began
    return Figure(title, "s", [took], [bare], "bare writing", most=most, absolute=most is not None)


def _in(db: Database, title: str, said: Sequence[str]) -> Figure:
    """Let somebody hand in a file that says the same of every branch."""
    with db.read() as session:
        names = [one.short_name for one in assessed_organizations(session)]
    content = workbook([HEADINGS, *(("2026-05", name, "HD-01", *said) for name in names)])
    began = time.perf_counter()
    written = db.do(partial(confirmed, *looked_through(db, content)))
    took = time.perf_counter() - began
    if written != len(names):
        raise RuntimeError(f"of {len(names)} rows {written} were written")
    return Figure(title, "s", [took], [_bare(db, content, written)], "bare rows")


def _bare(db: Database, content: bytes, number: int) -> float:
    """Read the file and insert the rows that came of it once more, which is then undone; returns the seconds."""
    records = DailyRecord.__table__
    with db.engine.connect() as connection:
        last = connection.execute(select(records).order_by(records.c.id.desc()).limit(number)).mappings()
        rows = [{**row, "id": None, "replaces_id": None} for row in last]
        began = time.perf_counter()
        _read(content)
        connection.execute(insert(records), rows)  # type: ignore[arg-type]
        took = time.perf_counter() - began
        connection.rollback()
    return took


def looked_through(db: Database, content: bytes, subject: str = "records") -> tuple[int, str]:
    """Keep a file and preview it; returns its number and what was seen."""
    with db.begin() as session:
        kept = keep_file(session, subject, content, "bench.xlsx", person(session, WRITER), ISSUE_AT)
        return kept.id, preview(session, kept, ISSUE_AT, calendar()).seen


def confirmed(number: int, seen: str, session: Session) -> int:
    """Confirm what was seen; returns how many rows were written."""
    return len(confirm(session, session.get_one(Upload, number), seen, ISSUE_AT, calendar()).changes)


def _read(content: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
