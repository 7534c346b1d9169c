"""The checks of WeCom's side: secret, IP list, app, range, callback, domain, chats, menu, doubles, members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rules.checkup import Check, Finding
from rules.checkup_facts import AppFacts, DoorFacts, Facts, Refusal

# Return codes of the platform (protocol, section 13).
WRONG_SECRET: Final = frozenset({40001, 40091})
WRONG_CORPORATION: Final = 40013
NOT_LISTED: Final = 60020
NARROW_RANGE: Final = 48002
WRONG_APP: Final = frozenset({40056, 301002})
# WeCom waits so long for the answer when the callback address is saved.
PATIENCE_SECONDS: Final = 1.0


def secret(facts: Facts) -> Iterable[Finding] | None:
    """WeCom grants this corporation and secret a token."""
    if facts.wecom is None:
        return None
    refusal = facts.wecom.token
    return () if refusal is None else (Finding(_kind_of(refusal), {"said": refusal.said}),)


def _kind_of(refusal: Refusal) -> str:
    if refusal.errcode is None:
        return "no_connection"
    if refusal.errcode == WRONG_CORPORATION:
        return "corporation"
    return "wrong" if refusal.errcode in WRONG_SECRET else "other"


def _app(facts: Facts) -> AppFacts | Refusal | None:
    return facts.wecom.app if facts.wecom else None


def ip_list(facts: Facts) -> Iterable[Finding] | None:
    """WeCom takes calls from this machine's address."""
    app = _app(facts)
    if app is None:
        return None
    refused = isinstance(app, Refusal) and app.errcode == NOT_LISTED
    return (Finding("not_listed", {"ip": app.ip}),) if isinstance(app, Refusal) and refused else ()


def app(facts: Facts) -> Iterable[Finding] | None:
    """The app is the one its AgentId names, and switched on."""
    found = _app(facts)
    if found is None or (isinstance(found, Refusal) and found.errcode == NOT_LISTED):
        return None
    if isinstance(found, Refusal):
        return (Finding("agent_id" if found.errcode in WRONG_APP else "other", {"said": found.said}),)
    return (Finding("closed"),) if found.closed else ()


def visible_range(facts: Facts) -> Iterable[Finding] | None:
    """Where the app makes group chats itself, it sees the root department."""
    found = _app(facts)
    if not isinstance(found, AppFacts) or facts.kept is None:
        return None
    return (Finding("no_root"),) if facts.kept.has_own_chats and not found.sees_root else ()


def callback(facts: Facts) -> Iterable[Finding] | None:
    """Our callback address answers as the console wants it: the right echo, within a second."""
    return None if facts.door is None else _echo(facts.door)


def _echo(door: DoorFacts) -> Iterator[Finding]:
    if door.trouble:
        yield Finding("unreachable", {"host": door.host, "said": door.trouble})
    elif not door.echoed:
        yield Finding("wrong_answer", {"host": door.host, "status": door.status})
    elif door.seconds > PATIENCE_SECONDS:
        yield Finding("slow", {"seconds": round(door.seconds, 1)})


def called(facts: Facts) -> Iterable[Finding] | None:
    """WeCom has called us at least once: the address is saved in the console."""
    if facts.kept is None or facts.wecom is None:
        return None
    return () if facts.kept.last_arrival else (Finding("never"),)


def domain(facts: Facts) -> Iterable[Finding] | None:
    """The trusted domain is the host of our pages, and its proof can be fetched."""
    found = _app(facts)
    if facts.door is None or not isinstance(found, AppFacts):
        return None
    return _domain(facts.door, found.redirect_domain)


def _domain(door: DoorFacts, said: str) -> Iterator[Finding]:
    if said != door.host:
        yield Finding("other" if said else "none", {"said": said, "host": door.host})
    if door.proof_name and not door.is_proof_served and not door.trouble:
        yield Finding("no_proof", {"host": door.host, "name": door.proof_name})


def chats(facts: Facts) -> Iterable[Finding] | None:
    """Every chat and robot boards are posted to takes messages, unless the visible range keeps them all out."""
    refused = facts.wecom.chats if facts.wecom else None
    if refused is None:
        return None
    gone = {name: why.said for name, why in refused.items() if why.errcode != NARROW_RANGE}
    return [Finding("refused", {"name": name, "said": said}) for name, said in gone.items()]


def menu(facts: Facts) -> Iterable[Finding] | None:
    """The app's menu is ours."""
    if facts.wecom is None or facts.wecom.is_our_menu is None:
        return None
    return () if facts.wecom.is_our_menu else (Finding("other"),)


def duplicates(facts: Facts) -> Iterable[Finding] | None:
    """WeCom takes the same message sent twice for one; looked at only where somebody let it be tried."""
    if facts.wecom is None or facts.wecom.twice is None:
        return None
    return (Finding("twice"),) if facts.wecom.twice else ()


def members(facts: Facts) -> Iterable[Finding] | None:
    """Whoever is to be reached by WeCom is seen by the app and has joined; no branch is without anybody."""
    if facts.kept is None or facts.wecom is None or facts.wecom.members is None:
        return None
    seen = facts.wecom.members
    outside = [one for one in facts.kept.accounts if one.userid not in seen]
    idle = [one for one in facts.kept.accounts if seen.get(one.userid) is False]
    listed = {"outside": outside, "not_joined": idle, "no_account": facts.kept.unreached}
    return [Finding(kind, {"those": those}) for kind, those in listed.items() if those]


CHECKS: Final = (
    Check("secret", secret),
    Check("ip_list", ip_list),
    Check("app", app),
    Check("visible_range", visible_range),
    Check("callback", callback),
    Check("called", called),
    Check("domain", domain),
    Check("chats", chats),
    Check("menu", menu),
    Check("duplicates", duplicates),
    Check("members", members),
)
