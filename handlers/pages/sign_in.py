"""/login, the way back from WeCom, and /logout."""

from __future__ import annotations

import structlog
from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from bot import login
from bot.clock import lease_seconds
from bot.wecom_errors import WeComError
from handlers.pages.door import Door
from handlers.pages.showing import message
from services.pages.visitors import visitor
from services.rights.stated import states
from services.rights.table import Right

log = structlog.get_logger()


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add signing in and out."""
    parts = door.parts

    @pages.get("/login")
    @states(Right.KNOCK)
    def sign_in() -> ResponseReturnValue:
        state = login.begin(session, request.args.get("next", login.FIRST_PAGE))
        return redirect(login.sign_in_address(parts.settings, request.user_agent.string, state))

    @pages.get(f"/{login.RETURN_PATH}")
    @states(Right.KNOCK)
    def come_back() -> ResponseReturnValue:
        wanted = login.returned(session, request.args.get("state", ""))
        if wanted is None:
            return message("sign_in_stale", 400)
        try:
            userid = parts.wecom.user_by_code(request.args.get("code", ""))
        except WeComError as error:
            log.warning("sign_in_failed", errcode=error.errcode, reason=str(error))
            return message("sign_in_failed", 502)
        with parts.db.read() as looking:
            if userid is None or visitor(looking, userid, parts.clock.now()) is None:
                return message("stranger", 403)
        login.sign_in(session, userid, lease_seconds())
        session.permanent = True
        return redirect(wanted, 303)

    @pages.post("/logout")
    @states(Right.KNOCK)
    def sign_out() -> ResponseReturnValue:
        login.sign_out(session)
        return message("signed_out")
