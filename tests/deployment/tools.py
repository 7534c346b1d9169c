"""Programs of the trade that tests of deployment run where the machine has them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def program(name: str, got_by: str) -> str:
    """Find a program; without it the test is skipped, or fails with CI=true."""
    places = [
        os.environ.get("PATH", ""),
        "/usr/sbin",
        str(ROOT / ".venv/debian/usr/sbin"),
        str(Path(sys.executable).parent),
    ]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is missing: {got_by}")
    return found
