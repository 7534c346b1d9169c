"""/login, the way back from WeCom, and /logout."""

from __future__ import annotations

from typing import Final

import structlog
from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from bot import login
from bot.clock import lease_seconds
from bot.deadline import Deadline
from bot.wecom_errors import WeComError
from handlers.pages.door import Door, PageParts
from handlers.pages.showing import message
from services.pages.visitors import visitor
from services.rights.stated import states
from services.rights.table import Right

log = structlog.get_logger()

# So many may wait for WeCom at once, so long: the other threads are there for callbacks, whatever strangers try.
AT_ONCE: Final = 3
LONGEST_WAIT: Final = 4.0
# What WeCom says of a code that was made up, used or kept too long.
WRONG_CODES: Final = frozenset({40029, 42003, 42022})

# A userid, or the sentence and the status with which somebody is sent away.
Found = str | tuple[str, int]


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add signing in and out."""
    parts, limit = door.parts, Deadline(LONGEST_WAIT, AT_ONCE)

    @pages.get("/login")
    @states(Right.KNOCK)
    def sign_in() -> ResponseReturnValue:
        state = login.begin(session, request.args.get("next", login.FIRST_PAGE), lease_seconds())
        return redirect(login.sign_in_address(parts.settings, request.user_agent.string, state))

    @pages.get(f"/{login.RETURN_PATH}")
    @states(Right.KNOCK)
    def come_back() -> ResponseReturnValue:
        state, code = request.args.get("state", ""), request.args.get("code", "")
        wanted = login.returned(session, state, lease_seconds())
        if wanted is None:
            return message("sign_in_stale", 400)
        found = limit.run(lambda: _asked(parts, state, code)) or ("sign_in_busy", 503)
        if isinstance(found, tuple):
            return message(*found)
        with parts.db.read() as looking:
            if visitor(looking, found, parts.clock.now()) is None:
                return message("stranger", 403)
        login.sign_in(session, found, lease_seconds())
        session.permanent = True
        return redirect(wanted, 303)

    @pages.post("/logout")
    @states(Right.KNOCK)
    def sign_out() -> ResponseReturnValue:
        with parts.db.begin(quiet=True) as writing:
            login.sign_out(writing, session, lease_seconds())
        return message("signed_out")


def _asked(parts: PageParts, state: str, code: str) -> Found:
    """Ask WeCom once for each state who has come back."""
    try:
        with parts.db.begin(quiet=True) as writing:
            if not login.spend(writing, state, lease_seconds(), good_for=login.STATE_SECONDS):
                return "sign_in_stale", 400
        return parts.wecom.user_by_code(code) or ("stranger", 403)
    except WeComError as error:
        log.warning("sign_in_failed", errcode=error.errcode, reason=str(error))
        return "sign_in_failed", 403 if error.errcode in WRONG_CODES else 502
    except Exception:
        log.exception("sign_in_broken")
        return "sign_in_failed", 502
