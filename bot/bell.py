"""The bell: one process says that there is something to do, those that work hear it at once.

On one machine it is a named pipe beside the database; between machines PostgreSQL carries the word (NOTIFY). A ring
nobody hears costs a second at most: whoever works looks that often anyway.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from sqlalchemy.engine import URL

from bot.arrivals import CHANNEL
from bot.beside import file_beside
from bot.db import ALIVE
from bot.errors import SettingsError

log = structlog.get_logger()

ARRIVALS: Final = ".arrivals.bell"
MESSAGES: Final = ".messages.bell"
RETRY_SECONDS: Final = 1.0
MANY: Final = 4096


class Bell:
    """A bell of one machine for those who wait for one `kind`. Raises SettingsError where its pipe cannot be made."""

    def __init__(self, database_url: str, kind: str) -> None:
        self._path = file_beside(database_url, kind).absolute()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._path.exists() and not self._path.is_fifo():  # A copy or a backup has made a file of it.
                self._path.unlink()
            with suppress(FileExistsError):
                os.mkfifo(self._path, mode=0o600)
        except OSError as error:
            raise SettingsError(f"Cannot make {self._path} ({error.strerror}); correct the folder's rights") from None

    def ring(self) -> None:
        """Wake whoever works on this machine; where nobody does, or is awake anyway, nothing happens."""
        with suppress(OSError):
            pipe = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK)
            try:
                os.write(pipe, b"!")
            finally:
                os.close(pipe)

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` at every ring, from a thread of its own, as long as the process lives."""
        # Open for writing as well: with no other writer left it would read an end, again and again.
        pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)
        threading.Thread(target=_keep_hearing, args=(pipe, heard), name="bell", daemon=True).start()


def _keep_hearing(pipe: int, heard: Callable[[], None]) -> None:
    while True:
        select.select([pipe], [], [])
        with suppress(BlockingIOError):  # Another worker of this machine was quicker.
            os.read(pipe, MANY)
        heard()


def listen_to_postgresql(url: URL, heard: Callable[[], None]) -> None:
    """Call `heard` whenever a process on any machine has kept an arrival, from a thread of its own."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    threading.Thread(target=_keep_listening, args=(address, heard), name="listener", daemon=True).start()


def _keep_listening(address: str, heard: Callable[[], None]) -> None:
    import psycopg  # Where there is no PostgreSQL it is not loaded: it is a thirtieth of a start.

    while True:
        try:
            with psycopg.connect(address, autocommit=True, **ALIVE) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                for _ in connection.notifies():
                    heard()
        except psycopg.OperationalError as error:
            log.warning("listening_interrupted", reason=type(error).__name__)
            time.sleep(RETRY_SECONDS)
