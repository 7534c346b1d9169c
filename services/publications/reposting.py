"""Posting a published board to a group once more, where its post did not arrive or nobody can tell (R24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address as our_address
from bot.errors import BadInput, NotFound, NotNow
from bot.said_before import last_said
from bot.wording import quarter_text, word
from models.boards import Board, public_board
from models.chats import GroupChat, group_chats
from models.outbox import OutboxMessage
from models.people import Person
from rules.periods import Quarter
from rules.workdays import Calendar
from services.board_displays.facts import page_address
from services.boards.rights import take_step
from services.chats import addressee
from services.notices.office import tell_office
from services.publications.posts import POSTS, TOPIC, edition_for, post_to_chat, posts_key
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for

# never: the group was added after the board was posted.
Outcome = Literal["sent", "waiting", "failed", "unknown", "never"]


@dataclass(frozen=True)
class Posted:
    """A board in one group: its summary as it was first said, None in a group that was added since, and what became
    of the last post, the worse of summary and picture.
    """

    chat: GroupChat
    first: OutboxMessage | None
    outcome: Outcome


def posts_to_repeat(session: Session, quarter: Quarter, name: str, by: Person, now: datetime) -> list[Posted]:
    """Find the posts of a quarter's board that would be said once more: to the group named, else where one is missing.

    Raises Refused for whoever may not, without a board that was posted, for a group nobody knows, for a post that is
    still on its way, where none is missing and no group is named, and once the words of the first time have gone.
    """
    check_may(session, by, Right.REPOST_BOARD, now)
    board = _posted_board(session, quarter)
    found = [_last_post(session, board, chat) for chat in group_chats(session)]
    names = [post.chat.name for post in found]
    wanted = [post for post in found if (post.chat.name == name if name else post.outcome in MISSING)]
    if not wanted:
        refused = NotFound if name else BadInput
        raise refused("repost_which", quarter=quarter_text(quarter), name=name, names=names)
    if waiting := [post.chat.name for post in wanted if post.outcome == "waiting"]:
        raise NotNow("repost_on_its_way", names=waiting)
    if any(post.first is not None and post.first.forgotten_at for post in wanted):
        raise NotNow("message_forgotten")
    return wanted


def repost_board(
    session: Session, quarter: Quarter, name: str, by: Person, calendar: Calendar, now: datetime
) -> list[Posted]:
    """Say the board's summary and picture once more in these groups, and tell the office; Raises as above.

    The words are those of the first time, under a line that says so; the picture is the one that is kept. A group that
    was added since gets what the others got at first.
    """
    found = posts_to_repeat(session, quarter, name, by, now)
    board = _posted_board(session, quarter)
    url = page_address(session, board, our_address(session, ""))
    for post in found:
        if post.first is None:
            post_to_chat(session, board, post.chat, calendar, now, url)
        else:
            _repeat(session, board, post.chat, post.first, now)
    names = [post.chat.name for post in found]
    take_step(session, board, "repost", by, now, facts={"chats": names})
    key = f"{posts_key(board)}:reposted:{now.timestamp():.6f}"
    tell_office(session, "board_reposted", key=key, now=now, quarter=quarter_text(quarter), names=names, by=by)
    return found


def _posted_board(session: Session, quarter: Quarter) -> Board:
    board = public_board(session, quarter)
    if board is None or board.posted_at is None:
        raise NotFound("no_published_board", quarter=quarter_text(quarter))
    return board


def _last_post(session: Session, board: Board, chat: GroupChat) -> Posted:
    """Find what a group got of a board first, and what became of the last time."""
    to, said = addressee(chat), f"{posts_key(board)}:chat:{chat.id}:"
    first, picture = last_said(session, to, f"{said}summary"), last_said(session, to, said)
    if first is None or picture is None:
        return Posted(chat, None, "never")
    summary = last_said(session, to, picture.key.removesuffix("picture") + "summary") or first
    return Posted(chat, first, max((_outcome(one) for one in (summary, picture)), key=_WORSE.index))


MISSING: Final = ("failed", "unknown", "never")
_WORSE: Final[tuple[Outcome, ...]] = ("sent", "failed", "unknown", "waiting")


def _outcome(message: OutboxMessage) -> Outcome:
    if message.state == outbox.SENT:
        return "sent"
    if message.state in (outbox.FAILED, outbox.DROPPED):
        return "unknown" if message.unknown_since else "failed"
    return "waiting"


def _repeat(session: Session, board: Board, chat: GroupChat, first: OutboxMessage, now: datetime) -> None:
    to, about = addressee(chat), outbox.About(TOPIC, str(chat.id))
    key = f"{posts_key(board)}:chat:{chat.id}:again:{now.timestamp():.6f}"
    # What was worded once is not worded again: its colours stay.
    said = outbox.markdown(f"{word(POSTS, 'again', now=now)}\n{outbox.shown(first)}")
    outbox.push(session, to, said, key=f"{key}:summary", now=now, about=about)
    picture = board.picture(edition_for(chat, scheme_for(session, board.quarter).policy))
    png = picture.png if picture else None
    outbox.push(session, to, outbox.picture(), key=f"{key}:picture", now=now, about=about, picture_bytes=png)
