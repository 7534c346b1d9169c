"""The drawing in the documentation is made from the code's own imports, and shows them as they are."""

from pathlib import Path

from docs.drawing import PICTURE, drawing
from tests.worlds.sources import functions_that_call

ROOT = Path(__file__).parents[1]


def test_the_drawing_is_that_of_today() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "run `make drawing`"


def test_the_day_of_a_moment_is_asked_for_in_one_way() -> None:
    """Clocks and columns hand Beijing time back, so nobody but a rule, which takes any zone, turns it once more."""
    folders = ("models", "services", "bot", "handlers", "scheduler", "demo")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert files
    assert [str(file) for file in files if "in_beijing" in file.read_text(encoding="utf-8")] == []


def test_only_whoever_opened_a_transaction_commits_it() -> None:
    """A service that commits halfway leaves half a step behind when what follows is refused."""
    ending = functions_that_call("commit", "rollback")
    assert ending == {"bot/db.py begin", "bot/schema.py _exclusively"}, (
        "leave it to Database.begin(); session.flush() gives ids"
    )
