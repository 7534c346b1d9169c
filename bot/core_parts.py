"""The parts of the application that nearly every entrance needs; `app.py` builds them.

Each entrance says in a class of its own which further ones it needs, so that none asks for all, and tests give few.
"""

from __future__ import annotations

from typing import Protocol

from bot.clock import Clock
from bot.db import Database
from bot.settings import Settings
from rules.workdays import Calendar


class CoreParts(Protocol):
    """What a process knows of itself: its settings and its town, what time it is and which days are working days."""

    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def calendar(self) -> Calendar: ...
