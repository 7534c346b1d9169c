"""备份: which copies there are on this machine, how old the newest is, when one was proved last; one made now."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.errors import Refused
from bot.heart import other_machines, this_machine
from bot.wording import refusal_text
from handlers.console.showing import say, show
from handlers.pages.door import Door, Visit
from rules.checkup_here import OLDEST_BACKUP
from services.backups.copies import copies
from services.rights.table import Right

NAME: Final = "backups"


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the list, and what makes a copy now."""

    @console.get(f"/{NAME}", endpoint=NAME)
    @door.lets_in(Right.KEEP_BACKUPS)
    def backups(visit: Visit) -> ResponseReturnValue:
        return _page(visit)

    @console.post(f"/{NAME}", endpoint="backups_make")
    @door.lets_in(Right.KEEP_BACKUPS)
    def make(visit: Visit) -> ResponseReturnValue:
        try:
            made = visit.parts.backups.make()
        except Refused as refusal:
            return _page(visit, refusal_text(refusal), 409)
        flash(say(NAME, "done", made=made))
        return redirect(url_for(f"console.{NAME}"), 303)


def _page(visit: Visit, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    shelf = visit.parts.backups.shelf
    found = copies(shelf.folder)
    age = visit.now - found[0].made_at if found else None
    facts = {
        "copies": found,
        "shelf": shelf,
        "is_old": age is None or age > OLDEST_BACKUP,
        "days": age.days if age else 0,
        "machine": this_machine(),
        "others": other_machines(visit.session),
    }
    return show(visit, NAME, NAME, status, refusal=refusal, **facts)
