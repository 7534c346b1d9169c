"""The simulator with twenty open pages: a thousand messages in ten seconds, and ten times the work after that.

The baseline is the same simulator under the same messages with no page open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure
from tests.bench.processes import child, free_port, serving
from tests.bench.simulator_load import AGENT_ID, BEFORE_THE_CLOCK_GOES_ON, CORP_ID, MEMBERS, SECRET, Shown

PAGES = 20
PACE = 100
TIMES = 10
# The first run fills what is remembered; from then on memory must not grow.
COMPANY = {
    "corp_id": CORP_ID,
    "agents": [{"agentid": AGENT_ID, "secret": SECRET, "name": "bench"}],
    "keep": BEFORE_THE_CLOCK_GOES_ON,
    "members": [{"userid": userid, "name": userid} for userid in MEMBERS],
}


@dataclass(frozen=True)
class Life:
    """One start of the simulator: the paced run, all the rest at once, and its memory in MB after each."""

    fresh: float
    paced: Shown
    after_paced: float
    rest: Shown
    after_rest: float


def measure(folder: Path, seconds: float) -> list[Figure]:
    """Send for so many seconds with no page open and with twenty, once each, and then the rest at full speed."""
    company, messages = folder / "company.json", int(PACE * seconds)
    company.write_text(json.dumps(COMPANY), encoding="utf-8")
    bare, ours = (_live(folder, company, pages, messages) for pages in (0, PAGES))
    return _figures(ours, bare, messages)


def _live(folder: Path, company: Path, pages: int, messages: int) -> Life:
    port = free_port()
    words = ["simulator", "--port", str(port), "--config", str(company)]
    with serving(words, port, "/sim/clock", folder / "simulator.log", {}) as running:
        fresh = running.memory()
        paced = _run(port, pages, messages, PACE)
        after_paced = running.memory()
        rest = _run(port, pages, messages * (TIMES - 1), 0)
        return Life(fresh, paced, after_paced, rest, running.memory())


def _run(port: int, pages: int, messages: int, rate: int) -> Shown:
    return Shown(**child(["tests.bench.simulator_load", str(port), str(pages), str(messages), str(rate)]))


def _figures(ours: Life, bare: Life, messages: int) -> list[Figure]:
    def beside(title: str, unit: str, mine: float, other: float, name: str = "no page", **aim: Any) -> Figure:
        return Figure(title, unit, [mine], [other], name, **aim)

    more = messages * TIMES
    return [
        beside(f"{PAGES} pages: {messages} messages", "s", ours.paced.seconds, bare.paced.seconds),
        beside("  in order on every page", "", ours.paced.in_order, messages, "sent", least=1),
        beside("  slowest until shown", "ms", ours.paced.slowest_page, bare.paced.slowest_answer, "answer, no page"),
        beside(f"  the next {more - messages}", "s", ours.rest.seconds, bare.rest.seconds),
        beside("  in order on every page", "", ours.rest.in_order, more - messages, "sent", least=1),
        beside(f"  memory after {messages}", "MB", ours.after_paced, ours.fresh, "at start"),
        beside(f"  memory after {messages}", "MB", ours.after_paced, bare.after_paced),
        beside(f"  memory after {more}", "MB", ours.after_rest, ours.after_paced, f"after {messages}", most=1.1),
    ]
