"""Access tokens for everybody at once: whoever finds none fetches it, all others wait for that one."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from bot.db import Database
from bot.wecom_errors import WeComError
from models.access_tokens import drop_token, find_token, keep_token

USUAL_LIFETIME_SECONDS: Final = 7200
SPARE_SECONDS: Final = 60


@dataclass(frozen=True)
class Grant:
    """A token WeCom has granted, and the moment from which we no longer use it."""

    token: str
    expires_at: datetime


def granted(token: str, seconds: object, asked_at: datetime) -> Grant:
    """Make a grant of what a platform said: given up a little before its end, so that no call meets it."""
    lifetime = seconds if isinstance(seconds, int) and 0 < seconds <= USUAL_LIFETIME_SECONDS else USUAL_LIFETIME_SECONDS
    return Grant(token, asked_at + timedelta(seconds=lifetime - min(SPARE_SECONDS, lifetime / 10)))


class TokenStore:
    """Keeps tokens in the application's table. One fetch serves all threads and processes that share the database.

    No database lock is held while a token is fetched, but storing it is a write transaction: never ask for a token
    inside one of your own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._line = threading.Lock()
        self._known: dict[str, Grant] = {}
        self._failure: WeComError | None = None

    def current(self, name: str, now: datetime, fetch: Callable[[], Grant]) -> str:
        """Return the token of this name, fetching one if none lives. A failed fetch fails for all who waited for it."""
        known = self._known.get(name)
        if known and known.expires_at > now:
            return known.token
        seen = self._failure
        with self._line:
            if self._failure and self._failure is not seen:
                raise self._failure.again()
            grant = self._known[name] = self._stored(name, now) or self._shared(name, now, fetch)
        return grant.token

    def drop(self, name: str, token: str) -> None:
        """Forget a token that WeCom has refused, unless somebody has already replaced it."""
        with self._line:
            with self._database.begin() as session:
                drop_token(session, name, token)
            self._known.pop(name, None)

    def _stored(self, name: str, now: datetime) -> Grant | None:
        with self._database.read() as session:
            row = find_token(session, name, now)
            return Grant(row.token, row.expires_at) if row else None

    def _shared(self, name: str, now: datetime, fetch: Callable[[], Grant]) -> Grant:
        with self._alone(name):
            return self._stored(name, now) or self._fetched(name, fetch)

    def _fetched(self, name: str, fetch: Callable[[], Grant]) -> Grant:
        try:
            grant = fetch()
        except WeComError as error:
            # Whatever became of the request for a token: the message that needed it has certainly not left.
            self._failure = error.before_sending()
            raise self._failure from None
        self._failure = None
        with self._database.begin() as session:
            keep_token(session, name, grant.token, grant.expires_at)
        return grant

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Keep other processes out: by a side file beside SQLite, by an advisory lock on PostgreSQL."""
        if self._database.is_sqlite:
            with Path(f"{self._database.url.database}.token.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        else:
            # The connection is its own and changes no row; handing it back gives the lock up.
            with self._database.engine.connect() as connection:
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"access_token:{name}"))))
                yield
