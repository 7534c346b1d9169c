"""Who hears for a branch while one of its officers is away: the order, worked out for a day (R11)."""

from __future__ import annotations

from collections.abc import Sequence

from models.leaves import Leave
from models.people import Person


def stand_in(people: Sequence[Person], leaves: Sequence[Leave]) -> Person | None:
    """Find who stands in for the first of a branch's reachable people; None while that person is there.

    `leaves` are those of the day, the newest first: of two leaves of one person the newer one counts. A stand-in who is
    away too may have named another one; whoever cannot be reached or is no officer any more stands in for nobody.
    """
    away = {one.person_id: one.stand_in for one in reversed(leaves)}
    asked = [*people[:1]]
    while asked:
        following = away.get(asked[-1].id)
        if following is None or following not in people or following in asked:
            break
        asked.append(following)
    return asked[-1] if len(asked) > 1 else None


def in_line(people: Sequence[Person], leaves: Sequence[Leave]) -> list[Person]:
    """Put people into the order in which they hear something: who stands in, who is there, and last who is away."""
    first, away = stand_in(people, leaves), {one.person_id for one in leaves}
    return sorted(people, key=lambda one: (one is not first, one.id in away))
