"""Whether the answers put into an open form are those the table names: what is wrong with them, and what lacks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from bot.wording import word
from tests.phrases.branches import CLAIM_KEYS
from tests.phrases.observing import Came

PARTS = {"reason": "reason", "measure": "measure", "done_by": "done_by", "person": "responsible"}
ITEM_KEY = re.compile(r"(\d+)\.(reason|measure|responsible|done_by)")
LEVELS = {"县": "county", "市": "prefecture", "省": "province", "国": "national", "镇": "town"}
# What is known before anything is answered: to which entry somebody objects, the kind and level of a claim.
ROUTES = frozenset({"target", "rule", "level"})

Findings = Iterator[tuple[str, str]]


def plain(text: object) -> str:
    """Leave letters and figures only."""
    return "".join(one for one in unicodedata.normalize("NFKC", str(text)).lower() if one.isalnum())


def is_piece(expected: object, of: object) -> bool:
    """Tell whether one text contains another, whatever stands between the words."""
    return plain(expected) in plain(of)


def faults(detail: Mapping[str, Any], came: Came) -> tuple[list[str], list[str]]:
    """List what is stored wrongly, by kind, and what the table names and is not stored."""
    found = list(_faults(detail, came))
    return [what for kind, what in found if kind == "wrong"], [what for kind, what in found if kind == "lacks"]


def _faults(detail: Mapping[str, Any], came: Came) -> Findings:
    items = detail.get("items") or ([detail] if "item" in detail else [])
    problems = detail.get("problems") or ({detail["problem"]: detail["words"]} if "problem" in detail else {})
    if items:
        yield from _items(items, came)
    elif problems:
        yield from _problems(problems, came)
    elif "findings" in detail:
        yield from _inspected(detail["findings"], came)
    elif "own_finding" in detail:
        yield from _own(detail, came)
    elif "value" in detail:
        yield from _value(CLAIM_KEYS[detail["asked"]], detail["value"], came)


def _items(items: list[Mapping[str, Any]], came: Came) -> Findings:
    expected = {str(one["item"]) for one in items}
    touched = {found[1] for key in came.answers if (found := ITEM_KEY.fullmatch(key)) and found[2] != "responsible"}
    yield from (("wrong", "other item") for _ in touched - expected)
    held = came.talk.answers if came.talk else {}
    organization, month = came.slip(came.talk.subject if came.talk else None)
    here = [one for one in items if one.get("org", organization) == organization]
    yield from (("lacks" if here else "wrong", "other branch") for one in items if one not in here)
    for one in here:
        if not month.startswith(one.get("month", "")):
            yield "wrong", "other month"
        yield from _item(one, {part: held.get(f"{one['item']}.{key}") for part, key in PARTS.items()}, came)
        yield from _swallowed(one, items, held)


def _swallowed(one: Mapping[str, Any], items: list[Mapping[str, Any]], held: Mapping[str, Any]) -> Findings:
    """The reason of another item, taken into this one."""
    text = [held.get(f"{one['item']}.{part}", "") for part in ("reason", "measure")]
    own = [str(one.get(part, "")) for part in ("reason", "measure")]
    for other in items:
        reason = str(other.get("reason", ""))
        if (
            other is not one
            and len(reason) > 1
            and is_piece(reason, text)
            and not any(is_piece(reason, o) for o in own)
        ):
            yield "wrong", "swallowed"


def _item(one: Mapping[str, Any], held: Mapping[str, Any], came: Came) -> Findings:
    missing = one.get("missing", [])
    expected = {part: one[part] for part in PARTS if part in one}
    if "choice" in one:
        expected["reason"] = word("forms/self_check.txt", "reasons").splitlines()[one["choice"] - 1]
    for part, value in expected.items():
        if not held[part]:
            yield "lacks", part
        elif not is_piece(value, held[part]):
            # A measure written in other words, or where it belongs to the reason, is shown and harms nobody.
            yield ("lacks" if part == "measure" else "wrong"), part
    yield from (("wrong", f"{part} made up") for part in missing if held.get(part) and _is_new(one, part, came))
    yield from (("wrong", f"{piece} kept") for piece in one.get("free_of", []) if is_piece(piece, _worded(held)))
    if one.get("done") is True and "done_by" not in expected:
        yield from _done(held["done_by"], came.today)


def _worded(held: Mapping[str, Any]) -> str:
    """Give reason and measure as read back, one after the other."""
    return "。".join(str(held[part] or "") for part in ("reason", "measure"))


def _done(day: str | None, today: str) -> Findings:
    """What is done already has no day ahead."""
    if day is None:
        yield "lacks", "done"
    elif day > today:
        yield "wrong", "done"


def _is_new(one: Mapping[str, Any], part: str, came: Came) -> bool:
    return f"{one['item']}.{PARTS[part]}" in came.answers


def _problems(problems: Mapping[int, str], came: Came) -> Findings:
    held = {key.removeprefix("done"): value for key, value in came.answers.items() if key.startswith("done")}
    yield from (("wrong", "other problem") for number in held if int(number) not in problems)
    for number, words in problems.items():
        value = held.get(str(number))
        if value is None:
            yield "lacks", f"problem {number}"
        elif not is_piece(words, value) or any(is_piece(one, value) for one in problems.values() if one != words):
            yield "wrong", f"problem {number}"


def _inspected(findings: list[Mapping[str, str]], came: Came) -> Findings:
    held = came.answers.get("findings")
    if held is None:
        yield "lacks", "findings"
        return
    if len(held) != len(findings):
        yield "wrong", "findings"
    for expected, one in zip(findings, held, strict=False):
        if one["indicator"] != expected["indicator"] or not is_piece(expected["fact"], one["fact"]):
            yield "wrong", "finding"


def _own(detail: Mapping[str, Any], came: Came) -> Findings:
    values = [str(one) for key, one in came.answers.items() if key.startswith("own")]
    if not any(is_piece(detail["own_finding"], one) for one in values):
        yield "wrong" if values else "lacks", "own finding"


def _value(key: str, value: str, came: Came) -> Findings:
    held = came.answers.get(key)
    if held is None:
        yield "lacks", key
        return
    if key == "rule":
        rules = came.talk.facts["rules"] if came.talk else []
        held = next(one["title"] for one in rules if one["code"] == held)
    expected = LEVELS[value] if key == "level" else value
    if not (is_piece(expected, held) or is_piece(str(held).partition(":")[0], expected)):
        yield "wrong", key
