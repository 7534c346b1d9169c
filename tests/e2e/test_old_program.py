"""A newer program has brought the database up: the older one goes on beside it, and may be started again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from structlog.testing import capture_logs

from app import create_app
from bot import outbox, schema
from bot.db import Database
from bot.schema import is_served, newest_revision
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import FakeWeCom
from tests.e2e.callers import Caller, environ

WU = "wusiyuan"
NEWER = f"{int(newest_revision()) + 1:04d}"
ADDING = f"""
from alembic import op
import sqlalchemy as sa

revision, down_revision = "{NEWER}", "{newest_revision()}"

def upgrade():
    op.add_column("outbox", sa.Column("shade", sa.String(8), nullable=False, server_default="plain"))
    op.add_column("people", sa.Column("shade", sa.String(8)))
    op.create_index("ix_outbox_shade", "outbox", ["shade"])
    op.create_table("shades", sa.Column("name", sa.String(8), primary_key=True))
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """The migrations of a newer program."""
    newer = tmp_path / "newer"
    shutil.copytree(schema.MIGRATIONS, newer, ignore=shutil.ignore_patterns("__pycache__"))
    (newer / "versions" / f"{NEWER}_shade.py").write_text(ADDING, encoding="utf-8")
    return newer


def bring_up(db: Database, versions: Path) -> None:
    with db.writer() as connection:
        config = schema.migrations_config()
        config.set_main_option("script_location", str(versions))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def answered(caller: Caller, number: int) -> list[OutboxMessage]:
    """Let a member ask, and what is answered be delivered; gives the answers so far."""
    honghui = caller.app.extensions["honghui"]
    honghui.__dict__.setdefault("wecom", FakeWeCom())
    caller.hears(WU, "帮助", number)
    honghui.delivery.drain()
    return [one for one in caller.answers() if one.lane == outbox.ANSWER]


def states(messages: list[OutboxMessage]) -> list[str]:
    return [one.state for one in messages]


@pytest.fixture
def started_again(caller: Caller) -> Iterator[Caller]:
    """The older program once more, on the same database: it is made when the test asks it something."""
    bot = create_app(environ(caller.db.url.render_as_string(hide_password=False)))
    yield Caller(bot, caller.db)
    bot.extensions["honghui"].let_go()


def test_whoever_runs_already_goes_on_answering(caller: Caller, versions: Path) -> None:
    assert states(answered(caller, 1)) == [outbox.SENT]
    bring_up(caller.db, versions)
    assert states(answered(caller, 2)) == [outbox.SENT] * 2
    assert "another version" not in caller.client.get("/readyz").text


def test_whoever_is_started_again_answers_and_says_that_the_database_is_ahead(
    caller: Caller, versions: Path, started_again: Caller
) -> None:
    bring_up(caller.db, versions)
    with capture_logs() as logged:
        assert states(answered(started_again, 1)) == [outbox.SENT]
    ahead = [one for one in logged if one["event"] == "database_ahead"]
    assert [(one["log_level"], one["revision"], one["program"]) for one in ahead] == [
        ("warning", NEWER, newest_revision())
    ]
    assert "another version" not in started_again.client.get("/readyz").text


@pytest.mark.parametrize(
    ("revision", "served"),
    [(newest_revision(), True), (NEWER, True), ("1001", False), ("0034", False), ("other", False), (None, False)],
)
def test_what_is_behind_or_begins_another_thousand_is_not_served(revision: str | None, served: bool) -> None:
    assert is_served(revision) is served
