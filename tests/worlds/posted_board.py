"""Publishing and posting the third quarter's board, and a second version of it."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import drawing, outbox
from models.boards import Board, public_board
from rules.workdays import Calendar, load_calendar
from services.publications.steps import amend_board, pictures_to_post, post_published, publish_board
from services.publications.telling import find_results, tell_results
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    THIRD,
    after,
    person,
    see_through,
    see_to_approval,
    third_inspected,
)
from tests.worlds.towns import HOLIDAYS
from tests.worlds.watching import Drawn, messages

NOW = after(THIRD)


def out(session: Session, town: TownshipFile) -> None:
    """The third quarter's board is published, and not yet posted."""
    third_inspected(session, town)
    see_through(session, THIRD, load_calendar(HOLIDAYS))


def make(session: Session, calendar: Calendar, *, grey: bool = True) -> Board:
    """Publish the third quarter's board and post it."""
    see_through(session, THIRD, calendar, grey=grey)
    return post(session, calendar)


def post(session: Session, calendar: Calendar, url: str | None = None) -> Board:
    """Post the third quarter's board, which is out."""
    assert post_boards(session, calendar, NOW, url) == 1
    board = public_board(session, THIRD)
    assert board
    return board


def post_boards(session: Session, calendar: Calendar, now: datetime, url: str | None = None) -> int:
    """Post the boards that are out as the timetable does, but in one transaction."""
    tell_results(session, calendar, now, find_results(session, calendar, now))
    pictures = drawing.pngs(pictures_to_post(session, calendar, now, url))
    return post_published(session, calendar, now, pictures, url)


def amend(session: Session, calendar: Calendar, hours: float) -> Board:
    """Publish a second version some hours after the first, and post it."""
    later = NOW + timedelta(hours=hours)
    amend_board(session, THIRD, person(session, CLERK), "荷塘一支部异议成立", later)
    see_to_approval(session, THIRD, later)
    second = publish_board(session, THIRD, person(session, HEAD), calendar, later)
    post_boards(session, calendar, later)
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
