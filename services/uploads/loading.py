"""A file taken over in one go, for whoever works on the machine: only where nothing is wrong and nothing is asked."""

from __future__ import annotations

from collections.abc import Callable

from services.files import bad_file
from services.office_files.proposals import Handed, Proposal
from services.office_files.refusing import refused


def load_file(propose: Callable[[Handed], Proposal], handed: Handed) -> Proposal:
    """Write what a file changes, and say what that was. Raises BadFile naming every cell; then nothing is written."""
    proposal = propose(handed)
    if proposal.mistakes:
        raise bad_file([f"{handed.book.source}，{one.sentence}" for one in proposal.mistakes])
    if not proposal.changes and not proposal.unchanged:
        raise refused("nothing_there", handed.book.source)
    proposal.write()
    return proposal
