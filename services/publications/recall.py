"""Taking back what was said of a version that is replaced, as far as WeCom can: from members, within a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import NAMED, in_slices
from bot.underway import IS_WAITING
from models.boards import Board, version_before
from models.outbox import OutboxMessage
from services.notices.handovers import take_off
from services.publications.posts import TOPIC, posts_key

# WeCom takes back what is younger (protocol 5.4); posts in groups cannot be taken back at all.
RECALLABLE: Final = timedelta(hours=24)


def recall_posts(session: Session, board: Board, now: datetime) -> None:
    """Withdraw what has not left yet of the version that `board` replaces, and recall what members got of it."""
    before = version_before(session, board)
    if before is None:
        return
    said = OutboxMessage.key.startswith(f"{posts_key(before)}:", autoescape=True)
    unsaid = (said, *IS_WAITING, OutboxMessage.key.not_like("%:create"))
    session.execute(update(OutboxMessage).where(*unsaid).values(state=outbox.DROPPED))
    take_off(session, f"{posts_key(before)}:", now)
    since = (OutboxMessage.lane == outbox.PUSH, OutboxMessage.created_at >= before.published_at)
    got = (said, *since, OutboxMessage.addressee_kind == "member", OutboxMessage.msgid.is_not(None))
    query = select(OutboxMessage.id, OutboxMessage.addressee, OutboxMessage.msgid).where(*got)
    young = session.execute(query.where(OutboxMessage.accepted_at > now - RECALLABLE).order_by(OutboxMessage.id))
    letters = [_recall(board, number, addressee, msgid or "") for number, addressee, msgid in young]
    for some in in_slices(letters, NAMED):
        outbox.push_all(session, some, now)


def _recall(board: Board, number: int, addressee: str, msgid: str) -> outbox.Letter:
    member, key = outbox.Addressee("member", addressee), f"{posts_key(board)}:recall:{number}"
    return outbox.Letter(member, outbox.recall(msgid), key, outbox.About(TOPIC, ""))
