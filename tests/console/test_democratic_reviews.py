"""民主评议 in the console: results entered by score or by counts, secret ballots opened and given up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from models.ballots import OPEN, Ballot
from models.democratic_reviews import reviews_of_year
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.finished_year import BRANCH, NOW, YEAR, after_a_year
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.towns import Past

LIST = "/console/democratic_reviews"
PAGE = f"{LIST}/{YEAR}.{BRANCH}"
VOTERS = "吴思源、钱小雨，周海波\n许立新 沈静怡"


@pytest.fixture
def past() -> Past:
    return after_a_year


@pytest.fixture
def moment() -> datetime:
    return NOW


def score(town: Town) -> Decimal:
    with town.db.read() as session:
        return reviews_of_year(session, YEAR, NOW)[BRANCH].score


def test_a_result_is_entered_with_its_origin_and_the_old_one_stays_in_the_story(town: Town) -> None:
    clerk = town.visitor("qianxiaoyu")
    assert clerk.submits(PAGE, f"{PAGE}/enter", score="93.5", origin="").status_code == 422
    assert clerk.submits(PAGE, f"{PAGE}/enter", score="101", origin="党员大会").status_code == 422
    assert clerk.submits(PAGE, f"{PAGE}/enter", score="93.5", origin="党员大会").status_code == 303
    assert score(town) == Decimal("93.5")
    page = clerk.reads(PAGE)
    assert "登记结果 93.5 分" in page
    assert "登记结果 90 分" in page


def test_counts_of_grades_are_made_into_points_by_the_towns_rule(town: Town) -> None:
    clerk = town.visitor("qianxiaoyu")
    answer = clerk.submits(PAGE, f"{PAGE}/enter_grades", grade_0="1", grade_1="1", origin="纸质测评")
    assert answer.status_code == 303
    assert score(town) == Decimal("92.5")


def test_a_secret_ballot_is_opened_for_whoever_is_named_and_given_up_with_a_reason(town: Town) -> None:
    clerk, last = town.visitor("qianxiaoyu"), NOW.date().isoformat()
    refused = clerk.submits(PAGE, f"{PAGE}/open_ballot", voters="吴思源", last_day=last)
    assert refused.status_code == 422
    assert "吴思源" in refused.text, "what was typed is still there"
    assert clerk.submits(PAGE, f"{PAGE}/open_ballot", voters=VOTERS, last_day=last).status_code == 303
    assert "5 人可以投" in clerk.reads(f"{PAGE}?year={YEAR}")
    assert "正在投票 1" in clerk.reads(f"{LIST}?year={YEAR}")
    assert clerk.submits(PAGE, f"{PAGE}/cancel_ballot", reason="名单有误").status_code == 303
    with town.db.read() as session:
        assert session.scalars(select(Ballot).where(Ballot.state == OPEN)).all() == []
    assert "名单有误" in clerk.reads(PAGE)


def test_a_page_asks_no_more_for_fifty_branches_than_for_one(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.reads(f"{LIST}?year={YEAR}")
    asked: list[str] = []
    event.listen(town.db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    clerk.reads(f"{LIST}?year={YEAR}")
    many = len(asked)
    clerk.reads(f"{LIST}?year={YEAR}&words=石湾")
    assert many == len(asked) - many


def test_the_sheet_to_fill_in_is_taken_along_and_others_see_nothing(town: Town) -> None:
    assert town.visitor(CLERK).get(f"{LIST}/template.xlsx?year={YEAR}").data[:2] == b"PK"
    assert town.visitor(SECRETARY).get(LIST).status_code == 403
    assert [town.visitor(CLERK).get(f"{LIST}/{one}").status_code for one in ("x", "2026.", "2026.no")] == [404] * 3
