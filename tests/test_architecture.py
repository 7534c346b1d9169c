"""The drawing in the documentation is made from the code's own imports, and shows them as they are."""

import ast
import re
from pathlib import Path

from docs.drawing import PICTURE, drawing
from tests.worlds.sources import PRODUCT, files_that_name, functions_that_call, sources

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


def test_a_row_is_held_in_one_way() -> None:
    """`session.get` under a lock gives what the session had read before it waited: `lock` reads anew."""
    by_hand = {
        f"{path} {ast.unparse(call.func)}"
        for path, tree in sources("models", *PRODUCT)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and "with_for_update" in {one.arg for one in call.keywords}
    }
    # The clock takes turns by a job's row, and reads nothing of it.
    assert by_hand == {"models/locks.py session.refresh", "scheduler/run.py session.get"}, "ask models/locks.py"


def test_numbers_and_days_of_addresses_forms_and_cards_are_read_in_one_place() -> None:
    """Whoever reads one by hand forgets the 5,000 digits, or the year 9999: `rules/bounds.py` does not."""
    asked = {"isdecimal", "isdigit"}
    found = {
        path
        for path in files_that_name(*asked)
        if path.startswith(("handlers/pages/", "handlers/console/", "handlers/commands/"))
    }
    assert found == {"handlers/console/log_sentences.py"}, "ask `whole_number` or `numbered`"
    pages = [file for folder in ("pages", "console") for file in (ROOT / "handlers" / folder).rglob("*.py")]
    by_hand = ("type=int", "datetime.fromisoformat", ", DateField", "import DateField")
    written = {str(file.relative_to(ROOT)) for file in pages if any(one in file.read_text("utf-8") for one in by_hand)}
    assert written == {"handlers/console/acts.py"}, "ask `day_written`, `moment_written`; take `a_day` for a field"


def test_every_proof_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "docs/security.md").read_text("utf-8")
    named = set(re.findall(r"`((?:tests|rules|bot|models)/[\w/]*(?:\.py)?)`", text))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_a_folder_holds_no_more_than_one_can_look_over() -> None:
    """A subject of more files is two; what stands beside the subjects in one file each is little."""
    services = ROOT / "services"
    files = {
        folder.name: len(list(folder.glob("*.py"))) for folder in (services, *services.iterdir()) if folder.is_dir()
    }
    most = {name: 12 if name == "services" else 20 for name in files}
    assert {name: number for name, number in files.items() if number > most[name]} == {}
