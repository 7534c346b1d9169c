"""What operators type about bonus claims."""

from datetime import date, datetime

import pytest

from bot.db import Database
from handlers.cli.bonus_claims import bonus
from models.organizations import organization_named
from rules.periods import BEIJING
from services.bonus_claims.claims import check_claim, file_claim
from services.bonus_claims.decisions import approve_claim
from tests.worlds.operator import Operator
from tests.worlds.recorded_quarters import CLERK, HEAD, person

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=BEIJING)


@pytest.fixture
def operator(town: Database) -> Operator:
    return Operator(town, [bonus], NOW, first=["bonus"])


def test_the_list_shows_every_claim_or_those_of_a_quarter(operator: Operator, town: Database) -> None:
    assert operator.types("list").output == "没有加分申报。\n"
    with town.begin() as session:
        branch, by = organization_named(session, "石湾村支部"), person(session, "zhuyongliang")
        assert branch is not None
        filed = [
            file_claim(session, branch, "JF-1", "county", matter, date(2026, 10, 20), "", by, NOW)
            for matter in ("荣誉甲", "荣誉乙")
        ]
        check_claim(session, filed[0], person(session, CLERK), NOW)
        approve_claim(session, filed[0], person(session, HEAD), NOW)
    approved = "加分1 石湾村支部 五.1 望湖市级 荣誉甲：已同意，计入2026年第四季度，加0.5分"
    waiting = "加分2 石湾村支部 五.1 望湖市级 荣誉乙：待核实"
    assert operator.types("list").output.splitlines() == [approved, waiting]
    assert operator.types("list", "--quarter", "2026-Q4").output.splitlines() == [approved]
    assert operator.types("list", "--quarter", "2026-Q3").output == "没有加分申报。\n"
