"""/console/ leads everybody to the first place they may open, also who has no more than one or two of them."""

from __future__ import annotations

import pytest

from handlers.console.places import DAILY, SELDOM
from services.rights.table import Right
from tests.worlds.browsers import DEPARTMENT_HEAD, SECRECY_REVIEWER, SECRETARY, SUPERVISOR, TOWN_LEADER, Town
from tests.worlds.recorded_quarters import CLERK


@pytest.mark.parametrize(
    ("who", "place"),
    [(CLERK, "today"), (TOWN_LEADER, "today"), (SECRECY_REVIEWER, "boards"), (SUPERVISOR, "uploads")],
)
def test_everybody_is_led_to_the_first_place_they_may_open(town: Town, who: str, place: str) -> None:
    visitor = town.visitor(who)
    assert visitor.get("/console/").location == f"/console/{place}"
    visitor.reads(f"/console/{place}")


@pytest.mark.parametrize("who", [SECRETARY, DEPARTMENT_HEAD])
def test_who_may_open_none_reads_whom_the_console_is_for(town: Town, who: str) -> None:
    answer = town.visitor(who).get("/console/")
    assert (answer.status_code, "后台给镇组织办和领导用" in answer.text) == (403, True)


def test_whoever_may_open_a_place_may_open_the_console() -> None:
    places = [*(one for group in DAILY for one in group), *SELDOM]
    assert {who for one in places for who in one.right.value.who} <= {*Right.OPEN_CONSOLE.value.who}
