"""A branch, by WeCom or on paper, and what waits on the office's list to be handed over to it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.handovers import Handover
from models.organizations import Organization
from tests.worlds.grey_boards import BRANCH


def branch(session: Session) -> Organization:
    return session.get_one(Organization, BRANCH)


def on_paper(session: Session) -> Organization:
    """Set the branch to paper; its three officers keep their accounts, and so does everything else."""
    branch(session).delivery = "paper"
    session.flush()
    return branch(session)


def waiting(session: Session, organization_id: str | None = None) -> dict[str, str]:
    """List what waits: key and text, of one branch or of all."""
    found = session.scalars(select(Handover).where(Handover.done_at.is_(None)).order_by(Handover.id))
    return {one.key: one.text for one in found if organization_id in (None, one.organization_id)}


def listed(session: Session, key: str) -> Handover:
    """Find an entry by its key, whether it waits or not."""
    return session.scalars(select(Handover).where(Handover.key == key)).one()
