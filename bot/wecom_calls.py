"""Calls that need an access token: of WeCom's app, and of the town's public account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

from bot.clock import Clock
from bot.wecom_errors import NO_ANSWER, WeComError
from bot.wecom_http import Answer, Call, Platform, read_json
from bot.wecom_tokens import Grant, TokenStore, granted

T = TypeVar("T")
# Sun, 29 Nov 2026 19:39:43 GMT
DATE_LENGTH: Final = 29


class TokenCalls:
    """Makes calls with the token of one name. One that is refused (`stale`) is fetched anew and the call repeated once.

    Never inside a write transaction: a fresh token is stored in a transaction of its own.
    """

    def __init__(
        self,
        platform: Platform,
        tokens: TokenStore,
        clock: Clock,
        name: str,
        fetch: Callable[[], Grant],
        stale: frozenset[int],
    ) -> None:
        self._platform, self._tokens, self._clock = platform, tokens, clock
        self._name, self._fetch, self._stale = name, fetch, stale

    @property
    def token(self) -> str:
        """The token to call with; fetched when none lives."""
        return self._tokens.current(self._name, self._clock.now(), self._fetch)

    def ask(self, call: Call, read: Callable[[Call, Answer], T]) -> T:
        """Make a call. Raises WeComError."""
        token = self.token
        try:
            return self._platform.ask(call.having(access_token=token), read)
        except WeComError as error:
            if error.errcode not in self._stale:
                raise
        self._tokens.drop(self._name, token)
        return self._platform.ask(call.having(access_token=self.token), read)


def ask_for_token(platform: Platform, corp_id: str, secret: str, asked_at: datetime) -> Grant:
    """Ask WeCom for a token of the app whose secret this is. Raises WeComError."""
    call = Call("get", "gettoken", {"corpid": corp_id, "corpsecret": secret})
    answer = platform.ask(call, read_json)
    return granted(needed(call, answer, "access_token"), answer.get("expires_in"), asked_at)


def needed(call: Call, answer: Mapping[str, Any], name: str) -> str:
    """Take what an answer must hold. Raises WeComError without it: nobody knows then what became of the call."""
    if not answer.get(name):
        raise call.failed(f"an answer without {name}", "unknown", NO_ANSWER)
    return str(answer[name])


def read_moment(call: Call, answer: Answer) -> datetime | None:
    """Tell at which moment the platform answered, by its own clock; None where it does not say. Raises WeComError.

    Of two dates, the server's and the application's behind it, the last one counts.
    """
    read_json(call, answer)
    try:
        moment = parsedate_to_datetime(answer.date[-DATE_LENGTH:])
    except ValueError:
        return None
    return moment if moment.tzinfo else None
