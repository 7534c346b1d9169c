"""What we remember: tables, and the queries that concern one table. Importing this knows every table."""

from models import (
    access_tokens,
    appointments,
    boards,
    conversations,
    daily_records,
    inbox,
    organizations,
    outbox,
    people,
    rates,
    schedules,
    schemes,
    self_checks,
    slips,
    suggestions,
    tasks,
)
from models.base import Base

__all__ = [
    "Base",
    "access_tokens",
    "appointments",
    "boards",
    "conversations",
    "daily_records",
    "inbox",
    "organizations",
    "outbox",
    "people",
    "rates",
    "schedules",
    "schemes",
    "self_checks",
    "slips",
    "suggestions",
    "tasks",
]
