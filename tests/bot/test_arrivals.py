"""What has arrived: kept once, taken up in each member's order, by one process at a time on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from psycopg import OperationalError
from sqlalchemy import select, text

from bot.arrivals import Arrivals, Arrived, arrivals_file
from bot.at_once import AtOnce
from bot.db import Database
from bot.errors import SettingsError
from models.arrivals import Arrival
from rules.periods import BEIJING

RECEIVED = datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
WU, QIAN = "wusiyuan", "qianxiaoyu"
MANY = 100
# Ends the connection on which callbacks are kept.
CUT = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE '%INTO arrivals%' AND pid <> pg_backend_pid()
"""


def arrived(key: str, who: str = WU) -> Arrived:
    return Arrived(key, who, {"nonce": "n", "timestamp": "1"}, "<xml>密</xml>".encode(), RECEIVED)


@pytest.fixture
def arrivals(db: Database) -> Arrivals:
    return Arrivals(db)


def taken(arrivals: Arrivals, *resting: str, most: int = MANY) -> list[str]:
    """Take up what is first in line and be done with it; returns the keys."""
    with arrivals.handful(most, resting) as handful:
        handful.done += [one.seq for one in handful.waiting]
    return [one.key for one in handful.waiting]


def keys(found: Sequence[Arrived]) -> list[str]:
    return [one.key for one in found]


def test_what_was_kept_comes_back_as_it_was(arrivals: Arrivals) -> None:
    arrivals.add([arrived("1")])
    with arrivals.handful(MANY) as handful:
        [found] = handful.waiting
    assert (found.key, found.who, found.args, found.body, found.received_at) == (
        "1",
        WU,
        {"nonce": "n", "timestamp": "1"},
        "<xml>密</xml>".encode(),
        RECEIVED,
    )


def test_a_repeated_callback_is_kept_once_also_within_one_commit(arrivals: Arrivals) -> None:
    arrivals.add([arrived("1"), arrived("1")])
    arrivals.add([arrived("2", QIAN), arrived("1")])
    assert keys(arrivals.oldest(MANY)) == ["1", "2"]


def test_on_postgresql_the_next_of_a_member_is_taken_up_when_the_first_is_done_on_sqlite_all_are_in_order(
    arrivals: Arrivals, db: Database
) -> None:
    arrivals.add([arrived("1"), arrived("2"), arrived("3", QIAN), arrived("4")])
    taken_up = [taken(arrivals) for _ in range(4)]
    assert taken_up == ([["1", "2", "3", "4"], [], [], []] if db.is_sqlite else [["1", "3"], ["2"], ["4"], []])
    assert arrivals.are_empty()


def test_what_is_not_done_waits_on(arrivals: Arrivals) -> None:
    arrivals.add([arrived("1"), arrived("2", QIAN)])
    with arrivals.handful(MANY) as handful:
        handful.done.append(handful.waiting[1].seq)
    assert taken(arrivals) == ["1"]


def test_who_rests_is_left_out_and_holds_up_nobody(arrivals: Arrivals) -> None:
    arrivals.add([arrived("1"), arrived("2", QIAN)])
    assert taken(arrivals, WU) == ["2"]
    assert not arrivals.are_empty()


def test_no_more_are_taken_up_than_asked_for_the_oldest_first(arrivals: Arrivals) -> None:
    arrivals.add([arrived(str(number), f"member{number}") for number in range(5)])
    assert taken(arrivals, most=2) == ["0", "1"]


def test_what_is_set_aside_stays_with_its_reason_and_lets_the_next_one_pass(arrivals: Arrivals, db: Database) -> None:
    arrivals.add([arrived("1"), arrived("2")])
    with arrivals.handful(MANY) as handful:
        handful.set_aside[handful.waiting[0].seq] = "Wrong signature"
    assert taken(arrivals) == ["2"]
    assert arrivals.are_empty()
    with db.read() as session:
        assert [(one.key, one.error) for one in session.scalars(select(Arrival))] == [("1", "Wrong signature")]


def test_who_breaks_off_before_the_end_has_done_nothing(arrivals: Arrivals) -> None:
    arrivals.add([arrived("1")])
    with pytest.raises(KeyboardInterrupt), arrivals.handful(MANY) as handful:
        handful.done.append(handful.waiting[0].seq)
        raise KeyboardInterrupt
    assert taken(arrivals) == ["1"]


def test_what_is_in_hand_is_left_alone_by_others_on_postgresql_and_done_twice_at_worst_on_sqlite(
    arrivals: Arrivals, db: Database
) -> None:
    arrivals.add([arrived("1"), arrived("2"), arrived("3", QIAN)])
    with arrivals.handful(1) as handful:
        handful.done.append(handful.waiting[0].seq)
        with Arrivals(db).handful(MANY) as others:
            assert keys(others.waiting) == (["1", "2", "3"] if db.is_sqlite else ["3"])
    assert taken(arrivals) == ["2", "3"]


def test_after_the_connection_has_been_cut_the_next_callback_but_one_is_kept_again(
    arrivals: Arrivals, db: Database
) -> None:
    """The one that finds it cut goes into the file (tests/bot/test_intake.py)."""
    arrivals.add([arrived("1")])
    if db.is_sqlite:
        pytest.skip("a file cuts nobody off")
    with db.begin() as session:
        session.execute(text(CUT))
    with pytest.raises(OperationalError):
        arrivals.add([arrived("2")])
    arrivals.add([arrived("3", QIAN)])
    assert keys(arrivals.oldest(MANY)) == ["1", "3"]


def test_a_number_is_never_used_again(arrivals: Arrivals) -> None:
    """Else whoever finishes late would remove another callback than the one that was worked off."""
    arrivals.add([arrived("1")])
    [first] = arrivals.oldest(1)
    taken(arrivals)
    arrivals.add([arrived("2")])
    [second] = arrivals.oldest(1)
    assert second.seq > first.seq


def test_keeping_waits_for_the_disk_as_everything_does_and_forgetting_does_not(db: Database) -> None:
    """What a power cut brings back is known by its key (tests/e2e/test_working_off.py). OFF might cost the file."""
    if not db.is_sqlite:
        pytest.skip("a table is changed in transactions like any other")
    with db.read() as session:
        usual = session.execute(text("PRAGMA synchronous")).one()
    normal = (1,)
    assert AtOnce(db).run("PRAGMA synchronous") == [usual]
    assert AtOnce(db, wait_for_disk=False).run("PRAGMA synchronous") == [normal]


def test_the_order_is_that_of_arrival_whatever_the_clock_said(arrivals: Arrivals) -> None:
    late = Arrived("1", WU, {}, b"", RECEIVED + timedelta(minutes=5))
    arrivals.add([late])
    arrivals.add([arrived("2", QIAN)])
    assert keys(arrivals.oldest(MANY)) == ["1", "2"]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///{folder}/honghui.db", "honghui.db.arrivals"),
        ("postgresql+psycopg://honghui@db/honghui", "var/honghui.arrivals"),
    ],
)
def test_the_file_lies_beside_the_database_or_under_var_and_only_its_owner_reads_it(
    url: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arrivals_file(url.format(folder=tmp_path)).add([arrived("1")])
    assert (tmp_path / file).stat().st_mode & 0o777 == 0o600
    assert keys(arrivals_file(url.format(folder=tmp_path)).oldest(1)) == ["1"]


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"Cannot write to .*file/honghui.db.arrivals .*rights"):
        arrivals_file(f"sqlite:///{tmp_path}/file/honghui.db")
