"""Between the self-check's conversation and its service: how a draft begins, and what it comes to when confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.forms import Draft
from bot.router import Turn
from bot.wording import points_text
from handlers.forms.item_said import PARTS
from handlers.forms.promises import Answered, answered_of, asked_on, promise_facts
from handlers.offices import led_by
from handlers.waiting_slips import waiting_slips
from models.appointments import officers
from models.self_checks import Answer, SelfCheck
from models.slips import Slip, SlipItem
from services.promises.promises import answered_before
from services.self_checks.self_checks import GivenAnswer
from services.slips.half_filled import PROMISED


def self_check_draft(turn: Turn, slip: Slip) -> Draft:
    """Begin the conversation about a slip; what was handed in before is there already, to be read back and changed.

    The facts of a draft are plain values, so that it outlives a restart.
    """
    before = slip.self_check
    facts = {
        "organization": slip.organization.short_name,
        "month": slip.month.month,
        "is_one_of_several": any(one != slip for one in waiting_slips(turn)),
        "items": item_facts(slip.open_items),
        "promises": promise_facts(slip),
        "handed_in_before": before is not None,
        "people": [one.person.name for one in officers(turn.session, slip.organization_id, turn.now.date())],
        **_who_answers(turn, slip, before),
    }
    told = {} if before is None else _told_before(turn, slip)
    return Draft(facts, {**_answers_before(slip, before.latest.answers), **told} if before else {})


def _told_before(turn: Turn, slip: Slip) -> dict[str, Any]:
    found = (answered_before(turn.session, one) for one in asked_on(slip))
    return {f"{PROMISED}{place}": told for place, told in enumerate(found, start=1) if told is not None}


def item_facts(items: Sequence[SlipItem]) -> list[dict[str, Any]]:
    """Describe open items as the facts of a draft hold them."""
    return [
        {
            "number": number,
            "position": item.position,
            "title": item.title,
            "state": item.state,
            "points": points_text(item.points) if item.points else "",
            "remark": item.remark,
        }
        for number, item in enumerate(items, start=1)
    ]


def _who_answers(turn: Turn, slip: Slip, before: SelfCheck | None) -> dict[str, Any]:
    """Offer the person who writes as responsible; for a branch the office writes for, the branch's first officer.

    `on_paper_since` is set when the office fills a form in for the first time: the paper came in on some day since.
    """
    today = turn.now.date()
    if slip.organization_id in led_by(turn):
        return {"person": turn.person.name, "on_paper_since": None}
    held = officers(turn.session, slip.organization_id, today)
    since = slip.reached_at.date().isoformat()
    return {
        "person": held[0].person.name if held else turn.person.name,
        "on_paper_since": None if before else since,
    }


def _answers_before(slip: Slip, answers: Sequence[Answer]) -> dict[str, Any]:
    """Key what was answered by the numbers the items have now; an item that was taken out has none."""
    found: dict[str, Any] = {}
    numbers = {item.id: str(number) for number, item in enumerate(slip.open_items, start=1)}
    own = 0
    for answer in answers:
        prefix = numbers.get(answer.slip_item_id or 0)
        if answer.slip_item_id is None:
            own += 1
            prefix = f"own{own}"
            found[prefix] = answer.problem
        if prefix:
            found |= {f"{prefix}.{part}": said for part in PARTS if (said := getattr(answer, part)) is not None}
    return found


def own_findings(draft: Draft) -> list[str]:
    """List the keys of the branch's own findings, in order."""
    own = [key for key, problem in draft.answers.items() if re.fullmatch(r"own\d+", key) and problem]
    return sorted(own, key=lambda key: int(key.removeprefix("own")))


@dataclass(frozen=True)
class Filed:
    """A complete form; `handed_in` is the day on which it came in on paper, `told` what is said of promises."""

    given: list[GivenAnswer]
    handed_in: date | None
    told: list[Answered]


def filed(draft: Draft) -> Filed:
    """Turn a complete draft into what is handed in: the slip's items first, then own findings."""
    items = [_given(draft, str(item["number"]), item["title"], item) for item in draft.facts["items"]]
    found = [_given(draft, key, draft.answers[key], None) for key in own_findings(draft)]
    return Filed([*items, *found], draft.answers.get("handed_in"), answered_of(draft))


def _given(draft: Draft, prefix: str, problem: str, item: Mapping[str, Any] | None) -> GivenAnswer:
    said = {part: draft.answers.get(f"{prefix}.{part}") for part in PARTS}
    return GivenAnswer(
        item=item["position"] if item else None,
        problem=problem,
        reason=str(said["reason"]),
        measure=str(said["measure"]),
        responsible=said["responsible"] or str(draft.facts["person"]),
        done_by=said["done_by"],
    )
