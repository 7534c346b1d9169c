"""Which words of a message belong to which item of a self-check; what is said of all belongs to each (R13)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from bot.forms import Setting, Understood
from handlers.forms.item_said import is_of_the_work, line_said
from handlers.forms.promises import marked_with_promises
from rules.day_phrases import days_in
from rules.item_marks import Marked
from rules.item_mentions import begins_with_another, items_named, names_another
from rules.persons import People
from rules.shared_clauses import shared_clause

# A figure between the end of an answer and the next words, where it counts nothing: 12号补开2忘了.
_ENDS: Final = "(?<=[开录登补交办好完了掉吧齐])"
_BEGINS: Final = r"(?=[\u4e00-\u9fff])(?![个人次天日号月年周分点名位份项元季届组楼场回期户度倍])"
# 支委会和平台都是…: what follows is said of another one, too.
_JOINED: Final = frozenset("和跟与及")


def together(*each: Understood | None) -> Understood | None:
    """Join what was understood of the parts of a message, later answers before earlier ones; None where nothing was."""
    understood = [one for one in each if one]
    answers = {key: what for one in understood for key, what in one.answers.items()}
    return Understood(answers, "\n".join(one.note for one in understood if one.note)) if understood else None


def parted_by_item(
    text: str,
    titles: Mapping[int, str],
    promises: Sequence[int],
    asked: int | None,
    people: People,
    setting: Setting,
) -> Marked | None:
    """Take a message apart by item and promise; what is said of all items stands with each of them."""

    shared = shared_clause(text, partial(_is_of_all, people=people, setting=setting))
    each = marked_with_promises(shared.each, titles, promises, asked) if shared else None
    if shared is None or each is None or len(each.said) != len(titles):
        return marked_with_promises(text, titles, promises, asked)
    return replace(each, said={number: f"{said}，{shared.of_all}" for number, said in each.said.items()})


def is_said_of_all(text: str, people: People, setting: Setting) -> bool:
    """Tell whether a message ends or begins with what is said of all items (两项都…): it is no answer about one."""
    shared = shared_clause(text, partial(_is_of_all, people=people, setting=setting))
    return shared is not None and shared.counted


def _is_of_all(clause: str, people: People, setting: Setting) -> bool:
    line = line_said(clause, setting, people=people)
    words = line.reason or line.left
    by_when = bool(words and is_of_the_work(words, setting))
    return by_when or bool((line.day or line.responsible) and not words)


def strays(marked: Marked, titles: Mapping[int, str], setting: Setting) -> bool:
    """Tell whether what is said of an item goes over to another one."""
    alone = len(marked.said) == 1
    return any(
        (alone and (speaks_of_another(said, own, titles, setting) or _goes_over(said, own, titles)))
        or names_another(said, own, titles)
        or said[:1] in _JOINED
        or any(
            re.search(rf"(?<!\d){other}号(?:的|那)|{_ENDS}{other}{_BEGINS}", said) for other in titles if other != own
        )
        # 1.人不齐2.补开3.11月20日 numbers the parts of one answer.
        or re.search(rf"\D{own + 1}[.、)）]\s?\d", said)
        for own, said in marked.said.items()
    )


_DATED: Final = re.compile(r"[\d一二三四五六七八九十][日号]\S*")


def _goes_over(said: str, own: int, titles: Mapping[int, str]) -> bool:
    """Tell whether another item is named right behind a day: 十一号补党费末会计勿勒海."""
    dated = _DATED.search(said)
    return dated is not None and any(one != own for one in items_named(dated[0], titles))


def speaks_of_another(text: str, own: int, titles: Mapping[int, str], setting: Setting) -> bool:
    """Tell whether a message goes over to another item than its `own`, by number, by name, or with a day of its own."""
    days = set(days_in(text, setting.today, setting.calendar))
    dated = len(days) > 1 and any(one != own for one in items_named(text, titles))
    return dated or names_another(text, own, titles) or begins_with_another(text, own, titles)
