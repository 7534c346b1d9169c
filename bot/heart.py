"""Each working process says every few seconds that it lives; a clock that was set back is noticed by what was said."""

from __future__ import annotations

import socket
import threading
from datetime import datetime
from typing import Final, Literal

import structlog
from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from bot.clock import lease_seconds
from bot.db import Database, insert_new
from bot.errors import SettingsError
from models.beats import Beat
from rules.periods import BEIJING

log = structlog.get_logger()

Part = Literal["worker", "delivery"]
PARTS: Final[tuple[Part, ...]] = ("worker", "delivery")
BEAT_SECONDS: Final = 10.0
# A machine that is not seen for a day has been given up.
KEPT_SECONDS: Final = 86_400.0
# Machines of one town may be as far apart as this: NTP keeps them within a second.
APART_SECONDS: Final = 60.0
# By so much a clock is not put right, but lost: deadlines and the order of what happened hang on it.
LOST_SECONDS: Final = 3600.0


def this_machine() -> str:
    """Name this machine, as its working processes do and as a person knows it: by its host name."""
    return socket.gethostname()[:64]


class Heart:
    """Says that this process lives, from a thread of its own."""

    def __init__(self, db: Database, part: Part) -> None:
        self._db, self._part = db, part
        self._machine = this_machine()

    def start(self) -> None:
        """Say so once now, so that whoever finds the process ready finds it alive, and then every few seconds."""
        self.beat()
        threading.Thread(target=self._run, name="heart", daemon=True).start()

    def beat(self) -> None:
        """Say it. Trouble of the database is not this thread's to tell: others meet it at once."""
        try:
            with self._db.begin(quiet=True) as session:
                note_alive(session, self._machine, self._part, lease_seconds())
        except Exception as error:  # noqa: BLE001 — whatever it was, the next one may succeed
            log.warning("beat_missed", part=self._part, reason=type(error).__name__)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(BEAT_SECONDS):
            self.beat()


def note_alive(session: Session, machine: str, part: str, real_now: float) -> None:
    """Keep that a part of a machine lives at a moment (a real second)."""
    session.execute(delete(Beat).where(Beat.seen_at < real_now - KEPT_SECONDS))
    if not insert_new(session, Beat, machine=machine, part=part, seen_at=real_now, latest=real_now):
        latest = case((Beat.latest < real_now, real_now), else_=Beat.latest)
        this = update(Beat).where(Beat.machine == machine, Beat.part == part)
        session.execute(this.values(seen_at=real_now, latest=latest), execution_options={"synchronize_session": False})


def other_machines(session: Session) -> list[str]:
    """Name the machines besides this one that have worked for the town within a day."""
    known = session.scalars(select(Beat.machine).where(Beat.machine != this_machine()).distinct())
    return sorted(known)


def clock_ahead_of(session: Session, real_now: float) -> float | None:
    """Tell the latest moment a working process has ever seen, where our clock stands noticeably before it."""
    latest = session.scalar(select(func.max(Beat.latest)))
    return latest if latest is not None and latest - real_now > APART_SECONDS else None


def check_clock(db: Database) -> None:
    """Raise SettingsError where the clock stands an hour or more before what was seen already."""
    now = lease_seconds()
    with db.read() as session:
        latest = clock_ahead_of(session, now)
    if latest is not None and latest - now > LOST_SECONDS:
        raise SettingsError(
            f"This machine's clock says {_told(now)}, but a process has worked here at {_told(latest)}: "
            "set the clock right (`timedatectl`), then start again; if it is right now and was wrong then, "
            "run `flask accept-clock`"
        )


def accept_clock(session: Session, real_now: float) -> int:
    """Take the clock as right, whatever was seen; returns how many parts had seen a later moment."""
    ahead = session.scalars(select(Beat).where(Beat.latest > real_now)).all()
    for one in ahead:
        one.latest, one.seen_at = real_now, min(one.seen_at, real_now)
    return len(ahead)


def _told(real: float) -> str:
    return f"{datetime.fromtimestamp(real, BEIJING):%Y-%m-%d %H:%M}"
