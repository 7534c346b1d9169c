"""Who hears for a branch first while its first officer is away (R11)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models.appointments import officers
from models.leaves import leaves_of
from models.people import Person


def reachable_officers(session: Session, organization_id: str, day: date) -> list[Person]:
    """List the officers of a branch who can be sent a message on a day, in the order they are tried (R11, A2)."""
    people = [one.person for one in officers(session, organization_id, day) if one.person.userid]
    return list(dict.fromkeys(people))


def first_to_hear(session: Session, organization_id: str, day: date) -> Person | None:
    """Find who hears first for a branch: its first reachable officer or, while away, whoever stands in."""
    reachable = reachable_officers(session, organization_id, day)
    return stands_in(session, organization_id, day) or next(iter(reachable), None)


def stands_in(session: Session, organization_id: str, day: date) -> Person | None:
    """Find who stands in for a branch's first officer on a day; None while that officer is there.

    A stand-in who is away too may have named another one. Whoever is no longer an officer of the branch stands in for
    nobody.
    """
    reachable = reachable_officers(session, organization_id, day)
    # Of two leaves of one person the newer one counts.
    away = {one.person_id: one.stand_in for one in reversed(leaves_of(session, organization_id, day))}
    if not reachable or not away:
        return None
    asked = [reachable[0]]
    while (following := away.get(asked[-1].id)) in reachable and following not in asked:
        asked.append(following)
    return asked[-1] if len(asked) > 1 else None


def away_on(session: Session, organization_id: str, day: date) -> set[int]:
    """Tell which people of a branch are away on a day, by their ids."""
    return {one.person_id for one in leaves_of(session, organization_id, day)}
