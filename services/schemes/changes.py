"""What one version of the rule changes against another: files, quarters, and the version that comes next (R5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.wording import quarter_text
from models.people import Person
from models.schemes import SchemeVersion, starts
from rules.periods import Quarter
from rules.scheme import Scheme
from rules.scheme_diff import Change, differences
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.introducing import towns_changes
from services.schemes.versions import parsed, rule_of, version_for

# So much of a digest at least has to be given to find a version.
SHORTEST: Final = 4


@dataclass(frozen=True)
class Named:
    """A version somebody named: by a file's name with its `text`, else by a quarter, or the beginning of a digest."""

    name: str
    text: str | None = None


@dataclass(frozen=True)
class Difference:
    """Two versions as they were called, and what the second changes."""

    before: str
    after: str
    changes: Sequence[Change]


def difference(session: Session, before: Named, after: Named) -> Difference:
    """Compare two versions; a file beside a stored one is read as it would be loaded, with the town's own changes.

    Raises Refused for a name that no version has, SchemeError for a file that cannot be used.
    """
    stored = [stored_version(session, one.name) if one.text is None else None for one in (before, after)]
    overrides = next((one.overrides for one in stored if one), "{}")
    rules = [
        rule_of(version) if version else _as_loaded(one, overrides)
        for one, version in zip((before, after), stored, strict=True)
    ]
    return Difference(_title(before), _title(after), differences(*rules))


def stored_version(session: Session, name: str) -> SchemeVersion:
    """Find a version by a quarter that goes by it, or by the beginning of its digest. Raises Refused."""
    if quarter := _quarter(name):
        return version_for(session, quarter)
    beginning = name.strip().lower()
    query = select(SchemeVersion).where(SchemeVersion.digest.startswith(beginning, autoescape=True))
    found = session.scalars(query).all() if len(beginning) >= SHORTEST else []
    if len(found) != 1:
        raise NotFound("scheme_version_unknown", name=name, found=found, shortest=SHORTEST)
    return found[0]


def coming_difference(session: Session, by: Person, now: datetime) -> Difference | None:
    """Compare the rule of this quarter with the next one that is stored; None when nothing else follows.

    Raises Refused for anybody but the office and the leading group.
    """
    check_may(session, by, Right.SEE_SCHEME_CHANGES, now)
    this = Quarter.of(now.date())
    current = version_for(session, this)
    later = {one.since for one in starts(session) if one.since and one.since > this}
    for quarter in sorted({this.next, *later}):
        following = version_for(session, quarter)
        if following is not current:
            changes = differences(rule_of(current), rule_of(following))
            return Difference(quarter_text(this), quarter_text(quarter), changes)
    return None


def _as_loaded(named: Named, overrides: str) -> Scheme:
    text = named.text or ""
    return parsed(text, json.dumps(towns_changes(text, named.name, overrides)))


def _title(named: Named) -> str:
    quarter = _quarter(named.name) if named.text is None else None
    return quarter_text(quarter) if quarter else named.name


def _quarter(name: str) -> Quarter | None:
    try:
        return Quarter.parse(name)
    except ValueError:
        return None
