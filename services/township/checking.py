"""Checking a township file before a word of it is stored: shape first, then everything one entry says of another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Final

from bot.drawing import MISSING, missing_glyphs
from bot.errors import BadFile
from bot.rule_mistakes import mistakes_text
from rules.periods import Quarter, counting_boards
from rules.scheme import Scheme, SchemeError
from rules.yaml_entries import YamlEntry
from services.files import bad_file
from services.schemes.versions import shipped_text, usable
from services.township.file import OrganizationPart, TownshipFile
from services.township.posts import OFFICE_HEAD_TITLE, EntryPath, posts
from services.township.reading import Mistake, entries_of, sentences, shaped
from services.township.tasks_checking import task_mistakes

Named = tuple[EntryPath, str]
NOTHING_DECIDED: Final[Mapping[Quarter, Scheme]] = MappingProxyType({})


def check_township(text: str, source: str, decided: Mapping[Quarter, Scheme] = NOTHING_DECIDED) -> TownshipFile:
    """Read and check a whole township file; `source` names it in complaints.

    Tasks are held against the rule the program came with, or against what was `decided` to hold from a quarter on.
    Raises BadFile listing up to 20 mistakes, each with line, entry, and what to do.
    """
    document = entries_of(text, source)
    file = shaped(document, source)
    mistakes = sentences(document, _cross_mistakes(file, document, decided))
    if mistakes:
        raise bad_file(mistakes)
    return file


def drawing_warnings(file: TownshipFile) -> list[str]:
    """Name what pictures of boards cannot show whole: a character that our fonts lack is drawn as 〓."""
    named = [("township: committee", file.township.committee), ("township: rule_title", file.township.rule_title)]
    named += [(f"organizations: {one.id}: short_name", one.short_name) for one in file.organizations if one.assessed]
    return [
        f"{where}: pictures show {MISSING} for {signs} in {name}, which the fonts lack; write it another way if you can"
        for where, name in named
        if (signs := missing_glyphs(name))
    ]


def _cross_mistakes(file: TownshipFile, document: YamlEntry, decided: Mapping[Quarter, Scheme]) -> Iterator[Mistake]:
    scheme = _scheme_of(document)
    yield from chain(_repeated_names(file), *(check(file) for check in _CHECKS))
    with counting_boards(lambda: scheme.policy.boards_a_year):
        yield from task_mistakes(file, scheme, decided)


def _scheme_of(document: YamlEntry) -> Scheme:
    """Read the shipped rule with what the file changes in it; what is wrong is told with its lines in the file."""
    changes = document.given("overrides")
    try:
        return usable(shipped_text(), replace(changes, path="", part="") if changes else {})
    except SchemeError as error:
        raise BadFile(mistakes_text(error, document.source)) from None


def _repeated_names(file: TownshipFile) -> Iterator[Mistake]:
    yield from _repeated((("departments", at), one.id) for at, one in enumerate(file.departments))
    yield from _repeated((("supervision_groups", at), one.id) for at, one in enumerate(file.supervision_groups))
    yield from _repeated(_names_of_organizations(file.organizations))
    yield from _repeated((("monthly_tasks", at), str(one.month)) for at, one in enumerate(file.monthly_tasks))
    yield from _repeated(
        (("monthly_tasks", at, "tasks", place), task.id)
        for at, month in enumerate(file.monthly_tasks)
        for place, task in enumerate(month.tasks)
    )


def _names_of_organizations(organizations: Iterable[OrganizationPart]) -> Iterator[Named]:
    """Id, name and short name all stand for the organisation, so nobody else may use any of them while it exists."""
    for at, one in enumerate(organizations):
        for name in dict.fromkeys((one.id, one.name, one.short_name) if one.ended is None else (one.id,)):
            yield ("organizations", at), name


def _repeated(named: Iterable[Named]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield Mistake(path, f"{name} stands for another entry too; give each entry its own")
        seen.add(name)


def _tree_mistakes(file: TownshipFile) -> Iterator[Mistake]:
    """The town committee is the root; everybody else stands below somebody, and never below themselves."""
    above = {one.id: one.parent for one in file.organizations}
    for at, one in enumerate(file.organizations):
        path: EntryPath = ("organizations", at, "parent")
        if one.type == "town_committee" and one.parent is not None:
            yield Mistake(path, f"the town committee stands below nobody, not {one.parent}; write null")
        elif one.type != "town_committee" and one.parent is None:
            yield Mistake(path, "only the town committee stands below nobody; name the organisation above")
        elif one.parent is not None and one.parent not in above:
            yield Mistake(path, f"{one.parent} is not in the file; add that organisation or correct the id")
        elif _stands_below_itself(one.id, above):
            yield Mistake(path, f"{one.id} would stand below itself; correct the parents")
    if [one.type for one in file.organizations].count("town_committee") != 1:
        yield Mistake(("organizations",), "there must be exactly one organisation of type town_committee")


def _stands_below_itself(start: str, above: dict[str, str | None]) -> bool:
    met: set[str] = set()
    here = above[start]
    while here is not None and here != start and here not in met:
        met.add(here)
        here = above.get(here)
    return here == start


def _reference_mistakes(file: TownshipFile) -> Iterator[Mistake]:
    departments = {one.id for one in file.departments}
    groups = {one.id for one in file.supervision_groups}
    organizations = {one.id for one in file.organizations}
    for at, one in enumerate(file.organizations):
        if one.department is not None and one.department not in departments:
            yield _unknown(("organizations", at, "department"), one.department, departments)
        if one.group is not None and one.group not in groups:
            yield _unknown(("organizations", at, "group"), one.group, groups)
    for at, case in enumerate(file.edge_cases):
        if case.org not in organizations:
            yield Mistake(("edge_cases", at, "org"), f"{case.org} is not in the file; correct or delete the entry")


def _unknown(path: EntryPath, name: str, known: set[str]) -> Mistake:
    return Mistake(path, f"{name} is not in the file; write one of {', '.join(sorted(known)) or '(none is defined)'}")


def _assessment_mistakes(file: TownshipFile) -> Iterator[Mistake]:
    """Who is assessed needs a sector, a group (R3) and a way to be reached; who is not needs a reason (R1)."""
    parents = {one.parent for one in file.organizations}
    for at, one in enumerate(file.organizations):
        path: EntryPath = ("organizations", at)
        if one.ended is not None:
            continue
        if one.assessed:
            for name in ("sector", "group", "delivery"):
                if getattr(one, name) is None:
                    yield Mistake((*path, name), "is missing; an assessed organisation needs it")
        elif one.type != "town_committee" and one.note is None and one.id not in parents:
            yield Mistake((*path, "assessed"), "false needs a reason; write it as the note")
        if one.delivery == "wecom" and not _is_reachable(one):
            yield Mistake(
                (*path, "delivery"),
                "wecom, but neither secretary nor deputy nor org_commissioner has a userid; add one or write paper",
            )


def _life_mistakes(file: TownshipFile) -> Iterator[Mistake]:
    """Whoever ends needs a reason, and ends after it was founded; others it names must be in the file, and another."""
    known = {one.id for one in file.organizations}
    for at, one in enumerate(file.organizations):
        path: EntryPath = ("organizations", at)
        if one.ended is not None and one.note is None:
            yield Mistake((*path, "ended"), "needs a reason; write it as the note")
        if one.ended is not None and one.founded is not None and one.ended <= one.founded:
            yield Mistake((*path, "ended"), f"must be after the day it was founded, {one.founded}")
        if one.merged_into is not None and one.ended is None:
            yield Mistake((*path, "merged_into"), "is only for an organisation that ended; add ended")
        for name in ("merged_into", "split_from"):
            other = getattr(one, name)
            if other is not None and (other not in known or other == one.id):
                yield Mistake((*path, name), f"{other} is no other organisation of the file; correct the id")


def _is_reachable(one: OrganizationPart) -> bool:
    return any(person and person.userid for person in (one.secretary, one.deputy, one.org_commissioner))


def _people_mistakes(file: TownshipFile) -> Iterator[Mistake]:
    names: dict[str, str] = {}
    for post in posts(file):
        userid, name = post.person.userid, post.person.name
        if userid is not None and names.setdefault(userid, name) != name:
            yield Mistake(post.path, f"{userid} is {names[userid]} elsewhere and {name} here; one userid is one person")
    for at, userid in enumerate(file.text_only or ()):
        if userid not in names:
            yield Mistake(("text_only", at), f"{userid} holds no office in the file; correct or delete it")
    if all(officer.role != OFFICE_HEAD_TITLE for officer in file.people.organization_office):
        yield Mistake(("people", "organization_office"), f"nobody has the role {OFFICE_HEAD_TITLE}; name the head so")


_CHECKS: tuple[Callable[[TownshipFile], Iterator[Mistake]], ...] = (
    _tree_mistakes,
    _reference_mistakes,
    _assessment_mistakes,
    _life_mistakes,
    _people_mistakes,
)
