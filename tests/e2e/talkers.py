"""People who write while harm is done: each a numbered suggestion, a whole self-check, and further suggestions."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.db import Database
from demo.answering import first_words
from demo.manners import MANNERS, manner_of
from demo.narrator import Narrator, shown
from models.people import Person
from models.self_checks import Answer, Submission
from models.suggestions import Suggestion

# What each manner of demo/manners.py gives as the reason, whatever else stands in the message.
MEANT = {
    "brief": {"人不齐", "忘了", "事情多没顾上", "日子记错了"},
    "elder": {"那几天村里忙着收稻子人凑不齐", "年纪大的同志腿脚不便来不了", "前阵子发大水大家都在圩上", "时间没有记牢"},
    "voice": {
        *("嗯那个就是人没到齐", "就是人没到齐", "嗯就是我把这个事情给忘了", "就是我把这个事情给忘了"),
        *("嗯那个当时人手不够", "当时人手不够", "嗯就是日子记错了", "就是日子记错了"),
    },
    "young": {"人不齐", "加班没空", "忘记了", "记错时间"},
    "wu": {"人凑勿齐", "忙勿过来", "忘记脱哉", "日脚记错"},
    "northern": {"俺们人没凑齐", "俺们活儿多没顾上", "俺们把日子记岔了", "俺们日子记岔了"},
    "pasted": {"因人员外出未到齐", "因时间节点没有记清", "因与业务工作冲突未开展"},
    "letter": {
        *("因几位同志外出，未能到齐", "因近期事务较多，未能顾及"),
        *("因时间安排不当，未能开展", "因时间记错，有所延误"),
    },
    "jumbled": {"上个月人不齐", "上个月忙忘了", "上个月人手不够", "上个月记错日子"},
    "emoji": {"人不齐😅", "忘了🙈", "太忙没顾上😓", "太忙没顾上", "记错日子了😅", "记错日子了"},
}
PASSED_ON = "已原样转达镇组织办"
NUMBERED = re.compile(r"第(\d+)条建议")
LONGEST_LOOK_SECONDS = 60
# So many write at once, as many as the local WeCom is asked by.
AT_ONCE = 40


class Patient(Narrator):
    """Waits for an answer as long as it takes, a look at the local WeCom after the other."""

    def messages(self, who: str, after: int = 0, wait: int = 0) -> list[dict[str, Any]]:
        return super().messages(who, after, min(wait, LONGEST_LOOK_SECONDS))

    def awaits_slip(self, who: str, seconds: float) -> None:
        """Wait until a member's slip has come."""
        give_up = time.monotonic() + seconds
        while not any(one["from"] == "bot" and first_words(who, shown(one)) for one in self.messages(who)):
            assert time.monotonic() < give_up, f"no slip has reached {who}"
            time.sleep(0.2)


@dataclass
class Talker:
    """Somebody who writes a numbered suggestion, hands in the form, and goes on suggesting."""

    told: Patient
    who: str
    patience: float
    said: int = 0

    def talk(self) -> None:
        self.suggest()
        self.told.awaits_slip(self.who, self.patience)
        self.told.answers_slip(self.who)
        self.suggest()

    def suggest(self) -> None:
        self.said += 1
        # The slip may come in between.
        self.told.says(self.who, f"意见建议 第{self.said}条建议，请把活动室的灯修一修", until=PASSED_ON)

    def answered(self) -> int:
        """Count the answers to the suggestions that this person has seen."""
        heard = [shown(one) for one in self.told.messages(self.who) if one["from"] == "bot"]
        return sum(PASSED_ON in one for one in heard)


@dataclass
class Crowd:
    """All who talk, some at once; once everybody has, the last of them go on until the harm is over."""

    talkers: Sequence[Talker]
    have_talked: threading.Event = field(default_factory=threading.Event)

    def run(self, until: threading.Event) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(pool.map(Talker.talk, self.talkers))
            self.have_talked.set()
            assert list(pool.map(lambda one: _goes_on(one, until), self.talkers[-AT_ONCE:]))
        assert len(done) == len(self.talkers)

    @property
    def said(self) -> int:
        return sum(one.said for one in self.talkers)

    def assert_all_was_kept_and_answered(self, db: Database) -> None:
        """Each suggestion once, in order, and an answer to each; each form once, with what its writer meant."""
        for one in self.talkers:
            assert _numbers(db, one.who) == [*range(1, one.said + 1)], one.who
            assert one.answered() == one.said, one.who
        with db.read() as session:
            by_whom = select(Person.userid).join(Submission, Submission.submitted_by_id == Person.id)
            assert Counter(session.scalars(by_whom)) == Counter(one.who for one in self.talkers)
            reasons = by_whom.add_columns(Answer.reason).join(Answer, Answer.submission_id == Submission.id)
            for who, reason in session.execute(reasons.where(Answer.reason != "")):
                assert reason in MEANT[_manner(who)], who


def _goes_on(one: Talker, until: threading.Event) -> bool:
    while not until.is_set():
        one.suggest()
    one.suggest()
    return True


def _manner(who: str) -> str:
    return next(name for name, manner in MANNERS.items() if manner is manner_of(who))


def _numbers(db: Database, who: str) -> list[int]:
    """List the numbers of somebody's suggestions in the order in which they were kept."""
    with db.read() as session:
        mine = select(Suggestion.text).join(Person, Person.id == Suggestion.person_id).where(Person.userid == who)
        texts = session.scalars(mine.order_by(Suggestion.id))
        return [int(found[1]) for text in texts if (found := NUMBERED.search(text))]
