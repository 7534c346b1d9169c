"""Signing in with WeCom: where to send a browser, what to remember meanwhile, and who has come back.

The session is Flask's signed cookie, here any mapping. It holds the userid, the second of signing in and, on the way,
one `state` with the page wanted; never a right: those are looked up on every request.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import MutableMapping
from typing import Any, Final
from urllib.parse import urlencode

from bot.settings import Settings

LONGEST_SECONDS: Final = 12 * 60 * 60
FIRST_PAGE: Final = "/m/"
RETURN_PATH: Final = "login/return"
_USERID, _SINCE = "userid", "since"
_STATE, _WANTED = "state", "wanted"
# One slash, then neither a slash nor a backslash: browsers take the latter for another host, and drop control signs.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")

Session = MutableMapping[str, Any]


def sign_in_address(settings: Settings, user_agent: str, state: str) -> str:
    """Write where a browser signs in: OAuth inside WeCom, the QR code of wwlogin elsewhere. PUBLIC_URL must be set."""
    known = {
        "appid": settings.wecom_corp_id,
        "agentid": settings.wecom_agent_id,
        "redirect_uri": f"{settings.public_url}{RETURN_PATH}",
        "state": state,
    }
    if "wxwork" in user_agent.lower():
        asked = {**known, "response_type": "code", "scope": "snsapi_base"}
        return f"{settings.wecom_oauth_url}?{urlencode(asked)}#wechat_redirect"
    return f"{settings.wecom_sso_url}?{urlencode({**known, 'login_type': 'CorpApp', 'lang': 'zh'})}"


def local_path(wanted: str) -> str:
    """Give a page of ours to go to; whatever could lead elsewhere becomes the first page."""
    return wanted if _LOCAL.fullmatch(wanted) else FIRST_PAGE


def begin(session: Session, wanted: str) -> str:
    """Begin to sign in: return the `state` to send along, random and good once; the page wanted is remembered."""
    state = secrets.token_hex(16)
    session[_STATE], session[_WANTED] = state, local_path(wanted)
    return state


def returned(session: Session, state: str) -> str | None:
    """Take back the `state`: the page wanted, or None when it is not the one this browser was sent with."""
    expected, wanted = session.pop(_STATE, ""), session.pop(_WANTED, FIRST_PAGE)
    return wanted if expected and hmac.compare_digest(expected.encode(), state.encode()) else None


def sign_in(session: Session, userid: str, second: float) -> None:
    """Remember who has signed in; `second` is the real one (bot.clock.lease_seconds), which no demonstration moves."""
    session.clear()
    session[_USERID], session[_SINCE] = userid, int(second)


def signed_in(session: Session, second: float) -> str | None:
    """Tell who is signed in, for 12 hours from signing in and no longer."""
    fresh = 0 <= second - session.get(_SINCE, 0) < LONGEST_SECONDS
    return session.get(_USERID) if fresh else None


def sign_out(session: Session) -> None:
    """Forget who was signed in."""
    session.clear()
