"""What a township file says became of organisations: renamed, moved, founded, split, merged, dissolved; and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.wording import word
from models.organization_changes import DISSOLVED, ENDINGS, FOUNDED, MERGED, MOVED, RENAMED, SPLIT
from models.organizations import Organization
from services.register.changes import Change, note
from services.township.file import OrganizationPart, TownshipFile
from services.township.rows import rows_by_id

Said = tuple[str, Change]


def changes_said(session: Session, file: TownshipFile, today: date) -> Iterator[Said]:
    """List, before anything is loaded, which organisations have another name or parent in the file, or are new."""
    known = rows_by_id(session, Organization)
    for one in file.organizations:
        before = known.get(one.id)
        if before is None:
            yield one.id, Change(FOUNDED, one.founded or today, _why(one), one.split_from)
            continue
        if (before.name, before.short_name) != (one.name, one.short_name):
            old = {"name": before.name, "short_name": before.short_name}
            yield one.id, Change(RENAMED, one.renamed or today, _why(one), before=old)
        if before.parent_id != one.parent:
            yield (
                one.id,
                Change(MOVED, one.moved or today, _why(one), one.parent, before={"parent_id": before.parent_id}),
            )


def endings_said(session: Session, file: TownshipFile) -> Iterator[Said]:
    """List the endings the file names that nobody has carried out yet."""
    parts = {one.split_from for one in file.organizations}
    for one in file.organizations:
        if one.ended is not None and session.get_one(Organization, one.id).ended is None:
            kind = MERGED if one.merged_into else SPLIT if one.id in parts else DISSOLVED
            yield one.id, Change(kind, one.ended, _why(one), one.merged_into)


def note_changes(session: Session, changes: Sequence[Said], now: datetime) -> int:
    """Note what the file says; names and parents hold already, with the file. Returns how many."""
    for organization_id, change in changes:
        noted = note(session, session.get_one(Organization, organization_id), change, None, now)
        if change.kind not in ENDINGS:
            noted.done_at = now
    session.flush()
    return len(changes)


def _why(one: OrganizationPart) -> str:
    return one.note or word("organizations/notices.txt", "by_the_register")
