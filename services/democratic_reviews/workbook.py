"""The democratic review as an Excel sheet to be filled in for all assessed organisations (R43)."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.democratic_reviews import reviews_of_year
from models.organizations import living_organizations
from services.democratic_reviews.entering import policy_of_year
from services.office_files.books import new_book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WORDING: Final = "democratic_reviews/notices.txt"
# The sheet and its columns, as they are written and as they are read again; the grades stand before the origin.
SHEET: Final = "民主评议"
ABOUT: Final = "说明"
YEAR: Final = "年度"
NAME: Final = "党组织"
SCORE: Final = "得分"
ORIGIN: Final = "来源"
WIDTHS: Final = {NAME: 26, ORIGIN: 40}
NARROW: Final = 10
WIDE: Final = 90


def grades_of(session: Session, year: int) -> tuple[str, ...]:
    """Name the grades of a year's policy, the best first."""
    return tuple(policy_of_year(session, year).democratic_grades)


def columns_of(session: Session, year: int) -> tuple[str, ...]:
    """Name the columns of a year's sheet: one for each grade the policy knows."""
    return (YEAR, NAME, SCORE, *grades_of(session, year), ORIGIN)


def review_workbook(session: Session, year: int, now: datetime) -> bytes:
    """Write the sheet: every assessed organisation, and the result it has by now."""
    content = io.BytesIO()
    with new_book(content, in_memory=True) as book:
        page = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "border_color": "#D9D9D9"})
        for column, name in enumerate(columns_of(session, year)):
            page.set_column(column, column, WIDTHS.get(name, NARROW))
            page.write_string(0, column, name, head)
        page.freeze_panes(1, 2)
        _write_rows(page, session, year, now)
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 0, WIDE)
        for number, line in enumerate(word(WORDING, "about", year=year).splitlines()):
            about.write_string(number, 0, line)
    return content.getvalue()


def _write_rows(page: Worksheet, session: Session, year: int, now: datetime) -> None:
    known, columns = reviews_of_year(session, year, now), columns_of(session, year)
    for number, one in enumerate(living_organizations(session), start=1):
        page.write_number(number, columns.index(YEAR), year)
        page.write_string(number, columns.index(NAME), one.short_name)
        if review := known.get(one.id):
            page.write_number(number, columns.index(SCORE), review.score)
            page.write_string(number, columns.index(ORIGIN), review.origin)
