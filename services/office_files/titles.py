"""What stands above a table and holds for all of it: the month or the year in its title, else asked for."""

from __future__ import annotations

from rules.periods import Month
from services.office_files.cells import Cell, Place
from services.office_files.headings import Table
from services.office_files.mistakes import Collected, Unclear
from services.office_files.values import as_month, as_year, months_named, years_named


def month_of(draft: Collected, table: Table, *, needed: bool = True) -> Month | None:
    """Find the month a title names; where it names none and one is needed, it is asked for at the heading's row."""
    asked = _asked(table)
    if asked.text:
        return draft.read(asked, "", as_month)
    found = months_named(table.title)
    if len(found) != 1 and needed:
        draft.note(asked, "", Unclear("which_month", asked=True))
    return found[0] if len(found) == 1 else None


def year_of(draft: Collected, table: Table) -> int | None:
    """Find the year a title names, likewise."""
    asked = _asked(table)
    if asked.text:
        return draft.read(asked, "", as_year)
    found = years_named(table.title)
    if len(found) != 1:
        draft.note(asked, "", Unclear("which_year", asked=True))
    return found[0] if len(found) == 1 else None


def _asked(table: Table) -> Cell:
    return table.sheet.row(table.head[0]).cells.get(0) or Cell(Place(table.sheet.name, table.head[0]))
