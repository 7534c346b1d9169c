"""One row of daily records as a file says it, and what holds for every row whatever file it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rules.periods import Month

# The plain list, as programs write it; offices have Chinese headings (record_list.py) or a grid (grid.py).
HEADER: Final = ("month", "organization", "item", "state", "remark", "recorded_by")
LONGEST: Final = {"organization": 64, "item": 32, "remark": 256, "recorded_by": 64}
# What costs points must be explained (R5).
STATES_TO_EXPLAIN: Final = ("late", "not_done")


@dataclass(frozen=True)
class RecordRow:
    """One record: an organisation by id or name, an item by id or code, a recorder by userid; `where` it stands."""

    month: Month
    organization: str
    item: str
    state: str
    remark: str
    recorded_by: str
    where: str
