"""经过: what happened to a record, newest first; each line says when, who, what and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.wording import word
from handlers.console.log_sentences import reason, sentence
from handlers.console.showing import STORIES
from models.handovers import Handover
from models.people import Person
from models.register_entries import RegisterEntry
from models.self_checks import SelfCheck, last_reviewed_by
from models.transitions import Transition, transitions_of
from models.uploads import Upload, uploads_by
from services.pages.last_acts import Act, handed_over_by, last_acts
from services.uploads.subjects import WORDING as SUBJECTS


@dataclass(frozen=True)
class Told:
    """One line of a story; `by` is "" for what the system did by the clock.

    `number` tells which of two of the same moment came first: a message speaks in whole seconds.
    """

    at: datetime
    by: str
    what: str
    why: str = ""
    number: int = 0


def newest_first(lines: Iterable[Told]) -> list[Told]:
    """Put lines into the order in which a story is read."""
    return sorted(lines, key=lambda one: (one.at, one.number), reverse=True)


def told(at: datetime | None, by: Person | None, what: str, why: str = "") -> Iterable[Told]:
    """Tell of something that a row keeps by a moment of its own; nothing where it has not happened."""
    return [] if at is None else [Told(at, by.name if by else "", what, why)]


def story_of(session: Session, machine: str, case_id: int, *more: Iterable[Told]) -> list[Told]:
    """Tell what happened to a case step by step, together with what its rows keep besides; newest first."""
    steps = [_line(one) for one in transitions_of(session, machine, case_id)]
    return newest_first([*steps, *(line for lines in more for line in lines)])


def told_by(session: Session, person: Person, most: int) -> list[Told]:
    """Tell what somebody did last, newest first: all that the log holds, and what stands outside of it.

    What a row says better than the log (a form that was reviewed), or has written much (a file), stands for its moment.
    """
    by_rows = [
        *(line for one in last_reviewed_by(session, person, most) for line in told_review(one)),
        *(line for one in uploads_by(session, person, most) for line in _told_upload(one)),
        *(line for one in handed_over_by(session, person, most) for line in _told_handover(one)),
    ]
    acts = last_acts(session, person, most, {one.at for one in by_rows})
    told_acts = [Told(one.at, person.name, _said(one), reason(one.entry), one.entry.id) for one in acts]
    return newest_first([*by_rows, *told_acts])[:most]


def _said(act: Act) -> str:
    # Whoever is appointed for the first time enters the register too: that is no second act.
    count = 1 if act.entry.table == RegisterEntry.__tablename__ else act.count
    facts = {"organization": act.entry.organization, "said": sentence(act.entry), "count": count}
    return word(STORIES, "act", **facts)


def _told_upload(one: Upload) -> Iterable[Told]:
    """Tell what became of a file: of one that is not decided, that it was handed in, unless by somebody else."""
    if one.decided_at is None and one.passed_on_by_id is not None:
        return []
    block = f"upload_{one.state}" if one.decided_at else "upload_checked"
    what = word(STORIES, block, upload=one, subject=word(SUBJECTS, one.subject))
    return told(one.decided_at or one.at, one.by, what)


def _told_handover(one: Handover) -> Iterable[Told]:
    return told(one.done_at, one.done_by, word(STORIES, "handed_over", handover=one), one.remark)


def told_review(one: SelfCheck) -> Iterable[Told]:
    """Tell how a form was reviewed last, which its row keeps and no step."""
    return told(
        one.reviewed_at, one.reviewed_by, word(STORIES, f"self_check_{one.state}", case=one), one.return_reason or ""
    )


def _line(one: Transition) -> Told:
    what = word(STORIES, f"{one.case_kind}_{one.event}", facts=one.facts)
    return Told(one.at, one.by.name if one.by else "", what, one.reason, one.id)
