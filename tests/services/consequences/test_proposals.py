"""What grey boards in a row lead to: proposals, once each, following amended boards (R37-R40)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.boards import CANCELLED, PUBLISHED
from models.consequences import Consequence, consequences_of_year, evidence_of
from models.outbox import OutboxMessage
from models.transitions import transitions_of
from rules.periods import Quarter
from rules.workdays import Calendar
from services.consequences.proposals import propose_consequences
from services.publications.publication import conclude_publicity
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.grey_boards import (
    BRANCH,
    NOW,
    OTHER,
    Q4_2025,
    amend,
    at,
    by_kind,
    events,
    proposed,
    sent_to,
    store_board,
    store_boards,
)
from tests.worlds.recorded_quarters import HEAD, LEADER, OTHER_LEADER, SECOND, see_through

AT_SECOND = {"honours_ineligibility", "laggard_listing", "overhaul_report"}
Q1, Q2, Q3 = Quarter(2026, 1), SECOND, Quarter(2026, 3)


def kinds(session: Session) -> list[tuple[str, str, str]]:
    """What was proposed: quarter, kind, state."""
    query = select(Consequence).order_by(Consequence.id)
    return [(str(one.quarter), one.kind, one.state) for one in session.scalars(query)]


def open_kinds(session: Session) -> list[tuple[str, str]]:
    return sorted((quarter, kind) for quarter, kind, state in kinds(session) if state == "proposed")


def sent_bodies(session: Session, userid: str) -> list[str]:
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def at_second(quarter: str) -> list[tuple[str, str]]:
    return [(quarter, kind) for kind in sorted(AT_SECOND)]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("G", []),
        ("G G", at_second("2026-Q1")),
        ("G N G", []),
        ("G R G", []),
        ("G x G", at_second("2026-Q2")),
        ("G - G", at_second("2026-Q2")),
        ("G G x", at_second("2026-Q1")),
        ("G G G", [*at_second("2026-Q1"), ("2026-Q2", "interview")]),
        ("G G G G", [*at_second("2026-Q1"), ("2026-Q2", "interview"), ("2026-Q3", "interview")]),
        ("G G N G", at_second("2026-Q1")),
    ],
)
def test_grey_boards_in_a_row_are_proposed_for(
    recorded_session: Session, calendar: Calendar, letters: str, expected: list[tuple[str, str]]
) -> None:
    proposed(recorded_session, calendar, letters)
    assert open_kinds(recorded_session) == expected
    assert propose_consequences(recorded_session, calendar, at("2026-11-06 10:05")) == 0
    assert open_kinds(recorded_session) == expected


@pytest.mark.parametrize(
    ("letters", "changes"), [("G x G", {"streak_unranked_quarter": "break"}), ("G G", {"streak_across_years": False})]
)
def test_a_town_may_let_a_pause_or_the_new_year_break_a_streak(
    recorded_session: Session, calendar: Calendar, letters: str, changes: dict[str, object]
) -> None:
    store_scheme(recorded_session, shipped_text(), {"policy": changes}, NOW)
    assert proposed(recorded_session, calendar, letters) == {}


def test_a_cancelled_quarter_does_not_count(recorded_session: Session, calendar: Calendar) -> None:
    store_boards(recorded_session, "G - G")
    store_board(recorded_session, Q1, {BRANCH: "N"}, state=CANCELLED)
    propose_consequences(recorded_session, calendar, NOW)
    assert open_kinds(recorded_session) == at_second("2026-Q2")


def test_nothing_is_proposed_while_the_board_stands_for_objections(
    recorded_session: Session, calendar: Calendar
) -> None:
    first, second = store_boards(recorded_session, "G G", state=PUBLISHED)
    assert propose_consequences(recorded_session, calendar, NOW) == 0
    second.state = "final"
    assert propose_consequences(recorded_session, calendar, NOW) == 3
    rests_on = evidence_of(recorded_session, [one.id for one in by_kind(recorded_session).values()])
    assert [one["state"] for one in next(iter(rests_on.values()))["boards"]] == ["published", "final"]
    assert first.state == "published"
    said = sent_bodies(recorded_session, LEADER)[-1]
    assert "（连续2次灰榜，2025年第四季度还在公示）：" in said


def test_a_board_that_went_its_whole_way_leads_to_proposals_once_its_publicity_is_over(
    inspected_session: Session, calendar: Calendar
) -> None:
    board = see_through(inspected_session, Q3, calendar)
    twice = board.listed("grey")[0]
    store_board(inspected_session, Q2, {twice.organization_id: "G"})
    conclude_publicity(inspected_session, calendar, at("2026-10-30 10:05"))
    assert propose_consequences(inspected_session, calendar, at("2026-10-30 10:05")) == 0
    conclude_publicity(inspected_session, calendar, NOW)
    assert propose_consequences(inspected_session, calendar, NOW) == 3
    found = by_kind(inspected_session)
    assert {one.organization_id for one in found.values()} == {twice.organization_id}
    rests_on = evidence_of(inspected_session, [found["overhaul_report"].id])[found["overhaul_report"].id]
    assert (rests_on["boards"][1]["rank"], rests_on["boards"][1]["total"]) == (twice.rank, str(twice.total))


def test_a_grey_list_nobody_approved_counts_for_nothing(recorded_session: Session, calendar: Calendar) -> None:
    first, _ = store_boards(recorded_session, "G G")
    first.grey_approved_at = None
    assert propose_consequences(recorded_session, calendar, NOW) == 0


@pytest.mark.parametrize("moment", ["2026-11-05 21:00", "2026-11-07 10:05"])
def test_nothing_happens_at_night_nor_at_the_weekend(
    recorded_session: Session, calendar: Calendar, moment: str
) -> None:
    store_boards(recorded_session, "G G")
    assert propose_consequences(recorded_session, calendar, at(moment)) == 0


def test_before_the_town_is_loaded_nothing_happens(db: Database, calendar: Calendar) -> None:
    with db.begin() as session:
        assert propose_consequences(session, calendar, NOW) == 0


def test_a_proposal_belongs_to_the_year_of_the_quarter_that_completed_the_streak(
    recorded_session: Session, calendar: Calendar
) -> None:
    proposed(recorded_session, calendar)
    assert {one.kind for one in consequences_of_year(recorded_session, 2026)} == AT_SECOND
    assert consequences_of_year(recorded_session, 2025) == []


def test_those_who_decide_hear_once_per_board_and_the_branch_does_not(
    recorded_session: Session, calendar: Calendar
) -> None:
    store_boards(recorded_session, "G G")
    store_boards(recorded_session, "G G", first=Q2, organization="org-012")
    propose_consequences(recorded_session, calendar, NOW)
    heard = list(sent_to(recorded_session, "consequence:%").values())
    assert sorted(heard) == sorted([LEADER, OTHER_LEADER, HEAD] * 2)
    bodies = sent_bodies(recorded_session, LEADER)
    assert "2026年第一季度红灰榜公示已结束" in bodies[0]
    assert "石湾村支部（连续2次灰榜）：" in bodies[0]
    assert not any("36名" in body for body in bodies), "a rank is pushed to nobody (D2)"
    assert bodies[0].endswith('决定以前不通知支部。\\n同样告诉了沈静怡，一位办了就行。"}}'), "the head does not decide"
    assert "梅家浜支部" in bodies[1]
    propose_consequences(recorded_session, calendar, at("2026-11-06 10:05"))
    assert len(sent_to(recorded_session, "consequence:%")) == 6


@pytest.mark.parametrize("which", [0, 1])
def test_an_amended_board_withdraws_open_proposals(recorded_session: Session, calendar: Calendar, which: int) -> None:
    boards = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    amend(recorded_session, boards[which], "N", state=PUBLISHED)
    later = at("2026-11-06 10:05")
    assert propose_consequences(recorded_session, calendar, later) == 3
    assert open_kinds(recorded_session) == []
    for one in by_kind(recorded_session).values():
        last = transitions_of(recorded_session, "consequence", one.id)[-1]
        assert (last.event, last.by, last.at) == ("withdraw", None, later)
        assert last.reason.startswith("榜单修订后，2026年第一季度")
    assert propose_consequences(recorded_session, calendar, later) == 0
    assert "系统已撤回，不用再办" in sent_bodies(recorded_session, LEADER)[-1]


def test_of_three_greys_the_first_amended_the_second_completes_the_streak(
    recorded_session: Session, calendar: Calendar
) -> None:
    first = store_boards(recorded_session, "G G G")[0]
    propose_consequences(recorded_session, calendar, NOW)
    amend(recorded_session, first, "N")
    propose_consequences(recorded_session, calendar, NOW)
    assert open_kinds(recorded_session) == at_second("2026-Q2")


def test_what_a_further_amendment_brings_back_is_proposed_again_with_its_new_evidence(
    recorded_session: Session, calendar: Calendar
) -> None:
    _, second = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    third = amend(recorded_session, second, "N")
    propose_consequences(recorded_session, calendar, NOW)
    fourth = amend(recorded_session, third, "G", state=PUBLISHED)
    assert propose_consequences(recorded_session, calendar, NOW) == 0
    fourth.state = "final"
    assert propose_consequences(recorded_session, calendar, NOW) == 3
    one = by_kind(recorded_session)["laggard_listing"]
    assert events(recorded_session, one) == ["proposed", "withdraw", "propose"]
    assert evidence_of(recorded_session, [one.id])[one.id]["boards"][-1]["version"] == 3
    assert len(kinds(recorded_session)) == 3


def test_every_branch_is_looked_at_for_itself(recorded_session: Session, calendar: Calendar) -> None:
    store_board(recorded_session, Q4_2025, {BRANCH: "G", OTHER: "G"})
    store_board(recorded_session, Q1, {BRANCH: "N", OTHER: "G"})
    propose_consequences(recorded_session, calendar, NOW)
    assert {one.organization_id for one in by_kind(recorded_session).values()} == {OTHER}


def test_a_second_sweep_at_the_same_time_proposes_nothing_twice(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        store_boards(session, "G G")

    def sweep(now: datetime) -> int:
        with town.begin() as session:
            return propose_consequences(session, calendar, now)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(sweep, [NOW] * 3)) == [0, 0, 3]
