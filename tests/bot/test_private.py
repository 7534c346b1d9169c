"""Nobody else on the machine reads the bot's files, and nobody starts it as root for a real town."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import SettingsError
from bot.private import check_not_root, keep_files_private
from bot.schema import prepare
from bot.settings import Settings

REAL = Settings()
SIMULATOR = Settings(wecom_api_base="http://127.0.0.1:5001/cgi-bin/")


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    """Begin as most shells do: everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def test_the_database_and_its_folder_are_for_the_bot_alone(tmp_path: Path) -> None:
    keep_files_private()
    db = Database(f"sqlite:///{tmp_path}/var/honghui.db")
    prepare(db)
    with db.begin():
        found = {path.name: rights(path) for path in (tmp_path / "var").iterdir()}
    assert {"honghui.db", "honghui.db-wal", "honghui.db-shm", "honghui.db.lock"} <= set(found)
    assert set(found.values()) == {"600"}
    assert rights(tmp_path / "var") == "700"
    db.engine.dispose()


def test_a_database_of_an_older_version_is_closed_to_others_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "honghui.db"
    file.touch()
    file.chmod(0o644)
    Database(f"sqlite:///{file}")
    assert rights(file) == "600"


def test_root_does_not_work_for_a_real_town(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.private.os.geteuid", lambda: 0)
    with pytest.raises(SettingsError, match=r"does not run as root.*RUN_AS_ROOT=yes"):
        check_not_root(REAL)
    check_not_root(SIMULATOR)
    check_not_root(REAL.model_copy(update={"run_as_root": True}))


def test_anybody_else_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.private.os.geteuid", lambda: 1000)
    check_not_root(REAL)
