"""Rows of a file that somebody else has to enter: the file goes on to a colleague with these rows alone (D10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.uploads import CHECKED, Upload
from services.office_files.mistakes import Mistake
from services.office_files.proposals import Proposal

NOTICES: Final = "uploads/notices.txt"


def pass_on(session: Session, kept: Upload, proposal: Proposal, left: Sequence[Mistake], now: datetime) -> None:
    """Keep the file for the first who may enter the rows that were left out, and tell them.

    All other rows are left out of theirs: what becomes of them meanwhile must not be undone by a file of yesterday.
    """
    colleague = left[0].others[0]
    passed = Upload(subject=kept.subject, file_name=kept.file_name, content=kept.content, at=now)
    passed.by_id, passed.passed_on_by = colleague.id, kept.by
    passed.state, passed.mends, passed.wrote = CHECKED, _only(kept, proposal, left), []
    session.add(passed)
    session.flush()
    if colleague.userid:
        said = word(NOTICES, "passed_on", upload=kept, about=proposal.about, left=left)
        member = outbox.Addressee("member", colleague.userid)
        outbox.push(session, member, outbox.text(said), key=f"upload-passed:{passed.id}", now=now)


def _only(kept: Upload, proposal: Proposal, left: Sequence[Mistake]) -> list[list[object]]:
    """Mend as it was mended, but take the rows that were left, and no others."""
    places = {one.place for one in left}
    rows = {(one.sheet, one.row) for one in places}
    mended = [one for one in kept.mends if (one[0], one[1], one[2]) not in places]
    others = [(table.sheet.name, row.number) for table in proposal.tables for row in table.rows]
    return [*mended, *([sheet, number, 0, None] for sheet, number in others if (sheet, number) not in rows)]
