"""What people really type: nothing is misunderstood, and a judge that would say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.phrases.judging import FITTING, MISUNDERSTOOD, NOT_UNDERSTOOD, UNDERSTOOD
from tests.phrases.measuring import measure
from tests.phrases.situations import SITUATIONS
from tests.phrases.stages import Stages
from tests.phrases.table import Phrase, phrases
from tests.run import Run
from tests.worlds.towns import Towns


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, towns: Towns, run: Run) -> Iterator[Stages]:
    """The situations, each built when a test of the run first needs it."""
    made = Stages(tmp_path_factory.mktemp("phrases"), SITUATIONS, towns, run)
    yield made
    made.close()


def test_the_table_is_wide_enough_and_knows_only_situations_that_can_be_built() -> None:
    table = phrases()
    assert len(table) >= 400
    assert len({one.situation for one in table}) >= 25
    assert {one.situation for one in table} == set(SITUATIONS)


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_nothing_that_people_type_is_misunderstood(stages: Stages, situation: str) -> None:
    written = [one for one in phrases() if one.situation == situation]
    measured = measure(written, stages)
    assert [(one.phrase.says, one.verdict.why) for one in measured if one.verdict.word == MISUNDERSTOOD] == []


@pytest.mark.parametrize(
    ("situation", "says", "expect", "detail", "verdict"),
    [
        ("slip_two_open", "收到", "signed", {}, UNDERSTOOD),
        ("slip_two_open", "收到", "nothing", {}, MISUNDERSTOOD),
        ("slip_two_open", "呱呱", "nothing", {}, NOT_UNDERSTOOD),
        ("slip_two_open", "1", "act", {"act": "start_form"}, UNDERSTOOD),
        ("slip_two_open", "1", "asked", {"question": "which_month"}, MISUNDERSTOOD),
        ("slip_clean", "1", "act", {"act": "confirm_clean"}, UNDERSTOOD),
        ("slip_clean", "1", "asked", {}, MISUNDERSTOOD),
        ("slip_clean", "1", "act", {"act": "vote"}, MISUNDERSTOOD),
        ("asked_reason", "书记出差", "stored", {"item": 1, "reason": "书记出差", "missing": ["done_by"]}, UNDERSTOOD),
        ("asked_reason", "书记出差", "stored", {"item": 2, "reason": "书记出差"}, MISUNDERSTOOD),
        ("asked_reason", "书记出差", "stored", {"item": 1, "reason": "书记生病"}, MISUNDERSTOOD),
        ("asked_reason", "书记出差", "stored", {"item": 1, "missing": ["reason"]}, MISUNDERSTOOD),
        ("asked_reason", "书记出差", "nothing", {}, MISUNDERSTOOD),
        ("asked_reason", "书记出差", "nothing", {"also_ok": "stored"}, UNDERSTOOD),
        ("asked_reason", "书记出差", "stored", {"item": 1, "reason": "书记出差", "done_by": "2026-11-03"}, FITTING),
        ("asked_day", "礼拜天", "stored", {"item": 1, "done_by": "2026-11-08"}, UNDERSTOOD),
        ("asked_day", "礼拜天", "stored", {"item": 1, "done_by": "2026-11-09"}, MISUNDERSTOOD),
        ("asked_day", "礼拜天", "stored", {"item": 1, "done": True}, MISUNDERSTOOD),
        ("read_back", "确认", "act", {"act": "submit_form"}, UNDERSTOOD),
        ("read_back", "确认", "act", {"act": "cancel_form"}, MISUNDERSTOOD),
        ("read_back", "取消", "act", {"act": "cancel_form"}, UNDERSTOOD),
        ("read_back", "取消", "asked", {}, MISUNDERSTOOD),
        ("returned", "自查", "act", {"act": "start_form"}, UNDERSTOOD),
        ("objection_time", "异议 1 8月27日开过", "act", {"act": "file_objection", "words": "8月27日开过"}, UNDERSTOOD),
        ("objection_time", "异议 1 8月27日开过", "act", {"act": "file_objection", "words": "没有开"}, MISUNDERSTOOD),
        ("clerk_review", "退回 石湾村支部 没写", "act", {"act": "return_form", "forms": ["石湾村支部"]}, UNDERSTOOD),
        ("clerk_review", "退回 石湾村支部 没写", "act", {"act": "return_form", "forms": ["柳浜一支部"]}, MISUNDERSTOOD),
    ],
)
def test_the_judge_tells_what_was_meant_from_what_was_done(
    stages: Stages, situation: str, says: str, expect: str, detail: dict[str, Any], verdict: str
) -> None:
    (measured,) = measure([Phrase(situation, says, expect, detail)], stages)
    assert measured.verdict.word == verdict, measured
