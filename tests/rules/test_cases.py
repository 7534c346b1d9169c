"""The lives of cases: nothing undefined, nothing out of reach, nothing without an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import cases
from rules.cases import BOARD, BONUS_CLAIM, OBJECTION, Machine, NoSuchStep

MACHINES = tuple(found for found in vars(cases).values() if isinstance(found, Machine))
EVENTS = sorted({event for machine in MACHINES for _, event in machine.steps})
# What an end may still be followed by: a bonus is taken back or decided once more, a final board gets a new version, or
# is posted once more.
LATE_EVENTS = {
    ("bonus_claim", "approved", "revoke"),
    ("bonus_claim", "rejected", "reopen"),
    ("board", "final", "replace"),
    # 再发榜单: into a group that has missed it.
    ("board", "final", "repost"),
    ("consequence", "closed", "ground_fell"),
    ("consequence", "closed", "ground_back"),
    ("consequence", "withdrawn", "propose"),
    ("consequence", "closed", "withdraw"),
    ("organizational_measure", "closed", "withdraw"),
    ("annual_review", "published", "replace"),
    # 撤销通过, within a day.
    ("slip", "closed", "reopen"),
    # The days its deadline ran into have become known.
    ("slip", "closed", "recount"),
    # Nothing was built on it yet.
    ("board", "cancelled", "revive"),
    ("board", "cancelled", "resume"),
    ("missed_month", "waived", "issue"),
    # Let go too soon, before it went out.
    ("slip_hold", "released", "hold"),
    # There may be more to say of what was carried out, and it may have been marked too early.
    ("suggestion", "done", "answer"),
    ("suggestion", "done", "reopen"),
    # What was said of a promise is put right until the form's deadline; what a group saw of it stands beside that.
    *(("promise", state, event) for state in ("kept", "broken") for event in ("keep", "break", "seen", "not_seen")),
}

machines = st.sampled_from(MACHINES)
named = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


def reached(machine: Machine, begin: str) -> set[str]:
    """Follow every step from a state as far as it leads."""
    found, waiting = {begin}, [begin]
    while waiting:
        state = waiting.pop()
        fresh = {after for (before, _), after in machine.steps.items() if before == state} - found
        found |= fresh
        waiting += fresh
    return found


def test_every_case_of_the_product_is_looked_at() -> None:
    assert {"bonus_claim", "objection", "board"} <= {machine.name for machine in MACHINES}


@named
def test_every_state_can_be_reached_from_the_first(machine: Machine) -> None:
    assert reached(machine, machine.first) == machine.states


@named
def test_every_state_that_is_named_is_one_of_the_machine(machine: Machine) -> None:
    assert machine.final < machine.states
    assert {state for state, _ in machine.steps} <= machine.states
    assert machine.open_states == machine.states - machine.final
    assert machine.first in machine.open_states


@named
def test_nobody_is_left_waiting(machine: Machine) -> None:
    for state in machine.open_states:
        assert any(before == state for before, _ in machine.steps), f"nothing follows on {state}"
        assert reached(machine, state) & machine.final, f"{state} never ends"


@named
def test_nothing_follows_on_an_end_but_what_is_named_here(machine: Machine) -> None:
    follows = {(machine.name, state, event) for state, event in machine.steps if state in machine.final}
    assert follows == {one for one in LATE_EVENTS if one[0] == machine.name}


@given(machine=machines, events=st.lists(st.sampled_from([*EVENTS, "jump"]), max_size=30))
def test_whatever_is_tried_a_case_never_leaves_its_states(machine: Machine, events: list[str]) -> None:
    state = machine.first
    for event in events:
        if (state, event) in machine.steps:
            state = machine.after(state, event)
            assert state in machine.states
        else:
            with pytest.raises(NoSuchStep, match=f"a {machine.name} that is {state} knows no {event}"):
                machine.after(state, event)


@given(events=st.lists(st.sampled_from(EVENTS), max_size=30))
def test_no_claim_is_approved_that_was_not_checked_since_it_last_came_in(events: list[str]) -> None:
    state, taken = BONUS_CLAIM.first, ["resubmit"]
    for event in events:
        if (state, event) in BONUS_CLAIM.steps:
            state = BONUS_CLAIM.after(state, event)
            taken.append(event)
    if "approve" in taken:
        assert taken[taken.index("approve") - 1] == "check"


@given(events=st.lists(st.sampled_from(EVENTS), max_size=30))
def test_no_objection_is_decided_before_it_is_admitted(events: list[str]) -> None:
    state, taken = OBJECTION.first, []
    for event in events:
        if (state, event) in OBJECTION.steps:
            state = OBJECTION.after(state, event)
            taken.append(event)
    if state in ("upheld", "partly_upheld", "dismissed"):
        assert taken[0] == "admit"


@given(events=st.lists(st.sampled_from(EVENTS), max_size=40))
def test_no_board_is_published_without_review_and_approval_since_it_was_last_reopened(events: list[str]) -> None:
    state, taken = BOARD.first, []
    for event in events:
        if (state, event) in BOARD.steps:
            state = BOARD.after(state, event)
            taken.append(event)
    if "publish" in taken:
        before = taken[: taken.index("publish")]
        reopened = max((number for number, event in enumerate(before) if event == "reopen"), default=-1)
        order = [event for event in before[reopened + 1 :] if event in ("review", "approve")]
        assert order == ["review", "approve"]
