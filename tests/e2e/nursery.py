"""Starts the bot's commands by forking: to load the program anew takes two seconds of processor each time.

Each line of the standard input is one order (JSON: words, environment, log, seconds its clock is ahead); the answer is
the number of the process. From there on the way is the one of the command an operator types.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

import gunicorn.app.wsgiapp
import waitress.server  # noqa: F401 — loaded before anybody is forked
from flask.cli import main as flask
from sqlalchemy.orm import configure_mappers

import app  # noqa: F401 — loaded before anybody is forked


def main() -> None:
    """Fork what is ordered, until nobody orders any more."""
    configure_mappers()
    signal.signal(signal.SIGCHLD, _bury)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _be(json.loads(line))
        print(pid, flush=True)


def _bury(_signal: int, _frame: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _be(order: dict[str, Any]) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _rearrange(order)
        sys.argv = order["words"]
        {"flask": flask, "gunicorn": gunicorn.app.wsgiapp.run}[order["words"][0]]()
    except SystemExit as told:
        status = int(told.code or 0) if isinstance(told.code, int | None) else 1
    finally:
        os._exit(status)


def _rearrange(order: dict[str, Any]) -> None:
    """Take on the surroundings of a process of its own, with a clock that may be wrong."""
    log, nothing = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT), os.open(os.devnull, os.O_RDONLY)
    for there, here in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(there, here)
    os.environ.clear()
    os.environ.update(order["environment"])
    real, ahead = time.time, order["ahead"]
    time.time = lambda: real() + ahead


if __name__ == "__main__":
    main()
