"""The pages of branches and supervision groups: what they fill in on the phone, and the same on paper."""

from __future__ import annotations

from flask import Blueprint

from handlers.pages.branch import (
    claims,
    home,
    inspections,
    new_orders,
    objections,
    orders,
    prints,
    self_checks,
    slips,
    suggestions,
)
from handlers.pages.door import Door


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add all of them."""
    for part in (home, slips, self_checks, orders, new_orders, inspections, claims, objections, suggestions, prints):
        part.add_pages(pages, door)
