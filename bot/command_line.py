"""At the command line a mistake becomes one sentence and exit status 1, never a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from bot.bounds import within_bounds
from bot.errors import HonghuiError, Refused, first_line
from bot.rule_mistakes import mistakes_text
from bot.wording import refusal_text
from rules.scheme import SchemeError
from rules.workdays import CalendarError

OURS: Final = "红灰榜"


class LateCommands(AppGroup):
    """Commands of which the `others` are loaded when one of them is typed, or all are listed."""

    def __init__(self, name: str, others: Callable[[], Iterable[click.Command]]) -> None:
        super().__init__(name)
        self._others = others

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them all."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find one by its name."""
        if cmd_name not in self.commands:
            self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        for one in self._others():
            self.add_command(one)


def made_fit(*streams: TextIO) -> None:
    """Let whatever we write pass, whichever encoding the machine chose: no command dies half way through its sentences.

    One that knows no Chinese at all (LANG=C, cp1252) becomes UTF-8, which nearly every terminal shows; one that does
    (GBK) stays, with "?" for single signs it does not know.
    """
    for stream in streams:
        _speak_chinese(stream, errors="replace")


def made_to_read(stream: TextIO) -> None:
    """Let Chinese be typed, whichever encoding the machine chose; what does not fit is told and never guessed at."""
    _speak_chinese(stream, errors="strict")


def _speak_chinese(stream: TextIO, errors: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        try:
            OURS.encode(stream.encoding)
            stream.reconfigure(errors=errors)
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8", errors=errors)


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn the errors that carry a sentence for people into click's own, which end a command with status 1."""
    try:
        with within_bounds():
            yield
    except Refused as refused:
        raise click.ClickException(refusal_text(refused)) from None
    except SchemeError as error:
        raise click.ClickException(mistakes_text(error)) from None
    except (HonghuiError, CalendarError) as error:
        raise click.ClickException(str(error)) from None
    except OperationalError as error:
        # The disk is full, the file is read-only, the server is gone: what was begun is undone.
        why = first_line(error.orig)
        raise click.ClickException(
            f"The database could not be used ({why}); nothing was changed. Look at the disk (`df`), at the rights of "
            "its folder, and whether the server runs; then do it again"
        ) from None


class ReportingCommand(click.Command):
    """A command that says what is wrong in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        with in_sentences():
            return super().invoke(ctx)


class ReportingGroup(AppGroup):
    """A group whose commands say what is wrong in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        with in_sentences():
            return super().invoke(ctx)
