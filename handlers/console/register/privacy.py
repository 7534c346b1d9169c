"""个人信息: all that is kept about somebody as a workbook, noted as it goes out; not naming somebody any more."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from bot.bounds import numbered
from bot.wording import word
from handlers.console.acts import Act, Deed, Facts, ReasonForm
from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from models.people import Person
from models.pseudonyms import is_pseudonymous
from services.privacy.export import note_handed_out, person_workbook
from services.privacy.pseudonyms import check_may_be_unnamed, entries_in_clear, unname
from services.rights.asking import may
from services.rights.table import Right

WORDS: Final = "privacy/words.txt"


def add_export(console: Blueprint, door: Door) -> None:
    """Add the workbook below a person's address."""

    @console.post("/people/<case_id>/kept.xlsx", endpoint="people_kept")
    @door.lets_in(Right.KEEP_PRIVACY)
    def kept(visit: Visit, case_id: str) -> ResponseReturnValue:
        person = numbered(visit.session, Person, case_id) or abort(404)
        book = person_workbook(visit.session, person, visit.visitor.person, visit.now)
        with visit.parts.db.begin() as session:
            about, by = (session.get_one(Person, one.id) for one in (person, visit.visitor.person))
            note_handed_out(session, about, by, visit.now)
        headers = {"Content-Disposition": f'attachment; filename="person-{person.id}.xlsx"'}
        return Response(book, headers=headers, mimetype=EXCEL)


def keeps_privacy(visit: Visit) -> bool:
    """Tell whether whoever visits may hand out what is kept about people."""
    return may(visit.session, visit.visitor.person, Right.KEEP_PRIVACY, visit.now)


def _may(visit: Visit, one: Person) -> None:
    check_may_be_unnamed(visit.session, one, visit.visitor.person, visit.now)


def _unname(deed: Deed, one: Person) -> Facts:
    in_clear = entries_in_clear(deed.session, one)
    unname(deed.session, one, deed.form.reason.data, deed.by, deed.now)
    return {"rest": word(WORDS, "in_clear", in_clear=in_clear)}


UNNAME: Final = Act[Person](
    "unname",
    Right.KEEP_PRIVACY,
    _unname,
    ReasonForm,
    offered=lambda visit, one: keeps_privacy(visit) and not is_pseudonymous(visit.session, one),
    check=_may,
)
