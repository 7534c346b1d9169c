"""What all command groups share: a mistake becomes one sentence and exit status 1, and the app's parts are at hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from bot.clock import Clock
from bot.db import Database
from bot.errors import HonghuiError
from rules.periods import BEIJING
from rules.scheme import SchemeError
from rules.workdays import CalendarError
from services.files import decoded

# A file an operator names: it must exist and be readable.
GivenFile = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class ReportingGroup(AppGroup):
    """A command group whose commands say what is wrong in one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; the errors that carry a sentence for people end it with exit status 1."""
        try:
            return super().invoke(ctx)
        except (HonghuiError, SchemeError, CalendarError) as error:
            raise click.ClickException(str(error)) from None


def database() -> Database:
    """Find the app's database."""
    return cast(Database, current_app.extensions["honghui"].db)


def this_moment() -> datetime:
    """Ask the app's clock, in Beijing time."""
    return cast(Clock, current_app.extensions["honghui"].clock).now().astimezone(BEIJING)


def read_file(path: Path) -> str:
    """Read a text file; a leading byte order mark is dropped. Raises BadFile for anything but UTF-8."""
    return decoded(path.read_bytes(), path.name)
