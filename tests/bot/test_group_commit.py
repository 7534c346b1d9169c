"""Group commit: one write for all who come meanwhile, and nobody waits longer than they say."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.group_commit import MOST_WAITING, GroupCommit

LONG = 20.0
SHORT = 0.05


class Disk:
    """Something to write to, which can be held up and can fail."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.is_free, self.is_full, self.began = threading.Event(), False, threading.Event()
        self.is_free.set()

    def write(self, values: Sequence[int]) -> None:
        self.began.set()
        assert self.is_free.wait(LONG)
        if self.is_full:
            raise OSError("No space left on device")
        self.written.append(list(values))


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_who_is_told_yes_has_been_written(disk: Disk) -> None:
    assert GroupCommit(disk.write).keep(1, LONG)
    assert disk.written == [[1]]


def test_all_who_come_while_one_is_written_share_the_next_write(disk: Disk) -> None:
    together = GroupCommit(disk.write)
    disk.is_free.clear()
    with ThreadPoolExecutor(9) as callers:
        first = callers.submit(together.keep, 0, LONG)
        assert disk.began.wait(LONG)
        others = [callers.submit(together.keep, number, LONG) for number in range(1, 9)]
        while together._queue.qsize() < len(others):
            pass
        disk.is_free.set()
        assert all(one.result() for one in (first, *others))
    assert [sorted(group) for group in disk.written] == [[0], list(range(1, 9))]


def test_who_has_waited_long_enough_is_told_no_and_is_not_written_later(disk: Disk) -> None:
    together = GroupCommit(disk.write)
    disk.is_free.clear()
    assert not together.keep(1, SHORT)
    assert not together.keep(2, SHORT)
    disk.is_free.set()
    assert together.keep(3, LONG)
    assert [value for group in disk.written for value in group] in ([1, 3], [3])


def test_a_write_that_fails_is_a_no_to_all_of_it_and_the_next_one_may_succeed(disk: Disk) -> None:
    together = GroupCommit(disk.write)
    disk.is_full = True
    assert not together.keep(1, LONG)
    disk.is_full = False
    assert together.keep(2, LONG)
    assert disk.written == [[2]]


def test_where_too_many_wait_nobody_else_begins_to(disk: Disk) -> None:
    together = GroupCommit(disk.write)
    disk.is_free.clear()
    for number in range(MOST_WAITING + 1):
        assert not together.keep(number, 0)
        assert number or disk.began.wait(LONG)
    assert together._queue.qsize() == MOST_WAITING
    assert not together.keep(-1, LONG)
    disk.is_free.set()
