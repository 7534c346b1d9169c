"""The categories of an inspection sheet as pages: which one an address names, and where one goes from it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request, url_for

from rules.catalogue import Indicator
from services.pages.inspections import InspectionFrame


@dataclass(frozen=True)
class Place:
    """One category of a sheet; `next` is the code of the one that follows, None behind the last."""

    number: int
    indicators: tuple[Indicator, ...]
    next: str | None


def place_at(frame: InspectionFrame, code: str) -> Place:
    """Find the category an address names; any other is a page that is not there."""
    codes = [one.code for one, _ in frame.categories]
    number = codes.index(code) if code in codes else abort(404)
    return Place(number, frame.categories[number][1], codes[number + 1] if number + 1 < len(codes) else None)


def onward(frame: InspectionFrame, place: Place, step: str) -> str:
    """Tell where a step leads: on to the next category, behind the last to what it comes to, else back."""
    quarter, organization_id = str(frame.quarter), frame.organization.id
    if step != "next":
        return request.path
    if place.next is None:
        return url_for("pages.inspection", quarter=quarter, organization_id=organization_id)
    return url_for("pages.inspection_category", quarter=quarter, organization_id=organization_id, category=place.next)
