"""Processes are killed and frozen at random moments, the database too, while slips go out and people talk, and WeCom

loses calls and answers: nothing is lost, nothing is said twice, everybody is answered in order, and every form is
stored as it was meant. At the end the database and the local WeCom agree.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from sqlalchemy import func, select

from bot.db import Database
from bot.outbox import ANSWER, CARD, PUSH, SENDING, SENT, WAITING
from demo.narrator import Narrator, shown
from demo.sample.company import sample_company
from demo.stage import TOWN, Stage, free_port, simulator_running
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from models.people import Person
from models.self_checks import Answer, SelfCheck
from models.suggestions import Suggestion
from tests.bench.town import build, copy_postgresql
from tests.e2e.fleet import Chaos, fleet_running
from tests.e2e.test_kill import SLIPS, slips_by_number
from tests.postgresql import started

# Each answers for one branch.
# What the ten manners of demo/manners.py give as the reason, whatever else stands in the message.
MEANT = {
    *("人不齐", "忘了", "事情多没顾上", "日子记错了"),
    *("那几天村里忙着收稻子人凑不齐", "年纪大的同志腿脚不便来不了", "前阵子发大水大家都在圩上", "时间没有记牢"),
    *("嗯那个就是人没到齐", "就是人没到齐", "嗯就是我把这个事情给忘了", "就是我把这个事情给忘了"),
    *("嗯那个当时人手不够", "当时人手不够", "嗯就是日子记错了", "就是日子记错了"),
    *("加班没空", "忘记了", "记错时间"),
    *("人凑勿齐", "忙勿过来", "忘记脱哉", "日脚记错"),
    *("俺们人没凑齐", "俺们活儿多没顾上", "俺们把日子记岔了", "俺们日子记岔了"),
    *("因人员外出未到齐", "因时间节点没有记清", "因与业务工作冲突未开展"),
    *("因几位同志外出，未能到齐", "因近期事务较多，未能顾及", "因时间安排不当，未能开展", "因时间记错，有所延误"),
    *("上个月人不齐", "上个月忙忘了", "上个月人手不够", "上个月记错日子"),
    *("人不齐😅", "忘了🙈", "太忙没顾上😓", "太忙没顾上", "记错日子了😅", "记错日子了"),
}
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
NUMBERED = re.compile(r"第(\d+)条建议")
# Of so many kills a person sees something: with fewer a few people are enough.
MANY_KILLS = 20
FEW = 3
QUIET_SECONDS = 600
LONGEST_LOOK_SECONDS = 60
LOOK_SECONDS = 10
# WeCom comes again where nobody took a message, and where we asked it to (429): meanwhile the bot is up again.
AGAIN = {"retry_gap": 8, "retry_on_non_200": True}
FAULTS: tuple[dict[str, Any], ...] = (
    {"share": 0.06, "fault": {"break": "before"}},
    {"share": 0.06, "fault": {"break": "after"}},
    {"share": 0.03, "fault": {"half": True}},
    {"share": 0.03, "fault": {"html": True}},
    {"share": 0.03, "fault": {"errcode": -1}},
    {"share": 0.10, "fault": {"delay": 0.3}},
)

pytestmark = [pytest.mark.processes, pytest.mark.timeout(3600)]


@dataclass(frozen=True)
class OnDatabase(Stage):
    """A stage whose database somebody else has made."""

    address: str

    @property
    def database_url(self) -> str:
        return self.address


class Patient(Narrator):
    """Waits for an answer as long as it takes, a look at the local WeCom after the other."""

    def messages(self, who: str, after: int = 0, wait: int = 0) -> list[dict[str, Any]]:
        return super().messages(who, after, min(wait, LONGEST_LOOK_SECONDS))


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


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """The sample town with a month on record, the moment before its slips go out; nothing runs yet."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'honghui.db'}"
    else:
        address = copy_postgresql(started(os.getpid()), "chaos")
    found = OnDatabase(tmp_path, free_port(), free_port(), address)
    build(address, copies=1)
    found.clock_file.write_text("2026-11-02T08:30:00+08:00", encoding="utf-8")
    company = sample_company(yaml.safe_load(TOWN.read_text(encoding="utf-8")), f"{found.bot}/wecom/callback")
    config = {**company, "clock_file": str(found.clock_file)}
    (tmp_path / "simulator.json").write_text(json.dumps(config), encoding="utf-8")
    return found


