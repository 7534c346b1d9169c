"""Sliding windows on the simulator's clock."""

from collections import defaultdict, deque
from datetime import datetime, timedelta


class RateLimit:
    """Allows `most` events per window and key; refused events do not count."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most = most
        self._window = window
        self._past: defaultdict[object, deque[datetime]] = defaultdict(deque)

    def has_room(self, key: object, now: datetime) -> bool:
        """Tell whether one more event fits at `now`."""
        past = self._past[key]
        # The clock may have been set back: moments after now belong to another time and do not count.
        while past and not now - self._window < past[0] <= now:
            past.popleft()
        return len(past) < self._most

    def count(self, key: object, now: datetime) -> None:
        self._past[key].append(now)
