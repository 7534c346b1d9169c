"""What a read-back is put right by, without 改 1: a denied reason, days that are moved, one day or person (R13).

Each gives the new answers; none of them where something is to be otherwise and it is not plain what, and None where
nothing is.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bot.forms import Draft, Setting
from handlers.forms.self_check_problems import problems_of
from handlers.forms.self_check_words import Denied, day_put_right, denied, names_writer, speaks_of_change
from rules.day_phrases import days_in
from rules.day_shifts import shift_said, shifts_all
from rules.item_mentions import items_named
from rules.responsible import PAUSES, names_somebody
from rules.telling import only_names, tells_of_another

# 我刚才说的不对，原因不是…, and 是 … up to where a day or a clause of its own begins.
_LEAD: Final = r"(?:[^\s,，。]{0,6}(?:不对|错了?|有误)[了啦哉]?[\s,，。嗯]*)?(?:第\S[项条个])?的?(?:原因|措施)?"
_NEW: Final = (
    r"[\s,，嗯]*(?:而|应该)?是(?:因为)?(?P<new>[^\s,，。;；]{2,30}?)"
    r"(?=$|[\s,，。;；嗯]|日子|日期|时间|补开|放到?|定在?|\d)"
)


def reason_put_right(draft: Draft, text: str) -> dict[str, Any]:
    """Put other words in the place of those that are denied, where just one reason holds them: 不是住院，是请产假."""
    found = denied(text)
    # A figure is a day, and moves more than the words it stands in: 把13改成14.
    if found is None or found.words.isdecimal():
        return {}
    problems = problems_of(draft)
    named = items_named(text, {one.number: one.title for one in problems})
    about = [one for one in problems if one.number in named] or problems
    keys = [f"{one.prefix}.{part}" for one in about for part in ("reason", "measure", "responsible")]
    held = {key: str(draft.answers[key]) for key in keys if found.words in str(draft.answers.get(key, ""))}
    if any(key.endswith("responsible") for key in held) and not names_somebody(found.instead):
        return {}
    return {key: _with_new_words(was, found) for key, was in held.items()} if len(held) == 1 else {}


def _with_new_words(held: str, found: Denied) -> str:
    """Write what is right in the place of what is denied, without whom that was told of where it tells of another.

    会计没住院，是电脑进水坏了 leaves no 会计 before 电脑.
    """
    start = held.index(found.words)
    subject = next((held[at:start] for at in range(start) if only_names(held[at:start])), "")
    start -= len(subject) if tells_of_another(found.instead) else 0
    return f"{held[:start]}{found.instead}{held[held.index(found.words) + len(found.words) :]}"


def denied_in(draft: Draft, text: str) -> tuple[dict[str, Any], str]:
    """Find the reason or measure that a message denies and says anew; give it, and what the message says besides.

    我刚才说的不对，不是人不齐，是会议室漏水，日子定在16号 answers the day as well.
    """
    for key, held in draft.answers.items():
        if key.endswith((".reason", ".measure")) and str(held) in text:
            found = re.search(rf"{_LEAD}不是{re.escape(str(held))}{_NEW}", text)
            if found:
                return {key: found["new"]}, f"{text[: found.start()]}{text[found.end() :]}".strip(PAUSES)
    return {}, text


def days_shifted(draft: Draft, text: str, setting: Setting) -> dict[str, Any] | None:
    """Move the days of all items or of the one that is named: 都推迟三天."""
    shift = shift_said(text)
    if shift is None or days_in(text, setting.today, setting.calendar):
        return None
    problems = [one for one in problems_of(draft) if not one.late]
    named = items_named(text, {one.number: one.title for one in problems})
    meant = [one for one in problems if one.number in named or (not named and shifts_all(text))]
    moved = {f"{one.prefix}.done_by": draft.answers[f"{one.prefix}.done_by"] + shift for one in meant}
    is_plain = moved and (len(moved) == 1 or shifts_all(text)) and min(moved.values()) >= setting.today
    return moved if is_plain else {}


def one_put_right(draft: Draft, text: str, setting: Setting) -> dict[str, Any] | None:
    """Take the new day or person of the one item a read-back is told to be wrong in."""
    problems = problems_of(draft)
    named = items_named(text, {one.number: one.title for one in problems})
    day = day_put_right(text, setting)
    if len(named) == 1 and day and not problems[named[0] - 1].late:
        return {f"{problems[named[0] - 1].prefix}.done_by": day}
    if len(named) == 1 and names_writer(text):
        return {f"{problems[named[0] - 1].prefix}.responsible": draft.facts["person"]}
    is_of_it = named or days_in(text, setting.today, setting.calendar) or speaks_of_change(text)
    return {} if is_of_it or _denies_kept(draft, text) else None


def _denies_kept(draft: Draft, text: str) -> bool:
    """Tell whether a message denies what a reason or measure says: 会计没住院."""
    kept = [str(said) for key, said in draft.answers.items() if key.endswith((".reason", ".measure"))]
    denied = [one[1] for one in re.finditer(r"(?:没有?|不是)在?(\S\S)", text)]
    return any(one in said for one in denied for said in kept)
