"""What processes that live long do about their memory."""

from __future__ import annotations

import gc

# Rows and messages come and go by the thousand; of what the collector is for, circles of objects, there are few.
THRESHOLDS = (20_000, 20, 50)


def tune_gc() -> None:
    """Let the garbage collector leave alone what is loaded by now, and come less often.

    To look again and again at a hundred megabytes that stay took an eighth of a server's processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
