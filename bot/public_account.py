"""The one gateway to the town's public account (公众号): drafts are made in it; people publish them in its backend.

Of wechatpy's client for accounts the frame is used; it knows no drafts, no time limit and only the real platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from wechatpy import WeChatClient

from bot.clock import Clock
from bot.settings import AccountSettings
from bot.wecom_calls import TokenCalls, needed
from bot.wecom_errors import NO_ANSWER, Verdict
from bot.wecom_http import Answer, Call, Platform, parsed, write_json
from bot.wecom_tokens import Grant, TokenStore, granted

STALE_TOKEN: Final = frozenset({40001, 40014, 42001})
# How many drafts are looked through, newest first; the platform gives no more at a time.
LOOKED_THROUGH: Final = 20
KNOWN_BY: Final = ("title", "digest")
BUSY: Final = Verdict("retry", "the platform is busy")
TOO_OFTEN: Final = Verdict("pause", "too many calls")
# Anything else somebody has to put right in the account's backend; until then the office posts by hand.
REFUSED: Final = Verdict("give_up", "the public account does not take it")
VERDICTS: Final[Mapping[int, Verdict]] = {-1: BUSY, 45009: TOO_OFTEN, 45011: TOO_OFTEN}


@dataclass(frozen=True)
class Drafted:
    """A draft as it lies in the account; `msgid` is its media_id."""

    msgid: str
    response_code: str | None = None
    refused: frozenset[str] = frozenset()


class PublicAccount(WeChatClient):  # type: ignore[misc]  # wechatpy carries no types
    """The account as its developers' interface shows it. Whatever goes wrong is a WeComError.

    Never call a method inside a write transaction: a fresh access token is stored in a transaction of its own.
    """

    media = material = message = jsapi = None

    def __init__(self, settings: AccountSettings, tokens: TokenStore, clock: Clock) -> None:
        # The secret stays in the settings, where it hides itself.
        super().__init__(settings.public_account_app_id, secret="", auto_retry=False)
        self._settings, self._clock = settings, clock
        self._platform = Platform(settings.public_account_api_base, settings.reach)
        name = f"account:{settings.public_account_app_id}"
        self._calls = TokenCalls(self._platform, tokens, clock, name, self.fetch_access_token, STALE_TOKEN)

    def upload_picture(self, filename: str, data: bytes) -> str:
        """Hand over a picture for an article's text (PNG or JPEG, below 1 MB) and return its address."""
        call = Call("post", "media/uploadimg", file=(filename, data))
        return needed(call, self._calls.ask(call, read_account), "url")

    def upload_cover(self, filename: str, data: bytes) -> str:
        """Hand over a picture to stay among the account's materials and return its media_id: a draft needs a cover."""
        call = Call("post", "material/add_material", {"type": "image"}, file=(filename, data))
        return needed(call, self._calls.ask(call, read_account), "media_id")

    def add_draft(self, article: Mapping[str, Any], *, look_first: bool) -> Drafted:
        """Put an article (title, digest, content, thumb_media_id) into the account's drafts.

        `look_first` where an earlier try may have done so: one with the same title and digest is taken for this one,
        for the platform itself tells no repeat.
        """
        found = self._find_draft(article) if look_first else None
        if found:
            return Drafted(found)
        call = Call("post", "draft/add", body=write_json({"articles": [dict(article)]}), once=True)
        return Drafted(needed(call, self._calls.ask(call, read_account), "media_id"))

    def _find_draft(self, article: Mapping[str, Any]) -> str | None:
        answer = self.post("draft/batchget", data={"offset": 0, "count": LOOKED_THROUGH, "no_content": 1})
        for draft in answer.get("item", []):
            if any(all(one.get(name) == article[name] for name in KNOWN_BY) for one in _articles(draft)):
                return str(draft["media_id"])
        return None

    @property
    def access_token(self) -> str:
        """The token to call with; fetched when none lives."""
        return self._calls.token

    def fetch_access_token(self) -> Grant:
        """Ask for a token of the stable kind, which ends no token another program of the town has fetched."""
        asked_at = self._clock.now()
        who = {"appid": self._settings.public_account_app_id, "grant_type": "client_credential"}
        secret = self._settings.public_account_secret.get_secret_value()
        call = Call("post", "stable_token", body=write_json({**who, "secret": secret}))
        answer = self._platform.ask(call, read_account)
        return granted(needed(call, answer, "access_token"), answer.get("expires_in"), asked_at)

    def _request(self, method: Literal["get", "post"], url_or_endpoint: str, **kwargs: Any) -> dict[str, Any]:
        """Make the calls of wechatpy's own methods our way, too."""
        call = Call(method, url_or_endpoint, kwargs.get("params", {}), write_json(kwargs.get("data", {})))
        return self._calls.ask(call, read_account)


def read_account(call: Call, answer: Answer) -> dict[str, Any]:
    """Read a JSON answer; of an account one that went well carries no return code. Raises WeComError."""
    found = parsed(answer.body)
    if found is None:
        raise call.failed("an answer that cannot be read", "unknown", NO_ANSWER)
    errcode: int = found.get("errcode", 0)
    if errcode == 0:
        return found
    judged = VERDICTS.get(errcode, REFUSED)
    raise call.failed(f"the public account says {errcode}: {found.get('errmsg')}", "refused", judged, errcode)


def _articles(draft: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    content = draft.get("content")
    found = content.get("news_item") if isinstance(content, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
