"""Situations, each built once; every phrase is said in a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.db import Database
from models import Base
from services.township.checking import check_township
from tests.worlds.phones import Phone, World
from tests.worlds.towns import Past

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "township.yaml"
MORNING = "2026-11-02 07:00"


@dataclass(frozen=True)
class Situation:
    """A past of the town, and what is done on top of it; `reach` is told the stage ("" where there is but one)."""

    past: Past
    reach: Callable[[World, str], Phone]
    # Words of the table that go by another word in the sample town.
    words: Mapping[str, str]


@dataclass(frozen=True)
class Stage:
    """A database as it stands when a phrase is written, at which moment, by whom."""

    file: Path
    moment: datetime
    writer: str


class Stages:
    """One process of the bot on one file, which is replaced before each phrase."""

    def __init__(self, folder: Path, situations: Mapping[str, Situation]) -> None:
        self.folder, self.file = folder, folder / "now.db"
        self._situations = situations
        self._pasts: dict[str, Path] = {}
        self._stages: dict[tuple[str, str], Stage] = {}
        db = Database(f"sqlite:///{self.file}")
        event.listen(db.engine, "connect", _wait_for_no_disk)
        self.world = World(db, MORNING)

    def words(self, situation: str) -> Mapping[str, str]:
        """Tell which words of the table go by another word in the sample town."""
        return self._situations[situation].words

    def stage(self, situation: str, stage: str) -> Stage:
        """Build a situation up to a stage, the first time it is asked for."""
        key = (situation, stage)
        if key not in self._stages:
            self._stages[key] = self._built(self._situations[situation], stage, f"{situation}-{stage}.db")
        return self._stages[key]

    def phone(self, stage: Stage) -> Phone:
        """Take up the writer's phone in a fresh copy."""
        self._put(stage.file)
        self.world.clock.moment = stage.moment
        return Phone(self.world, stage.writer)

    def close(self) -> None:
        self.world.db.engine.dispose()

    def _built(self, situation: Situation, stage: str, name: str) -> Stage:
        self._put(self._past(situation.past))
        self.world.clock.moment = datetime.fromisoformat(f"{MORNING}+08:00")
        phone = situation.reach(self.world, stage)
        # What is on its way to the writer is no answer to the phrase.
        self.world.bot.delivery.drain()
        return Stage(self._kept(name), self.world.clock.moment, phone.userid)

    def _past(self, past: Past) -> Path:
        name = past.__name__
        if name not in self._pasts:
            self.world.db.engine.dispose()
            self.file.unlink(missing_ok=True)
            Base.metadata.create_all(self.world.db.engine)
            with self.world.db.begin() as session:
                past(session, check_township(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name))
            self._pasts[name] = self._kept(f"{name}.db")
        return self._pasts[name]

    def _kept(self, name: str) -> Path:
        self.world.db.engine.dispose()
        return Path(shutil.copyfile(self.file, self.folder / name))

    def _put(self, file: Path) -> None:
        self.world.db.engine.dispose()
        shutil.copyfile(file, self.file)


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()
