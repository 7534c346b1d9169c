"""Processes are killed and frozen at random moments, the database too, while slips go out and people talk, and WeCom

loses calls and answers: nothing is lost, nothing is said twice, everybody is answered in order, and every form is
stored as it was meant. At the end the database and the local WeCom agree.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from sqlalchemy import func, select

from bot.db import Database
from bot.outbox import ANSWER, CARD, PUSH, SENDING, SENT, WAITING
from demo.narrator import Narrator
from demo.sample.company import sample_company
from demo.stage import TOWN, Stage, free_port, simulator_running
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from tests.bench.copies import build
from tests.bench.town import copy_postgresql
from tests.e2e.fleet import MANY, Chaos, fleet_running
from tests.e2e.posts import WEBHOOKS, Poster
from tests.e2e.talkers import Crowd, Patient, Talker
from tests.e2e.test_kill import SLIPS, slips_by_number
from tests.postgresql import started
from tests.worlds.phones import beijing

# Each answers for one branch of each copy of the town.
TALKERS = (
    "zhuyongliang",
    "panzhihua",
    "xuemin",
    "meizhigang",
    "wujinlong",
    "fanyuqing",
    "zhuliping",
    "yaohui",
    "gongli",
)
FEW = 3
# And with that many the town is this large: some 1,900 slips, and a conversation with a quarter of their receivers.
COPIES = 52
# The local WeCom remembers all that is said.
KEPT = 100_000
QUIET_SECONDS = 600
LONGEST_LOOK_SECONDS = 60
LOOK_SECONDS = 3
# Nobody is sent more than 28 a minute and 900 an hour, and three of the office hear of each suggestion.
MOMENTS = 72
# WeCom comes again where nobody took a message, and where we asked it to (429): meanwhile the bot is up again.
AGAIN = {"retry_gap": 8, "retry_on_non_200": True}
FAULTS: tuple[dict[str, Any], ...] = (
    *({"api": "message/send", **one} for one in (
        {"share": 0.06, "fault": {"break": "before"}},
        {"share": 0.06, "fault": {"break": "after"}},
        {"share": 0.03, "fault": {"half": True}},
        {"share": 0.03, "fault": {"html": True}},
        {"share": 0.03, "fault": {"errcode": -1}},
        {"share": 0.02, "fault": {"status": 502}},
        {"share": 0.02, "fault": {"status": 504}},
        {"share": 0.10, "fault": {"delay": 0.3}},
    )),
    *({"api": api, "share": share, "fault": fault}
      for api in ("appchat/send", "webhook/send", "appchat/create", "message/update_template_card")
      for share, fault in (
          (0.05, {"break": "before"}),
          (0.05, {"break": "after"}),
          (0.03, {"half": True}),
          (0.03, {"html": True}),
          (0.03, {"errcode": -1}),
          (0.03, {"status": 502}),
          (0.03, {"status": 504}),
      )),
    {"api": "gettoken", "share": 0.1, "fault": {"break": "before"}},
)  # fmt: skip
# Longer than anybody waits: it is done, and nobody hears of it. A round with few kills has no time for it.
LONG_DELAY_SECONDS = 12
DELAYED: dict[str, Any] = {"api": "message/send", "share": 0.002, "fault": {"delay": LONG_DELAY_SECONDS}}

pytestmark = [pytest.mark.processes, pytest.mark.timeout(3600)]


@dataclass(frozen=True)
class OnDatabase(Stage):
    """A stage whose database somebody else has made, with so many towns like the sample in one."""

    address: str
    copies: int

    @property
    def database_url(self) -> str:
        return self.address


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> OnDatabase:
    """The sample town with a month on record, the moment before its slips go out; nothing runs yet."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'honghui.db'}"
    else:
        address = copy_postgresql(started(os.getpid()), "chaos")
    copies = COPIES if request.config.getoption("--kills") >= MANY else 1
    found = OnDatabase(tmp_path, free_port(), free_port(), address, copies)
    build(address, copies=copies)
    found.clock_file.write_text("2026-11-02T08:30:00+08:00", encoding="utf-8")
    (tmp_path / "simulator.json").write_text(json.dumps(company(found)), encoding="utf-8")
    return found


def company(stage: OnDatabase) -> dict[str, Any]:
    """Describe the people of all copies of the town, and a group with a robot."""
    one = sample_company(yaml.safe_load(TOWN.read_text(encoding="utf-8")), f"{stage.bot}/wecom/callback")
    # The list of those who see text alone names nobody of a copy.
    copies = [
        {**member, "userid": copied(member["userid"], number), "client": "wecom"}
        for number in range(1, stage.copies)
        for member in one["members"]
    ]
    return {
        **one,
        "members": [*one["members"], *copies],
        "webhooks": WEBHOOKS,
        "keep": KEPT,
        "clock_file": str(stage.clock_file),
    }


