"""The web server of `flask serve`, and what it bears: many callers at once, slow ones, and requests half sent."""

from __future__ import annotations

import resource
import socket
from typing import Any, Final

from flask import Flask
from waitress.server import create_server

THREADS: Final = 8
# Room for a callback that is too large, so that it is our own limit that refuses it.
LARGEST_BODY: Final = 8 * 1024 * 1024
LARGEST_HEAD: Final = 32 * 1024
# Whoever sends half a request holds a connection, and no thread: so many may, each for so many seconds without a word.
CONNECTIONS: Final = 1000
SILENT_SECONDS: Final = 20
CLEANED_EVERY_SECONDS: Final = 5
# Connections, and what else a process keeps open.
OPEN_FILES: Final = CONNECTIONS + 200


def web_server(app: Flask, door: socket.socket) -> Any:
    """Make the server behind a door that is bound already; `run()` serves until the process is told to end."""
    _allow_open_files()
    return create_server(
        app,
        sockets=[door],
        threads=THREADS,
        ident=None,  # No answer names the server.
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEAD,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENT_SECONDS,
        cleanup_interval=CLEANED_EVERY_SECONDS,
        # What a proxy adds is believed nowhere, but tells that a caller came through one.
        clear_untrusted_proxy_headers=False,
        asyncore_use_poll=True,  # The other way knows no file beyond the 1,024th.
    )


def _allow_open_files() -> None:
    """Raise this process's own limit of open files, as far as the machine lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
