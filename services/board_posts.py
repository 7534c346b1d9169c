"""What is said when a board is published: summary and picture to every group chat, one message to each leader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.board_picture import BoardFacts
from bot.wording import word
from models.appointments import LEADERS, holders
from models.boards import Board, BoardRow, GroupChat, group_chats
from models.outbox import OutboxMessage
from models.people import Person
from rules.policy import Policy
from rules.scoring import round_points
from rules.workdays import Calendar
from services.board_facts import publicity_text, shown_grey
from services.chats import addressee, new_chat
from services.office import tell_office

TOPIC: Final = "board"
POSTS: Final = "boards/posts.txt"


def post_board(
    session: Session, board: Board, facts: BoardFacts, policy: Policy, calendar: Calendar, now: datetime
) -> None:
    """Say a published board: each message once, however often it is asked for. Names of persons are in none."""
    told = {
        "facts": facts,
        "best": [row for row in facts.red if row.rank == 1],
        "mean": None if facts.mean is None else round_points(facts.mean),
        "publicity": publicity_text(policy, calendar, (board.published_at or now).date()),
    }
    key = f"board:{board.quarter}:{board.version}"
    for chat in group_chats(session):
        _post_to_chat(session, chat, told, board.picture, f"{key}:chat:{chat.id}", now)
    grey = shown_grey(board, policy, inside=True)
    for person in holders(session, LEADERS, now.date()):
        if person.userid:
            member = outbox.Addressee("member", person.userid)
            body = _leader_message(board, person, told, grey, policy)
            outbox.push(session, member, body, key=f"{key}:leader:{person.userid}", now=now)


def _post_to_chat(
    session: Session, chat: GroupChat, told: Mapping[str, Any], picture: bytes | None, key: str, now: datetime
) -> None:
    """Post summary, then picture; before them a chat of our own is made, which changes nothing where it exists."""
    to, about = addressee(chat), outbox.About(TOPIC, str(chat.id))
    if to.kind == "chat":
        made = new_chat(session, chat, now.date())
        outbox.push(session, to, made, key=f"{key}:create", now=now, about=about)
    summary = outbox.markdown(word(POSTS, "summary", **told))
    outbox.push(session, to, summary, key=f"{key}:summary", now=now, about=about)
    outbox.push(session, to, outbox.picture(), key=f"{key}:picture", now=now, about=about, picture_bytes=picture)


def _leader_message(
    board: Board, person: Person, told: Mapping[str, Any], grey: list[BoardRow], policy: Policy
) -> Mapping[str, Any]:
    """Word one leader's message: a card with a button for the whole board where cards are seen, else text."""
    facts = {**told, "grey": grey, "scored": policy.grey_display == "ranked"}
    if not person.sees_cards:
        return outbox.text(word(POSTS, "leader", **facts))
    return outbox.card(
        json.loads(word("cards/board.json", **facts, board=board, task_id=f"board-{board.id}-{person.id}"))
    )


class BoardListener:
    """Hears what became of the posts to group chats."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: no post of a board hangs on a day."""
        raise NotImplementedError(f"{message.key} names a day, but a board is worded once")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Tell the office which chat has missed the board; a robot's key is a secret and is not named."""
        chat = session.get_one(GroupChat, int(message.subject or 0))
        tell_office(
            session, "board_undelivered", key=f"board-undelivered:{message.id}", now=now, chat=chat, message=message
        )
