"""Somebody at the command line of a machine, at a moment the test chooses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace

from click import Command
from click.testing import Result
from flask import Flask

from bot.db import Database
from rules.workdays import Calendar


class Operator:
    """Types commands of some groups; `first` is what each begins with, where all are of one."""

    def __init__(
        self,
        town: Database,
        groups: Iterable[Command],
        now: datetime,
        calendar: Calendar | None = None,
        first: Sequence[str] = (),
    ) -> None:
        self.now, self._first = now, first
        self._app = Flask("test")
        clock = SimpleNamespace(now=lambda: self.now)
        self._app.extensions["honghui"] = SimpleNamespace(db=town, clock=clock, calendar=calendar)
        for group in groups:
            self._app.cli.add_command(group)

    def types(self, *words: object) -> Result:
        """Run a command."""
        return self._app.test_cli_runner().invoke(args=[*self._first, *map(str, words)])

    def does(self, *words: object) -> str:
        """Run a command that succeeds, and read what it says."""
        said = self.types(*words)
        assert said.exit_code == 0, said.output
        return said.output.strip()

    def fails(self, *words: object) -> str:
        """Run a command that ends with status 1, and read the one sentence it says."""
        said = self.types(*words)
        assert said.exit_code == 1, said.output
        (sentence,) = said.output.splitlines()
        return sentence
