"""Writes docs/fields.md, the reference of every data file, from the classes that read them: `make fields`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast, get_type_hints

import yaml
from pydantic import BaseModel

from bot.wording import word
from docs.kinds import kind_in_words
from rules.catalogue import Basis, BonusLevel, BonusRule, Category, Document, Indicator
from rules.policy import SECTIONS, Policy
from rules.scheme import OPTIONAL, REQUIRED
from rules.terms import OwnTerms
from rules.workdays import FIELDS_OF_A_DAY, FIELDS_OF_A_YEAR
from services.office_files.headings import Heading
from services.register_files.headings import FORMS
from services.township import file as township
from services.uploads.subjects import SUBJECTS, WORDING

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "fields.md"
HEAD: Final = """# Every field of every data file

Made from the code by `make fields`; a test holds it up to date. Needed fields are marked ●; a name that does not stand
here is refused with its line. What a policy key means: [glossary](glossary.md#policy-keys-an-operator-should-know).
Group chats stand in no file: `flask chats add`. The other files of `data/sample/` are the demonstration's own.
"""
TOWNSHIP: Final = """## The town: data/sample/township.yaml

`flask township check FILE`, `flask township load FILE`. Everything of it but the overrides can be done in the
console instead.
"""
SCHEME: Final = """## The rule: data/scheme.yaml

`flask scheme check FILE`, `flask scheme load FILE`. How a town's document becomes such a file:
[your own rule](your-own-rule.md).
"""
HOLIDAYS: Final = """## Working days: data/holidays/2026.yaml

`flask holidays load FILE`. A file is called by its year; days of the December before may stand in it.
"""
TABLES: Final = """## Tables of an office: Excel, WPS, CSV, text

Handed in under 导入导出 in the console. Columns may stand in any order under any of these headings; the first is the
one the program writes itself. Empty tables come from there, too.
"""


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def _sentence(of: type) -> str:
    """Give the first paragraph of what a class says of itself, on one line."""
    return " ".join((of.__doc__ or "").split("\n\n")[0].split())


def _fields_of(one: type) -> Iterator[Sequence[str]]:
    """List a class's fields: name, whether it is needed, what it takes."""
    hints = get_type_hints(one, include_extras=True)
    if issubclass(one, BaseModel):
        for name, known in one.model_fields.items():
            yield f"`{name}`", "●" if known.is_required() else "", kind_in_words(hints[name])
        return
    for field in dataclasses.fields(cast(Any, one)):
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        yield f"`{field.name}`", "●" if needed else "", kind_in_words(hints[field.name])


def _part(one: type) -> str:
    return f"### {one.__name__}\n\n{_sentence(one)}\n\n{_table(('Field', '', 'Takes'), _fields_of(one))}"


def _town() -> str:
    parts = [one for one in vars(township).values() if isinstance(one, type) and issubclass(one, township.Part)]
    return "\n".join(map(_part, [parts[-1], *(one for one in parts[:-1] if one is not township.Part)]))


def _policy(shipped: Mapping[str, Mapping[str, Any]]) -> str:
    """List the policy's keys by section, with the value of the sample town."""
    takes = {name: kind for name, _, kind in _fields_of(Policy)}
    rows = (
        (f"`{name}`", f"`{section}`", takes[f"`{name}`"], f"`{shipped[section].get(name, 'not written')}`")
        for section, names in SECTIONS.items()
        for name in get_type_hints(Policy)
        if name in names
    )
    return f"### Policy\n\n{_sentence(Policy)}\n\n{_table(('Key', 'Section', 'Takes', 'Shipped'), rows)}"


def _rule() -> str:
    shipped = yaml.safe_load((ROOT / "data" / "scheme.yaml").read_text(encoding="utf-8"))
    top = ((f"`{name}`", "●" if name in REQUIRED else "") for name in sorted(REQUIRED | OPTIONAL))
    records = (Category, Document, Indicator, Basis, BonusLevel, BonusRule, OwnTerms)
    note = "In the file an indicator's `unit`, `per_failure`, `late` and `floor` stand together under `deduction`.\n"
    return "\n".join([_table(("Field", ""), top), note, *map(_part, records), _policy(shipped["policy"])])


def _holidays() -> str:
    a_day = "list of " + ", ".join(f"`{name}`" for name in sorted(FIELDS_OF_A_DAY))
    takes = {"year": "whole number", "source": "text: which notice", "off": a_day, "work": a_day}
    return _table(("Field", "", "Takes"), ((f"`{name}`", "●", takes[name]) for name in sorted(FIELDS_OF_A_YEAR)))


def _columns(form: Sequence[Heading]) -> str:
    rows = ((one.words[0], "●" if one.needed else "", "、".join(one.words[1:])) for one in form if one.words)
    return _table(("Column", "", "Also"), rows)


def _tables() -> Iterator[str]:
    for subject in SUBJECTS.values():
        yield f"### {word(WORDING, subject.name)}\n"
        yield from map(_columns, FORMS if subject.name == "register" else subject.forms)


def reference() -> str:
    """Write the whole page."""
    parts = [HEAD, TOWNSHIP, _town(), SCHEME, _rule(), HOLIDAYS, _holidays(), TABLES, *_tables()]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
