"""The way out to a platform: directly or by a forward proxy, and whose certificates are trusted on it."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import certifi
from urllib3 import PoolManager, ProxyManager, make_headers
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError

from bot.wecom_errors import NO_ANSWER, NO_PROXY, NOT_TRUSTED, Outcome, Verdict

CONNECTIONS: Final = 32

_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_WHAT_TO_TRUST = "if its authority is the county's own, name the file of that authority in WECOM_CA_FILE"


@dataclass(frozen=True)
class Reach:
    """`proxy` is the address of a forward proxy, with its password if it wants one; `authorities` a file of

    certificates (PEM) that are trusted beside the usual ones. Nothing of the machine's environment counts.
    """

    proxy: str | None = field(default=None, repr=False)
    authorities: Path | None = None

    def opened(self) -> PoolManager:
        """Make the pool whose connections go this way alone; nothing in it is tried again or followed by itself."""
        trusted = _trusting(self.authorities)
        kept: dict[str, Any] = {"maxsize": CONNECTIONS, "ssl_context": trusted, "retries": False}
        if self.proxy is None:
            return PoolManager(**kept)
        return ProxyManager(self.proxy, proxy_headers=_signed(self.proxy), proxy_ssl_context=trusted, **kept)


@cache
def _trusting(authorities: Path | None) -> ssl.SSLContext:
    """Trust the usual authorities and those of a file; reading them takes 20 ms, so once in a process."""
    context = ssl.create_default_context(cafile=certifi.where())
    if authorities:
        context.load_verify_locations(cafile=str(authorities))
    return context


def _signed(proxy: str) -> dict[str, str] | None:
    """Give what a proxy is shown that wants a name and a password."""
    said = urlsplit(proxy)
    name_and_password = f"{unquote(said.username or '')}:{unquote(said.password or '')}"
    return dict(make_headers(proxy_basic_auth=name_and_password)) if said.username else None


def why_unanswered(error: HTTPError) -> tuple[str, Outcome, Verdict]:
    """Judge a network error: where no connection was made, nothing can have been delivered."""
    if found := _verification(error):
        why = f"its certificate is not trusted ({found.verify_message}); {_WHAT_TO_TRUST}"
        return why, "refused", NOT_TRUSTED
    if isinstance(error, ProxyError):
        status = _TUNNEL.search(str(error))
        why = f"the proxy of WECOM_PROXY answers {status[1]}" if status else "the proxy of WECOM_PROXY is not reached"
        return why, "refused", NO_PROXY
    if isinstance(error, ConnectTimeoutError | NewConnectionError):
        return "no connection to the platform", "refused", NO_ANSWER
    return f"no complete answer ({type(error).__name__})", "unknown", NO_ANSWER


def _verification(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """Find the verification that failed below what urllib3 has wrapped around it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error
    below = next(iter(error.args), None)
    return _verification(below) if isinstance(below, BaseException) else None
