"""What cannot be is answered in one Chinese sentence that says what to do, and nothing of it is kept: a table to read.

Orders, consequences, overhauls, ballots, democratic review and the year. Each scene is played once; then everybody in
it tries something, and after every try all tables say what they said before.
"""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.outbox import OutboxMessage
from tests.chat import refused_measures, refused_years
from tests.chat.refusal_scenes import Scene, does
from tests.worlds.phones import World
from tests.worlds.snapshots import rows_of_tables

# What every message leaves behind: itself, its answer, and how fast answers left.
TRACES = {"inbox", "outbox", "rates", "schedules"}

TRIES = refused_measures.TRIES | refused_years.TRIES


def everything(world: World) -> tuple[dict[str, list[str]], list[str]]:
    """Read all tables but the traces; and to whom messages went."""
    with world.looking() as session:
        told = session.scalars(select(OutboxMessage.addressee).order_by(OutboxMessage.id)).all()
        return rows_of_tables(session, TRACES), list(told)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots out of the project."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("scene", TRIES, ids=lambda scene: scene.__name__)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(world: World, scene: Scene) -> None:
    scene(world)
    before, told = everything(world)
    for who, said, answer in TRIES[scene]:
        assert does(world, who, said) == answer
        told.append(who)
        assert everything(world) == (before, told), said
