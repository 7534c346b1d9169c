"""What a stage says when its local WeCom is gone: a demonstration that is stopped ends with a sentence."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from urllib3 import HTTPConnectionPool, HTTPResponse

from demo.demonstration import neighbours_answer
from demo.narrator import Narrator
from demo.stage import PATIENCE_SECONDS, Stage, StageError, free_port
from simulator.bench.reading import LONGEST_WAIT_SECONDS


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path, free_port(), free_port())


def test_a_local_wecom_that_is_gone_is_said_to_be_gone(stage: Stage) -> None:
    with pytest.raises(StageError, match="clock was not answered"):
        stage.look("clock")


def test_neighbours_fall_silent_with_a_sentence(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    neighbours_answer(Narrator(stage), threading.Event())
    assert capsys.readouterr().err.startswith("The neighbours fell silent: clock")


def test_whoever_waits_as_long_as_one_may_is_answered_that_nothing_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed: list[float] = []

    def nothing_came(_pool: HTTPConnectionPool, _method: str, path: str, *_: Any, timeout: float, **__: Any) -> Any:
        allowed.append(timeout)
        return HTTPResponse(json.dumps({"path": path}).encode())

    monkeypatch.setattr(HTTPConnectionPool, "request", nothing_came)
    longest = LONGEST_WAIT_SECONDS
    assert stage.look("members/wuqi/messages", wait=longest) == {"path": f"/sim/members/wuqi/messages?wait={longest}"}
    stage.look("clock")
    assert allowed == [PATIENCE_SECONDS + longest, PATIENCE_SECONDS]
