"""What has happened in a world before a test: a run lives through each scene once, then copies what came of it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

from bot.db import Database
from tests.run import Run
from tests.worlds.phones import World
from tests.worlds.towns import Past

Scene = Callable[..., None]


class Scenes:
    """Lets scenes happen in worlds that begin with this past; a scene is known by its function and what it is told."""

    def __init__(self, run: Run, past: Past) -> None:
        self._run, self._past = run, past

    def play(self, world: World, scene: Scene, *told: object) -> None:
        """Let it have happened; after anything but scenes, and on PostgreSQL, it is lived through anew."""
        if not (world.db.is_sqlite and world.is_fresh):
            scene(world, *told)
            return
        world.scenes.append("-".join([scene.__module__, scene.__name__, *map(str, told)]))
        name = "-".join([self._past.__name__, f"{world.clock.moment:%m%dT%H%M}", *world.scenes])
        kept = Path(self._run.once(name, lambda: self._lived(world, scene, told, self._run.shared / f"{name}.scene")))
        shutil.copytree(kept, _file(world).parent, dirs_exist_ok=True)
        world.clock.moment, chats = pickle.loads(kept.with_suffix(".heard").read_bytes())  # noqa: S301 - our own
        world.wecom.chats.update(chats)

    def _lived(self, world: World, scene: Scene, told: tuple[object, ...], kept: Path) -> str:
        """Live through it beside a copy of the world's folder: the keys of ballots lie there, too."""
        shutil.copytree(_file(world).parent, kept)
        database = f"sqlite:///{kept / _file(world).name}"
        other = World(Database(database), f"{world.clock.moment:%Y-%m-%d %H:%M}")
        other.wecom.chats.update(world.wecom.chats)
        scene(other, *told)
        other.db.engine.dispose()
        kept.with_suffix(".heard").write_bytes(pickle.dumps((other.clock.moment, dict(other.wecom.chats))))
        return str(kept)


def _file(world: World) -> Path:
    return Path(str(world.db.url.database))
