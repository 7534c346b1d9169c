"""A subject of the console: its list, the record opened beside it, what one may do. One set of pages for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.errors import NoRight, Refused
from bot.wording import refusal_text
from handlers.console.acts import Act, Creation, Deed, Facts, GroupAct, offered, opened, refusal_of
from handlers.console.edited import settle
from handlers.console.listing import Asked, Listing
from handlers.console.showing import say, show
from handlers.console.workbooks import list_workbook
from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from handlers.pages.once import is_first
from handlers.pages.showing import status_of
from models.looks import look_anew
from models.people import Person
from services.rights.modules import is_right_off
from services.rights.table import Right

Case = TypeVar("Case")
Done = TypeVar("Done")


def _no_facts(_visit: Visit) -> Facts:
    return {}


def tried(visit: Visit, do: Callable[[], Done]) -> Done | Refused:
    """Do something and give what came of it, or why it was refused; then nothing is done, and what is shown is reread.

    A refusal for want of a right is raised: there is nothing to put right on the page.
    """
    try:
        return do()
    except NoRight:
        raise
    except Refused as refusal:
        look_anew(visit.session)
        return refusal


@dataclass(frozen=True)
class Subject(Generic[Case]):
    """One place of the console. `name` is its address and its files in templates/console/ (.html, .txt).

    `listing` may depend on the visit and on what the address says (`kept` names the keys it reads). `find` reads the id
    of an address. `panel` gives the facts of a record's panel and raises Refused where this visitor may not see it;
    `above` those of what stands over the list. `key` is a record's id as it stands in an address. With `has_sheet` the
    panel's facts fill in an A4 page too, `<name>_sheet.html`. `others` adds pages below its address.
    """

    name: str
    right: Right
    listing: Callable[[Visit], Listing[Case]]
    find: Callable[[Session, str], Case | None]
    key: Callable[[Case], str]
    panel: Callable[[Visit, Case], Facts]
    above: Callable[[Visit], Facts] = _no_facts
    acts: Sequence[Act[Case]] = ()
    group_acts: Sequence[GroupAct[Case]] = ()
    creations: Sequence[Creation[Case]] = ()
    kept: Sequence[str] = field(default=())
    has_sheet: bool = False
    others: Callable[[Blueprint, Door], None] | None = None

    def add_pages(self, console: Blueprint, door: Door) -> None:
        """Add the list, its Excel file, the record and the acts."""
        base = f"/{self.name}"
        let_in = door.lets_in(self.right)
        console.add_url_rule(base, self.name, let_in(self._list))
        console.add_url_rule(f"{base}.xlsx", f"{self.name}_excel", let_in(self._excel))
        console.add_url_rule(f"{base}/<case_id>", f"{self.name}_record", let_in(self._record))
        if self.has_sheet:
            console.add_url_rule(f"{base}/<case_id>/sheet", f"{self.name}_sheet", let_in(self._sheet))
        if self.others is not None:
            self.others(console, door)
        for act in self.acts:
            view = door.lets_in(act.right)(self._taking(act))
            console.add_url_rule(f"{base}/<case_id>/{act.name}", f"{self.name}_{act.name}", view, methods=["POST"])
        for several in self.group_acts:
            view = door.lets_in(several.right)(self._taking_several(several))
            rule = f"{base}/several/{several.name}"
            console.add_url_rule(rule, f"{self.name}_several_{several.name}", view, methods=["GET", "POST"])

        for new in self.creations:
            view = door.lets_in(new.right)(self._entering(new))
            console.add_url_rule(f"{base}/new/{new.name}", f"{self.name}_new_{new.name}", view, methods=["GET", "POST"])

    def address(self, case: Case, asked: Asked) -> str:
        """Write the address of a record beside the list as it was asked for."""
        query = asked.query(page=asked.page)
        return url_for(f"console.{self.name}_record", case_id=self.key(case)) + (f"?{query}" if query else "")

    def _asked(self) -> Asked:
        return Asked.of(request.args, self.kept)

    def _list(self, visit: Visit) -> ResponseReturnValue:
        return self._shown(visit)

    def _excel(self, visit: Visit) -> ResponseReturnValue:
        listing, asked = self.listing(visit), self._asked()
        table = list_workbook(self.name, listing.columns, listing.rows(visit.session, asked, whole=True))
        headers = {"Content-Disposition": f'attachment; filename="{self.name}-{visit.now:%Y%m%d}.xlsx"'}
        return Response(table, headers=headers, mimetype=EXCEL)

    def _record(self, visit: Visit, case_id: str) -> ResponseReturnValue:
        return self._shown(visit, self._found(visit.session, case_id))

    def _sheet(self, visit: Visit, case_id: str) -> ResponseReturnValue:
        case = self._found(visit.session, case_id)
        return show(visit, self.name, f"{self.name}_sheet", case=case, panel=self.panel(visit, case))

    def _found(self, session: Session, case_id: str) -> Case:
        return self.find(session, case_id) or abort(404)

    def _shown(
        self,
        visit: Visit,
        case: Case | None = None,
        filled: Mapping[str, Any] | None = None,
        refusal: Refused | None = None,
        status: int = 200,
    ) -> Response:
        """Show the list; beside it a record, with what came back of its forms."""
        listing = self.listing(visit)
        listed = listing.page(visit.session, self._asked())
        panel = {} if case is None else self.panel(visit, case)
        return show(
            visit,
            self.name,
            self.name,
            status,
            subject=self,
            listing=listing,
            listed=listed,
            case=case,
            panel=panel,
            offers=[] if case is None else offered(self.acts, visit, case, filled or {}),
            refusal=refusal_text(refusal) if refusal else "",
            entries=opened(self.creations, visit),
            ticked=request.args.get("ticked") == "1",
            **self.above(visit),
        )

    def _taking(self, act: Act[Case]) -> Callable[..., ResponseReturnValue]:
        """Make the view that does something to one record."""

        def take(visit: Visit, case_id: str) -> ResponseReturnValue:
            case = self._found(visit.session, case_id)
            form = act.posted(visit, case)
            if not form.validate():
                return self._shown(visit, case, {act.name: form}, status=422)
            done = tried(visit, lambda: self._done(visit, case_id, act, form))
            if isinstance(done, Refused):
                found = self._found(visit.session, case_id)
                return self._shown(visit, found, {act.name: form}, done, status_of(done))
            flash(done)
            return self._on_to(visit, self.address(case, self._asked()))

        take.__name__ = act.name
        return take

    def _on_to(self, visit: Visit, address: str) -> ResponseReturnValue:
        """Lead on after an act: to today, where with the last open case of a module that is off its place has gone."""
        with visit.parts.db.read() as after:
            return redirect(url_for("console.today") if is_right_off(after, self.right) else address, 303)

    def _done(self, visit: Visit, case_id: str, act: Act[Case], form: Any) -> str:
        """Do it in a transaction of its own, and word what was done before that transaction ends."""

        def do(session: Session) -> str:
            case = self._found(session, case_id)
            if not is_first(session):
                return say(self.name, "done_already")
            if act.edits:
                settle(self.name, form, act.blank(replace(visit, session=session), case))
            facts = act.do(self._deed(visit, session, form), case)
            return say(self.name, f"done_{act.name}", case=case, **(facts or {}))

        return visit.parts.db.do(do)

    def _deed(self, visit: Visit, session: Session, form: Any) -> Deed:
        by = session.get_one(Person, visit.visitor.person.id)
        return Deed(session, by, visit.now, visit.parts.calendar, form, visit.parts.settings.public_url)

    def _taking_several(self, act: GroupAct[Case]) -> Callable[..., ResponseReturnValue]:
        """Make the view that reads back what would be done to the chosen records, and does it."""

        def take(visit: Visit) -> ResponseReturnValue:
            chosen = [self._found(visit.session, one) for one in dict.fromkeys(request.values.getlist("chosen"))]
            refusals = [(one, refusal_of(act.check, visit, one)) for one in chosen]
            meant = [one for one, refusal in refusals if refusal is None]
            form, why = act.form(), ""
            if request.method == "POST" and meant and form.validate():
                done = tried(visit, lambda: self._done_to(visit, [self.key(one) for one in meant], act, form))
                if not isinstance(done, Refused):
                    flash(done)
                    return self._on_to(visit, url_for(f"console.{self.name}"))
                why = refusal_text(done)
            left = [(one, refusal_text(refusal)) for one, refusal in refusals if refusal]
            named = {"subject": self, "act": act, "form": form, "cases": meant, "left": left}
            facts = {"words": (), "warning": "", **act.facts(visit, meant)}
            return show(visit, self.name, "several", 409 if why else 200, refusal=why, facts=facts, **named)

        take.__name__ = act.name
        return take

    def _entering(self, new: Creation[Case]) -> Callable[..., ResponseReturnValue]:
        """Make the view that enters a record which is not there yet."""

        def enter(visit: Visit) -> ResponseReturnValue:
            [(_, barred)] = opened([new], visit)
            if barred and request.method == "POST":
                raise barred
            form = new.blank(visit) if request.method == "GET" else new.posted(visit)
            refusal = refusal_text(barred) if barred else ""
            if request.method == "POST" and form.validate():
                done = tried(visit, lambda: self._entered(visit, new, form))
                if not isinstance(done, Refused):
                    flash(done[0])
                    return redirect(done[1], 303)
                refusal = refusal_text(done)
            status = 200 if request.method == "GET" else 422
            said = {"refusal": refusal, "barred": barred, "facts": new.facts(visit)}
            return show(visit, self.name, "new", status, subject=self, act=new, form=form, **said)

        enter.__name__ = new.name
        return enter

    def _entered(self, visit: Visit, new: Creation[Case], form: Any) -> tuple[str, str]:
        """Enter it in a transaction of its own; gives what was done, and the address of the record."""
        with visit.parts.db.begin() as session:
            if not is_first(session):
                return say(self.name, "done_already"), url_for(f"console.{self.name}")
            case = new.do(self._deed(visit, session, form))
            session.flush()
            return say(self.name, f"done_{new.name}", case=case), self.address(case, Asked())

    def _done_to(self, visit: Visit, keys: Sequence[str], act: GroupAct[Case], form: Any) -> str:
        with visit.parts.db.begin() as session:
            cases = [self._found(session, one) for one in keys]
            if not is_first(session):
                return say(self.name, "done_already")
            facts = act.do(self._deed(visit, session, form), cases)
            return say(self.name, f"done_{act.name}", cases=cases, **(facts or {}))
