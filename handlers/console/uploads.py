"""导入导出: a file is chosen, looked at as the sheet it is, mended where it is wrong, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.errors import BadFile, NotFound, Refused
from bot.wording import refusal_text, word
from handlers.console.showing import say, show
from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from handlers.pages.showing import status_of
from models.looks import look_anew
from models.people import Person
from models.uploads import CHECKED, WRITING, Upload, uploads_by
from rules.bounds import whole_number
from services.inspections.tables import groups_to_take
from services.office_files.cells import Place
from services.rights.asking import may
from services.rights.modules import is_right_off
from services.rights.table import Right
from services.uploads import uploads
from services.uploads.downloads import DOWNLOADS, Asked, download
from services.uploads.subjects import SUBJECTS, WORDING

NAME: Final = "uploads"
LAST: Final = 20
# Of what is to be mended so much stands beside the sheet at once.
MOST_MISTAKES: Final = 40
UNREADABLE: Final = 422
# So soon the page of a file that is being written looks whether it is.
LOOK_AGAIN_SECONDS: Final = 2


def add_pages(console: Blueprint, door: Door) -> None:
    """Add choosing a file, its preview, what is done to it, and the workbooks that go out."""
    let_in = door.lets_in(Right.HAND_IN_FILES)
    looks: dict[str, tuple[str, Callable[..., ResponseReturnValue]]] = {
        "uploads": ("", _choose),
        "uploads_to": ("/to/<subject>", _choose),
        "uploads_one": ("/<number>", _look),
        "uploads_out": ("/out/<subject>", _out),
    }
    acts: dict[str, tuple[str, Callable[..., ResponseReturnValue]]] = {
        "uploads_hand_in": ("/to/<subject>", _hand_in),
        "uploads_mend": ("/<number>/mend", _mend),
        "uploads_confirm": ("/<number>/confirm", _confirm),
        "uploads_drop": ("/<number>/drop", _drop),
        "uploads_take_back": ("/<number>/take_back", _take_back),
    }
    for methods, views in (("GET", looks), ("POST", acts)):
        for endpoint, (rule, view) in views.items():
            console.add_url_rule(f"/{NAME}{rule}", endpoint, let_in(view), methods=[methods])


def _choose(visit: Visit, subject: str = "", complaint: str = "", status: int = 200) -> Response:
    """Show what can be handed in and taken out, and the last files."""
    if subject and subject not in SUBJECTS:
        raise NotFound("upload_subject_unknown")
    session, person, now = visit.session, visit.visitor.person, visit.now
    return show(
        visit,
        NAME,
        "uploads",
        status,
        chosen=subject,
        complaint=complaint,
        subjects=[one for one in SUBJECTS.values() if _is_open(visit, one.right)],
        downloads=[one for one in DOWNLOADS.values() if _is_open(visit, one.right)],
        usual={one.name: one.usual(session, now) for one in DOWNLOADS.values()},
        groups=groups_to_take(session, person, now),
        uploads=uploads_by(session, person, LAST),
        subject_name=_subject_name,
    )


def _is_open(visit: Visit, right: Right) -> bool:
    return may(visit.session, visit.visitor.person, right, visit.now) and not is_right_off(visit.session, right)


def _subject_name(subject: str) -> str:
    return word(WORDING, subject)


def _hand_in(visit: Visit, subject: str) -> ResponseReturnValue:
    """Keep a file and go to its preview; one that cannot be read says why, on the page it was chosen on."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _choose(visit, subject, say(NAME, "choose_file"), UNREADABLE)
    content, name, calendar = given.read(), given.filename, visit.parts.calendar
    try:
        uploads.check_file(visit.session, subject, content, name, visit.visitor.person, visit.now, calendar)
    except BadFile as reason:
        return _choose(visit, subject, str(reason), UNREADABLE)
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        number = uploads.keep_file(session, subject, content, name, by, visit.now).id
    return redirect(url_for("console.uploads_one", number=number), 303)


