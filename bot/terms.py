"""The town's terms of the moment: what templates call its lists, its bodies and the period of a board.

A town speaks as the rule does of the newest period that has begun; a board of an older one is shown in the terms of its
own rule. The terms are looked up once a transaction, and only when something is said in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.schemes import HOLDING, SchemeVersion, modules_off, speaking_version, township
from rules.periods import BOARDS_A_YEAR, BoardPeriod, Quarter, counting_boards
from rules.scheme import Scheme, kept_scheme
from rules.terms import Terms

TERMS: Final = Path(__file__).resolve().parent.parent / "templates" / "terms.yaml"

# What people type as well as read.
LISTS: Final = ("board", "red", "grey")
# By the digest of their version, which is made of all its words.
_BY_DIGEST: Final[dict[str, Terms]] = {}
_SPOKEN: ContextVar[Terms | None] = ContextVar("spoken", default=None)
_SESSION: ContextVar[Session | None] = ContextVar("session", default=None)


class LastSpoken:
    """What was spoken last in one town, for what is said outside of a transaction: a page that is not there."""

    terms: Terms | None = None


_LAST: ContextVar[LastSpoken | None] = ContextVar("last", default=None)
# Where a session keeps that of its town.
LAST: Final = "last spoken"


def terms() -> Terms:
    """Give the terms in which things are said now."""
    if spoken := _SPOKEN.get():
        return spoken
    session = _SESSION.get()
    if session is not None and session.is_active:
        return _of_session(session)
    last = _LAST.get()
    return (last and last.terms) or usual_terms()


def has(module: str) -> bool:
    """Tell whether the town uses a module, so that nothing that is said leads to what is switched off.

    What is said outside of a transaction knows no town, and names what every town has.
    """
    session = _SESSION.get()
    if session is None or not session.is_active:
        return True
    with session.no_autoflush:
        return module not in modules_off(session)


def office_to_ring() -> str:
    """Name the office with its telephone, for whoever is sent to it: 镇组织办（电话 0512-…）.

    What is said outside of a transaction knows no town, and so no number.
    """
    session = _SESSION.get()
    if session is None or not session.is_active:
        return terms().town_office
    with session.no_autoflush:
        town = township(session)
    phone = f"（电话 {town.office_phone}）" if town and town.office_phone else ""
    return terms().town_office + phone


def speak_as(last: LastSpoken) -> None:
    """Go on in the terms last spoken in a town; each request to its app begins so, and each of its transactions."""
    _LAST.set(last)


@contextmanager
def spoken(ones: Terms) -> Iterator[None]:
    """Say everything in these terms, those of an older period's rule."""
    token = _SPOKEN.set(ones)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@contextmanager
def spoken_in(session: Session) -> Iterator[None]:
    """Say everything in the terms of the town whose database this is, and count the boards of a year as it does.

    What is said afterwards, until another town's turn, is said in them, too.
    """
    token = _SESSION.set(session)
    speak_as(session.info[LAST])
    try:
        with counting_boards(lambda: terms().boards_a_year):
            yield
    finally:
        _SESSION.reset(token)


def terms_of(scheme: Scheme) -> Terms:
    """Give the terms of one version of the rule: its own names, and the usual ones where it gives none."""
    usual = _words()
    return Terms(
        **(usual["terms"] | scheme.terms),
        **_period(scheme.policy.board_period),
        categories={one.code: one for one in scheme.categories},
        tie_break=scheme.policy.tie_break,
        deadline_days=scheme.policy.deadline_working_days,
        example_code=_example_code(scheme),
        has_red=scheme.policy.red_size > 0,
        has_grey=scheme.policy.grey_size > 0,
    )


@cache
def usual_terms() -> Terms:
    """Give the terms of a town of which nothing is known yet."""
    usual = _words()
    unknown: dict[str, Any] = {
        "categories": {},
        "tie_break": (),
        "deadline_days": 2,
        "example_code": "",
        "has_red": True,
        "has_grey": True,
    }
    return Terms(**usual["terms"], **_period("quarter"), **unknown)


def as_usual(text: str) -> str:
    """Put the usual name of a list where a text has the town's own: 先锋榜有哪几家 asks what 红榜有哪几家 asks."""
    own, usual = terms(), usual_terms()
    for name in LISTS:
        text = text.replace(getattr(own, name), getattr(usual, name))
    return text


def as_ours(text: str) -> str:
    """Put the town's own name of a list where a text has the usual one: 批准警示榜 for 批准灰榜."""
    own, usual = terms(), usual_terms()
    for name in LISTS:
        text = text.replace(getattr(usual, name), getattr(own, name))
    return text


def _example_code(scheme: Scheme) -> str:
    meetings = (code for code, one in scheme.indicators.items() if one.needs_committee)
    return next(meetings, next(iter(scheme.indicators), ""))


def forget(session: Session) -> None:
    """Look rule and terms up anew: another rule holds in this transaction."""
    session.info.pop(TERMS, None)
    session.info.pop(HOLDING, None)


def _period(kind: BoardPeriod) -> dict[str, Any]:
    count = BOARDS_A_YEAR[kind]
    names = tuple(Quarter(date.max.year, number, count).name for number in range(1, count + 1))
    return {**_words()["periods"][kind], "names": names, "boards_a_year": count}


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return found


def _of_session(session: Session) -> Terms:
    found: Terms | None = session.info.get(TERMS)
    if found is None:
        found = session.info[TERMS] = session.info[LAST].terms = _looked_up(session)
    return found


def _looked_up(session: Session) -> Terms:
    with session.no_autoflush:
        version = speaking_version(session)
    return usual_terms() if version is None else kept_terms(session, version)


def kept_terms(session: Session, digest: str) -> Terms:
    """Give the terms of a version that the database keeps, by its digest: the same object as long as we run."""
    return _BY_DIGEST.get(digest) or _read_terms(session, digest)


def _read_terms(session: Session, digest: str) -> Terms:
    version = session.scalars(select(SchemeVersion).where(SchemeVersion.digest == digest)).one()
    found = _BY_DIGEST[digest] = terms_of(kept_scheme(version.text, version.overrides))
    return found
