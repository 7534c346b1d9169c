"""What a run of the tests makes once, though several processes work on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


class Run:
    """A run: `name` is this worker, `shared` the folder of all workers, `process` lives as long as the run."""

    def __init__(self, shared: Path, name: str, process: int) -> None:
        self.shared, self.name, self.process = shared, name, process

    def once(self, what: str, make: Callable[[], str]) -> str:
        """Let the first worker that asks make something, and all others wait for it; gives what making it said."""
        said = self.shared / f"{what}.made"
        with (self.shared / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not said.exists():
                said.write_text(make(), encoding="utf-8")
        return said.read_text(encoding="utf-8")


def run_of(folder: Path) -> Run:
    """Say which run this process works on; its own temporary folder lies in that of the run where it is a worker."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        return Run(folder.parent, worker, os.getppid())
    return Run(folder, "alone", os.getpid())
