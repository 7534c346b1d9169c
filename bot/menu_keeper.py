"""Keeps the app's menu at WeCom as it is declared, which a town may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

import structlog

from bot.clock import Clock
from bot.hold import Held, never
from bot.wecom_errors import WeComError

log = structlog.get_logger()

# What an entry is; WeCom may give more back than it was given.
_FIELDS: Final = ("type", "name", "key")


class Menus(Protocol):
    """What keeping the menu needs of the gateway."""

    def menu(self) -> list[dict[str, Any]]: ...

    def publish_menu(self, buttons: Sequence[dict[str, Any]]) -> None: ...


class MenuKeeper:
    """Compares the declared menu with WeCom's, once a day and whenever another is declared, in each process."""

    def __init__(
        self, wecom: Menus, clock: Clock, declared: Callable[[], Sequence[dict[str, Any]]], held: Held = never
    ) -> None:
        self._wecom, self._clock, self._declared, self._held = wecom, clock, declared, held
        self._kept: tuple[date, Sequence[dict[str, Any]]] | None = None

    def keep(self) -> None:
        """Publish the menu where WeCom has another one. What WeCom refuses is logged, and tried again next time."""
        if self._held():
            return
        wanted = self._clock.now().date(), self._declared()
        if self._kept == wanted:
            return
        try:
            if not is_same_menu(self._wecom.menu(), wanted[1]):
                self._wecom.publish_menu(wanted[1])
                log.info("menu_published")
            self._kept = wanted
        except WeComError as error:
            log.warning("menu_not_kept", reason=str(error), meaning=error.verdict.meaning)


def is_same_menu(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two menus have the same entries, whatever else WeCom writes beside them."""
    return _plain(one) == _plain(other)


def _plain(buttons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**{name: one[name] for name in _FIELDS if one.get(name)}, "sub_button": _plain(one.get("sub_button") or [])}
        for one in buttons
    ]
