"""What is said when a board is published: summary and picture to every group chat, message and picture to each leader.

Each organisation has heard its own result before (`telling.py`). In the mode `concerned` no group hears a grey name:
those concerned are told their own place, alone (A19).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address
from bot.sending import kind_of
from bot.wording import word
from models.appointments import LEADERS, holders
from models.boards import Board
from models.chats import GroupChat, group_chats
from models.outbox import OutboxMessage
from models.people import Person
from rules.policy import Policy
from rules.scoring import round_points
from rules.workdays import Calendar
from services.board_displays.facts import board_facts, publicity_text, shown_grey
from services.boards.code import printed_codes
from services.chats import INTERNAL, addressee, make_chat
from services.notices.undelivered import tell_undelivered
from services.publications.own_terms import in_own_terms
from services.publications.results import TownResult, town_result
from services.rights.modules import GROUP_POSTS, is_on
from services.schemes.versions import scheme_for

TOPIC: Final = "board"
POSTS: Final = "boards/posts.txt"


@dataclass(frozen=True)
class Posting:
    """One board being said: what templates are told of it, by which policy, and when."""

    board: Board
    policy: Policy
    told: Mapping[str, Any]
    town: TownResult
    now: datetime

    @property
    def key(self) -> str:
        return posts_key(self.board)

    def picture(self, edition: str) -> bytes | None:
        found = self.board.picture(edition)
        return found.png if found else None


def posts_key(board: Board) -> str:
    """Begin the keys of everything that is said of one version of a board."""
    return f"board:{board.quarter}:{board.version}"


@in_own_terms
def post_board(session: Session, board: Board, calendar: Calendar, now: datetime, url: str | None = None) -> None:
    """Say a published board whose pictures are drawn: each message once, however often it is asked for.

    `url` is the address of its page. Names of persons are in no message.
    """
    posting = posting_of(session, board, calendar, now, url)
    for chat in group_chats(session) if is_on(session, GROUP_POSTS) else ():
        _post_to_chat(session, posting, chat)
    for person in holders(session, LEADERS, now.date()):
        _tell_leader(session, posting, person)


@in_own_terms
def post_to_chat(
    session: Session, board: Board, chat: GroupChat, calendar: Calendar, now: datetime, url: str | None = None
) -> None:
    """Say a published board to a group that was added since; once."""
    _post_to_chat(session, posting_of(session, board, calendar, now, url), chat)


def posting_of(session: Session, board: Board, calendar: Calendar, now: datetime, url: str | None = None) -> Posting:
    """Gather what is said of a board."""
    policy = scheme_for(session, board.quarter).policy
    facts = board_facts(session, board, shown_grey(board, policy, inside=False), calendar, now, url)
    told = {
        "facts": facts,
        "best": [row for row in facts.red if row.rank == 1],
        "mean": None if facts.mean is None else round_points(facts.mean),
        "codes": printed_codes(session, board),
        "publicity": publicity_text(policy, calendar, (board.published_at or now).date()),
    }
    return Posting(board, policy, told, town_result(session, board), now)


def _post_to_chat(session: Session, posting: Posting, chat: GroupChat) -> None:
    """Post summary, then picture; before them a chat of our own is made and its members are put right."""
    to, about, key = addressee(chat), outbox.About(TOPIC, str(chat.id)), f"{posting.key}:chat:{chat.id}"
    if to.kind == "chat":
        make_chat(session, chat, key, posting.now)
    summary = outbox.markdown(word(POSTS, "summary", **posting.told))
    outbox.push(session, to, summary, key=f"{key}:summary", now=posting.now, about=about)
    picture = posting.picture(edition_for(chat, posting.policy))
    outbox.push(
        session, to, outbox.picture(), key=f"{key}:picture", now=posting.now, about=about, picture_bytes=picture
    )


def edition_for(chat: GroupChat, policy: Policy) -> str:
    """Choose the edition for a chat: where only those concerned may know, a group of leaders is a group, too."""
    return "group" if chat.edition == INTERNAL and policy.grey_display == "concerned" else chat.edition


def _tell_leader(session: Session, posting: Posting, person: Person) -> None:
    """Send a leader the message and the internal picture; one without a userid is told on paper by the office."""
    if person.userid is None:
        return
    member, key = outbox.Addressee("member", person.userid), f"{posting.key}:leader:{person.userid}"
    outbox.push(session, member, _leader_message(session, posting), key=key, now=posting.now)
    picture = posting.picture(INTERNAL)
    outbox.push(session, member, outbox.picture(), key=f"{key}:picture", now=posting.now, picture_bytes=picture)


def _leader_message(session: Session, posting: Posting) -> Mapping[str, Any]:
    """Word the leaders' message: one screen of text for all, for a card holds neither why nor what is being done."""
    grey = shown_grey(posting.board, posting.policy, inside=True)
    facts = {**posting.told, "grey": grey, "scored": posting.policy.grey_display == "ranked", "town": posting.town}
    return outbox.text(word(POSTS, "leader", **facts, page=page_address(session, "m/town")))


class BoardListener:
    """Hears what became of the posts to group chats, and of taking messages back."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Fail: a post of a board names no day that could pass, so it is never worded anew."""
        raise NotImplementedError(f"{message.key} names a day, but a board is worded once")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Tell the office which chat has missed the board; a robot's key is a secret and is not named.

        What could not be taken back stays: the new version says itself which one it replaces.
        """
        if kind_of(message) == "recall":
            return
        chat = session.get_one(GroupChat, int(message.subject or 0))
        quarter = message.key.split(":")[1]
        tell_undelivered(session, "board_undelivered", message, now, chat=chat, quarter=quarter)
