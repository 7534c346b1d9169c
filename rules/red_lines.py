"""Red lines (合规闸): which settings of the rule other rules of the state do not allow (domain.md, section 9).

What each rests on is cited in templates/red_lines/lines.txt. Crossing one stops nothing: somebody answers for it by
name and reason, and it stays in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rules.scheme import Scheme

# Nobody is disturbed outside of these hours (D5).
OPENS, CLOSES = "08:30", "17:30"
# More than one message a working day is a burden (D5; a month has about 21 of them).
MOST_MESSAGES: Final = 20
# A day's notice is a demand for instant answers.
FEWEST_DAYS: Final = 2


@dataclass(frozen=True)
class Words:
    """What a town's catalogue must not count: use of an app, in titles; what nobody may be made to hand in."""

    counted: tuple[str, ...]
    handed_in: tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """A red line that is crossed, and the value that crosses it, as it is written in the rule."""

    line: str
    value: str


Look = Callable[[Scheme, Words], str]


def _push_hours(scheme: Scheme, _words: Words) -> str:
    opens, closes = scheme.policy.push_window
    return f"{opens}–{closes}" if opens < OPENS or closes > CLOSES else ""


def _messages(scheme: Scheme, _words: Words) -> str:
    most = scheme.policy.most_messages_a_month
    return str(most) if most > MOST_MESSAGES else ""


def _reply_time(scheme: Scheme, _words: Words) -> str:
    days = scheme.policy.deadline_working_days
    return str(days) if days < FEWEST_DAYS else ""


def _every_month(scheme: Scheme, _words: Words) -> str:
    return "month" if scheme.policy.board_period == "month" else ""


def _use_counted(scheme: Scheme, words: Words) -> str:
    titles = {one.code: one.title for one in scheme.indicators.values()}
    return _naming(titles, words.counted)


def _proof_forced(scheme: Scheme, words: Words) -> str:
    proofs = {one.code: " ".join(one.evidence) for one in scheme.indicators.values()}
    return _naming(proofs, words.handed_in)


def _naming(said: Mapping[str, str], words: Sequence[str]) -> str:
    """Name the indicators that say one of the words, in their order."""
    return " ".join(code for code, text in said.items() if any(word in text for word in words))


# Each with what crosses it in a rule; "" for nothing.
RED_LINES: Final[dict[str, Look]] = {
    "push_hours": _push_hours,
    "messages": _messages,
    "reply_time": _reply_time,
    "every_month": _every_month,
    "use_counted": _use_counted,
    "proof_forced": _proof_forced,
}


def crossings(scheme: Scheme, words: Words) -> list[Crossing]:
    """List the red lines that a rule crosses."""
    found = {line: look(scheme, words) for line, look in RED_LINES.items()}
    return [Crossing(line, value) for line, value in found.items() if value]
