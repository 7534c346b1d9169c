"""The slips people speak of when none is named."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.slips import Slip, slips_led


def current_slips(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the newest slip of each of some organisations."""
    found: dict[str, Slip] = {}
    for slip in slips_led(session, organization_ids) if organization_ids else []:
        found.setdefault(slip.organization_id, slip)
    return list(found.values())
