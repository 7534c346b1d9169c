"""At the command line a mistake becomes one sentence and exit status 1, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup

from bot.bounds import within_bounds
from bot.errors import HonghuiError, Refused
from bot.wording import refusal_text
from rules.scheme import SchemeError
from rules.workdays import CalendarError


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn the errors that carry a sentence for people into click's own, which end a command with status 1."""
    try:
        with within_bounds():
            yield
    except Refused as refused:
        raise click.ClickException(refusal_text(refused)) from None
    except (HonghuiError, SchemeError, CalendarError) as error:
        raise click.ClickException(str(error)) from None


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
