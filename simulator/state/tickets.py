"""Things that are issued, used and run out: access tokens, sign-in codes, response codes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

TOKEN_LIFE = timedelta(seconds=7200)
RESPONSE_CODE_LIFE = timedelta(hours=72)
SIGN_IN_CODE_LIFE = timedelta(minutes=5)
USER_TICKET_LIFE = timedelta(seconds=1800)


def new_id(prefix: str) -> str:
    """Return an id nobody can have seen before, also after a restart."""
    return f"{prefix}_{secrets.token_urlsafe(24)}"


@dataclass
class AccessToken:
    """A token of one app."""

    token: str
    agentid: int
    ends_at: datetime
    issued_at: datetime
    expired_code: int = 42001


class TokenBook:
    """One living token per app; a second gettoken inside the validity returns the same one."""

    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}

    def issue(self, agentid: int, now: datetime) -> AccessToken:
        """Return the app's valid token, or a fresh one."""
        for token in self._tokens.values():
            if token.agentid == agentid and token.issued_at <= now < token.ends_at:
                return token
        fresh = AccessToken(new_id("tok"), agentid, now + TOKEN_LIFE, now)
        self._tokens[fresh.token] = fresh
        return fresh

    def find(self, token: str) -> AccessToken | None:
        """Return a token ever issued, also when it has run out."""
        return self._tokens.get(token)

    def end_all(self, now: datetime, code: int) -> int:
        """End every token before its time, to be refused with `code` from now on; return how many."""
        ended = [one for one in self._tokens.values() if one.ends_at > now]
        for token in ended:
            token.ends_at, token.expired_code = now, code
        return len(ended)


@dataclass
class ResponseCode:
    """Allows one card update within 72 hours. `msgid` is the send whose copies it may change."""

    code: str
    agentid: int
    msgid: str
    issued_at: datetime
    used: bool = False

    def is_good(self, now: datetime) -> bool:
        """Tell whether it is unused and not older than 72 hours."""
        return not self.used and now < self.issued_at + RESPONSE_CODE_LIFE


@dataclass
class SignInCode:
    """Brings one member back to a page; once, within five minutes."""

    code: str
    userid: str
    agentid: int | None
    private: bool
    issued_at: datetime
    used: bool = False


@dataclass
class UserTicket:
    """Opens the private fields of one member for half an hour."""

    ticket: str
    userid: str
    issued_at: datetime
