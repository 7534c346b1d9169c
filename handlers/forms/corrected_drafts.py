"""Self-checks half filled in while the office corrects their slip: what was answered to items that stay, stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from handlers.forms.self_check_filing import item_facts
from models.conversations import begun_about
from models.slips import Slip
from services.slips.changing import FORM


def carry_over(session: Session, slip: Slip) -> None:
    """Put the items of a slip's new version into the open forms, and number what was answered anew."""
    items = item_facts(slip.open_items)
    for open_one in begun_about(session, FORM, [str(slip.id)]):
        open_one.draft = _carried_over(open_one.draft, items)


def _carried_over(draft: Mapping[str, Any], items: list[dict[str, Any]]) -> dict[str, object]:
    number_of = {one["position"]: str(one["number"]) for one in items}
    anew = {str(one["number"]): number_of.get(one["position"]) for one in draft["facts"]["items"]}

    def renamed(key: str) -> str | None:
        prefix, dot, part = key.partition(".")
        return key if prefix not in anew else anew[prefix] and f"{anew[prefix]}{dot}{part}"

    answers = {name: value for key, value in draft["answers"].items() if (name := renamed(key))}
    steps = [[name for key in step if (name := renamed(key))] for step in draft["steps"]]
    facts = {**draft["facts"], "items": items}
    return {**draft, "facts": facts, "answers": answers, "steps": [one for one in steps if one]}
