"""What operators type of organisations' lives: for the office, and for the leading group of their streaks."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from bot.db import Database
from handlers.cli.organizations import organizations
from models.organization_changes import StreakTakeover
from rules.cases import STREAK_TAKEOVER
from rules.workdays import Calendar
from services.cases import begin
from tests.worlds.grey_boards import NOW

TODAY, LATER = NOW.date().isoformat(), (NOW.date() + timedelta(days=9)).isoformat()


@pytest.fixture
def runner(town: Database, calendar: Calendar) -> FlaskCliRunner:
    app = Flask("test")
    app.extensions["honghui"] = SimpleNamespace(db=town, clock=SimpleNamespace(now=lambda: NOW), calendar=calendar)
    app.cli.add_command(organizations)
    return app.test_cli_runner()


def types(runner: FlaskCliRunner, *words: str) -> str:
    return runner.invoke(args=["organizations", *words]).output


def test_what_becomes_of_a_branch_is_entered_and_listed(runner: FlaskCliRunner) -> None:
    said = ("--reason", "镇党委〔2026〕18号", "--as", "wusiyuan")
    names = ("--name", "石湾社区党支部", "--short-name", "石湾社区支部")
    assert (
        types(runner, "rename", "石湾村支部", *names, "--on", TODAY, *said) == "org-011\t石湾社区支部\trenamed\tdone\n"
    )
    assert types(runner, "move", "石湾社区支部", "--under", "柳浜村总支", "--on", TODAY, *said).endswith(
        "moved\tdone\n"
    )
    planned = types(runner, "merge", "石湾社区支部", "--into", "柳浜一支部", "--on", LATER, *said)
    assert planned == f"org-011\t石湾社区支部\tmerged\tplanned for {LATER}\n"
    assert types(runner, "history", "石湾社区支部").splitlines() == [
        f"{TODAY}\trenamed\tdone\t镇党委〔2026〕18号",
        f"{TODAY}\tmoved\tdone\t镇党委〔2026〕18号\t柳浜村总支",
        f"{LATER}\tmerged\tplanned\t镇党委〔2026〕18号\t柳浜一支部",
    ]
    assert types(runner, "dissolve", "荷塘二支部", "--on", TODAY, *said) == "org-003\t荷塘二支部\tdissolved\tdone\n"


def test_a_streak_is_decided_by_its_number(runner: FlaskCliRunner, town: Database) -> None:
    with town.begin() as session:
        asked = StreakTakeover(from_id="org-011", to_id="org-012", day=NOW.date(), state="proposed", begun_at=NOW)
        session.add(asked)
        session.flush()
        begin(session, STREAK_TAKEOVER, asked, None, NOW)
    (line,) = types(runner, "streaks").splitlines()
    assert line.startswith("1\t石湾村支部\t")
    assert "--goes-on or --stays" in types(runner, "streaks", "1")
    said = types(runner, "streaks", "1", "--goes-on", "--reason", "班子没有变", "--as", "xulixin")
    assert (said, types(runner, "streaks")) == ("1\tgoes on\n", "")
