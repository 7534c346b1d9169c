"""The slips that wait for a word from somebody."""

from __future__ import annotations

from datetime import datetime

from bot.router import CHAT, Turn
from handlers.offices import led_by, once
from models.self_checks import slips_that_wait
from models.slips import Slip
from services.slips.slips import current_slips


def waiting_slips(turn: Turn) -> list[Slip]:
    """List the slips that wait for this person's answer, the one that is meant without a word more first."""
    return [*once(turn, waiting_slips, lambda: waiting_slips_of(turn, led_by(turn)))]


def newest_slips(turn: Turn) -> list[Slip]:
    """List the newest slip of each branch the person answers for, whatever has become of it."""
    return [*once(turn, newest_slips, lambda: current_slips(turn.session, led_by(turn)))]


def waiting_slips_of(turn: Turn, organization_ids: list[str]) -> list[Slip]:
    """List the slips of some organisations that are unanswered or whose form was returned.

    The newest whose deadline runs comes first: it is the one that has just come in and can still be answered in time.
    Those that are overdue follow, newest first.
    """
    if not organization_ids:
        return []
    waiting = slips_that_wait(turn.session, organization_ids)
    return sorted(waiting, key=lambda slip: _is_overdue(slip, turn.now))


def _is_overdue(slip: Slip, now: datetime) -> bool:
    return slip.self_check is None and slip.due is not None and slip.due <= now


def say_further_slip(turn: Turn) -> None:
    """Tell a person who has finished one slip that another one waits."""
    turn.remembered.pop(waiting_slips, None)
    if waiting := waiting_slips(turn):
        turn.say(CHAT, "further_slip", slip=waiting[0])
