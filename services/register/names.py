"""Finding in the register what people name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.organizations import Organization, organization_named


def registered(session: Session, name: str) -> Organization:
    """Find the organisation somebody names by id, name or short name. Raises Refused for a name nobody has alone."""
    organization = organization_named(session, name)
    if organization is None:
        raise NotFound("unknown_organization", name=name)
    return organization
