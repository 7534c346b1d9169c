"""A help plan for a branch whose overhaul has just been confirmed."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.overhauls import HelpPlan
from rules.workdays import Calendar
from services.overhauls.help import GivenPlan, plan_help
from tests.worlds.grey_boards import NOW, assigned
from tests.worlds.recorded_quarters import person

MEMBER = "caoxiaoming"
PLAN = GivenPlan("沈静怡", "每月参加一次支委会", (date(2026, 12, 10), date(2026, 11, 14)))


def planned(session: Session, calendar: Calendar, **changes: Any) -> HelpPlan:
    overhaul = assigned(session, calendar)
    return plan_help(session, overhaul, replace(PLAN, **changes), person(session, MEMBER), NOW)
