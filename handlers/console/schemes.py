"""办法: the rule as people read it, its versions, what one changes against another, and bringing a new one in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.errors import NoRight, Refused
from bot.rule_mistakes import mistake_lines
from bot.wording import quarter_text, refusal_text
from handlers.console.rule_form import NAME, RuleForm, UnusableFile, text_of
from handlers.console.showing import say, show
from handlers.pages.door import Door, Visit
from handlers.pages.showing import status_of
from models.boards import newest_published
from models.people import Person
from models.schemes import pinned_quarters
from rules.periods import Quarter
from rules.scheme import SchemeError
from services.boards.supposed import Supposed, supposed
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.schemes.changes import Named, difference, stored_version
from services.schemes.introducing import SHOWN, Introduced, introduce_scheme, known_versions
from services.schemes.versions import rule_of, version_for

# So many quarters ahead a new rule can begin.
AHEAD: Final = 8


class _Tried(Exception):
    """Something was only tried."""


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the rule, the comparison of two versions, and the way of a new one."""

    @console.get(f"/{NAME}")
    @door.lets_in(Right.SEE_SCHEME_CHANGES)
    def schemes(visit: Visit) -> ResponseReturnValue:
        return _rule(visit)

    @console.get(f"/{NAME}/compare")
    @door.lets_in(Right.SEE_SCHEME_CHANGES)
    def schemes_compare(visit: Visit) -> ResponseReturnValue:
        this = Quarter.of(visit.now.date())
        before, after = request.args.get("before", str(this)), request.args.get("after", str(this.next))
        found = difference(visit.session, Named(before), Named(after))
        return show(visit, NAME, "schemes_compare", changes=found.changes, before=found.before, after=found.after)

    @console.get(f"/{NAME}/new")
    @door.lets_in(Right.INTRODUCE_SCHEME)
    def schemes_new(visit: Visit) -> ResponseReturnValue:
        return _asked(visit, _form(visit, formdata=None))

    @console.post(f"/{NAME}/new")
    @door.lets_in(Right.INTRODUCE_SCHEME)
    def schemes_introduce(visit: Visit) -> ResponseReturnValue:
        form = _form(visit)
        return _taken(visit, form) if form.validate() else _asked(visit, form, status=422)


def _rule(visit: Visit) -> Response:
    """Show one version, the one in force unless the address names another."""
    session, by, now = visit.session, visit.visitor.person, visit.now
    check_may(session, by, Right.SEE_SCHEME_CHANGES, now)
    this = Quarter.of(now.date())
    name = request.args.get("version", "")
    version = stored_version(session, name) if name else version_for(session, this)
    return show(
        visit,
        NAME,
        NAME,
        version=version,
        rule=rule_of(version),
        versions=known_versions(session),
        current=version_for(session, this),
        shown=SHOWN,
        may_introduce=may(session, by, Right.INTRODUCE_SCHEME, now),
    )


def _form(visit: Visit, **given: Any) -> RuleForm:
    form = RuleForm(**given)
    form.since.choices = [(str(one), quarter_text(one)) for one in _open_quarters(visit.session, visit.now)]
    return form


def _open_quarters(session: Session, now: datetime) -> Sequence[Quarter]:
    """List the quarters a new rule can begin with: none that is pinned, nor one before it."""
    pinned = [one.quarter for one in pinned_quarters(session)]
    first = max([Quarter.of(now.date()), *(one.next for one in pinned)])
    found = [first]
    while len(found) < AHEAD:
        found.append(found[-1].next)
    return found


def _asked(visit: Visit, form: RuleForm, status: int = 200, **facts: Any) -> Response:
    """Show the form; with what would change once a usable file is there."""
    known = {"found": None, "counted": None, "problem": "", "mistakes": (), "text": "", "shown": SHOWN}
    return show(visit, NAME, "schemes_new", status, form=form, **{**known, **facts})


def _taken(visit: Visit, form: RuleForm) -> ResponseReturnValue:
    """Read the file, or the text that was looked at before; introduce it where that was confirmed."""
    try:
        text = text_of(form)
    except UnusableFile as error:
        return _asked(visit, form, 422, problem=say(NAME, error.why))
    try:
        return _introduced(visit, form, text) if form.confirmed.data else _looked_at(visit, form, text)
    except NoRight:
        raise
    except SchemeError as error:
        mistakes = mistake_lines(error)
        problem = say(NAME, "unusable", count=len(mistakes))
        return _asked(visit, form, 422, problem=problem, mistakes=mistakes, text=text)
    except Refused as refusal:
        return _asked(visit, form, status_of(refusal), problem=refusal_text(refusal), text=text)


def _looked_at(visit: Visit, form: RuleForm, text: str) -> Response:
    """Show what would change."""
    found, counted = _tried(visit, form, text)
    return _asked(visit, form, found=found, counted=counted, text=text)


def _tried(visit: Visit, form: RuleForm, text: str) -> tuple[Introduced, Supposed | None]:
    """Introduce it and undo that again: what is told, and refused, is what will be."""
    with visit.parts.db.begin() as session, suppress(_Tried), session.begin_nested():
        found = _introduce(session, visit, form, text)
        board = newest_published(session)
        counted = supposed(session, board, rule_of(found.version)) if board else None
        session.expunge_all()
        _undo()
    return found, counted


def _undo() -> None:
    """End the savepoint in which something was only tried."""
    raise _Tried


def _introduced(visit: Visit, form: RuleForm, text: str) -> ResponseReturnValue:
    with visit.parts.db.begin() as session:
        found = _introduce(session, visit, form, text)
        done = say(NAME, "done_introduce", since=quarter_text(found.since), count=len(found.changes))
    flash(done)
    return redirect(url_for(f"console.{NAME}"), 303)


def _introduce(session: Session, visit: Visit, form: RuleForm, text: str) -> Introduced:
    by = session.get_one(Person, visit.visitor.person.id)
    since = Quarter.parse(form.since.data)
    return introduce_scheme(session, text, form.source, since, by, form.reason.data, visit.now)
