"""The bell: heard at once by who listens, missed by nobody who does not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.arrivals import Arrivals, Arrived
from bot.bell import ARRIVALS, Bell, listen_to_postgresql
from bot.db import Database
from bot.errors import SettingsError
from tests.bot.fake_wecom import wait_until
from tests.bot.test_arrivals import RECEIVED


class Ears:
    """Somebody who listens."""

    def __init__(self) -> None:
        self.heard = threading.Semaphore(0)

    def hear(self) -> None:
        self.heard.release()

    def have_heard(self) -> bool:
        return self.heard.acquire(timeout=20)


def test_a_ring_is_heard_and_the_next_one_too(tmp_path: Path) -> None:
    url, ears = f"sqlite:///{tmp_path}/honghui.db", Ears()
    Bell(url, ARRIVALS).listen(ears.hear)
    for _ in range(2):
        Bell(url, ARRIVALS).ring()
        assert ears.have_heard()


def test_where_nobody_listens_a_ring_is_no_trouble_however_often(tmp_path: Path) -> None:
    bell = Bell(f"sqlite:///{tmp_path}/honghui.db", ARRIVALS)
    for _ in range(10_000):
        bell.ring()


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"Cannot make .*file/honghui.db.arrivals.bell .*rights"):
        Bell(f"sqlite:///{tmp_path}/file/honghui.db", ARRIVALS)


@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)
def test_what_a_process_on_any_machine_keeps_is_heard_by_who_works(db: Database) -> None:
    ears, numbers = Ears(), iter(range(1000))
    listen_to_postgresql(db.url, ears.hear)

    def is_heard() -> bool:
        Arrivals(db).add([Arrived(str(next(numbers)), "wusiyuan", {}, b"", RECEIVED)])
        return ears.heard.acquire(timeout=0.05)

    wait_until(is_heard)