def copied(userid: str, number: int) -> str:
    """Name a member of a copy of the town as `tests/bench/copies.py` does."""
    return f"{userid}-{number}" if number else userid


def essence(body: dict[str, Any]) -> str:
    """Tell a message from all others that say something else."""
    said = body[body["msgtype"]]
    return str(said.get("task_id") or said.get("content") or said)


def left(db: Database, *lanes: str) -> dict[str, list[str]]:
    """List what the database says was sent to each member, in the order in which it was put out."""
    found = defaultdict(list)
    with db.read() as session:
        sent = select(OutboxMessage).where(OutboxMessage.state == SENT, OutboxMessage.addressee_kind == "member")
        for message in session.scalars(sent.where(OutboxMessage.lane.in_(lanes)).order_by(OutboxMessage.id)):
            found[message.addressee].append(essence(json.loads(message.body)))
    return found


def arrived(told: Narrator, who: str) -> list[str]:
    """List what somebody was sent, as it came."""
    return [essence(one["raw"]) for one in told.messages(who) if one["from"] == "bot"]


def are_gone(db: Database, seconds: float, *lanes: str) -> bool:
    """Wait until everything in these lanes has left; tell whether it has."""
    underway = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_((WAITING, SENDING)))
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        with db.read() as session:
            if not session.scalar(underway.where(OutboxMessage.lane.in_(lanes))):
                return True
        time.sleep(0.2)
    return False


def live_through(chaos: Chaos, crowd: Crowd, poster: Poster, stage: OnDatabase) -> None:
    """Let the slips go out, people talk and groups be posted to while harm is done."""
    requests.put(f"{stage.simulator}/sim/settings", json=AGAIN, timeout=10).raise_for_status()
    is_long = chaos.kills >= MANY
    stage.ask("faults", seed=1, rules=[*([DELAYED] if is_long else []), *FAULTS])
    stage.ask("clock", now="2026-11-02T08:33:58+08:00")
    beside = [threading.Thread(target=chaos.run), threading.Thread(target=poster.run, args=(chaos.is_over,))]
    for one in beside:
        one.start()
    try:
        crowd.run(chaos.is_over)
    finally:
        crowd.have_talked.set()
    for one in beside:
        one.join()
    assert chaos.done["kill"] >= chaos.kills, f"the harm broke off: {dict(chaos.done)}"
    stage.ask("faults", seed=1, rules=[])
    assert are_gone(chaos.db, QUIET_SECONDS, ANSWER)
    # What hangs at the local WeCom arrives before hours go by: those it remembers repeats for.
    time.sleep(LONG_DELAY_SECONDS if is_long else 1)
    # What failed four times waits for ten minutes, of which WeCom remembers a push for four hours.
    moments = (beijing("2026-11-02 10:01") + number * timedelta(minutes=2) for number in range(MOMENTS))
    asked = (stage.ask("clock", now=moment.isoformat()) for moment in moments)
    assert any(done and are_gone(chaos.db, LOOK_SECONDS, PUSH, CARD) for done in asked)


def test_whoever_is_killed_nothing_is_lost_and_nothing_said_twice(
    stage: OnDatabase,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kills, rng = request.config.getoption("--kills"), random.Random(request.config.getoption("--seed"))  # noqa: S311
    monkeypatch.setattr("demo.narrator.HEARD_WITHIN_SECONDS", QUIET_SECONDS)
    told, db = Patient(stage), Database(stage.database_url)
    people = [copied(who, number) for number in range(stage.copies) for who in TALKERS]
    crowd = Crowd([Talker(told, who, QUIET_SECONDS) for who in people[: FEW if kills < MANY else None]])
    poster = Poster(db)
    with simulator_running(stage), fleet_running(stage) as fleet:
        chaos = Chaos(fleet, db, rng, kills, crowd.have_talked)
        live_through(chaos, crowd, poster, stage)
        print(f"{db.url.get_backend_name()}: {dict(chaos.done)}; {len(crowd.talkers)} people, {crowd.said} suggestions")
        assert told.missing == []
        crowd.assert_all_was_kept_and_answered(db)
        poster.assert_nothing_was_posted_twice(told)
        assert_database_and_wecom_agree(told, db, SLIPS * stage.copies)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxMessage).where(InboxMessage.state == FAILED)) == 0
    db.engine.dispose()


def assert_database_and_wecom_agree(told: Narrator, db: Database, number: int) -> None:
    """Every message once; answers in the order in which they were put out."""
    sent, answers = left(db, PUSH, ANSWER), left(db, ANSWER)
    for member in told.stage.look("members")["members"]:
        who = member["userid"]
        came = arrived(told, who)
        assert Counter(came) == Counter(sent[who]), who
        assert [one for one in came if one in set(answers[who])] == answers[who], who
    slips = slips_by_number(told)
    assert (len(slips), set(slips.values())) == (number, {1})
