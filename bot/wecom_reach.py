"""The way out to a platform: directly or by a forward proxy, and whose certificates are trusted on it."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

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

    def open(self, http: requests.Session) -> None:
        """Let a session go this way alone."""
        http.trust_env = False
        if self.proxy:
            http.proxies = {"http": self.proxy, "https": self.proxy}
        adapter = _Adapter(self.authorities)
        for scheme in ("http://", "https://"):
            http.mount(scheme, adapter)


class _Adapter(HTTPAdapter):
    """Trusts the usual authorities and those of a file, also behind a proxy."""

    def __init__(self, authorities: Path | None) -> None:
        self._trusted: dict[str, Any] = {}
        if authorities:
            self._trusted["ssl_context"] = context = ssl.create_default_context(cafile=certifi.where())
            context.load_verify_locations(cafile=str(authorities))
        super().__init__(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **kwargs, **self._trusted)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, **self._trusted)


def why_unanswered(error: requests.RequestException) -> tuple[str, Outcome, Verdict]:
    """Judge a network error: where no connection was made, nothing can have been delivered."""
    if found := _verification(error):
        why = f"its certificate is not trusted ({found.verify_message}); {_WHAT_TO_TRUST}"
        return why, "refused", NOT_TRUSTED
    if isinstance(error, requests.exceptions.ProxyError):
        status = _TUNNEL.search(str(error))
        why = f"the proxy of WECOM_PROXY answers {status[1]}" if status else "the proxy of WECOM_PROXY is not reached"
        return why, "refused", NO_PROXY
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return "no connection to the platform", "refused", NO_ANSWER
    return f"no complete answer ({type(error).__name__})", "unknown", NO_ANSWER


def _verification(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """Find the verification that failed below what requests and urllib3 have wrapped around it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error
    below = getattr(error, "reason", None) or next(iter(error.args), None)
    return _verification(below) if isinstance(below, BaseException) else None
