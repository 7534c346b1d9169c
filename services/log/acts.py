"""What the entries of one transaction have in common: when it was, by whom, and about which organisation.

Read out of what the rows say themselves; it is what the list of entries is searched by, and proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from rules.periods import BEIJING

# A moment that is still to come when it is written down.
TO_COME: Final = frozenset({"closes_at", "expires_at"})
ORGANIZATIONS: Final = "organizations"
# The entry that says what the log covers is nobody's.
COVERS: Final = "log/covers"

# A moment a row speaks of, in seconds, and whose it is.
_Moment = tuple[float | None, int | None]


@dataclass(frozen=True)
class LoggedAct:
    """One transaction: `at` is the latest moment its rows speak of, never before the entry before; `by_id` whose it is.

    `people` are whose its rows of that moment are, by row. `organizations` are those of its rows; of a row that
    names none it is the `only` one of them all, if it is.
    """

    at: datetime | None
    by_id: int | None
    people: Mapping[str, int]
    organizations: Mapping[str, str]
    only: str | None

    def found_by(self, row: str) -> dict[str, object]:
        """Give what an entry is searched by."""
        about, by_id = self.organizations.get(row, self.only), self.people.get(row, self.by_id)
        return {"kind": row.partition("/")[0], "at": self.at, "by_id": by_id, "organization_id": about}


def act_of(entries: Mapping[str, str], before: datetime | None) -> LoggedAct:
    """Read what some entries of one transaction say; `before` is the moment of the last entry there is."""
    latest, organizations = dict[str, _Moment](), dict[str, str]()
    for row, content in entries.items():
        said = json.loads(content) or {}
        if row != COVERS:
            latest[row] = _latest(said)
        if who := _organization(row, said):
            organizations[row] = who
    last, by_id = max((one for one in latest.values() if one[0]), key=_last, default=(None, None))
    at = None if last is None else datetime.fromtimestamp(last, BEIJING)
    is_old = at is None or (before is not None and at < before)
    # A row that only speaks of earlier moments was changed now by whoever did the rest.
    people = {row: who for row, (moment, who) in latest.items() if who is not None and moment == last}
    return LoggedAct(
        before if is_old else at, None if is_old else by_id, people, organizations, _only(organizations.values())
    )


def _only(organizations: Iterable[str]) -> str | None:
    found = set(organizations)
    return found.pop() if len(found) == 1 else None


def _latest(content: Mapping[str, Any]) -> _Moment:
    return max(_moments(content), key=_last, default=(None, None))


def _last(one: _Moment) -> tuple[float, bool]:
    """Put the later moment behind, of two at once the one that is somebody's."""
    return one[0] or 0.0, one[1] is not None


def _moments(content: Mapping[str, Any]) -> Iterator[tuple[float, int | None]]:
    """List the moments a row speaks of, each with whose it is: `recorded_at` with `recorded_by_id`."""
    for name, by_whom in _columns_of_moments(tuple(content)):
        if (said := content[name]) is not None:
            yield float(said), content.get(by_whom, content.get("by_id"))


# A transaction's rows are of few tables.
@lru_cache(maxsize=256)
def _columns_of_moments(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Find the columns that say a moment, each with the one that says whose it is."""
    moments = (one for one in names if one not in TO_COME and (one == "at" or one.endswith("_at")))
    return tuple((one, f"{one.removesuffix('at')}by_id") for one in moments)


def _organization(row: str, content: Mapping[str, Any]) -> str | None:
    table, _, key = row.partition("/")
    found = key if table == ORGANIZATIONS else content.get("organization_id")
    return str(found) if found else None
