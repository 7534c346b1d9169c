"""What a checkup sees of a machine: it makes nothing, and ends in facts whatever stands in the settings."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from rules.periods import BEIJING
from services.checkups.here import machine_facts, newest_backup, store_facts


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    facts = store_facts(f"sqlite:///{tmp_path}/nowhere/honghui.db")
    assert not facts.is_begun
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["rubbish", "mysql://x", "sqlite:///:memory:x/../", "postgresql://127.0.0.1:9/x"])
def test_an_address_that_leads_nowhere_ends_in_a_sentence(address: str) -> None:
    facts = store_facts(address)
    assert facts.trouble or not facts.is_begun
    assert not facts.is_usable
    assert machine_facts(address).free_bytes > 0


def test_the_newest_backup_counts(tmp_path: Path) -> None:
    assert newest_backup(tmp_path / "backups") is None
    assert newest_backup(tmp_path) is None
    for name, at in (("old", 1_700_000_000), ("new", 1_790_000_000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at, at))
    assert newest_backup(tmp_path) == datetime.fromtimestamp(1_790_000_000, BEIJING)
