"""备份: the office sees how old its newest copy is, and makes one; a restored copy says so on every page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.heart import note_alive, this_machine
from bot.hold import Hold
from models.restorations import Restoration
from services.backups.making import Shelf
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK

PAGE = "/console/backups"


@pytest.fixture(autouse=True)
def folder(town: Town, tmp_path: Path) -> Path:
    keeper = town.app.extensions["honghui"].backups
    keeper.shelf = Shelf(tmp_path / "copies", 30, None)
    return tmp_path / "copies"


def test_a_clerk_makes_a_copy_and_sees_it_in_the_list(town: Town, folder: Path) -> None:
    clerk = town.visitor(CLERK)
    assert "还没有备份" in clerk.reads(PAGE)
    assert clerk.submits(PAGE).status_code == 303
    (made,) = folder.glob("*.backup")
    said = clerk.reads(PAGE)
    assert made.name in said
    assert f"备份好了：{made.name}" in said
    assert "备份没有加密" in said
    assert "夜里的自动备份没有做成" not in said
    town.clock.moment = NOW + timedelta(hours=37)
    assert "最近一份是 1 天前做的" in clerk.reads(PAGE), "as a checkup says"
    town.clock.moment = NOW + timedelta(days=4)
    assert "最近一份是 4 天前做的" in clerk.reads(PAGE)


def test_nobody_else_gets_near_it(town: Town, folder: Path) -> None:
    assert town.visitor(SECRETARY).get(PAGE).status_code == 403
    assert not folder.exists()


def test_a_full_disk_is_said_on_the_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.backups.making.os.fsync", full)
    answer = town.visitor(CLERK).submits(PAGE)
    assert answer.status_code == 409
    assert "磁盘满了" in answer.text


def test_a_restored_copy_says_so_on_every_page(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "还没有放行" not in clerk.reads("/console/today")
    with town.db.begin() as session:
        session.add(Restoration(copied_at=NOW, restored_at=NOW))
    vars(town.app.extensions["honghui"]).update(hold=Hold(town.db))
    assert "还没有放行" in clerk.reads("/console/today")


def test_the_page_says_whose_copies_it_shows_where_several_machines_work(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "每台各备各的" not in clerk.reads(PAGE)
    with town.db.begin() as session:
        note_alive(session, this_machine(), "worker", 0.0)
        note_alive(session, "machine-b", "worker", 0.0)
    assert f"这里列的是 {this_machine()} 上的；machine-b 上的" in clerk.reads(PAGE)
