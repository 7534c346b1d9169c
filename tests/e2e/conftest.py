"""A stage of one's own: local WeCom and bot as processes on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.stage import Stage, free_port, set_up


@pytest.fixture
def set_stage(tmp_path: Path) -> Callable[[str], Stage]:
    """Set the stage at a moment: the sample town and its records are loaded, nothing runs yet."""

    def make(starts_at: str) -> Stage:
        stage = Stage(tmp_path / "stage", free_port(), free_port())
        set_up(stage, starts_at, {})
        return stage

    return make


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: type[socket.socket]) -> None:
    """Real processes are reached over loopback."""
