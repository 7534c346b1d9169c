"""What operators type about democratic reviews and the year's table (R34, R43)."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from python_calamine import CalamineWorkbook

from bot.db import Database
from handlers.cli.democratic_reviews import democratic_review
from handlers.cli.year_export import year
from rules.periods import BEIJING
from rules.workdays import Calendar

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=BEIJING)
AS = ("--as", "wusiyuan")


@pytest.fixture
def runner(town: Database, calendar: Calendar) -> FlaskCliRunner:
    app = Flask("test")
    app.extensions["honghui"] = SimpleNamespace(db=town, clock=SimpleNamespace(now=lambda: NOW), calendar=calendar)
    app.cli.add_command(democratic_review)
    app.cli.add_command(year)
    return app.test_cli_runner()


def types(runner: FlaskCliRunner, *words: str) -> Result:
    return runner.invoke(args=["democratic-review", *words])


def test_a_result_is_entered_by_score_or_by_votes_and_shown(runner: FlaskCliRunner) -> None:
    scored = types(runner, "enter", "2026", "荷塘一支部", "--score", "92.5", "--origin", "党员大会", *AS)
    assert scored.output == "荷塘一支部\t2026\t92.50\t党员大会\n"
    votes = ("--grade", "优秀=8", "--grade", "合格=2")
    assert "97.00" in types(runner, "enter", "2026", "石湾村支部", *votes, "--origin", "党员大会", *AS).output
    shown = types(runner, "show", "2026").output.splitlines()
    assert "荷塘一支部\t92.50\t党员大会\t吴思源" in shown
    assert "荷塘二支部\t-" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--origin", "大会"), "give either --score or --grade"),
        (("--score", "90", "--grade", "优秀=8", "--origin", "大会"), "give either --score or --grade"),
        (("--score", "ninety", "--origin", "大会"), "'ninety' is no score"),
        (("--grade", "优秀", "--origin", "大会"), "'优秀' counts no grade; write one such as 优秀=8"),
        (("--grade", "良好=8", "--origin", "大会"), "等次只有优秀、合格、基本合格、不合格"),
        (("--score", "101", "--origin", "大会"), "得分应在0到100之间"),
    ],
)
def test_a_mistake_is_one_sentence_and_enters_nothing(
    runner: FlaskCliRunner, words: tuple[str, ...], said: str
) -> None:
    result = types(runner, "enter", "2026", "荷塘一支部", *words, *AS)
    assert result.exit_code
    assert said in result.output
    assert "荷塘一支部\t-" in types(runner, "show", "2026").output.splitlines()


def test_the_sheet_goes_out_and_comes_back(runner: FlaskCliRunner, tmp_path: Path) -> None:
    types(runner, "enter", "2026", "荷塘一支部", "--score", "92.5", "--origin", "党员大会", *AS)
    file = tmp_path / "评议.xlsx"
    assert types(runner, "template", "2026", str(file)).exit_code == 0
    assert types(runner, "load", "2026", str(file), *AS).output == "评议.xlsx: 0 new, 1 unchanged.\n"


def test_the_year_is_exported_for_office_and_leaders_only(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "2026.xlsx"
    result = runner.invoke(args=["year", "export", "2026", str(file), *AS])
    assert "written: 2026" in result.output
    assert CalamineWorkbook.from_path(file).sheet_names == ["年度汇总", "红榜名单"]
    other = tmp_path / "other.xlsx"
    refused = runner.invoke(args=["year", "export", "2026", str(other), "--as", "zhuyongliang"])
    assert refused.exit_code == 1
    assert "评优依据由镇组织办和镇领导查看" in refused.output
    assert not other.exists()
