"""systemd's units: commands that exist, rights that are few, the same for all of them."""

from __future__ import annotations

from configparser import RawConfigParser
from pathlib import Path

import pytest

from app import create_app
from scheduler.cli import COMMANDS
from tests.deployment.tools import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HOME = "/srv/honghui/current/"
# What a unit does; all else is how little it may.
ITS_OWN = {"type", "execstart", "execreload"}
FEW_RIGHTS = {
    "user": "honghui",
    "umask": "0077",
    "protectsystem": "strict",
    "protecthome": "true",
    "nonewprivileges": "true",
    "capabilityboundingset": "",
    "workingdirectory": "/var/lib/honghui",
    "environment": f"FLASK_APP={HOME}app.py",
    "environmentfile": "/etc/honghui/honghui.env",
    "statedirectorymode": "0700",
    "restart": "always",
}


def service(unit: Path) -> dict[str, str]:
    read = RawConfigParser(strict=False)
    read.read_string(unit.read_text(encoding="utf-8"))
    return dict(read["Service"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_with_few_rights(unit: Path) -> None:
    said = service(unit)
    assert {name: said.get(name) for name in FEW_RIGHTS} == FEW_RIGHTS
    others = {name: value for name, value in said.items() if name not in ITS_OWN}
    assert others == {name: value for name, value in service(UNITS[0]).items() if name not in ITS_OWN}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_there_is(unit: Path) -> None:
    program, *words = service(unit)["execstart"].split()
    assert program.startswith(f"{HOME}.venv/bin/")
    if program.endswith("/flask"):
        assert words[0] in {command.name for command in COMMANDS}
        create_app({}).cli.commands[words[0]].make_context(words[0], words[1:])
    else:
        assert (program, words) == (f"{HOME}.venv/bin/gunicorn", ["-c", f"{HOME}deploy/gunicorn.conf.py"])


def test_one_machine_and_several_exclude_each_other() -> None:
    conflicts = {unit.stem: unit.read_text(encoding="utf-8").split("Conflicts=")[1].splitlines()[0] for unit in UNITS}
    assert conflicts == {
        "honghui": "honghui-web.service honghui-work.service",
        "honghui-web": "honghui.service",
        "honghui-work": "honghui.service",
    }
