"""Publishing and posting the third quarter's board, and a second version of it."""

import json
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import outbox
from models.boards import Board
from rules.workdays import Calendar
from services.boards.steps import amend_board, post_published, publish_board
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, after, person, see_through, see_to_approval
from tests.worlds.watching import Drawn, messages

NOW = after(THIRD)


def make(session: Session, calendar: Calendar, *, grey: bool = True, url: str | None = None) -> Board:
    """Publish the third quarter's board and post it."""
    board = see_through(session, THIRD, calendar, grey=grey)
    assert post_published(session, calendar, NOW, url) == 1
    return board


def amend(session: Session, calendar: Calendar, hours: float) -> Board:
    """Publish a second version some hours after the first, and post it."""
    later = NOW + timedelta(hours=hours)
    amend_board(session, THIRD, person(session, CLERK), "荷塘一支部异议成立", later)
    see_to_approval(session, THIRD, later)
    second = publish_board(session, THIRD, person(session, HEAD), calendar, later)
    post_published(session, calendar, later)
    return second


def deliver(session: Session, like: str = "%") -> None:
    """Let WeCom have taken what was said, at the moment it was said."""
    for message in messages(session, like):
        message.state, message.accepted_at = outbox.SENT, message.created_at
        message.msgid = f"m-{message.id}" if message.addressee_kind == "member" else None
    session.flush()


def everything_drawn(drawn: Drawn, *editions: str) -> str:
    """Write down what the pictures of some editions were told."""
    told = [asdict(facts) for facts, edition in drawn.pictures if edition in editions]
    return json.dumps(told, ensure_ascii=False, default=str)
