"""What a checkup sees of a machine: it makes nothing, and ends in facts whatever stands in the settings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.drawing import REGULAR
from rules.periods import BEIJING
from services.backups.copies import name_at
from services.checkups import here
from services.checkups.here import machine_facts, store_facts


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    facts = store_facts(f"sqlite:///{tmp_path}/nowhere/honghui.db")
    assert not facts.is_begun
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["rubbish", "mysql://x", "sqlite:///:memory:x/../", "postgresql://127.0.0.1:9/x"])
def test_an_address_that_leads_nowhere_ends_in_a_sentence(address: str, tmp_path: Path) -> None:
    facts = store_facts(address)
    assert facts.trouble or not facts.is_begun
    assert not facts.is_usable
    assert machine_facts(address, tmp_path).free_bytes > 0


def test_the_newest_copy_counts(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/honghui.db"
    assert machine_facts(address, tmp_path).backup_at is None
    for moment in ("2026-11-01 02:10", "2026-11-03 02:10", "2026-11-02 02:10"):
        (tmp_path / name_at(datetime.fromisoformat(f"{moment}+08:00"))).touch()
    assert machine_facts(address, tmp_path).backup_at == datetime(2026, 11, 3, 2, 10, tzinfo=BEIJING)


def test_a_font_that_is_gone_cut_off_or_something_else_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = REGULAR.read_bytes()
    files = {"gone": None, "empty": b"", "other": b"<html>" * 1000, "head": whole[:100], "cut": whole[:-1000]}
    for name, content in files.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        monkeypatch.setattr(here, "BOLD", tmp_path / name)
        assert machine_facts("sqlite://", tmp_path).broken_fonts == (name,)


def test_the_fonts_that_come_with_the_program_are_whole(tmp_path: Path) -> None:
    assert machine_facts("sqlite://", tmp_path).broken_fonts == ()
