"""What a message tells of one problem of a self-check, beside what is known of it already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.forms import Draft, Setting
from handlers.forms.item_known import beside_known, counted_beside, with_person
from handlers.forms.item_said import carries, is_too_long, line_said, parts_of
from handlers.forms.self_check_problems import Problem, people_of, tells_nothing
from handlers.forms.self_check_words import more_said
from rules.item_names import without_own_name


@dataclass(frozen=True)
class Noted:
    """The answers words give, by their keys; which words are `left` over, and who was named in an `unsure` way."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    left: str | None = None
    unsure: str | None = None


def noted(
    draft: Draft, problem: Problem, said: str, setting: Setting, only: Collection[str], *, puts_right: bool
) -> Noted | None:
    """Take what is said of a problem, `only` of some of its parts; None where it is too long to be kept."""
    if tells_nothing(draft, problem, said):
        return Noted()
    told, people = without_own_name(said, problem.title), people_of(draft)
    if more := more_said(told):
        key = f"{problem.prefix}.{more.part}"
        return Noted({key: f"{draft.answers[key]}，{more.said}"} if key in draft.answers else {})
    line = line_said(told, setting, problem.title, people)
    if not carries(line, told):
        return Noted()
    if f"{problem.prefix}.reason" in draft.answers:
        line = beside_known(line, told, people, puts_right=puts_right)
    parts = parts_of(line, late=problem.late)
    if is_too_long(parts):
        return None
    parts = {part: what for part, what in parts.items() if part in only}
    parts = counted_beside(parts, draft.answers.get(f"{problem.prefix}.measure"))
    if not parts:
        return Noted(left=line.left)
    known, who = with_person(parts, told, draft.answers.get(f"{problem.prefix}.responsible"), people)
    return Noted({f"{problem.prefix}.{part}": what for part, what in known.items()}, line.left, who)
