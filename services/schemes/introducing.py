"""New versions of the rule: in force from a quarter on, by the leading group's decision (R5)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import needed
from bot.terms import forget
from bot.wording import quarter_text
from models.daily_records import DailyRecord
from models.inspections import Finding
from models.people import Person
from models.schemes import SchemeStart, SchemeVersion, pinned_quarters, starts, version_from
from models.tasks import Task
from models.transitions import Transition, transitions_of
from rules.periods import Quarter, boards_a_year
from rules.policy import CHOSEN, STATED
from rules.scheme import Scheme, load_scheme
from rules.scheme_diff import Change, differences
from rules.terms import OWN
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import kept_version, parsed, rule_of, version_for

NOTICES: Final = "schemes/notices.txt"
# The case whose one transition says who decided a start, when, and by which document.
CASE: Final = "scheme_start"
# So much of a digest is shown.
SHOWN: Final = 8


@dataclass(frozen=True)
class Introduced:
    """A version just stored: what it changes against the one before, and where the town's own values stay."""

    version: SchemeVersion
    since: Quarter
    changes: Sequence[Change]
    kept: Sequence[Change]


@dataclass(frozen=True)
class Known:
    """A stored version: its starts with the decision on each, where there was one, and the quarters pinned to it."""

    version: SchemeVersion
    starts: Sequence[tuple[SchemeStart, Transition | None]]
    quarters: Sequence[Quarter]


def introduce_scheme(
    session: Session, text: str, source: str, since: Quarter, by: Person, reason: str, now: datetime
) -> Introduced:
    """Store a version that holds from a quarter on; earlier quarters, and pinned ones, keep theirs (R5).

    What the township's file changes in the rule goes on holding. `reason` names the document of the decision, `source`
    the file in complaints. Raises SchemeError for a file that cannot be used, and Refused for anybody but the leading
    group, without a reason, for quarters that are pinned, and for a rule without indicators that are in use already.
    """
    check_may(session, by, Right.INTRODUCE_SCHEME, now)
    said = needed(reason, BadInput("scheme_reason_missing"))
    _check_not_pinned(session, since)
    before = version_for(session, since)
    changes = towns_changes(text, source, before.overrides)
    _check_period(text, changes)
    _check_used(session, since, rule_of(before), parsed(text, json.dumps(changes)))
    version = kept_version(session, text, changes, now)
    if version is version_from(session, since):
        raise NotNow("scheme_holds_already", since=quarter_text(since))
    _start(session, version, since, by, said, now)
    rule = rule_of(version)
    return Introduced(version, since, differences(rule_of(before), rule), differences(load_scheme(text, source), rule))


def towns_changes(text: str, source: str, overrides: str) -> dict[str, Any]:
    """Take from a town's changes what a new rule has room for: no indicator it no longer has, and no retired key.

    Raises SchemeError, naming the file and the line, when the rule itself cannot be used.
    """
    rule = load_scheme(text, source)
    changes: dict[str, Any] = json.loads(overrides)
    room = {"indicators": rule.indicators.keys(), "policy": STATED | CHOSEN, "terms": OWN}
    return {
        part: {name: one for name, one in changes[part].items() if name in names}
        for part, names in room.items()
        if part in changes
    }


def known_versions(session: Session) -> list[Known]:
    """List every stored version in the order they were loaded."""
    begun, pinned = starts(session), pinned_quarters(session)
    decided = {one.id: next(iter(transitions_of(session, CASE, one.id)), None) for one in begun}
    return [
        Known(
            version,
            [(one, decided[one.id]) for one in begun if one.version is version],
            [one.quarter for one in pinned if one.version is version],
        )
        for version in session.scalars(select(SchemeVersion).order_by(SchemeVersion.loaded_at, SchemeVersion.id))
    ]


def decided_rules(session: Session) -> dict[Quarter, Scheme]:
    """Read the rules that were decided to hold from a quarter on, by that quarter; of several the newest counts."""
    return {one.since: rule_of(one.version) for one in starts(session) if one.since}


def _check_not_pinned(session: Session, since: Quarter) -> None:
    """Refuse to change the rule of a quarter whose assessment has begun: one rule per quarter for all."""
    fixed = [one.quarter for one in pinned_quarters(session) if one.quarter >= since]
    if fixed:
        last = fixed[-1]
        raise NotNow("scheme_quarter_fixed", quarter=quarter_text(last), following=quarter_text(last.next))


def _check_period(text: str, changes: Mapping[str, Any]) -> None:
    """Refuse boards of another length: the periods of one database are all alike, or none could follow another."""
    if parsed(text, json.dumps(changes)).policy.boards_a_year != boards_a_year():
        raise NotNow("scheme_other_period")


def _check_used(session: Session, since: Quarter, before: Scheme, after: Scheme) -> None:
    """Refuse a rule that lacks what tasks, records or inspections of its quarters already rest on."""
    first = since.months[0]
    used = {*session.scalars(select(Task.indicator).where(Task.month >= first))}
    used |= {*session.scalars(select(DailyRecord.item).where(DailyRecord.month >= first))}
    used |= {*session.scalars(select(Finding.indicator).where(Finding.month >= first))}
    if lacking := sorted((used & before.indicators.keys()) - after.indicators.keys()):
        raise NotNow("scheme_lacks_indicators", since=quarter_text(since), codes=lacking)


def _start(session: Session, version: SchemeVersion, since: Quarter, by: Person, reason: str, now: datetime) -> None:
    """Let a version hold from a quarter on, and keep who decided so, when and why."""
    start = SchemeStart(version=version, since=since, at=now)
    session.add(start)
    session.flush()
    forget(session)
    facts = {"since": str(since), "digest": version.digest}
    session.add(
        Transition(
            case_kind=CASE,
            case_id=start.id,
            event="decide",
            state="decided",
            by_id=by.id,
            at=now,
            reason=reason,
            facts=facts,
        )
    )
    session.flush()
