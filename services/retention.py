"""How long is kept what nothing rests on (保存期限): words, sent bodies, pictures, files, who looked; then it goes.

No table that the log covers is touched: what a board or a year rests on stays for as long as the town exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self, cast

from sqlalchemy import CursorResult, Delete, Select, Update, case, delete, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import SLICE
from bot.repeats import exact
from bot.settings import Settings
from bot.wording import word
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.score_readings import ScoreReading
from models.uploads import CHECKED, DROPPED, WRITING, Upload
from rules.workdays import Calendar

WORDS: Final = "notices/retention.txt"
# So that no transaction is long.
AT_ONCE: Final = 5 * SLICE
FILES_AT_ONCE: Final = SLICE
UNDERWAY: Final = (outbox.WAITING, outbox.SENDING)


@dataclass(frozen=True)
class Retention:
    """For how many days each kind is kept."""

    words: int
    sent: int
    pictures: int
    files: int
    readings: int

    @classmethod
    def as_set(cls, by: Settings) -> Self:
        """Read what the environment says."""
        return cls(
            words=by.keep_words_days,
            sent=by.keep_sent_days,
            pictures=by.keep_pictures_days,
            files=by.keep_files_days,
            readings=by.keep_readings_days,
        )

    def forget(self, session: Session, _calendar: Calendar, now: datetime) -> int:
        """Let go of a slice of what was kept long enough; returns how much that was."""
        days = (timedelta(days=one) for one in (self.words, self.sent, self.pictures, self.files, self.readings))
        words, sent, pictures, files, readings = (now - one for one in days)
        going = (_words(words, now), _bodies(sent, now), _pictures(pictures), _files(files, now), _readings(readings))
        return sum(_gone(session, one) for one in going)


# Where the environment says nothing else.
KEPT: Final = Retention(words=365, sent=730, pictures=90, files=365, readings=365)


def _gone(session: Session, going: Update | Delete) -> int:
    done = session.execute(going, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount


def _words(until: datetime, now: datetime) -> Update:
    """What members wrote: that a message came, when and of which kind stays, so that none counts twice."""
    old = select(InboxMessage.key).where(InboxMessage.received_at < until, InboxMessage.forgotten_at.is_(None))
    gone = {"text": "", "error": None, "forgotten_at": now}
    return update(InboxMessage).where(InboxMessage.key.in_(_slice(old))).values(gone)


def _bodies(until: datetime, now: datetime) -> Update:
    """What was said: that it was said, to whom and when stays, so that nothing is said twice."""
    old = select(OutboxMessage.id).where(OutboxMessage.created_at < until, OutboxMessage.forgotten_at.is_(None))
    old = old.where(OutboxMessage.state.not_in(UNDERWAY))
    gone = {"body": exact(outbox.text(word(WORDS, "gone"))), "picture": None, "forgotten_at": now}
    return update(OutboxMessage).where(OutboxMessage.id.in_(_slice(old))).values(gone)


def _pictures(until: datetime) -> Update:
    """Pictures that were sent; those of a board stay with the board."""
    old = select(OutboxMessage.id).where(OutboxMessage.created_at < until, OutboxMessage.picture.is_not(None))
    old = old.where(OutboxMessage.state.not_in(UNDERWAY))
    return update(OutboxMessage).where(OutboxMessage.id.in_(_slice(old))).values(picture=None)


def _files(until: datetime, now: datetime) -> Update:
    """Files that were handed in: what was written from them stays; one nobody confirmed is given up."""
    old = select(Upload.id).where(Upload.at < until, Upload.content != b"").limit(FILES_AT_ONCE)
    undecided = Upload.state.in_((CHECKED, WRITING))
    state = case((undecided, DROPPED), else_=Upload.state)
    decided_at = case((undecided, now), else_=Upload.decided_at)
    gone = {"content": b"", "mends": [], "state": state, "decided_at": decided_at}
    return update(Upload).where(Upload.id.in_(old)).values(gone)


def _readings(until: datetime) -> Delete:
    old = select(ScoreReading.id).where(ScoreReading.day < until.date())
    return delete(ScoreReading).where(ScoreReading.id.in_(_slice(old)))


def _slice(old: Select[Any]) -> Select[Any]:
    return old.limit(AT_ONCE)
