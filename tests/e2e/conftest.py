"""A stage of one's own: local WeCom and bot as processes on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import app as application
from bot.db import Database
from demo.stage import Stage, free_port, set_up
from services.township.file import TownshipFile
from tests.databases import Lender
from tests.e2e.callers import Caller, calling
from tests.engines import Connections
from tests.postgresql import started
from tests.run import Run
from tests.worlds.towns import Towns


@pytest.fixture
def set_stage(tmp_path: Path) -> Callable[[str], Stage]:
    """Set the stage at a moment: the sample town and its records are loaded, nothing runs yet."""

    def make(starts_at: str) -> Stage:
        stage = Stage(tmp_path / "stage", free_port(), free_port())
        set_up(stage, starts_at, {})
        return stage

    return make


@pytest.fixture
def caller(town: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """WeCom before a bot that knows the sample town."""
    monkeypatch.chdir(tmp_path)
    with calling(town) as found:
        yield found


@pytest.fixture
def handled_by(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let one route answer everything."""
    return lambda route: monkeypatch.setattr(application, "ROUTES", (route,))


@pytest.fixture(scope="session")
def own_towns(run: Run, sample_town: TownshipFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    """Towns on a PostgreSQL of this worker's own: one that is frozen would hold up everybody's tests."""
    own = Run(tmp_path_factory.mktemp("own"), run.name, run.process)
    with ExitStack() as opened:

        @cache
        def lender() -> Lender:
            lender = Lender(started(run.process), own, Connections())
            opened.callback(lender.close)
            return lender

        yield Towns(sample_town, run, lender)


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: type[socket.socket]) -> None:
    """Real processes are reached over loopback."""
