"""A month's tasks as a list to be sent out, edited and handed in again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.wording import word
from models.tasks import tasks_of
from rules.catalogue import SECTORS, Indicator
from rules.periods import Month
from services.office_files.writing import Column, Page, Written, workbook
from services.schemes.versions import scheme_for
from services.tasks.sectors import WORDING, said_sectors, sector_label


def tasks_workbook(session: Session, month: Month) -> bytes:
    """Write the tasks of a month: what, of whom, by when, on which indicator of its rule."""
    indicators = scheme_for(session, month.quarter).indicators
    labels = [sector_label(one) for one in SECTORS]
    number, title, sectors, due, indicator = word(WORDING, "columns").split(",")
    columns = (
        *(Column(number, 6), Column(title, 36), Column(sectors, 20, [said_sectors(None), *labels]), Column(due, 14)),
        Column(indicator, 26, [one.title for one in indicators.values() if one.is_due_in(month.quarter)]),
    )
    rows: list[list[Written]] = [
        [at, one.title, said_sectors(one.sectors), one.due, _named(indicators, one.indicator)]
        for at, one in enumerate(tasks_of(session, month), start=1)
    ]
    page = Page(word(WORDING, "sheet", month=month), columns, rows, title=word(WORDING, "title", month=month))
    return workbook([page], word(WORDING, "notes", labels=labels))


def _named(indicators: Mapping[str, Indicator], code: str) -> str:
    return indicators[code].title if code in indicators else code
