"""What a checkup (体检) goes by: plain facts that probes have gathered, of this machine and of WeCom's side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.red_lines import Crossing


@dataclass(frozen=True)
class SettingsFacts:
    """The environment: the sentence that says what is wrong with it, the names that are not set, and what is.

    `open_file` is the environment's file where others of the machine may read it.
    """

    wrong: str = ""
    lacking: tuple[str, ...] = ()
    open_file: str = ""
    has_pages: bool = True


@dataclass(frozen=True)
class StoreFacts:
    """The database: what keeps it from being used, and the revision of its tables beside the program's."""

    trouble: str = ""
    is_begun: bool = True
    revision: str | None = None
    newest: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the program can work with it."""
        return not self.trouble and self.is_begun and self.revision == self.newest


@dataclass(frozen=True)
class Account:
    """Somebody in office who is reached by WeCom: the account in the register, and the branch; "" of the town."""

    name: str
    userid: str
    branch: str = ""


@dataclass(frozen=True)
class KeptFacts:
    """What the database says. `lost` are messages that gave up, `failed` what came in and could not be worked off.

    `crossings` are red lines for which nobody answers; `unreached` the branches by WeCom without any account.
    """

    known_years: frozenset[int]
    failed: int = 0
    lost: int = 0
    last_arrival: datetime | None = None
    has_own_chats: bool = False
    accounts: tuple[Account, ...] = ()
    unreached: tuple[str, ...] = ()
    crossings: tuple[Crossing, ...] = ()


@dataclass(frozen=True)
class MachineFacts:
    """The machine: room beside the database in bytes, fonts that are not there or broken, the newest backup."""

    zone: str
    free_bytes: int
    broken_fonts: tuple[str, ...] = ()
    backup_at: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """WeCom did not do what was asked: its return code, None without an answer; `ip` is the address it saw."""

    errcode: int | None
    said: str
    ip: str = ""


@dataclass(frozen=True)
class AppFacts:
    """The app as the console has it; `sees_root`: its visible range holds the root department."""

    closed: bool
    redirect_domain: str
    sees_root: bool


@dataclass(frozen=True)
class WeComFacts:
    """WeCom's side. What was not asked, because something before it failed, is None.

    `away` is how far our clock is from WeCom's. `members` are the accounts the app sees, by userid in lower case, each
    with whether its owner has joined. `chats` are those that cannot be posted to, by name. `twice`: whether the same
    message sent twice was taken for two.
    """

    token: Refusal | None = None
    app: AppFacts | Refusal | None = None
    away: timedelta | None = None
    is_our_menu: bool | None = None
    members: Mapping[str, bool] | None = None
    chats: Mapping[str, Refusal] | None = None
    twice: bool | None = None


@dataclass(frozen=True)
class DoorFacts:
    """Our own address as it answers from outside: what came of the console's check of the callback, and the proof file.

    `trouble` says why no answer came; `echoed`: the answer was the right one. `host` is that of PUBLIC_URL.
    """

    host: str
    trouble: str = ""
    status: int = 0
    echoed: bool = False
    seconds: float = 0.0
    proof_name: str = ""
    is_proof_served: bool = False


@dataclass(frozen=True)
class Facts:
    """All of it at one moment; None where it could not be looked at."""

    now: datetime
    settings: SettingsFacts = field(default_factory=SettingsFacts)
    store: StoreFacts | None = None
    machine: MachineFacts | None = None
    kept: KeptFacts | None = None
    wecom: WeComFacts | None = None
    door: DoorFacts | None = None
