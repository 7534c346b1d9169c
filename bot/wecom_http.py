"""One exchange with the platform: time limits, answers that can be trusted, errors that give no secret away."""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote, quote_plus, urlencode

from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_random_exponential
from urllib3 import BaseHTTPResponse, Timeout, encode_multipart_formdata
from urllib3.exceptions import HTTPError

from bot.wecom_errors import (
    NO_ANSWER,
    TOO_BIG,
    TURNED_AWAY,
    TURNED_AWAY_FOR_NOW,
    Outcome,
    Verdict,
    WeComError,
    verdict,
)
from bot.wecom_reach import Reach, why_unanswered

LONGEST_WAIT: Final = Timeout(connect=3.05, read=10)
LARGEST_ANSWER: Final = 20 * 1024 * 1024
TRIES: Final = 3
LONGEST_PATIENCE_SECONDS: Final = 10
BUSY: Final = frozenset({-1, 45033})
SECRET_PARAMETERS: Final = ("access_token", "corpsecret", "key", "code")

_QUERY = re.compile(r"\?\S*")
_OK = 200
_CLIENT_ERRORS = range(400, 500)
# A gateway between us and the platform says so of one request: forbidden, too slow, too many.
PASSING: Final = frozenset({403, 408, 429})
_CHUNK = 64 * 1024

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One request to an endpoint such as message/send. Its secrets are neither shown nor repeated in errors.

    One that is made `once` is never repeated here, whatever is answered.
    """

    method: Literal["get", "post"]
    endpoint: str
    params: Mapping[str, object] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    file: tuple[str, bytes] | None = field(default=None, repr=False)
    repeated: bool = False
    once: bool = False

    @property
    def sent(self) -> tuple[bytes | None, str | None]:
        """Give what is sent, and of which kind it is: a file, JSON, or nothing."""
        if self.file:
            return encode_multipart_formdata({"media": (*self.file, "application/octet-stream")})
        return self.body, "application/json" if self.body else None

    def having(self, **params: object) -> Call:
        """Return the same call with these parameters added."""
        return replace(self, params={**self.params, **params})

    def failed(self, why: str, outcome: Outcome, judged: Verdict, errcode: int | None = None) -> WeComError:
        """Put what went wrong into a sentence, with every secret of the call masked."""
        text = f"{self.endpoint}: {why}"
        for secret in (str(self.params[name]) for name in SECRET_PARAMETERS if self.params.get(name)):
            for written in (secret, quote(secret, safe=""), quote_plus(secret)):
                text = text.replace(written, "***")
        return WeComError(text, outcome, judged, errcode, repeated=self.repeated)


@dataclass(frozen=True)
class Answer:
    """What came back with status 200."""

    content_type: str
    disposition: str
    body: bytes = field(repr=False)
    date: str = ""


def write_json(body: Mapping[str, Any]) -> bytes:
    """Write a body: the same content is always the same bytes, for WeCom compares them to find doubles."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(errors="replace")


def read_json(call: Call, answer: Answer) -> dict[str, Any]:
    """Read a JSON answer. Raises WeComError: refused for a return code, unknown for anything that is no answer."""
    found = parsed(answer.body)
    if found is None or (call.method == "post" and "errcode" not in found):
        raise call.failed("an answer that cannot be read", "unknown", NO_ANSWER)
    errcode: int = found.setdefault("errcode", 0)
    if errcode == 0:
        return found
    judged = verdict(errcode, repeated=call.repeated)
    raise call.failed(f"WeCom says {errcode} ({judged.meaning}): {found.get('errmsg')}", "refused", judged, errcode)


def read_file(call: Call, answer: Answer) -> Answer:
    """Take the answer as a file. Raises WeComError where WeCom has sent an error in its place, with status 200."""
    if answer.disposition:
        return answer
    read_json(call, answer)
    raise call.failed("an answer that is no file", "unknown", NO_ANSWER)


class Platform:
    """The platform at one address. Safe for as many threads as there are connections."""

    def __init__(self, base: str, reach: Reach) -> None:
        self._base, self._http = base, reach.opened()

    def ask(self, call: Call, read: Callable[[Call, Answer], T]) -> T:
        """Make a call, up to three times within seconds while WeCom says it is busy. Raises WeComError.

        A call that only reads is repeated after a missing answer, too; any other might then be carried out twice.
        """
        tries = itertools.count()

        def once() -> T:
            this = replace(call, repeated=next(tries) > 0)
            return read(this, self._exchange(this))

        return Retrying(
            stop=stop_after_attempt(TRIES) | stop_after_delay(LONGEST_PATIENCE_SECONDS),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception(lambda error: _may_repeat(call, error)),
            reraise=True,
        )(once)

    def _exchange(self, call: Call) -> Answer:
        try:
            with self._sent(call) as response:
                return self._received(call, response)
        except HTTPError as error:
            failure = call.failed(*why_unanswered(error))
        # Raised out here, so that no exception with the address (and its secrets) hangs on to ours.
        raise failure

    def _sent(self, call: Call) -> BaseHTTPResponse:
        params = urlencode({name: str(value).encode(errors="replace") for name, value in call.params.items()})
        body, kind = call.sent
        return self._http.urlopen(
            call.method.upper(),
            f"{self._base}{call.endpoint}{'?' if params else ''}{params}",
            body=body,
            headers={"Content-Type": kind} if kind else None,
            timeout=LONGEST_WAIT,
            redirect=False,
            preload_content=False,
        )

    def _received(self, call: Call, response: BaseHTTPResponse) -> Answer:
        if response.status in _CLIENT_ERRORS:
            judged = TURNED_AWAY_FOR_NOW if response.status in PASSING else TURNED_AWAY
            raise call.failed(f"HTTP status {response.status}", "refused", judged)
        if response.status != _OK:
            raise call.failed(f"HTTP status {response.status}", "unknown", NO_ANSWER)
        body = bytearray()
        for chunk in response.stream(_CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise call.failed("the answer is larger than 20 MB", "refused", TOO_BIG)
        headers = response.headers
        kind, disposition = headers.get("Content-Type", ""), headers.get("Content-Disposition", "")
        return Answer(kind, disposition, bytes(body), headers.get("Date", ""))


def parsed(body: bytes) -> dict[str, Any] | None:
    """Read a JSON object with its return code as a number; None for anything else."""
    try:
        found = json.loads(body.decode(errors="replace"), strict=False)
        if "errcode" in found:
            found["errcode"] = int(found["errcode"])
    except (ValueError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _may_repeat(call: Call, error: BaseException) -> bool:
    if not isinstance(error, WeComError) or call.once:
        return False
    return error.errcode in BUSY or (call.method == "get" and error.verdict is NO_ANSWER)


def _without_query(record: logging.LogRecord) -> bool:
    """Mask the query of every address that urllib3 writes into its log: tokens and secrets travel there."""
    if isinstance(record.args, tuple):
        record.args = tuple(_QUERY.sub("?***", one) if isinstance(one, str) else one for one in record.args)
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_without_query)
