"""A file taken over in one go, for whoever works on the machine: only where nothing is wrong and nothing is asked."""

from __future__ import annotations

from services.files import bad_file
from services.office_files.proposals import Handed, Proposal
from services.uploads.subjects import Subject


def load_file(subject: Subject, handed: Handed) -> Proposal:
    """Write what a file changes, and say what that was. Raises BadFile naming every cell; then nothing is written."""
    proposal = subject.propose(handed)
    if proposal.mistakes:
        raise bad_file([f"{handed.book.source}，{one.sentence}" for one in proposal.mistakes])
    proposal.write()
    return proposal
