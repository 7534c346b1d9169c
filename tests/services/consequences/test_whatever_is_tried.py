"""Whatever is tried with consequences, every step has who, when and why (R37-R41, A12)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.boards import Board
from models.consequences import Consequence
from models.transitions import transitions_of
from rules.cases import CONSEQUENCE
from rules.workdays import Calendar
from services.consequences.proposals import propose_consequences
from tests.services.consequences.deciding import ACTS, MEMBER, TOWN_LEADER
from tests.worlds.grey_boards import NOW, amend, by_kind, everything, proposed, store_boards
from tests.worlds.grey_boards import SECRETARY as SECRETARY_THERE
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.rolled_back import undone

MAY = {"carry_out": {LEADER, CLERK, HEAD}, "close": {LEADER, CLERK, HEAD}}
PEOPLE = (LEADER, LEADER, CLERK, HEAD, TOWN_LEADER, SECRETARY_THERE, MEMBER)

# Few random orders get far; these do.
BEGUN = [[], [("confirm", LEADER)], [("confirm", LEADER), ("carry_out", CLERK)]]


@pytest.fixture
def proposals(recorded_session: Session, calendar: Calendar) -> dict[str, Consequence]:
    return proposed(recorded_session, calendar, "G G G")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["laggard_listing", "overhaul_report", "interview"]),
    begun=st.sampled_from(BEGUN),
    tries=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)), min_size=3, max_size=15),
)
def test_whatever_is_tried_a_step_has_who_when_and_why_or_nothing_changes(
    recorded_session: Session,
    calendar: Calendar,
    proposals: dict[str, Consequence],
    kind: str,
    begun: list[tuple[str, str]],
    tries: list[tuple[str, str]],
) -> None:
    one = proposals[kind]
    with undone(recorded_session):
        before = everything(recorded_session)
        for minutes, (event, userid) in enumerate([*begun, *tries], start=1):
            state, now = one.state, NOW + timedelta(minutes=minutes)
            try:
                ACTS[event](recorded_session, one, userid, calendar, now)
            except Refused as refused:
                assert "\n" not in refusal_text(refused)
                assert everything(recorded_session) == before
                continue
            newest = transitions_of(recorded_session, CONSEQUENCE.name, one.id)[-1]
            assert (newest.event, newest.state) == (event, one.state) == (event, CONSEQUENCE.steps[state, event])
            assert (newest.by and newest.by.userid, newest.at, bool(newest.reason)) == (userid, now, True)
            assert userid in MAY.get(event, {LEADER})
            before = everything(recorded_session)


CLOCK = {"proposed", "propose", "ground_fell", "ground_back"}


@pytest.fixture
def second(recorded_session: Session, calendar: Calendar) -> Board:
    """The second grey board in a row, with its proposals."""
    _, board = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    return board


def move_on(session: Session, calendar: Calendar, one: Consequence, board: Board, moves: list[str]) -> str:
    """Let people act as listed and the board be amended to and fro; return its last letter."""
    letter = "G"
    for move in moves:
        if move == "amend":
            letter = "N" if letter == "G" else "G"
            board = amend(session, board, letter)
            propose_consequences(session, calendar, NOW)
        else:
            with suppress(Refused):
                ACTS[move](session, one, LEADER, calendar, NOW)
    return letter


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["amend", "amend", *sorted(ACTS)]), min_size=3, max_size=12))
@example(moves=["confirm", "amend", "withdraw", "amend"])
def test_however_boards_and_people_move_every_step_is_explained(
    recorded_session: Session, calendar: Calendar, second: Board, moves: list[str]
) -> None:
    one = by_kind(recorded_session)["laggard_listing"]
    with undone(recorded_session):
        letter = move_on(recorded_session, calendar, one, second, moves)
        first, *steps = transitions_of(recorded_session, CONSEQUENCE.name, one.id)
        state = first.state
        for taken in steps:
            state = CONSEQUENCE.after(state, taken.event)
            assert (taken.state, taken.at, bool(taken.reason)) == (state, NOW, True)
            assert taken.by is None if taken.event in CLOCK else taken.by or taken.event == "withdraw"
        assert one.state == state
        assert (one.ground_fell_at is None) or letter == "N"
        assert one.state != "proposed" or letter == "G"
        assert len(by_kind(recorded_session)) == 3
