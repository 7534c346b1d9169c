"""The tables the log covers, put together as people ask for them; every table is in exactly one group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Rows that say nothing by themselves: the items of a slip, the places of a board.
DETAILS: Final = "details"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "records": ("daily_records", "tasks", "task_changes"),
    "slips": ("slips", "slip_holds", "slip_looks", "missed_months"),
    "self_checks": ("self_checks", "submissions", "promises"),
    "inspections": ("inspections", "inspection_exemptions"),
    "orders": ("rectification_orders",),
    "claims": ("bonus_claims",),
    "objections": ("objections", "corrections"),
    "boards": ("boards",),
    "consequences": ("consequences", "overhauls", "help_plans", "help_follow_ups"),
    "year": ("annual_reviews", "democratic_reviews", "ballots"),
    "steps": ("transitions",),
    "register": (
        "township",
        "departments",
        "supervision_groups",
        "organizations",
        "organization_changes",
        "streak_takeovers",
        "group_assignments",
        "people",
        "appointments",
        "register_entries",
        "pseudonyms",
    ),
    "rule": ("scheme_versions", "scheme_starts", "quarter_rules", "red_line_overrides", "holiday_schedules"),
    DETAILS: (
        "slip_items",
        "answers",
        "findings",
        "order_problems",
        "board_rows",
        "board_pictures",
        "annual_review_rows",
    ),
}
