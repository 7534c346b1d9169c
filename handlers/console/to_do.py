"""Where what is still to be done is done: of each kind the place of the console, and what is shown there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for

from handlers.console.showing import say
from services.boards.lacking import ToDo

# The place, by the kind of what is to be done.
PLACES: Final[Mapping[str, str]] = {
    "handovers": "handovers",
    "slips_on_paper": "handovers",
    "previews_kept": "handovers",
    "unrecorded": "daily_records",
    "without_slips": "slips",
    "not_due": "slips",
    "uninspected": "inspections",
    "board_draft": "boards",
    "board_preview": "boards",
    "board_overtaken": "boards",
    "board_send_back": "boards",
    "board_amend": "boards",
    "unsettled": "boards",
    "chats": "chats",
    "tasks": "tasks",
    "suggestions": "suggestions",
    "carry_out": "consequences",
    "close": "consequences",
    "follow_ups": "consequences",
    "files": "uploads",
    "out_of_reach": "people",
    "holidays": "holidays",
    "year_draft": "annual_reviews",
    "nobody_ranked": "organizations",
    "not_over": "",
}
# What a place is to show of all it could.
_FILTERS: Final = {
    "previews_kept": "lapsed",
    "unrecorded": "missing",
    "uninspected": "missing",
    "carry_out": "confirmed",
    "close": "carried_out",
}


@dataclass(frozen=True)
class Line:
    """One line of what is still to be done; `address` is where, "" for what time brings and where somebody may not."""

    text: str
    address: str


def written(found: Iterable[ToDo], may_open: Container[str]) -> list[Line]:
    """Say what is still to be done, each with the place at which somebody may do it."""
    return [
        Line(say("to_do", one.kind, one=one), _address(one) if PLACES[one.kind] in may_open else "") for one in found
    ]


def _address(one: ToDo) -> str:
    if one.kind.startswith("board_"):
        return url_for("console.boards_record", case_id=one.quarter)
    asked: dict[str, Any] = {"month": one.month, "filter": _FILTERS.get(one.kind)}
    if one.kind == "uninspected":
        asked["quarter"] = one.quarter
    return url_for(f"console.{PLACES[one.kind]}", **asked)
