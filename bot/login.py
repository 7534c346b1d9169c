"""Signing in with WeCom: where to send a browser, what to remember meanwhile, and who has come back.

The session is Flask's signed cookie, here any mapping. It holds the userid, the second of signing in, a name of its own
and, on the way, one `state` with the page wanted; never a right: those are looked up on every request. A cookie can be
copied: which states and sessions have done their duty is kept in the database (models/spent_tokens.py).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import MutableMapping
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session as Transaction

from bot.db import insert_new
from bot.settings import Settings
from models.spent_tokens import SpentToken, digest_of, forget_spent, is_spent

LONGEST_SECONDS: Final = 12 * 60 * 60
# Long enough to find the phone and scan a code.
STATE_SECONDS: Final = 10 * 60
FIRST_PAGE: Final = "/m/"
RETURN_PATH: Final = "login/return"
_USERID, _SINCE, _NAME = "userid", "since", "name"
_STATE, _WANTED, _BEGUN = "state", "wanted", "begun"
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


def begin(session: Session, wanted: str, second: float) -> str:
    """Begin to sign in: return the `state` to send along, random and good once; the page wanted is remembered."""
    state = secrets.token_hex(16)
    session[_STATE], session[_WANTED], session[_BEGUN] = state, local_path(wanted), int(second)
    return state


def returned(session: Session, state: str, second: float) -> str | None:
    """Take back the `state`: the page wanted, or None when it is not the one this browser was sent with just now."""
    expected, wanted, begun = session.pop(_STATE, ""), session.pop(_WANTED, FIRST_PAGE), session.pop(_BEGUN, 0)
    is_right = expected and hmac.compare_digest(expected.encode(), state.encode())
    return wanted if is_right and 0 <= second - begun < STATE_SECONDS else None


def spend(transaction: Transaction, token: str, second: float, *, good_for: float) -> bool:
    """Let a token count no longer; False when it had been spent before. It is kept until it would be too old anyway."""
    forget_spent(transaction, second)
    return insert_new(transaction, SpentToken, digest=digest_of(token), until=second + good_for)


def sign_in(session: Session, userid: str, second: float) -> None:
    """Remember who has signed in; `second` is the real one (bot.clock.lease_seconds), which no demonstration moves."""
    session.clear()
    session[_USERID], session[_SINCE], session[_NAME] = userid, int(second), secrets.token_hex(16)


def signed_in(session: Session, second: float) -> str | None:
    """Tell who is signed in, for 12 hours from signing in and no longer."""
    fresh = 0 <= second - session.get(_SINCE, 0) < LONGEST_SECONDS
    return session.get(_USERID) if fresh and session.get(_NAME) else None


def is_signed_out(transaction: Transaction, session: Session) -> bool:
    """Tell whether somebody has signed out of this session, were it with another copy of its cookie."""
    return is_spent(transaction, session[_NAME])


def sign_out(transaction: Transaction, session: Session, second: float) -> None:
    """Forget who was signed in, here and wherever the cookie has been copied to."""
    if name := session.get(_NAME):
        spend(transaction, name, second, good_for=LONGEST_SECONDS)
    session.clear()
