"""The door of the pages: who is signed in, who that is in the register today, and whether there are pages at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from flask import Response, abort, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot import login
from bot.bounds import within_bounds
from bot.clock import lease_seconds
from bot.core_parts import CoreParts
from bot.hold import Hold
from bot.terms import LastSpoken
from bot.wecom import WeCom
from bot.wording import word
from handlers.pages.again import typed_again
from handlers.pages.draft_pictures import DraftPictures
from handlers.pages.showing import WORDS, message
from models.boards import Board
from models.looks import look_anew
from services.backups.keeper import Keeper
from services.pages.visitors import Visitor, visitor
from services.readings import keep, noted_in
from services.rights.asking import check_at_door
from services.rights.stated import states
from services.rights.table import Right

BLUEPRINT = "pages"
CONSOLE = "console"


class PageParts(CoreParts, Protocol):
    """What the pages need of the application."""

    @property
    def last_spoken(self) -> LastSpoken: ...

    @property
    def wecom(self) -> WeCom: ...

    @property
    def hold(self) -> Hold: ...

    @property
    def backups(self) -> Keeper: ...

    @property
    def draft_pictures(self) -> DraftPictures: ...


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in; `session` only looks."""

    session: Session
    visitor: Visitor
    now: datetime
    parts: PageParts

    def draft_picture(self, board: Board) -> bytes:
        """Give the picture (PNG) of a board that is not published yet, as it would be published today."""
        parts = self.parts
        return parts.draft_pictures.of(self.session, board, parts.calendar, self.now, parts.settings.public_url)


View = Callable[..., ResponseReturnValue]


class Door:
    """Lets people in. Nothing is remembered of a person but the userid: rights are looked up on every request."""

    def __init__(self, parts: PageParts) -> None:
        self.parts = parts

    def check_open(self) -> ResponseReturnValue | None:
        """Answer with 404 and a sentence where phones cannot reach us, and with 400 what holds a NUL."""
        if request.blueprint not in (BLUEPRINT, CONSOLE):
            return None
        if self.parts.settings.public_url:
            return abort(400) if _holds_nul() else None
        return Response(word(WORDS, "closed"), 404, mimetype="text/plain")

    def lets_in(self, right: Right) -> Callable[[View], View]:
        """Show a page to people of the register who have a right, were it for one branch only.

        Others sign in first, or read why they cannot be let in. Of whose the matter is, the service asks.
        """

        def guarded(page: View) -> View:
            @states(right)
            @wraps(page)
            def opened(**named: Any) -> ResponseReturnValue:
                userid = login.signed_in(session, lease_seconds())
                if userid is None:
                    return typed_again() or _to_sign_in()
                return self._shown(page, right, userid, named)

            return opened

        return guarded

    def _shown(self, page: View, right: Right, userid: str, named: dict[str, Any]) -> ResponseReturnValue:
        now = self.parts.clock.now()
        with self.parts.db.read() as looking:
            if login.is_signed_out(looking, session):
                return typed_again() or _to_sign_in()
            look_anew(looking)
            known = visitor(looking, userid, now)
            if known is None:
                return message("stranger", 403)
            g.visit = Visit(looking, known, now, self.parts)
            check_at_door(looking, known.person, right, now)
            with within_bounds():
                answer = page(g.visit, **named)
            read = noted_in(looking)
        # Whoever asks for the head of a page only has read nothing of it.
        if read and request.method != "HEAD":
            with self.parts.db.begin(quiet=True) as writing:
                keep(writing, read)
        return answer


def _to_sign_in() -> ResponseReturnValue:
    """Lead to signing in and back: to the page itself, or to that whose form was sent off."""
    back = request.full_path.removesuffix("?") if request.method != "POST" else urlsplit(request.referrer or "").path
    return redirect(f"/login?{urlencode({'next': back or login.FIRST_PAGE})}", 303)


def _holds_nul() -> bool:
    """Whether address or form hold a NUL: no browser sends one, and PostgreSQL keeps none."""
    said = (value for pairs in (request.args, request.form) for pair in pairs.items(multi=True) for value in pair)
    return "\0" in request.path or any("\0" in value for value in said)
