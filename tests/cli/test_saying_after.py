"""A command says that something is done once it is: behind the transaction, where no commit can fail any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.db import Database
from handlers.cli.boards import board
from handlers.cli.chats import chats
from tests.worlds.phones import TestClock
from tests.worlds.posted_board import NOW
from tests.worlds.recorded_quarters import LEADER
from tests.worlds.sources import ROOT, name_of, tree_of

# What opens a transaction that writes, and what ends in a line on the screen.
OPENING = {"begin", "acting", "begin_bare", "writer"}
PRINTING = {"echo", "secho", "print"}
FILES = [
    str(path.relative_to(ROOT)) for folder in ("handlers/cli", "scheduler") for path in (ROOT / folder).glob("*.py")
]
COMMANDS = [(path, tree_of(path)) for path in FILES]
# Asked before anything is done, not told after it: whose database it is, and who acts.
ASKING = {"database", "acting"}


def called(node: ast.AST) -> set[str]:
    return {name_of(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}


def functions() -> dict[str, set[str]]:
    """Name what each function of the commands calls, those of one name together."""
    found: dict[str, set[str]] = {}
    for _, tree in COMMANDS:
        for one in ast.walk(tree):
            if isinstance(one, ast.FunctionDef):
                found.setdefault(one.name, set()).update(called(one))
    return found


def sayers() -> set[str]:
    """Name every function by which something is printed, however far away."""
    found, calls = set(PRINTING), functions()
    while more := {name for name, names in calls.items() if names & (found - ASKING)} - found:
        found |= more
    return found - ASKING


def said_too_early() -> Iterator[str]:
    known = sayers()
    for path, tree in COMMANDS:
        for one in ast.walk(tree):
            if isinstance(one, ast.With) and any(called(item.context_expr) & OPENING for item in one.items):
                early = set().union(*map(called, one.body)) & known
                yield from (f"{path}:{one.lineno} {name}" for name in early)


def test_nothing_is_said_inside_a_transaction_that_writes() -> None:
    assert {"say", "echo", "_read_back"} <= sayers()
    assert list(said_too_early()) == [], "work the words out in the transaction, print them behind it"


def test_a_commit_that_fails_has_said_nothing(loaded_url: object, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Flask("test")
    town = Database(loaded_url("sqlite"))  # type: ignore[operator]
    app.extensions["honghui"] = SimpleNamespace(db=town, clock=TestClock(NOW))
    app.cli.add_command(chats)
    app.cli.add_command(board)

    def full(_: Session) -> None:
        raise OperationalError("COMMIT", {}, OSError("database or disk is full"))

    monkeypatch.setattr(Session, "commit", full)
    for args in ("chats add 班子群", f"board cancel 2026-Q3 --reason 不评 --as {LEADER}"):
        result = app.test_cli_runner().invoke(args=args.split())
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        assert "refused" not in result.stderr
