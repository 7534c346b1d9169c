"""What a machine without internet gets, and going back to a version that is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.deployment.tools import DEPLOY, ROOT

VERSION = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[0]


def run(script: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([script, *words], env={**os.environ, **environ}, capture_output=True, text=True, check=False)


def test_a_bundle_is_what_is_committed_and_every_wheel_of_the_lock(tmp_path: Path) -> None:
    ours, pip = tmp_path / "ours", tmp_path / "pip"
    for name in ("deploy/bundle", "deploy/install", "requirements-prod.txt", "pyproject.toml"):
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, ours / name)
    git = ["git", "-C", str(ours), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    (ours / "secret.env").touch()
    pip.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nfor last; do :; done\ntouch "$last/a.whl"\n')
    pip.chmod(0o755)
    said = run(ours / "deploy/bundle", PIP=str(pip), FOR="--platform manylinux_2_28_aarch64")
    assert said.returncode == 0, said.stderr
    asked = (tmp_path / "asked").read_text()
    for word in (
        "--require-hashes",
        "--only-binary :all:",
        "--platform manylinux_2_28_aarch64",
        "requirements-prod.txt",
    ):
        assert word in asked
    with tarfile.open(ours / f"build/honghui-{VERSION}.tar.gz") as packed:
        names = {name.removeprefix(f"honghui-{VERSION}/") for name in packed.getnames()}
    assert {"wheels/a.whl", "deploy/install", "requirements-prod.txt"} <= names
    assert "secret.env" not in names


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Two versions, of which the older one is whole."""
    for version in ("0.3.0", "0.2.0"):
        (tmp_path / version).mkdir()
    flask = tmp_path / "0.2.0/.venv/bin/flask"
    flask.parent.mkdir(parents=True)
    flask.touch(0o755)
    (tmp_path / "current").symlink_to("0.3.0")
    return tmp_path


def test_going_back_makes_an_older_version_the_current_one(installed: Path) -> None:
    said = run(DEPLOY / "install", "--use", "0.2.0", HONGHUI_HOME=str(installed))
    assert said.returncode == 0
    assert (installed / "current").readlink() == Path("0.2.0")


def test_a_version_that_is_not_whole_is_not_used(installed: Path) -> None:
    said = run(DEPLOY / "install", "--use", "0.3.0", HONGHUI_HOME=str(installed))
    assert said.returncode == 1
    assert "0.3.0 is not a whole version" in said.stderr


def test_the_running_version_is_not_replaced_under_its_feet(installed: Path) -> None:
    (installed / "current").unlink()
    (installed / "current").symlink_to(VERSION)
    said = run(DEPLOY / "install", HONGHUI_HOME=str(installed))
    assert said.returncode == 1
    assert "is the current version" in said.stderr
    assert not (installed / VERSION).exists()
