"""What a process weighs after ever more messages: taken in, answered and sent by itself, a thousand at a time.

WeCom is a part of the process, takes everything at once and knows no limit, or a hundred thousand sends would take ten
minutes. A minute passes with each thousand, and the office may be told of every suggestion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import func, select

from app import Honghui
from bot import delivery_limits, outbox
from bot.db import Database
from bot.log import configure_log
from bot.memory import tune_gc
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.letters import write_letters
from tests.bench.processes import memory_of
from tests.bench.town import ISSUE_AT, copy_sqlite
from tests.bench.turns import arrived
from tests.forks import worked_out

AT_ONCE = 1000
GROWN = 1.1
NO_LIMIT = 1_000_000.0


@dataclass(frozen=True)
class Taken:
    """What WeCom says of every message."""

    msgid: str | None = "m1"
    response_code: str | None = None
    refused: frozenset[str] = frozenset()


class Wecom:
    """A WeCom that takes every message at once."""

    def send(self, _touser: str, _message: Mapping[str, Any], *, unique_for: timedelta) -> Taken:
        return Taken()


def measure(folder: Path, town: Path, number: int) -> list[Figure]:
    """Weigh a process after a tenth of so many messages, and after all. `town` has delivered slips."""
    tenth, whole = worked_out(_weights, folder, copy_sqlite(town, folder / "weighing.db"), number)
    title = f"memory after {number:,} arrivals and sends"
    return [Figure(title, "MB", [whole], [tenth], f"after {number // 10:,}", most=GROWN)]


def _weights(folder: Path, url: str, number: int) -> tuple[float, float]:
    honghui = Honghui({**installed(folder, url, 1, ISSUE_AT), "RUN_AS_ROOT": "yes"})
    tune_gc()
    tenth = number // 10
    with (
        (folder / "weighing.log").open("w", encoding="utf-8") as stream,
        patch.object(delivery_limits, "CALLS_PER_SECOND", NO_LIMIT),
        patch.dict(delivery_limits.MOST, member=[(span, NO_LIMIT) for span, _ in delivery_limits.MOST["member"]]),
        patch.object(honghui, "wecom", Wecom()),
    ):
        configure_log(honghui.settings, stream)
        for done in range(0, number, some := min(AT_ONCE, tenth)):
            _pass(honghui, folder, done // some, some)
            if done + some <= tenth:
                before = memory_of("self", "VmRSS")
    _check(honghui.db, number)
    return before, memory_of("self", "VmRSS")


def _pass(honghui: Honghui, folder: Path, minutes: int, number: int) -> None:
    """Take so many in, answer them and send the answers, some minutes later."""
    moment = ISSUE_AT + timedelta(minutes=minutes)
    installed(folder, "", 1, moment)
    write_letters(folder / "letters.json", number, moment)
    honghui.arrivals.add(list(arrived(folder / "letters.json", moment)))
    honghui.working_off.drain()
    honghui.delivery.drain()


def _check(db: Database, number: int) -> None:
    """Raise RuntimeError where a message was not taken in, not answered, or an answer not sent."""
    with db.read() as session:
        taken = session.scalar(select(func.count()).where(InboxMessage.error.is_(None)))
        left = session.scalar(select(func.count()).where(OutboxMessage.state != outbox.SENT))
        sent = session.scalar(select(func.count()).where(OutboxMessage.state == outbox.SENT)) or 0
    if taken != number or left or sent < number:
        raise RuntimeError(f"of {number} messages {taken} were answered, {sent} answers sent, {left} not")
