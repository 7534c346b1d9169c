"""Processes are killed at random moments while slips go out and people talk, and WeCom loses answers: nothing is lost,

nothing is said twice, everybody is answered in order, and every form is stored as it was meant.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.outbox import SENDING, WAITING
from demo.narrator import Narrator, shown
from demo.stage import Stage, bot_running, simulator_running
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from models.people import Person
from models.self_checks import SelfCheck
from models.suggestions import Suggestion
from tests.bot.fake_wecom import wait_until
from tests.e2e.test_kill import SLIPS, slips_by_number

# Each answers for one branch.
TALKERS = ("zhuyongliang", "sunhuilan", "panzhihua", "xuemin", "meizhigang")
NUMBERED = re.compile(r"第(\d+)条建议")
QUIET_SECONDS = 90
LONGEST_LOOK_SECONDS = 60

pytestmark = [pytest.mark.processes, pytest.mark.timeout(3600)]


@dataclass
class Chaos:
    """Kills one of the bot's processes at a time, until there have been so many kills."""

    parent: psutil.Process
    rng: random.Random
    kills: int
    killed: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while self.killed < self.kills:
            time.sleep(self.rng.uniform(0.1, 1.5))
            if children := self.parent.children():
                self.rng.choice(children).kill()
                self.killed += 1
        self.is_over.set()


@dataclass
class Talker:
    """Somebody who writes one numbered suggestion after the other, and hands in the form behind the first."""

    told: Narrator
    who: str
    said: int = 0

    def run(self, until: threading.Event) -> None:
        self.suggest()
        self.told.answers_slip(self.who)
        while not until.is_set():
            self.suggest()
        self.suggest()

    def suggest(self) -> None:
        self.said += 1
        self.told.says(self.who, f"意见建议 第{self.said}条建议，请把活动室的灯修一修")

    def answered(self) -> int:
        """Count the answers to the suggestions that this person has seen."""
        heard = [shown(one) for one in self.told.messages(self.who) if one["from"] == "bot"]
        return sum("已原样转达镇组织办" in one for one in heard)


def numbers(db: Database, who: str) -> list[int]:
    """List the numbers of somebody's suggestions in the order in which they were kept."""
    with db.read() as session:
        mine = select(Suggestion.text).join(Person, Person.id == Suggestion.person_id).where(Person.userid == who)
        texts = session.scalars(mine.order_by(Suggestion.id))
        return [int(found[1]) for text in texts if (found := NUMBERED.search(text))]


def is_quiet(db: Database) -> bool:
    """Tell whether everything is answered and has left."""
    with db.read() as session:
        underway = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_((WAITING, SENDING)))
        return not session.scalar(underway.where(OutboxMessage.lane == "answer"))


def test_whoever_is_killed_nothing_is_lost_and_nothing_said_twice(
    set_stage: Callable[[str], Stage], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(request.config.getoption("--seed"))  # noqa: S311
    monkeypatch.setattr("demo.narrator.HEARD_WITHIN_SECONDS", LONGEST_LOOK_SECONDS)
    stage = set_stage("2026-11-02T08:30:00+08:00")
    told, db = Narrator(stage), Database(stage.environment["DATABASE_URL"])
    with simulator_running(stage):
        lost = {"api": "message/send", "share": 0.1, "fault": {"break": "before"}}
        unanswered = {"api": "message/send", "share": 0.1, "fault": {"break": "after"}}
        with bot_running(stage) as bot:
            stage.ask("clock", now="2026-11-02T08:33:58+08:00")
            told.receivers_of("党建工作提醒单", at_least=SLIPS)
            stage.ask("faults", seed=1, rules=[lost, unanswered])
            chaos = Chaos(psutil.Process(bot.pid), rng, request.config.getoption("--kills"))
            talkers = [Talker(told, who) for who in TALKERS]
            threads = [threading.Thread(target=one.run, args=(chaos.is_over,)) for one in talkers]
            threads.append(threading.Thread(target=chaos.run))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            stage.ask("faults", seed=1, rules=[])
            wait_until(lambda: is_quiet(db), QUIET_SECONDS)
        answered, slips = {one.who: one.answered() for one in talkers}, slips_by_number(told)
    assert told.missing == []
    assert {one.who: numbers(db, one.who) for one in talkers} == {one.who: [*range(1, one.said + 1)] for one in talkers}
    assert answered == {one.who: one.said for one in talkers}
    assert (len(slips), set(slips.values())) == (SLIPS, {1})
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxMessage).where(InboxMessage.state == FAILED)) == 0
        assert session.scalar(select(func.count()).select_from(SelfCheck)) == len(TALKERS)
    db.engine.dispose()
