"""The container file and compose.yaml: linted, and naming only commands, files and settings there are."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import yaml

from bot.settings import SECRETS, Settings
from scheduler.cli import COMMANDS
from tests.deployment.tools import DEPLOY, ROOT, program

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
OURS = [one for one in COMPOSE["services"].values() if one.get("image") == "honghui"]


def test_the_container_file_is_clean() -> None:
    hadolint = program("hadolint", "it stands in requirements-dev.txt")
    said = subprocess.run([hadolint, "--no-color", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_nobody_runs_as_root_and_nothing_but_var_is_written() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["990:990"]
    for one in OURS:
        assert one["read_only"] and one["cap_drop"] == ["ALL"]
        assert [place for place in one["volumes"] if not place.endswith(":ro")] == ["var:/srv/honghui/var"]


def test_the_image_holds_the_program_compiled_since_nobody_may_do_it_there() -> None:
    assert DOCKERFILE.index("COPY . .") < DOCKERFILE.index("-m compileall -q .") < DOCKERFILE.index("USER ")


def test_a_file_that_a_setting_names_has_the_same_path_inside_as_outside() -> None:
    """Certificates, the proof of the domain, secrets in files: the environment is the same on a machine and in here."""
    for one in OURS:
        (files,) = [place.removesuffix(":ro") for place in one["volumes"] if place.endswith(":ro")]
        outside, inside = files.rsplit(":", 1)
        assert outside == inside == "/etc/honghui/files"


def test_both_containers_are_one_machine_to_who_reads_of_machines() -> None:
    assert {one["hostname"] for one in OURS} == {"honghui"}


def test_the_image_holds_what_is_imported_and_no_secret() -> None:
    kept = set(re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    code = {one.name for one in ROOT.iterdir() if one.is_dir() and (one / "__init__.py").exists()} - {"tests"}
    assert code <= kept
    assert [one for one in kept if not (ROOT / one).exists()] == []
    assert "var" not in kept


def test_compose_names_commands_and_settings_there_are() -> None:
    known = {name.upper() for name in Settings.model_fields} | {f"{name}_FILE" for name in SECRETS}
    assert len(OURS) == 2
    for one in OURS:
        assert set(one["environment"]) <= known
    assert COMPOSE["services"]["work"]["command"][1] in {command.name for command in COMMANDS}


def test_only_loopback_reaches_the_service() -> None:
    ports = [port for one in COMPOSE["services"].values() for port in one.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]
