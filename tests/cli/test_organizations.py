"""What operators type of organisations' lives: for the office, and for the leading group of their streaks."""

from datetime import timedelta

import pytest

from bot.db import Database
from handlers.cli.organizations import organizations
from models.organization_changes import StreakTakeover
from rules.cases import STREAK_TAKEOVER
from rules.workdays import Calendar
from services.cases import begin
from tests.worlds.grey_boards import NOW
from tests.worlds.operator import Operator

TODAY, LATER = NOW.date().isoformat(), (NOW.date() + timedelta(days=9)).isoformat()


@pytest.fixture
def operator(town: Database, calendar: Calendar) -> Operator:
    return Operator(town, [organizations], NOW, calendar, ["organizations"])


def test_what_becomes_of_a_branch_is_entered_and_listed(operator: Operator) -> None:
    said = ("--reason", "镇党委〔2026〕18号", "--as", "wusiyuan")
    names = ("--name", "石湾社区党支部", "--short-name", "石湾社区支部")
    assert (
        operator.types("rename", "石湾村支部", *names, "--on", TODAY, *said).output
        == "org-011\t石湾社区支部\trenamed\tdone\n"
    )
    assert operator.types("move", "石湾社区支部", "--under", "柳浜村总支", "--on", TODAY, *said).output.endswith(
        "moved\tdone\n"
    )
    planned = operator.types("merge", "石湾社区支部", "--into", "柳浜一支部", "--on", LATER, *said).output
    assert planned == f"org-011\t石湾社区支部\tmerged\tplanned for {LATER}\n"
    assert operator.types("history", "石湾社区支部").output.splitlines() == [
        f"{TODAY}\trenamed\tdone\t镇党委〔2026〕18号",
        f"{TODAY}\tmoved\tdone\t镇党委〔2026〕18号\t柳浜村总支",
        f"{LATER}\tmerged\tplanned\t镇党委〔2026〕18号\t柳浜一支部",
    ]
    assert (
        operator.types("dissolve", "荷塘二支部", "--on", TODAY, *said).output
        == "org-003\t荷塘二支部\tdissolved\tdone\n"
    )


def test_a_streak_is_decided_by_its_number(operator: Operator, town: Database) -> None:
    with town.begin() as session:
        asked = StreakTakeover(from_id="org-011", to_id="org-012", day=NOW.date(), state="proposed", begun_at=NOW)
        session.add(asked)
        session.flush()
        begin(session, STREAK_TAKEOVER, asked, None, NOW)
    (line,) = operator.types("streaks").output.splitlines()
    assert line.startswith("1\t石湾村支部\t")
    assert "--goes-on or --stays" in operator.types("streaks", "1").output
    said = operator.types("streaks", "1", "--goes-on", "--reason", "班子没有变", "--as", "xulixin").output
    assert (said, operator.types("streaks").output) == ("1\tgoes on\n", "")