def numbers(db: Database, who: str) -> list[int]:
    """List the numbers of somebody's suggestions in the order in which they were kept."""
    with db.read() as session:
        mine = select(Suggestion.text).join(Person, Person.id == Suggestion.person_id).where(Person.userid == who)
        texts = session.scalars(mine.order_by(Suggestion.id))
        return [int(found[1]) for text in texts if (found := NUMBERED.search(text))]


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


def live_through(chaos: Chaos, told: Narrator, talkers: list[Talker]) -> None:
    """Let the slips go out and people talk while harm is done."""
    stage = told.stage
    requests.put(f"{stage.simulator}/sim/settings", json=AGAIN, timeout=10).raise_for_status()
    stage.ask("faults", seed=1, rules=[{"api": "message/send", **one} for one in FAULTS])
    harm = threading.Thread(target=chaos.run)
    harm.start()
    stage.ask("clock", now="2026-11-02T08:33:58+08:00")
    with ThreadPoolExecutor(len(talkers)) as pool:
        told.receivers_of("党建工作提醒单", at_least=SLIPS)
        done = list(pool.map(lambda one: one.run(chaos.is_over), talkers))
    assert done
    harm.join()
    stage.ask("faults", seed=1, rules=[])
    assert are_gone(chaos.db, QUIET_SECONDS, ANSWER)
    # What failed four times waits for ten minutes, of which WeCom remembers a push for four hours; and nobody is sent
    # more than 28 a minute.
    moments = (f"2026-11-02T10:{minute:02}:00+08:00" for minute in range(1, 60, 2))
    assert any(stage.ask("clock", now=moment) and are_gone(chaos.db, LOOK_SECONDS, PUSH, CARD) for moment in moments)


def test_whoever_is_killed_nothing_is_lost_and_nothing_said_twice(
    stage: Stage,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kills, rng = request.config.getoption("--kills"), random.Random(request.config.getoption("--seed"))  # noqa: S311
    monkeypatch.setattr("demo.narrator.HEARD_WITHIN_SECONDS", QUIET_SECONDS)
    told, db = Patient(stage), Database(stage.database_url)
    talkers = [Talker(told, who) for who in TALKERS[: FEW if kills < MANY_KILLS else None]]
    with simulator_running(stage), fleet_running(stage) as fleet:
        chaos = Chaos(fleet, db, rng, kills)
        live_through(chaos, told, talkers)
        print(
            f"{db.url.get_backend_name()}: {dict(chaos.done)}; messages of members: {sum(one.said for one in talkers)}"
        )
        assert told.missing == []
        assert {one.who: numbers(db, one.who) for one in talkers} == {
            one.who: [*range(1, one.said + 1)] for one in talkers
        }
        assert {one.who: one.answered() for one in talkers} == {one.who: one.said for one in talkers}
        assert_database_and_wecom_agree(told, db)
    assert_all_was_stored_as_meant(db, len(talkers))
    db.engine.dispose()


def assert_database_and_wecom_agree(told: Narrator, db: Database) -> None:
    """Every message once; answers in the order in which they were put out."""
    sent, answers = left(db, PUSH, ANSWER), left(db, ANSWER)
    for member in told.stage.look("members")["members"]:
        who = member["userid"]
        came = arrived(told, who)
        assert Counter(came) == Counter(sent[who]), who
        assert [one for one in came if one in set(answers[who])] == answers[who], who
    slips = slips_by_number(told)
    assert (len(slips), set(slips.values())) == (SLIPS, {1})


def assert_all_was_stored_as_meant(db: Database, forms: int) -> None:
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxMessage).where(InboxMessage.state == FAILED)) == 0
        assert session.scalar(select(func.count()).select_from(SelfCheck)) == forms
        assert set(session.scalars(select(Answer.reason).where(Answer.reason != ""))) <= MEANT
