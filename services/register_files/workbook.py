"""The register going out: in the columns in which it comes in, with drop-downs; of an empty town it is the template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import DEPARTMENT_HEAD, GROUP_LEADER, GROUP_MEMBER, Appointment
from models.organizations import Organization
from models.people import Person
from models.schemes import township
from services.office_files.headings import Heading
from services.office_files.writing import Column, Page, Written, workbook
from services.people.rights import TOWN_OFFICES
from services.register_files.headings import (
    ACCOUNTS,
    DEPARTMENTS,
    GROUPS,
    OFFICERS,
    ORGANIZATIONS,
    PAIR,
    PEOPLE,
    PHONES,
)
from services.register_files.headings import (
    TOWN_OFFICES as TOWN_OFFICE_HEADINGS,
)
from services.register_files.stored import ROOT, Stored
from services.register_files.values import DELIVERIES, LABELS, TYPES, shown
from services.register_files.whom import WORDING
from services.tasks.sectors import WORDS as SECTORS

LEFT_OUT: Final = (PAIR, "number", "area", "count")
WIDE: Final = {"name": 32, "short_name": 16, "parent": 16, "note": 30, "scope": 24, "members": 24, "posts": 36}
FACTS: Final = (
    "sector",
    "delivery",
    "assessed",
    "full_members",
    "probationary_members",
    "party_groups",
    "has_committee",
)


def register_workbook(session: Session, today: date) -> bytes:
    """Write the register of a day."""
    stored = Stored(session, today)
    found = township(session)
    title = word(WORDING, "title", town=found.name if found else "")
    pages = [
        _page("sheet_organizations", ORGANIZATIONS, _organizations(stored), _choices(stored), title),
        _page("sheet_groups", GROUPS, _groups(stored), {}),
        _page("sheet_departments", DEPARTMENTS, _departments(stored), {}),
        _page(
            "sheet_town_offices", TOWN_OFFICE_HEADINGS, _offices(stored), {"role": [_role(one) for one in TOWN_OFFICES]}
        ),
        _page("sheet_people", PEOPLE, _people(stored), {}),
    ]
    return workbook(pages, word(WORDING, "notes"))


def _page(
    name: str,
    headings: Sequence[Heading],
    rows: list[dict[str, Written]],
    choices: dict[str, list[str]],
    title: str = "",
) -> Page:
    kept = [one for one in headings if one.key not in LEFT_OUT]
    columns = [Column(one.words[0], WIDE.get(one.key, 14), choices.get(one.key, ())) for one in kept]
    return Page(word(WORDING, name), columns, [[row.get(one.key) for one in kept] for row in rows], title)


def _role(role: str) -> str:
    return word(LABELS, f"role_{role}")


def _choices(stored: Stored) -> dict[str, list[str]]:
    yes_or_no = [word(WORDING, "yes"), word(WORDING, "no")]
    return {
        "type": [shown("type", one) for one in TYPES],
        "sector": [shown("sector", one) for one in SECTORS],
        "delivery": [shown("delivery", one) for one in DELIVERIES],
        "parent": [
            one.short_name for one in stored.organizations.values() if one.ended is None and one.type != "branch"
        ],
        "group": [one.name for one in stored.groups.values()],
        "department": [one.name for one in stored.departments.values()],
        "assessed": yes_or_no,
        "has_committee": yes_or_no,
    }


def _organizations(stored: Stored) -> list[dict[str, Written]]:
    living = (one for one in stored.organizations.values() if one.ended is None and one.type != ROOT)
    groups = {one.id: one.name for one in stored.groups.values()}
    return [_organization(stored, one, groups) for one in living]


def _organization(stored: Stored, one: Organization, groups: dict[str, str]) -> dict[str, Written]:
    row: dict[str, Written] = {"name": one.name, "short_name": one.short_name, "type": shown("type", one.type)}
    for role in OFFICERS:
        holder = stored.holder(role, one.id)
        row[role] = holder.name if holder else None
        row[PHONES[role]], row[ACCOUNTS[role]] = (holder.phone, holder.userid) if holder else (None, None)
    for key in FACTS:
        value = getattr(one, key)
        row[key] = value if isinstance(value, int) and not isinstance(value, bool) else shown(key, value)
    term = one.term or {}
    return row | {
        "parent": one.parent.short_name if one.parent else None,
        "group": groups.get(stored.group_of.get(one.id, "")),
        "department": one.department.name if one.department else None,
        "term_start": str(term["start"]) if term else None,
        "term_years": int(str(term["years"])) if term else None,
        "note": one.note,
    }


def _names(posts: Sequence[Appointment]) -> str:
    return "、".join(one.person.name for one in posts)


def _groups(stored: Stored) -> list[dict[str, Written]]:
    return [
        {
            "name": one.name,
            "leader": _names(stored.posts.get((GROUP_LEADER, one.id), [])),
            "members": _names(stored.posts.get((GROUP_MEMBER, one.id), [])),
            "scope": one.scope,
            "phone": one.phone,
        }
        for one in stored.groups.values()
    ]


def _departments(stored: Stored) -> list[dict[str, Written]]:
    return [
        {"name": one.name, "leader": _names(stored.posts.get((DEPARTMENT_HEAD, one.id), []))}
        for one in stored.departments.values()
    ]


def _offices(stored: Stored) -> list[dict[str, Written]]:
    held = [one for role in TOWN_OFFICES for one in stored.posts.get((role, ""), [])]
    return [{"role": _role(one.role), "title": one.title, **_reached(one.person)} for one in held]


def _people(stored: Stored) -> list[dict[str, Written]]:
    everybody = [one for people in stored.people.values() for one in people if stored.held[one.id]]
    return [{"posts": "、".join(stored.held[one.id]), **_reached(one)} for one in everybody]


def _reached(one: Person) -> dict[str, Written]:
    return {"person": one.name, "phone": one.phone, "userid": one.userid}
