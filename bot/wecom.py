"""The one gateway to WeCom: wechatpy's client with its faults closed, and every call this product makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from wechatpy.enterprise import WeChatClient

from bot.clock import Clock
from bot.settings import WeComSettings
from bot.wecom_answers import App, Chat, Listed, Media, Member, Sent, department_ids, read_filename
from bot.wecom_calls import TokenCalls, ask_for_token, needed, read_moment
from bot.wecom_errors import NO_MENU, WeComError
from bot.wecom_http import Call, Platform, read_file, read_json, write_json
from bot.wecom_tokens import Grant, TokenStore

STALE_TOKEN: Final = frozenset({40014, 42001})


class WeCom(WeChatClient):  # type: ignore[misc]  # wechatpy carries no types
    """WeCom as one app of one corporation sees it; safe for 32 threads.

    Whatever goes wrong between us and WeCom is a WeComError. Never call a method inside a write transaction: a fresh
    access token is stored in a transaction of its own.
    """

    # These parts of wechatpy name the real platform, know no time limit or mix up the tickets of two apps.
    media = material = oauth = jsapi = None

    def __init__(self, settings: WeComSettings, tokens: TokenStore, clock: Clock) -> None:
        # The secret stays in the settings, where it hides itself.
        super().__init__(settings.wecom_corp_id, secret="", auto_retry=False)
        self._settings = settings
        self._clock = clock
        self._platform = Platform(settings.wecom_api_base, settings.reach)
        fetch = self.fetch_access_token
        self._calls = TokenCalls(self._platform, tokens, clock, self.access_token_key, fetch, STALE_TOKEN)

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Sent:
        """Send a message to one member or several ("a|b"); a repeat arrives only once within a time of at most 4 hours.

        Part of the addressees refused is a success that names them; all refused is an error.
        """
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": int(unique_for.total_seconds())}
        body = {**message, **check}
        return Sent.read(self.message.send(self._settings.wecom_agent_id, touser, msg=body))

    def update_card(
        self,
        userids: Sequence[str],
        response_code: str,
        *,
        card: Mapping[str, Any] | None = None,
        replace_name: str | None = None,
    ) -> None:
        """Put another card in place of a sent one, or grey its buttons with a word. A code works once, for 72 hours."""
        change = {"template_card": card} if card else {"button": {"replace_name": replace_name}}
        named = {"userids": list(userids), "agentid": self._settings.wecom_agent_id, "response_code": response_code}
        self.post("message/update_template_card", data={**named, **change})

    def recall(self, msgid: str) -> None:
        """Take back a message within 24 hours; copies in the WeChat plugin stay."""
        self.post("message/recall", data={"msgid": msgid})

    def send_to_chat(self, chatid: str, message: Mapping[str, Any]) -> None:
        """Send a message (no template card) into a group chat of this app."""
        self.post("appchat/send", data={"chatid": chatid, **message})

    def create_chat(self, name: str, owner: str, members: Sequence[str], chatid: str) -> str:
        """Make a group chat of at least two members and return its chatid (letters and digits, at most 32)."""
        self.appchat.create(chatid, name, owner, list(members))
        return chatid

    def chat(self, chatid: str) -> Chat:
        """Look a group chat of this app up."""
        return Chat.read(self.get("appchat/get", params={"chatid": chatid}))

    def update_chat(
        self,
        chatid: str,
        *,
        name: str | None = None,
        owner: str | None = None,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Rename a group chat, hand it to another owner, add or remove members."""
        self.appchat.update(chatid, name, owner, list(add) or None, list(remove) or None)

    def send_to_webhook(self, key: str, message: Mapping[str, Any]) -> None:
        """Send a message through a group robot; its key is a secret, no access token goes along."""
        self._platform.ask(Call("post", "webhook/send", {"key": key}, write_json(message)), read_json)

    def knock_at_robot(self, key: str) -> None:
        """Ask a group robot for what no robot can do, so that nothing is posted. Raises WeComError where it is gone."""
        call = Call("post", "webhook/send", {"key": key}, write_json({"msgtype": "knock"}))
        try:
            self._platform.ask(call, read_json)
        except WeComError as error:
            if error.verdict.action != "give_up":
                raise

    def told_moment(self) -> datetime | None:
        """Tell which moment it is by WeCom's clock; None where its answer carries none."""
        agent = {"agentid": self._settings.wecom_agent_id}
        return self._calls.ask(Call("get", "agent/get", agent), read_moment)

    def upload(self, kind: str, filename: str, data: bytes) -> str:
        """Hand over a file and return its media_id, good for three days.

        `kind` is image, voice, video or file; `filename` is the name people will see.
        """
        call = Call("post", "media/upload", {"type": kind}, file=(filename, data))
        return needed(call, self._calls.ask(call, read_json), "media_id")

    def download(self, media_id: str) -> Media:
        """Fetch a file a member has sent within the last three days, at most 20 MB."""
        answer = self._calls.ask(Call("get", "media/get", {"media_id": media_id}), read_file)
        return Media(read_filename(answer.disposition), answer.content_type, answer.body)

    def user_by_code(self, code: str) -> str | None:
        """Tell who has signed in: the member's userid in lower case, or None for somebody outside the corporation."""
        answer = self.get("auth/getuserinfo", params={"code": code})
        return str(answer.get("userid") or "").lower() or None

    def agent(self) -> App:
        """Tell how the app is set up in the console."""
        return App.read(self.get("agent/get", params={"agentid": self._settings.wecom_agent_id}))

    def menu(self) -> list[dict[str, Any]]:
        """Tell the buttons of the app's menu; none where no menu was ever published."""
        try:
            answer = self.get("menu/get", params={"agentid": self._settings.wecom_agent_id})
        except WeComError as error:
            if error.errcode != NO_MENU:
                raise
            return []
        buttons = answer.get("button")
        return [one for one in buttons if isinstance(one, dict)] if isinstance(buttons, list) else []

    def publish_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Put a menu in place of the app's old one."""
        agent = {"agentid": self._settings.wecom_agent_id}
        self.post("menu/create", params=agent, data={"button": list(buttons)})

    def member(self, userid: str) -> Member:
        """Look a member up; one outside the app's visible range is refused."""
        return Member.read(self.user.get(userid))

    def directory(self) -> list[Listed]:
        """List everybody the app may see, each once, by department; telephones only where it may know them."""
        found: dict[str, Listed] = {}
        for department in department_ids(self.get("department/simplelist")):
            answer = self.get("user/list", params={"department_id": department})
            found |= {one.userid: one for one in Listed.read_all(answer)}
        return list(found.values())

    @property
    def access_token_key(self) -> str:
        """The name of our token: corporation and app, and nothing of the secret."""
        return f"{self._settings.wecom_corp_id}:{self._settings.wecom_agent_id}"

    @property
    def access_token(self) -> str:
        """The token to call with; fetched when none lives."""
        return self._calls.token

    def fetch_access_token(self) -> Grant:
        """Ask WeCom for a token; it is given up a little before it ends, so that no call meets its end."""
        asked_at = self._clock.now()
        secret = self._settings.wecom_secret.get_secret_value()
        return ask_for_token(self._platform, self._settings.wecom_corp_id, secret, asked_at)

    def _request(self, method: Literal["get", "post"], url_or_endpoint: str, **kwargs: Any) -> dict[str, Any]:
        """Make the calls of wechatpy's own methods our way, too."""
        data = kwargs.get("data")
        body = write_json(data) if isinstance(data, Mapping) else None
        return self._calls.ask(Call(method, url_or_endpoint, kwargs.get("params", {}), body), read_json)
