"""The town's rule in versions: storing one, finding the one a quarter goes by, and pinning a quarter to it (R5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import DatabaseError
from models.schemes import QuarterRule, SchemeVersion, latest_version
from rules.periods import Quarter
from rules.scheme import Scheme, load_scheme

SCHEME_FILE = Path(__file__).parent.parent / "data" / "scheme.yaml"


def shipped_text() -> str:
    """Read the rule as data/scheme.yaml holds it."""
    return SCHEME_FILE.read_text(encoding="utf-8")


def store_scheme(session: Session, text: str, overrides: Mapping[str, Any], now: datetime) -> SchemeVersion:
    """Keep a version of the rule and make it the latest one; the same words give the same row.

    Raises SchemeError, and stores nothing, when the rule cannot be used.
    """
    changes = json.dumps(overrides, ensure_ascii=False, sort_keys=True, default=str)
    parsed(text, changes)
    digest = hashlib.sha256(f"{text}\0{changes}".encode()).hexdigest()
    version = session.scalar(select(SchemeVersion).where(SchemeVersion.digest == digest))
    if version is None:
        version = SchemeVersion(digest=digest, text=text, overrides=changes, loaded_at=now)
        session.add(version)
    elif version is not latest_version(session):
        version.loaded_at = now
    session.flush()
    return version


@lru_cache(maxsize=16)
def parsed(text: str, overrides: str) -> Scheme:
    """Read a version of the rule; `overrides` is the JSON text kept with it. Raises SchemeError."""
    return load_scheme(text).with_overrides(json.loads(overrides))


def scheme_for(session: Session, quarter: Quarter) -> Scheme:
    """Find the rule a quarter goes by: the one it is pinned to, else the latest. Raises DatabaseError when none is."""
    version = _version_for(session, quarter)
    return parsed(version.text, version.overrides)


def pin_quarter(session: Session, quarter: Quarter, now: datetime) -> QuarterRule:
    """Pin a quarter to the latest version of the rule; a quarter once pinned keeps its version."""
    pinned = session.get(QuarterRule, quarter)
    if pinned is None:
        pinned = QuarterRule(quarter=quarter, version=_version_for(session, quarter), pinned_at=now)
        session.add(pinned)
        session.flush()
    return pinned


def closed_at(session: Session, quarter: Quarter) -> datetime | None:
    """Tell when a quarter's data were closed; None while they may still change."""
    pinned = session.get(QuarterRule, quarter)
    return pinned.closed_at if pinned else None


def _version_for(session: Session, quarter: Quarter) -> SchemeVersion:
    pinned = session.get(QuarterRule, quarter)
    version = pinned.version if pinned else latest_version(session)
    if version is None:
        raise DatabaseError("No rule has been loaded yet; run `flask township load FILE` first")
    return version
