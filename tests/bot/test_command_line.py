"""What commands print arrives, whichever encoding the machine's language settings chose."""

from __future__ import annotations

import io

import click
import pytest
from sqlalchemy.exc import OperationalError

from bot.command_line import in_sentences, made_fit


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


@pytest.mark.parametrize(("said", "told"), [("", "no reason given"), ("gone\nLINE 1: SELECT", "gone")])
def test_a_driver_that_says_nothing_or_too_much_ends_in_a_sentence(said: str, told: str) -> None:
    with pytest.raises(click.ClickException, match=f"could not be used \\({told}\\)"), in_sentences():
        raise OperationalError("SELECT 1", {}, Exception(said))
