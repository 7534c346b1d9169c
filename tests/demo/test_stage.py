"""What a stage says when its local WeCom is gone: a demonstration that is stopped ends with a sentence."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from demo.demonstration import neighbours_answer
from demo.narrator import Narrator
from demo.stage import Stage, StageError, free_port


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path, free_port(), free_port())


def test_a_local_wecom_that_is_gone_is_said_to_be_gone(stage: Stage) -> None:
    with pytest.raises(StageError, match="clock was not answered"):
        stage.look("clock")


def test_neighbours_fall_silent_with_a_sentence(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    neighbours_answer(Narrator(stage), threading.Event())
    assert capsys.readouterr().err.startswith("The neighbours fell silent: clock")
