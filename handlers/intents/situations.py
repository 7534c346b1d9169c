"""When something can be said: how it stands with the person who writes."""

from __future__ import annotations

from collections.abc import Callable

from bot.router import Turn
from handlers.offices import led_by, once
from handlers.waiting_slips import newest_slips, waiting_slips
from models.self_checks import RETURNED
from services.objections.filing import quarter_in_question
from services.scores.own_score import objections_end, shown_board
from services.self_checks.standing import Standing, forms_returned, standing

When = Callable[[Turn], bool]


def standings(turn: Turn) -> list[Standing]:
    """Tell how it stands with the slips that wait for the person; with none, with the newest of each branch."""
    return [*once(turn, standings, lambda: _standings(turn))]


def _standings(turn: Turn) -> list[Standing]:
    slips = waiting_slips(turn) or newest_slips(turn)
    return [standing(turn.session, slip, turn.calendar, turn.now) for slip in slips]


def always(_turn: Turn) -> bool:
    """Say of an answer that it fits whatever the writer is doing."""
    return True


def leads(turn: Turn) -> bool:
    """Whoever answers for a branch."""
    return bool(led_by(turn))


def slip_waits(turn: Turn) -> bool:
    """A slip waits for an answer, or its form was returned."""
    return bool(waiting_slips(turn))


def clean_slip_waits(turn: Turn) -> bool:
    """A slip with nothing open waits."""
    return any(not slip.open_items for slip in waiting_slips(turn))


def items_wait(turn: Turn) -> bool:
    """A slip with something open waits."""
    return any(slip.open_items for slip in waiting_slips(turn))


def several_wait(turn: Turn) -> bool:
    """More than one slip waits."""
    return len(waiting_slips(turn)) > 1


def nothing_waits(turn: Turn) -> bool:
    """The person answers for a branch, and no slip waits."""
    return leads(turn) and not slip_waits(turn)


def has_slip(turn: Turn) -> bool:
    """There is a slip at all."""
    return bool(standings(turn))


def handed_in(turn: Turn) -> bool:
    """Something is handed in, and nothing waits."""
    return any(one.self_check and one.self_check.state != RETURNED for one in standings(turn))


def was_returned(turn: Turn) -> bool:
    """A form was returned, and its new version is not accepted yet."""
    return bool(once(turn, was_returned, lambda: forms_returned(turn.session, led_by(turn))))


def objections_are_open(turn: Turn) -> bool:
    """A board on which one of the person's branches stands is in its preview or its publicity."""
    led = led_by(turn)
    if not led:
        return False
    board = shown_board(turn.session, quarter_in_question(turn.session, turn.now))
    limit = objections_end(board) if board else None
    is_open = limit is not None and turn.now < limit
    return is_open and board is not None and any(row.organization_id in led for row in board.rows)


def only_objections_are_open(turn: Turn) -> bool:
    """Of all that has a last day only the time for objections runs for the person's branches."""
    return nothing_waits(turn) and objections_are_open(turn)
