"""Posts to a group chat and by a robot while harm is done: what may have been taken is never posted a second time."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from bot import outbox
from bot.db import TROUBLE, Database
from bot.outbox import FAILED, SENT, Addressee
from demo.stage import Stage
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from tests.e2e.talkers import Patient

CHAT: Final = Addressee("chat", "chaosgroup")
ROBOT: Final = Addressee("webhook", "chaos-robot-0001")
WEBHOOKS: Final = [{"key": ROBOT.id, "name": "镇工作群"}]
MEMBERS: Final = ("zhuyongliang", "panzhihua", "xuemin")
PNG: Final = b"\x89PNG\r\n\x1a\n"
NOW: Final = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
# A robot takes twenty a minute.
EVERY_SECONDS: Final = 4.0


@dataclass
class Poster:
    """Puts a numbered post into the outbox for each of two groups, now and then a picture for the robot."""

    db: Database
    said: int = 0

    def run(self, until: threading.Event) -> None:
        while not until.wait(EVERY_SECONDS if self.said else 0):
            try:
                self._post(self.said + 1)
            except TROUBLE:
                continue
            self.said += 1

    def _post(self, number: int) -> None:
        with self.db.begin() as session:
            if number == 1:
                body = {"msgtype": "create_chat", "name": "镇工作群", "owner": MEMBERS[0], "members": [*MEMBERS]}
                outbox.push(session, CHAT, body, key="post:chat", now=NOW)
            # The office is told of each that nobody knows of, by its time and its words.
            now = NOW - timedelta(minutes=number)
            outbox.push(session, CHAT, outbox.text(f"群聊第{number}期"), key=f"post:chat:{number}", now=now)
            robot = outbox.text(f"机器人第{number}期") if number % 2 else outbox.picture()
            png = None if number % 2 else PNG + str(number).encode()
            outbox.push(session, ROBOT, robot, key=f"post:robot:{number}", now=now, picture_bytes=png)

    def assert_nothing_was_posted_twice(self, told: Patient) -> None:
        """What is said to be sent is there once, what nobody knows of at most once, all else is not; in order."""
        for to, box in ((CHAT, "chats"), (ROBOT, "webhooks")):
            came = _came(told.stage, f"{box}/{to.id}")
            with self.db.read() as session:
                rows = session.scalars(
                    select(OutboxMessage)
                    .where(OutboxMessage.addressee == to.id, OutboxMessage.key != "post:chat")
                    .order_by(OutboxMessage.id)
                ).all()
                states = {_number(row): (row.state, row.unknown_since) for row in rows}
            assert [*states] == [*range(1, self.said + 1)]
            assert {state for state, _ in states.values()} <= {SENT, FAILED}
            assert all(count == 1 for count in Counter(came).values()), (to.kind, came)
            assert came == sorted(came), to.kind
            missing = set(states) - set(came)
            assert all(states[number][0] == FAILED for number in missing), to.kind
            assert all(states[number][0] == SENT or states[number][1] for number in came), to.kind
            print(f"{to.kind}: {len(came)} posted, of {len(missing)} the office was told")


def _number(row: OutboxMessage) -> int:
    return int(row.key.rpartition(":")[2])


def _came(stage: Stage, box: str) -> list[int]:
    """List the numbers of what was posted, as it came."""
    return [_read(one["raw"]) for one in stage.look(f"{box}/messages")["messages"]]


def _read(raw: dict[str, Any]) -> int:
    if raw["msgtype"] == "text":
        return int(raw["text"]["content"].partition("第")[2].removesuffix("期"))
    return int(b64decode(raw["image"]["base64"]).removeprefix(PNG))
