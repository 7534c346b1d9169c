"""How a message finds its command: the word alone, with more behind it, beside a name or a number; or doubted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final

from bot.forms import tidy
from bot.router import Turn
from handlers.commands.command import Command
from handlers.forms import CONVERSATIONS
from handlers.offices import allowed
from rules.case_numbers import numbered
from rules.office_words import ALL_CLEAR, all_clear_first
from rules.period_words import quarter_within
from rules.speech import Doubt, doubt_in, plainly
from services.register.names import mentions, names_first, names_in
from services.register.spotting import Mention

Words = Mapping[str, Command]
Match = tuple[Command, str]

# Longer messages tell something; a word that acts in them is part of a story.
LONGEST_DOUBTED: Final = 40
_NUMBER: Final = re.compile(r"第|[\d①-⑮❶-❿]")
_CASE: Final = re.compile(r"第?\d+号")
# Between a word and what it is about, 不 denies the act and 吗 asks: 申请延期 不要3, 免报吗 石湾村支部.
_BETWEEN_DOUBT: Final = re.compile(
    r"[\s，,]*(?:(?P<asks>[吗么呢嘛])|(?:先|暂时?|还|千万|可)?(?:不(?:要|用|能|必|许|是)?|别|勿|莫|弗|覅|甭)[先再要给]?)[\s，,]*"
)
# What follows a word that stands behind its name; 退回来了 is none of ours.
_APART: Final = re.compile(r"(?=[\s，,。;；:：!！]|$)")


def find(turn: Turn, words: Words) -> Match | None:
    """Find the command a message orders, and what is said with it; None when it orders nothing."""
    if turn.incoming.kind == "menu_click":
        command = words.get(tidy(turn.incoming.event_key or ""))
        return (command, "") if command else None
    return _in_text(turn, words) if turn.incoming.kind == "text" else None


def _in_text(turn: Turn, words: Words) -> Match | None:
    if command := words.get(turn.plain):
        return command, ""
    text = turn.incoming.text.strip()
    word, *more = re.split(r"[\s:：，,]+", text, maxsplit=1)
    if more and (command := words.get(tidy(word))):
        return (command, more[0].strip()) if command.takes_more else None
    if attached := _with_a_number(text, words) or _with_what_is_joined(text, words):
        return attached
    if CONVERSATIONS.open_form(turn):
        return None  # There a sentence that begins with a name or a number is an answer.
    return _around_a_quarter(text, words) or _behind_a_number(turn, text, words) or _beside_a_name(turn, text, words)


def _around_a_quarter(text: str, words: Words) -> Match | None:
    """Find the command of 起草三季度榜单."""
    quarter = quarter_within(text)
    command = words.get(tidy(text.replace(quarter[0], "", 1))) if quarter else None
    return (command, quarter["period"]) if quarter and command and command.takes_more else None


def _with_a_number(text: str, words: Words) -> Match | None:
    """Find the command of 督办3 or 销号第1号 已到位, whose number stands right behind the word."""
    number = _NUMBER.search(text)
    for end in range(number.start() if number else 0, 0, -1):
        command, more = words.get(text[:end]), text[end:]
        if command:
            return (command, more) if command.takes_more and numbered(more) else None
    return None


def _with_what_is_joined(text: str, words: Words) -> Match | None:
    ahead = _word_first(text, words)
    return ahead if ahead and ahead[1].startswith(ahead[0].joined) else None


def _behind_a_number(turn: Turn, text: str, words: Words) -> Match | None:
    """Find the command of 5号同意延期到11月20日. Without 号 a number is an item's: 1 登记漏了."""
    one = _CASE.match(text)
    # Right behind 5号 a word that acts is joined to it; elsewhere a word there is half of a name: 3号会议室.
    joined = _word_first(text[one.end() :], words) if one else None
    first = numbered(text[: one.end()] if one and joined else text) if one else None
    behind = joined or (_word_first(first.rest, words) if first else None)
    if first is None or behind is None or not _acts_for(turn, behind[0]):
        return None
    return behind[0], f"{'、'.join(map(str, first.numbers))} {behind[1]}".strip()


