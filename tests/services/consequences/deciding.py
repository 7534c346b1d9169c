"""What is done with proposals in these tests, and by whom."""

from typing import Any

from sqlalchemy.orm import Session

from models.consequences import Consequence
from rules.workdays import Calendar
from services.consequences.decisions import carry_out, close, confirm, decline, withdraw
from tests.worlds.grey_boards import NOW, at
from tests.worlds.recorded_quarters import LEADER, person

TODAY, LATER = NOW.date(), at("2026-11-09 09:05")
TOWN_LEADER, DEPARTMENT_HEAD, MEMBER = "guchengzhi", "xujianming", "caoxiaoming"


def agree(session: Session, calendar: Calendar, *consequences: Consequence, by: str = LEADER) -> None:
    confirm(session, consequences, "情况属实", person(session, by), calendar, NOW)


ACTS: dict[str, Any] = {
    "confirm": lambda s, one, by, calendar, now, why="属实": confirm(s, [one], why, person(s, by), calendar, now),
    "decline": lambda s, one, by, calendar, now, why="不符": decline(s, [one], why, person(s, by), now),
    "withdraw": lambda s, one, by, calendar, now: withdraw(s, one, "已修订", person(s, by), now),
    "carry_out": lambda s, one, by, calendar, now: carry_out(s, one, now.date(), "3号", person(s, by), now),
    "close": lambda s, one, by, calendar, now: close(s, one, "归档", person(s, by), now),
}
