"""投票: one grade, sealed as it is read; what is read back tells no grade, and 确认 casts it (A18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.forms import Draft, Form, Question, Reader, Setting, Unclear, Understood
from bot.router import Turn
from bot.wording import day_text
from models.ballots import Ballot
from rules.grades import grade_said
from services.ballots.ballots import NOTICES, cast_vote
from services.ballots.box import seal


@dataclass(frozen=True)
class Grade(Reader):
    """One grade, which goes into the draft sealed; whatever else is said is answered in the same words."""

    grades: Sequence[str]
    public_key: str

    def read(self, key: str, text: str, _setting: Setting) -> Understood | Unclear:
        """Seal the grade that is named."""
        grade = grade_said(text, self.grades)
        return Unclear("wrong_grade") if grade is None else Understood({key: seal(self.public_key, grade)})


class VoteForm(Form):
    """One question; until 确认 another grade takes the place of the first."""

    name = "vote"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask for the grade."""
        yield Question("sealed", "ask_grade", _reader(draft))

    def at_once(self, draft: Draft, text: str, setting: Setting) -> Understood | None:
        """Take another grade where one is read back already."""
        found = _reader(draft).read("sealed", text, setting)
        return found if isinstance(found, Understood) else None

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Cast the confirmed vote; the answer is the same whatever it is."""
        ballot = cast_vote(turn.session, turn.person, int(subject or 0), draft.answers["sealed"], turn.now)
        turn.say(NOTICES, "taken", ballot=ballot)


def _reader(draft: Draft) -> Grade:
    return Grade(draft.facts["grades"], draft.facts["public_key"])


def vote_draft(ballot: Ballot, grades: Sequence[str]) -> Draft:
    """Begin with what is to be voted on."""
    facts = {"organization": ballot.organization.short_name, "year": ballot.year, "last_day": day_text(ballot.last_day)}
    return Draft({**facts, "grades": list(grades), "public_key": ballot.public_key})
