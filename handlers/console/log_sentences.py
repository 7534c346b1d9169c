"""What an entry of the log says, as a sentence: its table's own where it has one, else which fields became what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.wording import blocks, word
from handlers.console.showing import STORIES
from models.organization_changes import OrganizationChange
from models.register_entries import RegisterEntry
from models.sealed_names import MARK
from rules.periods import BEIJING
from services.pages.log import Logged

SENTENCES: Final = "log/sentences.txt"
NAMES: Final = "log/names.txt"
REGISTER: Final = "console/register.txt"
# Of a row that came into being so many fields are told, and of a long value so many signs.
TOLD: Final = 5
LONGEST: Final = 60
# Moments at which something ends, whose columns do not end as those of other moments do.
ENDS: Final = frozenset({"preview_ends", "publicity_ends", "reply_due", "redo_due"})
Field = tuple[str, str, str]


def sentence(one: Logged) -> str:
    """Say what an entry says: its own sentence where its table has one, else which fields are what."""
    if one.new is None:
        return word(SENTENCES, "gone", kind=word(NAMES, f"table_{one.table}"), key=one.key)
    if one.table == "transitions":
        return _step(one)
    if (row := one.names.rows.get((one.table, int(one.key) if one.key.isdecimal() else 0))) is not None:
        return registered(row, one.names.groups)
    fields, others = _fields(one)
    facts = {"new": one.new, "old": one.old, "fields": fields, "others": others, "names": one.names, "key": one.key}
    own = one.table if one.table in blocks(SENTENCES) else "any"
    return word(SENTENCES, own, kind=word(NAMES, f"table_{one.table}"), value=_said, **facts).strip()


def reason(one: Logged) -> str:
    """Give the reason that was written down with it, if any."""
    said = one.new or {}
    return str(said.get("reason") or said.get("return_reason") or said.get("amendment_reason") or "")


def registered(row: RegisterEntry | OrganizationChange, groups: Mapping[Any, str]) -> str:
    """Say what was entered into the register, as its own story does; `groups` are the names of those there were."""
    if isinstance(row, OrganizationChange):
        return word(REGISTER, f"change_{row.kind}", change=row)
    return word(REGISTER, row.kind, entry=row, before=groups.get(row.before.get("group_id")))


def _step(one: Logged) -> str:
    """Say a step of a case as its story does, and of which case; of whose it is where the entry names nobody."""
    said: Mapping[str, Any] = one.new or {}
    kind, number = said.get("case_kind", ""), said.get("case_id", 0)
    block, own, case = f"{kind}_{said.get('event')}", f"case_{kind}", one.names.cases.get((kind, number))
    told = word(STORIES, block, facts=said.get("facts") or {}) if block in blocks(STORIES) else ""
    called = word(NAMES, own, case=case, number=number).strip() if own in blocks(NAMES) else ""
    organization = None if one.organization else getattr(case, "organization", None)
    return word(SENTENCES, "step", told=told, case=called, organization=organization)


def _fields(one: Logged) -> tuple[Sequence[Field], int]:
    """List the fields that have a name, of a changed row what changed, of a new one the first few; count the rest."""
    new, old = one.new or {}, one.old
    changed = [name for name in new if new[name] is not None] if old is None else list(_changed(new, old))
    named = [name for name in changed if f"field_{name}" in blocks(NAMES)]
    told = [
        (word(NAMES, f"field_{name}"), _said((old or {}).get(name), name), _said(new[name], name)) for name in named
    ]
    most = TOLD if old is None else len(told)
    return told[:most], len(changed) - len(named) if old is not None else 0


def _changed(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in new if new[name] != old.get(name))


def _said(value: Any, name: str = "") -> str:
    """Say a value as people do: a state by its word, a moment as a moment, nothing as 空."""
    if value is None or value == "":
        return word(NAMES, "nothing")
    if value == MARK:
        return word(NAMES, "unnamed")
    if isinstance(value, bool):
        return word(NAMES, "yes" if value else "no")
    is_end = name in ENDS or (name == "due" and _is_stamp(value))
    if is_end or name == "at" or name.endswith("_at"):
        return word(NAMES, "end" if is_end else "moment", at=datetime.fromtimestamp(float(value), BEIJING))
    block = f"value_{value}"
    said = word(NAMES, block) if isinstance(value, str) and block in blocks(NAMES) else str(value)
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def _is_stamp(value: object) -> bool:
    """Tell a moment from a day: a slip is due at a moment, a task on a day."""
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()
