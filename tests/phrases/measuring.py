"""Saying every phrase in its situation, and adding up how well it was understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tests.phrases.judging import BEST_FIRST, FITTING, MISUNDERSTOOD, UNDERSTOOD, Verdict, judge
from tests.phrases.observing import Came, Seen, look, observed
from tests.phrases.stages import Stage, Stages
from tests.phrases.table import Phrase

CONFIRM, OPEN = "确认", "自查"


@dataclass(frozen=True)
class Measured:
    """One phrase and what came of it."""

    phrase: Phrase
    verdict: Verdict
    reply: str


def measure(phrases: Iterable[Phrase], stages: Stages) -> Iterator[Measured]:
    """Say one phrase after another, each in a fresh copy of its situation."""
    seen: dict[Stage, Seen] = {}
    for one in phrases:
        stage = stages.stage(one.situation, one.stage)
        if stage not in seen:
            seen[stage] = _seen(stages, stage)
        phrase, (phone, connection) = one.in_words(stages.words(one.situation)), stages.phone(stage)
        came = observed(phone, phrase.says, seen[stage], connection)
        then = observed(phone, CONFIRM, came.after, connection) if _waits(phrase, came) else None
        yield Measured(phrase, judge(phrase, came, then), came.reply)


def _seen(stages: Stages, stage: Stage) -> Seen:
    """Look at a situation, and at what a self-check would begin with in it."""
    phone, connection = stages.phone(stage)
    before = look(connection, stage.writer)
    phone.says(OPEN)
    opened = look(connection, stage.writer, before).talk if before.talk is None else None
    return replace(before, kept=opened.answers if opened else {})


def _waits(phrase: Phrase, came: Came) -> bool:
    """Whether an act was only read back, so that 确认 does it."""
    was, now = came.before.talk, came.talk
    return phrase.expect == "act" and not came.done and now is not None and now.reads_back and now != was


@dataclass(frozen=True)
class Sum:
    """How many phrases got which verdict."""

    counts: Counter[str]

    @classmethod
    def of(cls, measured: Iterable[Measured]) -> Sum:
        return cls(Counter(one.verdict.word for one in measured))

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def share(self) -> float:
        """Which part was understood or met with a fitting question, in percent."""
        return 100 * (self.counts[UNDERSTOOD] + self.counts[FITTING]) / self.total if self.total else 100.0

    @property
    def misunderstood(self) -> int:
        return self.counts[MISUNDERSTOOD]

    def line(self, name: str) -> str:
        """Write a line of the table."""
        figures = "".join(f"{self.counts[word]:>17}" for word in BEST_FIRST)
        return f"{name:<22}{self.total:>5}{figures}{self.share:>8.1f}%"


HEAD = f"{'situation':<22}{'all':>5}{''.join(f'{word:>17}' for word in BEST_FIRST)}{'share':>9}"
