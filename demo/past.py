"""What has happened before the demonstration begins: three quarters with their boards, for trends to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from bot.db import Database
from demo.stage import Stage, load_inspections, load_records
from models.boards import FINAL, Board
from models.outbox import OutboxMessage
from rules.periods import BEIJING, Quarter

QUARTERS: Final = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2))
CLERK, HEAD, LEADER, OTHER_LEADER, REVIEWER = "wusiyuan", "zhouhaibo", "xulixin", "shenjingyi", "jiangweidong"
# Days after the quarter on which its board is drafted, decided and published.
DRAFTED, DECIDED, PUBLISHED = 20, 27, 28


def live_through(stage: Stage) -> Sequence[Quarter]:
    """Let the quarters happen in their order, each step with the command and by the person it belongs to."""
    for quarter in QUARTERS:
        _at(stage, quarter, DRAFTED)
        load_records(stage, map(str, quarter.months))
        load_inspections(stage, str(quarter))
        _board(stage, quarter, "draft", CLERK)
        _board(stage, quarter, "preview", CLERK)
        _at(stage, quarter, DECIDED)
        _board(stage, quarter, "review", LEADER)
        _board(stage, quarter, "secrecy", REVIEWER)
        _board(stage, quarter, "approve", LEADER)
        _board(stage, quarter, "approve", OTHER_LEADER, "--grey")
        _at(stage, quarter, PUBLISHED)
        _board(stage, quarter, "publish", HEAD)
    _forget_what_was_said(stage)
    return QUARTERS


def _at(stage: Stage, quarter: Quarter, days: int) -> None:
    stage.clock_file.write_text(_morning(quarter.last_day + timedelta(days=days)).isoformat(), encoding="utf-8")


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 5, tzinfo=BEIJING)


def _board(stage: Stage, quarter: Quarter, step: str, userid: str, *more: str) -> None:
    stage.flask("board", step, str(quarter), "--as", userid, *more)


def _forget_what_was_said(stage: Stage) -> None:
    """Leave nothing of the past to be sent: everybody has had it, and the boards have been in the group."""
    database = Database(stage.database_url)
    with database.begin() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.state == "waiting").values(state="dropped"))
        for board in session.scalars(select(Board)):
            board.posted_at, board.state = board.published_at, FINAL
    database.engine.dispose()