def _look(visit: Visit, number: str, refusal: Refused | None = None) -> Response:
    """Show a file: its preview, or what became of it."""
    kept = _own(visit.session, number, visit.visitor.person)
    folded = request.args.get("all") != "1"
    found, state = None, kept.state_at(visit.now)
    if state == CHECKED:
        found = uploads.preview(visit.session, kept, visit.now, visit.parts.calendar, folded=folded)
    page = show(
        visit,
        NAME,
        "upload",
        200 if refusal is None else status_of(refusal),
        upload=kept,
        state=state,
        preview=found,
        folded=folded,
        most=MOST_MISTAKES,
        refusal=refusal_text(refusal) if refusal else "",
        can_take_back=SUBJECTS[kept.subject].take_back is not None,
        subject_name=_subject_name,
    )
    if state == WRITING:
        page.headers["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url={url_for('console.uploads_one', number=kept.id)}"
    return page


def _own(session: Session, number: str, by: Person) -> Upload:
    """Find one's own upload by the number in an address."""
    found = whole_number(number)
    if found is None:
        raise NotFound("upload_unknown", number=number)
    return uploads.upload_of(session, found, by)


def _act(
    visit: Visit,
    number: str,
    do: Callable[[Session, Upload], str | None],
    around: AbstractContextManager[None] | None = None,
) -> ResponseReturnValue:
    """Do something to one's own upload in a transaction of its own; what is refused is said beside the file."""

    def act(session: Session) -> str | None:
        return do(session, _own(session, number, session.get_one(Person, visit.visitor.person.id)))

    try:
        with around or nullcontext():
            done = visit.parts.db.do(act)
    except NotFound:
        raise
    except Refused as refusal:
        look_anew(visit.session)
        return _look(visit, number, refusal)
    if done:
        flash(done)
    return redirect(url_for("console.uploads_one", number=number), 303)


def _mend(visit: Visit, number: str) -> ResponseReturnValue:
    """Put another text, offered or one's own, into a cell or all with the same mistake; or leave them out."""
    form = request.form
    same = "same" in form
    row, column = whole_number(form.get("row", "")), whole_number(form.get("column", ""))
    if row is None or column is None:
        raise NotFound("upload_no_cell")
    place = Place(form.get("sheet", ""), row, column)
    text = None if "leave" in form else form.get("pick", form.get("text", ""))

    def mended(session: Session, kept: Upload) -> None:
        alike = uploads.places_alike(session, kept, place, visit.now, visit.parts.calendar) if same else [place]
        uploads.mend(session, kept, alike, text, visit.now)

    return _act(visit, number, mended)


def _confirm(visit: Visit, number: str) -> ResponseReturnValue:
    def confirmed(session: Session, kept: Upload) -> str:
        done = uploads.confirm(session, kept, request.form.get("seen", ""), visit.now, visit.parts.calendar)
        return say(NAME, "done_confirm", proposal=done, upload=kept)

    return _act(visit, number, confirmed, _seen_writing(visit, number))


@contextmanager
def _seen_writing(visit: Visit, number: str) -> Iterator[None]:
    """Show whoever looks meanwhile that a file is being written; where that comes to nothing, it waits again."""
    with visit.parts.db.begin(quiet=True) as session:
        uploads.begin_writing(session, _own(session, number, visit.visitor.person), visit.now)
    try:
        yield
    except BaseException:
        with visit.parts.db.begin(quiet=True) as session:
            uploads.give_up_writing(session, _own(session, number, visit.visitor.person))
        raise


def _drop(visit: Visit, number: str) -> ResponseReturnValue:
    def dropped(session: Session, kept: Upload) -> str:
        uploads.drop(session, kept, visit.now)
        return say(NAME, "done_drop", upload=kept)

    return _act(visit, number, dropped)


def _take_back(visit: Visit, number: str) -> ResponseReturnValue:
    def taken_back(session: Session, kept: Upload) -> str:
        count = uploads.take_back(session, kept, kept.by, visit.now)
        return say(NAME, "done_take_back", upload=kept, count=count)

    return _act(visit, number, taken_back)


def _out(visit: Visit, subject: str) -> ResponseReturnValue:
    """Give a workbook: what is stored of a period, ready to be filled in."""
    said = request.args.get("period", "")
    group = request.args.get("group", "")
    asked = Asked(visit.session, said, visit.parts.calendar, visit.now, visit.visitor.person, group)
    content = download(subject, asked)
    name = f"{subject}-{visit.now:%Y%m%d}.xlsx"
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, mimetype=EXCEL)
