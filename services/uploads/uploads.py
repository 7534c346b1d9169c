"""An upload's way: looked at, mended cell by cell, confirmed as a whole, taken back while the rules allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from bot.readers import bounded, readable
from bot.wording import word
from models.people import Person
from models.uploads import CHECKED, CONFIRMED, DROPPED, LONGEST_NAME, TAKEN_BACK, WRITING, Upload
from rules.workdays import Calendar
from services.log.ahead import ahead
from services.office_files.cells import Book, Place
from services.office_files.headings import LOOKED_AT
from services.office_files.mistakes import Mistake
from services.office_files.proposals import Handed, Proposal
from services.office_files.reading import read_book
from services.rights.asking import may
from services.uploads.passing_on import pass_on
from services.uploads.preview import Preview, preview_of, seen_of
from services.uploads.subjects import SUBJECTS, WORDING, Subject, check_subject, not_yours

LONGEST_TEXT: Final = 500
Mends = tuple[tuple[Place, str | None], ...]


def check_file(
    session: Session, subject: str, content: bytes, file_name: str, by: Person, now: datetime, calendar: Calendar
) -> None:
    """Read a file that is handed in, before it is kept: a large one takes long, and nobody has to wait for it.

    Raises BadFile with one sentence for what cannot be read or belongs elsewhere, Refused for who may not hand it in.
    """
    meant = subject_named(subject)
    _check_right(session, meant, by, now)
    book = _read(content, _named(file_name, subject))
    check_subject(meant, book)
    # Whether it belongs here its headings say; what its rows say is read when it is looked at.
    meant.propose(Handed(session, book.beginning(LOOKED_AT + 1), by, now, calendar))


def keep_file(session: Session, subject: str, content: bytes, file_name: str, by: Person, now: datetime) -> Upload:
    """Keep a file that was checked for its preview; nothing of it is stored elsewhere. Raises Refused as above.

    Whoever hands in the same file again while it waits comes back to it and to what was mended: it waits once.
    """
    _check_right(session, subject_named(subject), by, now)
    same = Upload.subject == subject, Upload.by_id == by.id, Upload.state == CHECKED, Upload.content == content
    if (waits := session.scalar(select(Upload).where(*same).order_by(Upload.id.desc()).limit(1))) is not None:
        waits.at = now
        return waits
    name = _named(file_name, subject)
    kept = Upload(subject=subject, file_name=name, content=content, by=by, at=now, state=CHECKED, mends=[], wrote=[])
    session.add(kept)
    session.flush()
    return kept


def _named(file_name: str, subject: str) -> str:
    return readable(file_name)[-LONGEST_NAME:] or word(WORDING, subject)


def subject_named(name: str) -> Subject:
    """Find a subject. Raises NotFound."""
    if name not in SUBJECTS:
        raise NotFound("upload_subject_unknown")
    return SUBJECTS[name]


def upload_of(session: Session, number: int, by: Person) -> Upload:
    """Find an upload for who handed it in; nobody else has it. Raises NotFound."""
    found = session.get(Upload, number)
    if found is None or found.by_id != by.id:
        raise NotFound("upload_unknown", number=number)
    return found


def preview(session: Session, kept: Upload, now: datetime, calendar: Calendar, *, folded: bool = True) -> Preview:
    """Hold a file against what is stored now. Raises Refused once it is decided."""
    _check_open(kept, now)
    _check_right(session, subject_named(kept.subject), kept.by, now)
    proposal, says, left = _looked_through(session, kept.id, tuple(mends_of(kept).items()), now, calendar)
    return preview_of(kept, proposal, says, left, folded=folded)


def places_alike(session: Session, kept: Upload, place: Place, now: datetime, calendar: Calendar) -> list[Place]:
    """List every cell in which the same stands and is wrong for the same reason as in this one, itself included."""
    proposal, _, _ = ahead(session, _looked_through, kept.id, tuple(mends_of(kept).items()), now, calendar)
    what = {one.what for one in proposal.mistakes if one.place == place}
    return [one.place for one in proposal.mistakes if one.what in what] or [place]


def mend(session: Session, kept: Upload, places: Sequence[Place], text: str | None, now: datetime) -> None:
    """Put another text into some cells, or leave them out with None: a heading its column, column 0 its row.

    Raises Refused for a cell the file does not have. The file itself stays as it is.
    """
    kept = _locked(session, kept)
    _check_open(kept, now)
    said = None if text is None else bounded(text, LONGEST_TEXT, "upload_text_too_long")
    book = _read(kept.content, kept.file_name)
    for place in places:
        sheet = book.named(place.sheet)
        if sheet is None or place.row not in range(1, len(sheet.rows) + 1) or not 0 <= place.column <= sheet.width + 1:
            raise NotFound("upload_no_cell")
    mends = mends_of(kept) | dict.fromkeys(places, said)
    kept.mends = [[one.sheet, one.row, one.column, text] for one, text in mends.items()]
    session.flush()


def mends_of(kept: Upload) -> dict[Place, str | None]:
    """Give what was mended by its place."""
    return {Place(sheet, row, column): text for sheet, row, column, text in kept.mends}


def begin_writing(session: Session, kept: Upload, now: datetime) -> None:
    """Note that a file is being written from now on, for whoever looks meanwhile. Raises Refused when it is already.

    It is committed by itself, and followed by `confirm`, or by `give_up_writing` where that comes to nothing.
    """
    kept = _locked(session, kept)
    _check_open(kept, now)
    kept.state, kept.decided_at = WRITING, now


def give_up_writing(session: Session, kept: Upload) -> None:
    """Let a file of which nothing could be written wait for its confirmation again."""
    kept = _locked(session, kept)
    if kept.state == WRITING:
        kept.state, kept.decided_at = CHECKED, None


def confirm(session: Session, kept: Upload, seen: str, now: datetime, calendar: Calendar) -> Proposal:
    """Write all that a file changes, or nothing. `seen` is the preview that was looked at.

    Raises Refused while anything is wrong or asked, and when what is stored has changed since.
    """
    kept = _locked(session, kept)
    if kept.state != WRITING:
        _check_open(kept, now)
    _check_right(session, subject_named(kept.subject), kept.by, now)
    # What was mended is covered by no log.
    mends = tuple(mends_of(kept).items())
    proposal, says, left = ahead(session, _looked_through, kept.id, mends, now, calendar)
    if proposal.mistakes:
        raise NotNow("upload_mistakes", count=len(proposal.mistakes))
    if says != seen:
        raise NotNow("upload_changed")
    if not proposal.changes and not left:
        raise NotNow("upload_nothing")
    if left:
        pass_on(session, kept, proposal, left, now)
    kept.wrote = proposal.write(session)
    kept.state, kept.decided_at, kept.changed = CONFIRMED, now, len(proposal.changes)
    session.flush()
    return proposal


def _looked_through(
    session: Session, number: int, mends: Mends, now: datetime, calendar: Calendar
) -> tuple[Proposal, str, list[Mistake]]:
    """Look a file through: what it comes to, what that says in a few signs, and which rows are left to others.

    These were left out because of a conflict of interest: each is somebody else's to enter.
    """
    kept = session.get_one(Upload, number)

    def proposed(taken: Mends) -> Proposal:
        return subject_named(kept.subject).propose(Handed(session, book_of(kept, dict(taken)), kept.by, now, calendar))

    proposal, out = proposed(mends), {place for place, text in mends if text is None}
    found = proposed(tuple(one for one in mends if one[1] is not None)).mistakes if out else ()
    left = [one for one in found if one.others and one.place in out]
    return proposal, seen_of(proposal), left


def drop(session: Session, kept: Upload, now: datetime) -> None:
    """Give a file up that was not confirmed; its contents are not kept."""
    kept = _locked(session, kept)
    _check_open(kept, now)
    kept.state, kept.decided_at, kept.content = DROPPED, now, b""
    session.flush()


def take_back(session: Session, kept: Upload, by: Person, now: datetime) -> int:
    """Let hold again what held before a file was confirmed; returns how many entries.

    Raises Refused where the rules do not allow it any more, and for subjects of which nothing can be taken back.
    """
    kept = _locked(session, kept)
    if kept.state != CONFIRMED:
        raise NotNow("upload_not_now", upload=kept)
    subject = subject_named(kept.subject)
    _check_right(session, subject, by, now)
    if subject.take_back is None:
        raise NotNow("upload_stays")
    count = subject.take_back(session, ids_of(kept), word(WORDING, "taken_back", upload=kept), by, now)
    kept.state, kept.decided_at = TAKEN_BACK, now
    session.flush()
    return count


def ids_of(kept: Upload) -> list[int]:
    """Give the numbers of the rows that confirming a file wrote."""
    return [int(one.rpartition("/")[2]) for one in kept.wrote]


def _check_right(session: Session, subject: Subject, by: Person, now: datetime) -> None:
    """Whoever may for any branch may hand a file in; of which branches, the subject asks row by row."""
    if not may(session, by, subject.right, now):
        raise not_yours(subject.name, subject.right)


def book_of(kept: Upload, mends: Mapping[Place, str | None]) -> Book:
    """Read a file with the cells that were mended."""
    return _read(kept.content, kept.file_name).mended(mends)


@lru_cache(maxsize=1)
def _read(content: bytes, name: str) -> Book:
    """Read a file. It is handed in, looked at and confirmed one after the other, and reading it takes half the time."""
    return read_book(content, name)


def _locked(session: Session, kept: Upload) -> Upload:
    """Look at an upload as it is now, and let a second act on it wait."""
    query = select(Upload).where(Upload.id == kept.id).with_for_update(key_share=True, of=Upload)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _check_open(kept: Upload, now: datetime) -> None:
    if kept.state_at(now) != CHECKED:
        raise NotNow("upload_not_now", upload=kept)
