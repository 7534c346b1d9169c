"""What is to be known of a file of daily records besides its cells: who is not in it, and whose slip is out."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

from sqlalchemy import select

from models.organizations import GroupAssignment, Organization, assessed_in, assigned_on
from models.slips import CALLED_OFF, Slip
from rules.periods import Month
from services.daily_records.checking import WORDING
from services.daily_records.grid import Branch
from services.daily_records.said import Said
from services.office_files.proposals import MOST_NAMED, Draft, Handed
from services.rights.asking import seen
from services.rights.table import Right


def remark_others(draft: Draft, handed: Handed, inside: Collection[Branch], recorded: Container[Branch]) -> None:
    """Name those who have no row in a month's grid: of whom something is recorded stays as it is, of the others nothing
    is known.
    """
    for month in sorted({month for month, _ in inside}):
        others = [one for one in _enterable(handed, month) if (month, one.id) not in inside]
        without = [one.short_name for one in others if (month, one.id) not in recorded]
        if others:
            facts = {"month": month, "without": without, "kept": len(others) - len(without)}
            draft.remark("not_in_file", wording=WORDING, most=MOST_NAMED, **facts)


def _enterable(handed: Handed, month: Month) -> list[Organization]:
    """List whose records of a month who hands it in may enter, and those of the own branch."""
    query = assessed_in(month)
    if handed.by is not None:
        assigned = (GroupAssignment.organization_id == Organization.id) & assigned_on(handed.now.date())
        keys = Organization.id, GroupAssignment.group_id
        his = seen(handed.session, handed.by, Right.ENTER_RECORD, handed.now, *keys)
        query = query.outerjoin(GroupAssignment, assigned).where(his)
    return list(handed.session.scalars(query))


def remark_slips_out(draft: Draft, handed: Handed, changed: Sequence[Said]) -> None:
    """Name those whose slip is out: it does not follow what is entered now."""
    about = {(one.month, one.organization.id): one.organization.short_name for one in changed}
    months = {month for month, _ in about}
    query = select(Slip.month, Slip.organization_id).where(Slip.month.in_(months), Slip.state.not_in(CALLED_OFF))
    out = {(month, branch) for month, branch in handed.session.execute(query)} if months else set()
    if names := [name for branch, name in about.items() if branch in out]:
        draft.remark("slips_out", wording=WORDING, names=names, most=MOST_NAMED)
