"""One checkup: facts gathered where they can be, all checks gone through, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from bot.clock import SystemClock
from bot.core_parts import CoreParts
from bot.environment import is_open_to_others
from bot.errors import HonghuiError
from bot.settings import NEEDED_FOR_WECOM, Settings
from bot.wording import word
from models.chats import GroupChat, group_chats
from rules.checkup import Result, examined
from rules.checkup_facts import AppFacts, Facts, SettingsFacts
from rules.checkup_here import CHECKS as HERE
from rules.checkup_wecom import CHECKS as BEYOND
from services.backups.copies import folder_of
from services.checkups.beyond import Menu, Platform, door_facts, sent_twice, wecom_facts
from services.checkups.here import kept_facts, machine_facts, store_facts

WORDS: Final = "checkups/checks.txt"


class CheckupParts(CoreParts, Protocol):
    """What a checkup needs of the application."""

    @property
    def wecom(self) -> Platform: ...


@dataclass(frozen=True)
class Asked:
    """What a checkup is to look at: also WeCom's side (`beyond`), and where somebody asked for it whether doubles

    arrive, at the account `tried`. `declared` gives the app's menu in this town, `file` is that of the environment.
    """

    declared: Callable[[], Menu]
    file: Path | None = None
    beyond: bool = True
    tried: str = ""


@dataclass(frozen=True)
class Checkup:
    """What came of a checkup: of this side, and of WeCom's. `zone` is the machine's, which no deadline hangs on."""

    at: datetime
    zone: str
    here: tuple[Result, ...]
    beyond: tuple[Result, ...]

    @property
    def is_fine(self) -> bool:
        """Whether nothing at all was found; what could not be looked at has its reason among the findings."""
        return all(one.state != "wrong" for one in (*self.here, *self.beyond))

    @property
    def wrong(self) -> int:
        """How many checks found something."""
        return sum(one.state == "wrong" for one in (*self.here, *self.beyond))


def checkup(facts: Facts) -> Checkup:
    """Go through all checks."""
    zone = facts.machine.zone if facts.machine else ""
    return Checkup(facts.now, zone, tuple(examined(HERE, facts)), tuple(examined(BEYOND, facts)))


def gathered(parts: CheckupParts, asked: Asked) -> Facts:
    """Gather the facts; what cannot be looked at because something else is wrong stays out. Nothing is changed."""
    try:
        settings, now = parts.settings, parts.clock.now()
    except HonghuiError as error:
        return Facts(SystemClock().now(), SettingsFacts(wrong=str(error)))
    url = settings.database_url.get_secret_value()
    store = store_facts(url)
    facts = Facts(now, _settings(settings, asked.file), store, machine_facts(url, folder_of(settings)))
    return _with_database(parts, asked, facts) if store.is_usable else facts


def _settings(settings: Settings, file: Path | None) -> SettingsFacts:
    lacking = tuple(name for name in NEEDED_FOR_WECOM if not getattr(settings, name.lower()))
    open_file = str(file) if file and is_open_to_others(file) else ""
    return SettingsFacts("", lacking, open_file, has_pages=settings.public_url is not None)


def _with_database(parts: CheckupParts, asked: Asked, facts: Facts) -> Facts:
    years = parts.calendar.known_years
    with parts.db.read() as session:
        facts = replace(facts, kept=kept_facts(session, years, facts.now))
        chats, declared = group_chats(session), asked.declared()
    return _with_wecom(parts, asked, facts, chats, declared) if asked.beyond and not facts.settings.lacking else facts


def _with_wecom(parts: CheckupParts, asked: Asked, facts: Facts, chats: Sequence[GroupChat], declared: Menu) -> Facts:
    settings, wecom = parts.settings, wecom_facts(parts.wecom, chats, declared, parts.clock.now)
    if asked.tried and isinstance(wecom.app, AppFacts):
        wecom = replace(wecom, twice=sent_twice(parts.wecom, asked.tried, word(WORDS, "trial", now=facts.now)))
    public_url = settings.public_url
    door = door_facts(settings, public_url, settings.proof, facts.now) if public_url else None
    return replace(facts, wecom=wecom, door=door)
