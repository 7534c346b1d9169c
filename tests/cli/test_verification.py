"""`flask verify`: one command checks all that can be proved, and says what it does not cover."""

from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from bot.db import Database
from handlers.cli.verification import verify
from models.boards import BoardRow
from tests.worlds.posted_board import out
from tests.worlds.towns import Past


@pytest.fixture
def past() -> Past:
    return out


def verified(town: Database) -> Result:
    app = Flask("test")
    app.extensions["honghui"] = SimpleNamespace(db=town)
    app.cli.add_command(verify)
    return app.test_cli_runner().invoke(args=("verify",))


def test_one_command_checks_all_and_says_what_it_does_not_cover(town: Database) -> None:
    said = verified(town)
    assert said.exit_code == 0
    assert said.output.startswith("一致。\n核验的范围：\n1. 留痕 ")
    assert "2026-Q3 第 1 版。" in said.output
    assert "没有核验：" in said.output
    assert "ballot_voters：谁可以投票" in said.output


def test_what_is_wrong_is_named_first_and_ends_with_status_1(town: Database) -> None:
    with town.begin() as session:
        session.execute(update(BoardRow).where(BoardRow.list == "grey").values(list="none"))
    said = verified(town)
    assert said.exit_code == 1
    assert said.output.startswith("board_rows/")
    assert "不一致，共 " in said.output
