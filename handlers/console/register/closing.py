"""What an entry takes out of the hands of whoever makes it, said before it is made."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.wording import word
from handlers.pages.door import Visit
from models.people import Person
from services.people.rights import WORDS, closes_town_offices


def closed_by_office(visit: Visit, roles: Collection[str]) -> str:
    """Say that whoever fills offices of these roles fills none of the town's from then on; "" where it is not so."""
    return word(WORDS, "closes_town_offices") if closes_town_offices(visit.session, roles, visit.now) else ""


def closed_by_account(visit: Visit, people: Sequence[Person]) -> str:
    """Say it of accounts that some people get who have none; "" where it is not so."""
    lacking = [one for one in people if not one.userid]
    return closed_by_office(
        visit, {post.role for one in lacking for post in one.appointments if post.holds_on(visit.now.date())}
    )
