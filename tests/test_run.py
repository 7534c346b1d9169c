"""What a run of the tests shares is made once and leaves nothing behind, however the run ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from sqlalchemy import make_url

from tests.bot.fake_wecom import wait_until
from tests.postgresql import PREFIX, remove_left_over
from tests.run import Run

ROOT = Path(__file__).resolve().parent.parent
NEEDS_IT = """
import os, sys
from tests.postgresql import started
print(started(os.getpid()), flush=True)
sys.stdin.read()
"""


@pytest.mark.processes
def test_the_server_ends_with_the_run_even_where_that_was_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", NEEDS_IT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        folder = Path(str(make_url(run.stdout.readline().strip()).query["host"]))
        server = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
        assert server.is_running()
        run.kill()
    wait_until(lambda: not folder.exists() and not server.is_running(), 60)


def test_the_next_run_removes_what_a_killed_keeper_left(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    left, in_use, other = (tmp_path / name for name in (f"{PREFIX}{dead.pid}-a", f"{PREFIX}{os.getpid()}-b", "c"))
    for folder in (left, in_use, other):
        (folder / "data").mkdir(parents=True)
    remove_left_over(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([in_use, other])


def test_what_is_made_once_is_made_again_only_where_making_it_failed(tmp_path: Path) -> None:
    first, second = (Run(tmp_path, name, os.getpid()) for name in ("gw0", "gw1"))

    def fails() -> str:
        raise RuntimeError("no room")

    with pytest.raises(RuntimeError):
        first.once("town", fails)
    assert first.once("town", lambda: "made") == "made"
    assert second.once("town", fails) == "made"
