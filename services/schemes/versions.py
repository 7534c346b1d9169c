"""The town's rule in versions: storing one, finding the one a quarter goes by, and pinning a quarter to it (R5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, DatabaseError
from bot.terms import forget
from bot.wording import LABELS, blocks
from models.schemes import QuarterRule, SchemeStart, SchemeVersion, holding_version, latest_version, version_from
from rules.catalogue import KINDS
from rules.periods import Quarter, boards_a_year
from rules.scheme import Scheme, SchemeError, kept_scheme, load_scheme
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Mistake

# By the digest of their version, which is made of all its words.
_BY_DIGEST: Final[dict[str, Scheme]] = {}
SCHEME_FILE = Path(__file__).parents[2] / "data" / "scheme.yaml"


def shipped_text() -> str:
    """Read the rule as data/scheme.yaml holds it."""
    return SCHEME_FILE.read_text(encoding="utf-8")


def store_scheme(session: Session, text: str, overrides: Mapping[str, Any], now: datetime) -> SchemeVersion:
    """Keep a version of the rule that holds from the beginning, where nothing else was decided; the latest one counts.

    The same words give the same row. Raises SchemeError, and stores nothing, when the rule cannot be used.
    """
    version = kept_version(session, text, overrides, now)
    if version is not latest_version(session):
        session.add(SchemeStart(version=version, since=None, at=now))
        session.flush()
        forget(session)
    return version


def kept_version(session: Session, text: str, overrides: Mapping[str, Any], now: datetime) -> SchemeVersion:
    """Keep the words of a version, which does not hold yet; the same words give the same row. Raises SchemeError."""
    changes = json.dumps(overrides, ensure_ascii=False, sort_keys=True, default=str)
    parsed(text, changes)
    digest = hashlib.sha256(f"{text}\0{changes}".encode()).hexdigest()
    version = session.scalar(select(SchemeVersion).where(SchemeVersion.digest == digest))
    if version is None:
        version = SchemeVersion(digest=digest, text=text, overrides=changes, loaded_at=now)
        session.add(version)
        session.flush()
    return version


@lru_cache(maxsize=16)
def parsed(text: str, overrides: str) -> Scheme:
    """Read a rule that comes in; `overrides` is the JSON text that is kept with it. Raises SchemeError."""
    return usable(text, json.loads(overrides))


def usable(text: str, overrides: Mapping[str, Any] | YamlEntry) -> Scheme:
    """Read a rule of which every part can be said. Raises SchemeError, also for a kind that no slip can name."""
    if nameless := sorted(set(KINDS) - blocks(LABELS)):
        sentence = f"No slip can name the kind {', '.join(nameless)}; give it a block of its own in templates/{LABELS}"
        facts = {"names": nameless, "labels": LABELS}
        raise SchemeError(Mistake("kind_without_name", sentence, LABELS, None, "", "", facts))
    return load_scheme(text).with_overrides(overrides)


def scheme_for(session: Session, quarter: Quarter) -> Scheme:
    """Find the rule a quarter goes by, its version's. Raises as `version_for`."""
    found = rule_holding(session, quarter)
    return found or rule_of(version_for(session, quarter))


def rule_holding(session: Session, quarter: Quarter) -> Scheme | None:
    """Find the rule a quarter goes by; None where `version_for` raises.

    Every sweep and most messages ask: a rule is read once, and afterwards only which one it is.
    """
    digest = holding_version(session, quarter) if quarter.boards_a_year == boards_a_year() else None
    if digest and digest not in _BY_DIGEST:
        _BY_DIGEST[digest] = rule_of(version_for(session, quarter))
    return _BY_DIGEST[digest] if digest else None


def rule_of(version: SchemeVersion) -> Scheme:
    """Read the rule that a version keeps; one that an older program took holds as it was written."""
    return kept_scheme(version.text, version.overrides)


def pin_quarter(session: Session, quarter: Quarter, now: datetime) -> QuarterRule:
    """Pin a quarter to the version of the rule that holds for it; a quarter once pinned keeps its version."""
    pinned = session.get(QuarterRule, quarter)
    if pinned is None:
        pinned = QuarterRule(quarter=quarter, version=version_for(session, quarter), pinned_at=now)
        session.add(pinned)
        session.flush()
        forget(session)
    return pinned


def close_quarter(session: Session, quarter: Quarter, now: datetime) -> None:
    """Close a quarter's data, once: records, findings and claims of it may no longer change."""
    rule = pin_quarter(session, quarter, now)
    rule.closed_at = rule.closed_at or now
    session.flush()


def closed_at(session: Session, quarter: Quarter) -> datetime | None:
    """Tell when a quarter's data were closed; None while they may still change."""
    pinned = session.get(QuarterRule, quarter)
    return pinned.closed_at if pinned else None


def version_for(session: Session, quarter: Quarter) -> SchemeVersion:
    """Find the version a quarter goes by: the one it is pinned to, else the one that has started last by then.

    Raises DatabaseError when none is loaded, BadInput for a period of another length than the town's boards have.
    """
    if quarter.boards_a_year != boards_a_year():
        raise BadInput("which_quarter", said=str(quarter))
    pinned = session.get(QuarterRule, quarter)
    version = pinned.version if pinned else version_from(session, quarter)
    if version is None:
        raise DatabaseError("No rule has been loaded yet; run `flask township load FILE` first")
    return version
