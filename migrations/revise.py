"""Makes the migration from the last revision to the models: `make revision M="keep leaves"`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script

from bot.db import Database
from bot.schema import migrations_config, newest_revision, prepare

USAGE = 'Say in a verb what changes, in lower-case English: make revision M="keep leaves"'


def revise(message: str) -> Path:
    """Compare the models with a scratch database of the last revision, and write what differs into a new file.

    Raises ValueError for a message a file cannot be named by, or where nothing differs.
    """
    if not re.fullmatch(r"[a-z][a-z0-9 ]+", message):
        raise ValueError(USAGE)
    with TemporaryDirectory() as folder:
        scratch = Database(f"sqlite:///{folder}/scratch.db")
        prepare(scratch)
        path = Path(_compared(scratch, message).path)
        scratch.engine.dispose()
    written = re.sub(r"^ +# ###.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if "op." not in written:
        path.unlink()
        raise ValueError("Nothing differs from the last revision: change the models first (models/)")
    path.write_text(written, encoding="utf-8")
    return path


def _compared(scratch: Database, message: str) -> Script:
    config = migrations_config()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = f"{int(newest_revision()) + 1:04d}"
    with scratch.writer() as connection:
        config.attributes["connection"] = connection
        made = command.revision(config, message, autogenerate=True, rev_id=number)
    if not isinstance(made, Script):
        raise TypeError(f"Alembic made {made!r} of one message")
    return made


if __name__ == "__main__":
    try:
        revise(" ".join(sys.argv[1:]))
    except ValueError as wrong:
        sys.exit(str(wrong))
