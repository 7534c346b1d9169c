"""Before a town goes live (上线清单): what is asked of the county, what is ready, what is not, what people confirm."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.organizations import Organization
from models.schemes import latest_version, township
from rules.periods import BEIJING, Quarter
from rules.policy import Policy
from rules.scheme import Scheme
from services.checkups.checkup import Checkup
from services.schemes.versions import scheme_for

WORDS: Final = "checkups/golive.txt"
PLACEHOLDER: Final = "default-placeholder"
# What only the county can answer, and what only people of the town can know.
OF_THE_COUNTY: Final = ("consent", "host", "ranking", "bonus")
BY_PEOPLE: Final = ("notice", "policy", "restore", "shell", "people")
# What checks say: the item, and the checks that are all to be fine for it.
BY_CHECKS: Final[dict[str, frozenset[str]]] = {
    "machine": frozenset({"settings", "pages", "database", "schema", "clock", "fonts", "disk"}),
    "calendar": frozenset({"calendar"}),
    "backup": frozenset({"backup"}),
    "red_lines": frozenset({"red_lines"}),
    "wecom": frozenset({"secret", "ip_list", "app", "callback", "called", "domain", "menu"}),
    "members": frozenset({"members", "visible_range"}),
    "chats": frozenset({"chats"}),
}
State = Literal["ready", "lacking", "unseen"]


@dataclass(frozen=True)
class Item:
    """One line of the list: `name` is its block in the wording."""

    name: str
    state: State


@dataclass(frozen=True)
class GoLive:
    """The whole list. `policy` is what the town has set, to be looked at by people; None where there is no rule."""

    items: tuple[Item, ...]
    policy: Policy | None

    @property
    def is_ready(self) -> bool:
        """Whether nothing is lacking that a machine can see."""
        return all(one.state == "ready" for one in self.items)

    def in_state(self, *states: State) -> list[Item]:
        """List the items in some states, in their order."""
        return [one for one in self.items if one.state in states]


def golive(session: Session | None, done: Checkup, now: datetime) -> GoLive:
    """Make the list; without a database that can be used nothing of the town is ready."""
    scheme = _scheme(session, now) if session else None
    own = [Item("rule", _state(scheme is not None and scheme.status != PLACEHOLDER))]
    own += [Item(name, _state(session is not None and ready(session))) for name, ready in _OF_THE_TOWN.items()]
    states = {one.name: one.state for one in (*done.here, *done.beyond)}
    checked = [Item(name, _of_checks(states, names)) for name, names in BY_CHECKS.items()]
    return GoLive((*own, *checked), scheme.policy if scheme else None)


def _state(ready: bool) -> State:
    return "ready" if ready else "lacking"


def _of_checks(states: Mapping[str, str], names: Collection[str]) -> State:
    found = {states[name] for name in names}
    return "lacking" if "wrong" in found else "unseen" if "unseen" in found else "ready"


def _scheme(session: Session, now: datetime) -> Scheme | None:
    quarter = Quarter.of(now.astimezone(BEIJING).date())
    return scheme_for(session, quarter) if latest_version(session) else None


def _has_register(session: Session) -> bool:
    town = township(session)
    assessed = select(func.count()).select_from(Organization).where(Organization.assessed, Organization.ended.is_(None))
    return town is not None and not town.fictional and bool(session.scalar(assessed))


def _has_telephone(session: Session) -> bool:
    town = township(session)
    return town is not None and bool(town.office_phone)


_OF_THE_TOWN: Final = {"register": _has_register, "telephone": _has_telephone}
