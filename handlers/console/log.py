"""操作记录: who did what when, with old and new value; read only, with five filters; its end is held against itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from bot.wording import word
from handlers.console.listing import Column
from handlers.console.log_sentences import NAMES, reason, sentence
from handlers.console.showing import show
from handlers.console.workbooks import list_workbook
from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from rules.bounds import day_written, whole_number
from services.log.checking import check_last
from services.log.kinds import GROUPS
from services.pages.log import SYSTEM, Logged, Sought, log_page
from services.rights.table import Right

NAME: Final = "log"
# So many entries are checked at once, and so many taken along as a file.
CHECKED: Final = 10_000
TAKEN: Final = 10_000

COLUMNS: Final = (
    Column[Logged]("at", lambda one: one.at),
    Column[Logged]("by", lambda one: one.by or word(NAMES, "nobody")),
    Column[Logged]("organization", lambda one: one.organization),
    Column[Logged]("what", sentence),
    Column[Logged]("reason", reason),
)


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the log and its Excel file."""

    @console.get(f"/{NAME}")
    @door.lets_in(Right.SEE_TOWN)
    def log(visit: Visit) -> ResponseReturnValue:
        sought = _sought()
        page = log_page(visit.session, sought, visit.visitor.person, visit.now)
        checked = check_last(visit.session, CHECKED) if "check" in request.args else None
        lines = [(one, sentence(one), reason(one)) for one in page.entries]
        found: dict[str, Any] = {"page": page, "lines": lines, "sought": sought, "checked": checked}
        return show(visit, NAME, NAME, **found, groups=GROUPS, system=SYSTEM, query=_query(sought), named=_named)

    @console.get(f"/{NAME}.xlsx")
    @door.lets_in(Right.SEE_TOWN)
    def log_excel(visit: Visit) -> ResponseReturnValue:
        sought = replace(_sought(), before=None)
        page = log_page(visit.session, sought, visit.visitor.person, visit.now, TAKEN)
        headers = {"Content-Disposition": f'attachment; filename="log-{visit.now:%Y%m%d}.xlsx"'}
        return Response(list_workbook(NAME, COLUMNS, page.entries), headers=headers, mimetype=EXCEL)


def _named(block: str) -> str:
    return word(NAMES, block)


def _sought() -> Sought:
    """Read the address; what makes no sense in it is as if it were not there."""
    said = request.args
    group, before, who = said.get("group", ""), said.get("before", ""), said.get("who", "").strip()
    return Sought(
        group if group in GROUPS else "",
        SYSTEM if who == word(NAMES, "nobody") else who,
        said.get("branch", "").strip(),
        _day(said.get("first", "")),
        _day(said.get("last", "")),
        whole_number(before),
    )


def _day(said: str) -> date | None:
    return day_written(said)


def _query(sought: Sought) -> str:
    """Write what is sought, without the page."""
    names = ("group", "who", "branch", "first", "last")
    return urlencode([(name, str(value)) for name in names if (value := getattr(sought, name))])
