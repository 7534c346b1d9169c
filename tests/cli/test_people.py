"""`flask people`: what is kept about somebody is handed out in a file nobody else can read; who left is unnamed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from bot.db import Database
from handlers.cli.people import people
from models.people import Person, person_by_userid
from models.register_entries import DATA_HANDED_OUT, RegisterEntry
from tests.worlds.phones import TestClock
from tests.worlds.posted_board import NOW
from tests.worlds.recorded_quarters import CLERK, HEAD


@pytest.fixture
def town(loaded_url: object) -> Database:
    database = Database(loaded_url("sqlite"))  # type: ignore[operator]
    with database.begin() as session:
        session.add(Person(name="毛阿大", userid="maoada"))
    return database


def runs(town: Database, *args: str) -> Result:
    app = Flask("test")
    app.extensions["honghui"] = SimpleNamespace(db=town, clock=TestClock(NOW))
    app.cli.add_command(people)
    return app.test_cli_runner().invoke(args=("people", *args))


def test_what_is_kept_is_written_into_a_file_of_ones_own(town: Database, tmp_path: Path) -> None:
    file = tmp_path / "mao.xlsx"
    assert "毛阿大的个人信息写进了" in runs(town, "export", "maoada", str(file), "--as", HEAD).output
    assert file.stat().st_mode & 0o777 == 0o600
    again = runs(town, "export", "maoada", str(file), "--as", HEAD)
    assert again.exit_code == 1
    assert "name a file that is not there yet" in again.output
    # Noted once: what was refused handed nothing out.
    with town.read() as session:
        noted = session.scalars(select(RegisterEntry).where(RegisterEntry.kind == DATA_HANDED_OUT)).one()
        assert noted.person is not None
        assert noted.by is not None
        assert (noted.person.name, noted.by.userid, noted.at) == ("毛阿大", HEAD, NOW)


def test_who_left_is_unnamed_by_whom_the_table_names(town: Database) -> None:
    assert (
        "由镇组织办主任和考核领导小组办理" in runs(town, "unname", "maoada", "--reason", "要求", "--as", CLERK).output
    )
    said = runs(town, "unname", "maoada", "--reason", "要求", "--as", HEAD).output
    assert "已去标识：毛阿大从现在起叫" in said
    assert "理由、意见里写到的名字是当时的原话，也照旧。" in said
    with town.read() as session:
        assert person_by_userid(session, "maoada") is None
