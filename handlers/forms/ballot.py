"""发起测评: secret ballots read back before anybody is asked; one message has said everything (A18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.forms import Draft, Form, Question
from bot.router import Turn
from bot.wording import day_text
from models.organizations import Organization
from models.people import Person
from services.ballots.ballots import NOTICES, open_ballot, voters_named


@dataclass(frozen=True)
class Planned:
    """One ballot as it was said: on which branch, until the end of which day, with whom."""

    organization: Organization
    day: date
    voters: Sequence[Person]


class BallotForm(Form):
    """No question: only what was said, to be confirmed."""

    name = "ballot"

    def questions(self, draft: Draft) -> Iterator[Question]:
        """Ask nothing more. What an older program kept, which knew one ballot only, is lost (`bot/drafts.py`)."""
        _ = draft.facts["ballots"]
        yield from ()

    def finish(self, turn: Turn, _subject: str | None, draft: Draft) -> None:
        """Open the confirmed ballots; every voter is asked."""
        opened = [_open(turn, draft.facts["year"], one) for one in draft.facts["ballots"]]
        turn.say(NOTICES, "opened", ballots=opened)


def _open(turn: Turn, year: int, planned: Mapping[str, Any]) -> Any:
    organization = turn.session.get_one(Organization, planned["id"])
    voters, last_day = voters_named(turn.session, planned["userids"]), date.fromisoformat(planned["last_day"])
    return open_ballot(turn.session, organization, year, voters, last_day, turn.person, turn.now)


def ballot_draft(year: int, ballots: Sequence[Planned]) -> Draft:
    """Begin with everything there is to say."""
    return Draft({"year": year, "ballots": [_facts(one) for one in ballots]})


def _facts(planned: Planned) -> dict[str, Any]:
    return {
        "id": planned.organization.id,
        "organization": planned.organization.short_name,
        "day": day_text(planned.day),
        "last_day": planned.day.isoformat(),
        "names": [one.name for one in planned.voters],
        "userids": [one.userid for one in planned.voters],
    }
