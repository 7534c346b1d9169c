"""发起测评: a secret ballot read back before anybody is asked; one message has said everything (A18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.forms import Draft, Form, Question
from bot.router import Turn
from bot.wording import day_text
from models.organizations import Organization
from models.people import Person
from services.ballots.ballots import NOTICES, open_ballot, voters_named


class BallotForm(Form):
    """No question: only what was said, to be confirmed."""

    name = "ballot"

    def questions(self, _draft: Draft) -> Iterator[Question]:
        """Ask nothing more."""
        yield from ()

    def finish(self, turn: Turn, subject: str | None, draft: Draft) -> None:
        """Open the confirmed ballot; every voter is asked."""
        organization, facts = turn.session.get_one(Organization, subject), draft.facts
        voters = voters_named(turn.session, facts["userids"])
        last_day = date.fromisoformat(facts["last_day"])
        ballot = open_ballot(turn.session, organization, facts["year"], voters, last_day, turn.person, turn.now)
        turn.say(NOTICES, "opened", ballot=ballot)


def ballot_draft(organization: Organization, year: int, day: date, voters: Sequence[Person]) -> Draft:
    """Begin with everything there is to say."""
    return Draft(
        {
            "organization": organization.short_name,
            "year": year,
            "day": day_text(day),
            "last_day": day.isoformat(),
            "names": [one.name for one in voters],
            "userids": [one.userid for one in voters],
        }
    )
