"""What a register says of organisations themselves, held against what is stored: members, term, kind, delivery."""

from __future__ import annotations

from typing import Final

from services.office_files.proposals import Draft
from services.office_files.values import as_month, as_whole, is_nothing
from services.register_files.rows import OrganizationRow
from services.register_files.values import FACTS, founded_in_note, said_in_note, sector_of, shown

# A branch of so many full members elects a committee (支部工作条例).
COMMITTEE_FROM: Final = 7


class ComparingFacts:
    """The facts of one file being compared; `empty` cells keep what is stored."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.empty = 0
        self.unknown_sector: list[str] = []
        self.committee_concluded = 0

    def facts(self, one: OrganizationRow) -> None:
        """Compare the facts of a row."""
        known, columns = one.organization, one.row.table.columns
        for key, reader in FACTS.items():
            cell = one.cell(key)
            before = getattr(known, key) if known else None
            if not cell.text:
                self.empty += int(key in columns and before not in (None, ""))
                continue
            clears = is_nothing(cell) and key in ("full_members", "probationary_members", "party_groups", "note")
            value = None if clears else self.draft.read(cell, one.heading(key), reader)
            if value is not None or clears:
                one.facts[key] = value
                self.draft.compare(cell.place, shown(key, before), shown(key, value))
        self._term(one)
        self._said_in_note(one)
        if known is None:
            self._defaults(one)

    def _term(self, one: OrganizationRow) -> None:
        start, years = one.cell("term_start"), one.cell("term_years")
        if not start.text or not years.text:
            return
        month = self.draft.read(start, one.heading("term_start"), as_month)
        length = self.draft.read(years, one.heading("term_years"), as_whole)
        if month is not None and length:
            before = (one.organization.term if one.organization else None) or {}
            one.facts["term"] = (str(month), length)
            self.draft.compare(start.place, str(before.get("start", "")), str(month))
            self.draft.compare(years.place, str(before.get("years", "")), str(length))

    def _said_in_note(self, one: OrganizationRow) -> None:
        note = one.cell("note")
        for key, value in said_in_note(note.text).items():
            before = getattr(one.organization, key) if one.organization else value
            if key not in one.facts:
                one.facts[key] = value
                if before != value:
                    self.draft.compare(note.place, shown(key, before), shown(key, value))

    def _defaults(self, one: OrganizationRow) -> None:
        sector = sector_of(one.section, one.name)
        if "has_committee" not in one.facts:
            self._conclude_committee(one)
        for key, value in {"assessed": True, "delivery": "wecom", "sector": sector}.items():
            one.facts.setdefault(key, value)
        one.founded = founded_in_note(one.cell("note").text)
        if one.facts["sector"] is None:
            self.unknown_sector.append(one.short_name)

    def _conclude_committee(self, one: OrganizationRow) -> None:
        """Conclude from its members what the file does not say of a new branch: which indicators apply hangs on it."""
        one.facts["has_committee"] = (one.facts.get("full_members") or 0) >= COMMITTEE_FROM
        self.committee_concluded += 1
