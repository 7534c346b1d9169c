"""What commands print arrives, whichever encoding the machine's language settings chose."""

from __future__ import annotations

import io

import click
import pytest
from sqlalchemy.exc import OperationalError

from bot.command_line import LateCommands, in_sentences, made_fit, made_to_read


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


@pytest.mark.parametrize(("encoding", "typed"), [("ascii", "吴思源".encode()), ("gbk", "吴思源".encode("gbk"))])
def test_chinese_can_be_typed_into_any_terminal(encoding: str, typed: bytes) -> None:
    keyboard = io.TextIOWrapper(io.BytesIO(typed), encoding=encoding, errors="surrogateescape")
    made_to_read(keyboard)
    assert keyboard.read() == "吴思源"


def test_what_is_typed_in_another_encoding_than_the_terminal_says_is_not_guessed_at() -> None:
    keyboard = io.TextIOWrapper(io.BytesIO("吴思源".encode("gbk")), encoding="utf-8", errors="surrogateescape")
    made_to_read(keyboard)
    with pytest.raises(UnicodeDecodeError):
        keyboard.read()


@pytest.mark.parametrize(("said", "told"), [("", "no reason given"), ("gone\nLINE 1: SELECT", "gone")])
def test_a_driver_that_says_nothing_or_too_much_ends_in_a_sentence(said: str, told: str) -> None:
    with pytest.raises(click.ClickException, match=f"could not be used \\({told}\\)"), in_sentences():
        raise OperationalError("SELECT 1", {}, Exception(said))


def test_what_is_typed_now_and_then_is_loaded_when_it_is_typed() -> None:
    loaded: list[str] = []

    def others() -> list[click.Command]:
        loaded.append("others")
        return [click.Command("verify")]

    commands = LateCommands("flask", others)
    commands.add_command(click.Command("serve"))
    context = click.Context(commands)
    assert commands.get_command(context, "serve")
    assert not loaded
    assert commands.get_command(context, "verify")
    assert commands.list_commands(context) == ["serve", "verify"]
    assert commands.get_command(context, "nothing") is None