def _beside_a_name(turn: Turn, text: str, words: Words) -> Match | None:
    """Find the command of 通过石湾村支部 and 石湾村支部 退回，第2项没写原因: a word beside names, before or behind."""
    ahead = _word_first(text, words)
    if ahead:
        names, rest = _names_first(turn, ahead[1])
        return (ahead[0], " ".join([*names, rest]).strip()) if names else None
    names, rest = _names_first(turn, text) if _holds_a_word(text, words) else ([], text)
    behind = _word_first(rest, words) if names else None
    if behind is None or not _APART.match(behind[1]) or not allowed(turn, behind[0].right):
        return None
    return behind[0], " ".join([*names, behind[1].lstrip(" ，,：:；;")]).strip()


def _acts_for(turn: Turn, command: Command) -> bool:
    return command.behind is not None and allowed(turn, command.right)


def _word_first(text: str, words: Words) -> Match | None:
    """Part the longest word that takes more, with which a text begins, from what follows."""
    fitting = [word for word, command in words.items() if command.takes_more and text.startswith(word)]
    word = max(fitting, key=len, default="")
    return (words[word], text[len(word) :]) if word else None


def _holds_a_word(text: str, words: Words) -> bool:
    return any(word in text for word, command in words.items() if command.takes_more)


def _names_first(turn: Turn, text: str) -> tuple[list[str], str]:
    """Part the organisations with which a text begins, by their short names, from what follows.

    What several are called stands as it was said: who acts on it asks which is meant.
    """
    clear = all_clear_first(text)
    if clear is not None:
        return [ALL_CLEAR], clear
    found, rest = names_first(turn.session, text)
    return [_short(one) or text[one.start : one.end] for one in found], rest


def _short(mention: Mention) -> str:
    return mention.organizations[0].short_name if len(mention.organizations) == 1 else ""


@dataclass(frozen=True)
class Doubted:
    """A word that acts, in a message that does not order it: why not, and what stands around the word."""

    command: Command
    doubt: Doubt
    around: str


def doubted(turn: Turn, words: Words) -> Doubted | None:
    """Find the word that acts in a message that does not order it: 先不批准榜单, 批准榜单吗; for whoever may do it."""
    text = plainly(turn.incoming.text)
    if turn.incoming.kind != "text" or len(text) > LONGEST_DOUBTED or CONVERSATIONS.open_form(turn):
        return None
    acting = [word for word, command in words.items() if command.behind and len(word) > 1 and word in text]
    word = max(acting, key=len, default="")
    command = words.get(word)
    if command is None or not allowed(turn, command.right):
        return None
    before, _, behind = text.partition(word)
    # What stands before the word is never a reason: 别督办进展.
    doubt = doubt_in(without_names(turn, before)) or command.doubt(without_names(turn, behind))
    return Doubted(command, doubt, f"{before} {behind}") if doubt else None


def doubt_between(turn: Turn, said: str) -> Doubt | None:
    """Tell whether what stands behind a word denies or asks first, and only then says what it is about."""
    text = plainly(said)
    found = _BETWEEN_DOUBT.match(text)
    about = text[found.end() :] if found else ""
    if found is None or not (numbered(about) or any(one.start == 0 for one in mentions(turn.session, about))):
        return None
    return Doubt.QUESTION if found["asks"] else Doubt.NEGATION


def past_doubt(said: str) -> str:
    """Leave out what denies or asks in front of what is said."""
    return _BETWEEN_DOUBT.sub("", said, count=1) if _BETWEEN_DOUBT.match(said) else said


def without_names(turn: Turn, said: str) -> str:
    """Leave out the names of organisations and groups of forms: 非公联合支部 and 没问题的 deny nothing."""
    clear = all_clear_first(said)
    said = said if clear is None else clear
    return reduce(lambda text, name: text.replace(name, " "), names_in(turn.session, said), said)
