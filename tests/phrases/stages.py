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
from tests.phrases.saying import Saying, Undone
from tests.run import Run
from tests.worlds.phones import Phone, World
from tests.worlds.towns import FILE, Past, Towns

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
    """Builds each stage once a run, and lends its database, to which nothing that is said remains."""

    def __init__(self, folder: Path, situations: Mapping[str, Situation], towns: Towns, run: Run) -> None:
        self.folder, self.file = folder, folder / FILE
        self._situations, self._towns, self._run = situations, towns, run
        self._stages: dict[tuple[str, str], Stage] = {}
        db = Database(f"sqlite:///{self.file}")
        event.listen(db.engine, "connect", _wait_for_no_disk)
        self._building = World(db, MORNING)
        self._saying, self._said = Saying(folder / f"said-{FILE}", MORNING), Path()

    def words(self, situation: str) -> Mapping[str, str]:
        """Tell which words of the table go by another word in the sample town."""
        return self._situations[situation].words

    def stage(self, situation: str, stage: str) -> Stage:
        """Build a situation up to a stage, the first time it is asked for."""
        key = (situation, stage)
        if key not in self._stages:
            name = f"phrases-{situation}-{stage}"
            file = self._run.shared / f"{name}.db"
            said = self._run.once(name, lambda: self._built(self._situations[situation], stage, file))
            moment, writer = said.split()
            self._stages[key] = Stage(file, datetime.fromisoformat(moment), writer)
        return self._stages[key]

    def phone(self, stage: Stage) -> tuple[Phone, Undone]:
        """Take up the writer's phone with everything as it stands at that stage, and the connection to look at it."""
        if self._said != stage.file:
            self._saying.put(stage.file)
            self._said = stage.file
        self._saying.world.clock.moment = stage.moment
        return Phone(self._saying.world, stage.writer), self._saying.afresh()

    def close(self) -> None:
        self._saying.close()
        self._building.db.engine.dispose()

    def _built(self, situation: Situation, stage: str, kept: Path) -> str:
        """Build it into the file `kept`; tells the moment and who writes."""
        self._building.db.engine.dispose()
        self._building.clock.moment = datetime.fromisoformat(f"{MORNING}+08:00")
        with self._towns.lent("sqlite", situation.past, self.folder):
            phone = situation.reach(self._building, stage)
            # What is on its way to the writer is no answer to the phrase.
            self._building.bot.delivery.drain()
            self._building.db.engine.dispose()
            shutil.copyfile(self.file, kept)
        return f"{self._building.clock.moment.isoformat()} {phone.userid}"


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()
