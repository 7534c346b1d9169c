"""What processes that live long do about their memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Rows and messages come and go by the thousand; of what the collector is for, circles of objects, there are few.
THRESHOLDS = (20_000, 20, 50)


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without the garbage collector, which would look at them over and over: they stay.

    It took a twentieth of a start.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def tune_gc() -> None:
    """Let the garbage collector leave alone what is loaded by now, and come less often.

    To look again and again at a hundred megabytes that stay took an eighth of a server's processor time. What little
    rubbish loading leaves (2 MB) stays with it: to look for it first took a thirteenth of a start.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
