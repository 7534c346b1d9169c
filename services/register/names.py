"""Finding in the register what people name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.organizations import Organization, assessed_organizations, organization_named

SHORTEST_NAME: Final = 2


def registered(session: Session, name: str) -> Organization:
    """Find the organisation somebody names by id, name or short name. Raises Refused for a name nobody has alone."""
    organization = organization_named(session, name)
    if organization is None:
        raise NotFound("unknown_organization", name=name)
    return organization


def mentioned(session: Session, text: str) -> Organization | None:
    """Find the assessed organisation a sentence speaks of, by its name or the beginning of it (荷塘一, 石湾村, 石湾).

    None when it names nobody, or could mean several.
    """
    found = [(len(name), one) for one in assessed_organizations(session) for name in _names(one) if name in text]
    longest = max((length for length, _ in found), default=0)
    meant = {one.id: one for length, one in found if length == longest}
    return next(iter(meant.values())) if len(meant) == 1 else None


def _names(organization: Organization) -> Iterator[str]:
    yield organization.name
    name = organization.short_name
    for ending in ("", "支部", "村支部", "社区支部"):
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST_NAME:
            yield name.removesuffix(ending)
