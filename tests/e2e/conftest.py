"""A stage of one's own: local WeCom and bot as processes on loopback."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import app as application
from bot.db import Database
from demo.stage import Stage, free_port, set_up, write_company
from services.township.file import TownshipFile
from tests.databases import Lender
from tests.e2e.callers import Caller, calling
from tests.engines import Connections
from tests.postgresql import started
from tests.run import Run
from tests.worlds.towns import Towns

STARTS_AT = "2026-11-02T08:30:00+08:00"


@pytest.fixture
def set_stage(run: Run, tmp_path: Path) -> Callable[[str], Stage]:
    """Set the stage at a moment: the sample town and its records are loaded, nothing runs yet."""

    def made() -> str:
        stage = Stage(run.shared / "stage", free_port(), free_port())
        set_up(stage, STARTS_AT, {})
        return str(stage.folder)

    def make(starts_at: str) -> Stage:
        stage = Stage(tmp_path / "stage", free_port(), free_port())
        shutil.copytree(run.once("stage", made), stage.folder)
        stage.clock_file.write_text(starts_at, encoding="utf-8")
        write_company(stage, {})
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
