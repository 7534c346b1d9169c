"""What commands print arrives, whichever encoding the machine's language settings chose."""

from __future__ import annotations

import io

import pytest

from bot.command_line import made_fit


@pytest.mark.parametrize(
    ("encoding", "arrives"),
    [("ascii", "红灰榜 ✔".encode()), ("cp1252", "红灰榜 ✔".encode()), ("gbk", "红灰榜 ?".encode("gbk"))],
    ids=["LANG=C", "Western Windows", "Chinese Windows"],
)
def test_no_command_dies_on_the_encoding_of_a_terminal(encoding: str, arrives: bytes) -> None:
    written = io.BytesIO()
    terminal = io.TextIOWrapper(written, encoding=encoding)
    made_fit(terminal)
    terminal.write("红灰榜 ✔")
    terminal.flush()
    assert written.getvalue() == arrives
