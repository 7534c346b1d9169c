"""Facts of WeCom's side and of our own address as others reach it. Each call is made once, one after the other."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from bot.callback import Callback
from bot.menu_keeper import is_same_menu
from bot.own_address import look
from bot.settings import Settings
from bot.wecom_answers import App, Chat, Listed, Sent
from bot.wecom_errors import WeComError
from models.chats import GroupChat
from rules.checkup_facts import AppFacts, DoorFacts, Refusal, WeComFacts

CALLBACK: Final = "wecom/callback"
# Sent twice within so short a time, the same message is to arrive once.
ONE_HOUR: Final = timedelta(hours=1)
_IP: Final = re.compile(r"from ip: ([0-9A-Fa-f.:]+)")

T = TypeVar("T")
Menu = Sequence[Mapping[str, Any]]


class Platform(Protocol):
    """What a checkup asks of the gateway."""

    def fetch_access_token(self) -> object: ...

    def agent(self) -> App: ...

    def told_moment(self) -> datetime | None: ...

    def menu(self) -> list[dict[str, Any]]: ...

    def directory(self) -> list[Listed]: ...

    def chat(self, chatid: str) -> Chat: ...

    def knock_at_robot(self, key: str) -> None: ...

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Sent: ...


def wecom_facts(
    platform: Platform, chats: Iterable[GroupChat], declared: Menu, now: Callable[[], datetime]
) -> WeComFacts:
    """Ask WeCom, beginning with a fresh token; where it refuses one thing, what hangs on that is not asked."""
    if token := _refusal(platform.fetch_access_token):
        return WeComFacts(token=token)
    app = _app(platform)
    if isinstance(app, Refusal):
        return WeComFacts(app=app)
    told, menu, members = _got(platform.told_moment), _got(platform.menu), _got(platform.directory)
    return WeComFacts(
        app=app,
        away=now() - told if told else None,
        is_our_menu=None if menu is None else is_same_menu(menu, declared),
        members=None if members is None else {one.userid: one.joined for one in members},
        chats={chat.name: refused for chat in chats if (refused := _chat_refusal(platform, chat))},
    )


def _got(ask: Callable[[], T]) -> T | None:
    """Ask one thing; None where WeCom does not answer it, which says nothing about it."""
    try:
        return ask()
    except WeComError:
        return None


def sent_twice(platform: Platform, userid: str, words: str) -> bool | None:
    """Send a member the same words twice, as a repeat after a crash would; tell whether WeCom took them for two.

    None where it did not take them at all. Only where somebody at the machine asks for it with an account named: the
    outbox would never say a thing twice.
    """
    body = {"msgtype": "text", "text": {"content": words}}
    sent = [_got(lambda: platform.send(userid, body, unique_for=ONE_HOUR)) for _ in range(2)]
    first, second = (one.msgid if one else None for one in sent)
    return first != second if first and second else None


def door_facts(settings: Settings, public_url: str, proof: tuple[str, str] | None, now: datetime) -> DoorFacts:
    """Do what the console does with our callback address, and fetch the proof of the domain, name and text."""
    echo = secrets.token_hex(8)
    reach = settings.reach(public_url)
    page = look(f"{public_url}{CALLBACK}", reach, Callback(settings.wecom).challenge(echo, now))
    name, text = proof or ("", "")
    served = look(f"{public_url}{name}", reach) if name else None
    return DoorFacts(
        host=urlsplit(public_url).netloc.lower(),
        trouble=page.trouble,
        status=page.status,
        echoed=page.text == echo,
        seconds=page.seconds,
        proof_name=name,
        is_proof_served=served is not None and served.text == text,
    )


def _app(platform: Platform) -> AppFacts | Refusal:
    try:
        app = platform.agent()
    except WeComError as error:
        return _refused(error)
    return AppFacts(app.closed, app.redirect_domain.lower(), app.sees_root)


def _chat_refusal(platform: Platform, chat: GroupChat) -> Refusal | None:
    """Ask for a chat without posting anything; one of the app's own is there once it was made."""
    if chat.webhook:
        return _refusal(lambda: platform.knock_at_robot(str(chat.webhook)))
    return _refusal(lambda: platform.chat(str(chat.chatid))) if chat.members is not None else None


def _refusal(ask: Callable[[], object]) -> Refusal | None:
    try:
        ask()
    except WeComError as error:
        return _refused(error)
    return None


def _refused(error: WeComError) -> Refusal:
    found = _IP.search(str(error))
    return Refusal(error.errcode, str(error), found[1] if found else "")
