"""The register by commands: the first person, an Excel file in and out, and the township file that steps back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from bot.db import Database
from rules.periods import BEIJING
from services.people.entering import Contact, enter_person
from tests.services.conftest import SAMPLE
from tests.worlds.browsers import environ
from tests.worlds.month_under_way import NOW
from tests.worlds.office_files import FILES
from tests.worlds.phones import TestClock
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past, loaded


@pytest.fixture
def past() -> Past:
    return loaded


@pytest.fixture
def database(loaded_url: Callable[[str], str]) -> Database:
    return Database(loaded_url("sqlite"))


@pytest.fixture
def app(database: Database) -> Flask:
    made = create_app(environ(database.url.render_as_string(hide_password=False)))
    vars(made.extensions["honghui"]).update(db=database, clock=TestClock(NOW.astimezone(BEIJING)))
    return made


def test_what_is_exported_is_loaded_unchanged(app: Flask, tmp_path: Path) -> None:
    file = str(tmp_path / "名册.xlsx")
    run = app.test_cli_runner()
    assert run.invoke(args=["register", "export", file]).exit_code == 0
    said = run.invoke(args=["register", "load", file, "--as", CLERK])
    assert "写入 0 处（新 0 处，改 0 处）" in said.output


def test_what_is_no_register_says_in_chinese_what_it_is(app: Flask) -> None:
    file = str(FILES / "review-scores.xlsx")
    said = app.test_cli_runner().invoke(args=["register", "load", file, "--as", CLERK])
    assert (said.exit_code, "这像是民主评议，不是名册" in said.output) == (1, True)


def test_the_township_file_does_not_take_back_what_people_entered(app: Flask, database: Database) -> None:
    run, load = app.test_cli_runner(), ["township", "load", str(SAMPLE)]
    assert run.invoke(args=load).exit_code == 0
    with database.begin() as session:
        enter_person(session, Contact("钱大明"), "新来", person(session, CLERK), NOW)
    refused = run.invoke(args=load)
    assert refused.exit_code == 1
    assert "1 changes of the register were made elsewhere" in refused.output
    assert run.invoke(args=[*load, "--anyway"]).exit_code == 0


def test_the_first_person_is_refused_where_the_office_can_sign_in(app: Flask) -> None:
    said = app.test_cli_runner().invoke(
        args=["office", "first", "--town", "澄泾镇", "--name", "钱大明", "--userid", "qiandaming"]
    )
    assert said.exit_code == 1
    assert "已经能登录" in said.output
