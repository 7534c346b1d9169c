"""The command `honghui`: what the service has, and nothing of the shell it is typed in."""

from __future__ import annotations

import os
import subprocess
from getpass import getuser
from pathlib import Path

import pytest

from tests.deployment.tools import DEPLOY

SETTINGS = """# Written by flask setup.
WECOM_SECRET=a$b`c "d" & e
DATABASE_URL=postgresql+psycopg://u:p@h/n?a=1&b=2
"""


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine on which a version is installed whose `flask` says what it sees."""
    flask = tmp_path / "current/.venv/bin/flask"
    flask.parent.mkdir(parents=True)
    flask.write_text('#!/bin/sh\necho "$PWD|$FLASK_APP|$WECOM_SECRET|$DATABASE_URL|$(umask)|$*|$HOME"\n')
    flask.chmod(0o755)
    (tmp_path / "state").mkdir()
    (tmp_path / "honghui.env").write_text(SETTINGS)
    ours = {"HOME": tmp_path, "STATE": tmp_path / "state", "ENV_FILE": tmp_path / "honghui.env", "USER": getuser()}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        f"HONGHUI_{name}": str(value) for name, value in ours.items()
    }


def said(machine: dict[str, str], *words: str) -> list[str]:
    return (
        subprocess.run([DEPLOY / "honghui", *words], env=machine, capture_output=True, text=True, check=True)
        .stdout.strip()
        .split("|")
    )


def test_a_command_sees_what_the_service_sees(machine: dict[str, str]) -> None:
    home = machine["HONGHUI_HOME"]
    assert said(machine, "slips", "list", "2026-10") == [
        f"{home}/state",
        f"{home}/current/app.py",
        'a$b`c "d" & e',
        "postgresql+psycopg://u:p@h/n?a=1&b=2",
        "0077",
        "slips list 2026-10",
        f"{home}/state",
    ]


def test_setup_reads_the_file_itself(machine: dict[str, str]) -> None:
    """What stood in it before would otherwise win over what is being answered."""
    assert said(machine, "setup")[2:4] == ["", ""]
