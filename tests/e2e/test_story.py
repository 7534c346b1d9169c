"""The whole month and its board, told by real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.processes
@pytest.mark.timeout(900)
def test_everything_in_the_story_happens(tmp_path: Path) -> None:
    folder = tmp_path / "story"
    command = [sys.executable, "-m", "flask", "--app", "app", "story", str(folder)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "第2个工作日" in (folder / "transcript.md").read_text(encoding="utf-8")
    assert (folder / "board-1.png").read_bytes().startswith(b"\x89PNG")
