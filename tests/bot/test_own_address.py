"""Our own address, looked at from outside: whatever stands there, the look ends in facts."""

from __future__ import annotations

import socket
import threading

from bot.own_address import look
from bot.wecom_reach import Reach


def test_a_page_that_breaks_off_is_told_as_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_break_off, args=(door,), daemon=True).start()
        page = look(f"http://127.0.0.1:{door.getsockname()[1]}/", Reach())
    assert (page.status, page.trouble != "") == (0, True)


def _break_off(door: socket.socket) -> None:
    """Answer one caller with less than was promised, in pieces that cannot be read."""
    caller, _ = door.accept()
    with caller:
        caller.recv(4096)
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 400\r\n\r\nno gzip at all")
