"""How a message finds its command: the word alone, with more behind it, beside a name or a number; or doubted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final

from bot.forms import tidy
from bot.router import Turn
from handlers.commands.command import Behind, Command
from handlers.forms import CONVERSATIONS
from handlers.offices import allowed
from rules.case_numbers import numbered
from rules.courtesy import without_courtesy
from rules.office_words import ALL_CLEAR, all_clear_first
from rules.period_words import like_a_quarter, quarter_within
from rules.speech import Doubt, doubt_in, plainly
from services.register.names import mentions, names_first, names_in
from services.register.spotting import Mention

Words = Mapping[str, Command]
Match = tuple[Command, str]

# Longer messages tell something; a word that acts in them is part of a story.
LONGEST_DOUBTED: Final = 40
_NUMBER: Final = re.compile(r"第|[\d①-⑮❶-❿]")
_FIGURE: Final = re.compile(r"\d")
_CASE: Final = re.compile(r"第?\d+号")
_DENIES: Final = (
    "(?:先|暂时?|还是?|千万|可)?(?:不(?:要|用|能|必|许|是|给|了)?|别|勿|莫|弗|覅|甭|缓(?:一?缓)?)[先再要给]?"
)
# Between a word and what it is about, 不 denies the act and 吗 asks: 申请延期 不要3, 免报吗 石湾村支部.
_BETWEEN_DOUBT: Final = re.compile(rf"[\s，,]*(?:(?P<asks>[吗么呢嘛])|(?:{_DENIES}|[还尚]?没有?|[还尚]?未))[\s，,]*")
# Behind what it is about it does so alone: 免报 石湾村支部 别 书记住院. 没有 书记 is a reason.
_DOUBT_ALONE: Final = re.compile(rf"[\s，,]*(?:(?P<asks>[吗么呢嘛])|{_DENIES})(?=[\s，,。]|$)")
_CLOSING: Final = " 。.!！~～；;、"
_PAUSE_OR_PERIOD: Final = re.compile(r"[。；;]|(?:20\d\d年)?(?:\d{1,2}月|[第上]?[一二三四]?季)")
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
# What follows a word that stands behind its name; 退回来了 is none of ours.
_APART: Final = re.compile(r"(?=[\s，,。;；:：!！]|$)")


def find(turn: Turn, words: Words) -> Match | None:
    """Find the command a message orders, and what is said with it; None when it orders nothing."""
    if turn.incoming.kind == "menu_click":
        command = words.get(tidy(turn.incoming.event_key or ""))
        return (command, "") if command else None
    return _in_text(turn, words) if turn.incoming.kind == "text" else None


def _in_text(turn: Turn, words: Words) -> Match | None:
    text = turn.incoming.text.strip()
    found = _as_written(turn, text, words)
    if CONVERSATIONS.open_form(turn) or (found and found[0].behind is None):
        return found
    asked_for = without_courtesy(text.translate(_HALF_WIDTH))
    again = _as_written(turn, asked_for, words) if asked_for != text else found
    # Nobody is refused for what they may not have ordered.
    if again is None or not _acts_for(turn, again[0]):
        return found
    return again[0], again[1] if again[0].behind is Behind.REASON else again[1].rstrip(_CLOSING)


def _as_written(turn: Turn, text: str, words: Words) -> Match | None:
    if command := words.get(tidy(text)):
        return command, ""
    word, *more = re.split(r"[\s:：，,]+", text, maxsplit=1)
    if more and (command := words.get(tidy(word))):
        return (command, more[0].strip()) if command.takes_more else None
    if attached := _with_a_number(text, words) or _with_what_is_joined(text, words):
        return attached
    if CONVERSATIONS.open_form(turn):
        return None  # There a sentence that begins with a name or a number is an answer.
    return (
        _around_a_quarter(text, words)
        or _at_a_pause_or_period(turn, text, words)
        or _behind_a_number(turn, text, words)
        or _beside_a_name(turn, text, words)
    )


def _at_a_pause_or_period(turn: Turn, text: str, words: Words) -> Match | None:
    """Find the command that acts of 通过。石湾村支部 and 补发提醒单8月. 帮扶、走访困难党员 is somebody's measure."""
    ahead = _word_first(text, words)
    if ahead is None or not _acts_for(turn, ahead[0]) or not _PAUSE_OR_PERIOD.match(ahead[1]):
        return None
    return ahead[0], ahead[1].lstrip(_CLOSING)


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
    doubt = doubt_in(without_names(turn, before)) or doubt_between(turn, behind)
    doubt = doubt or command.doubt(without_names(turn, behind))
    return Doubted(command, doubt, f"{before} {behind}") if doubt else None


def doubt_between(turn: Turn, said: str) -> Doubt | None:
    """Tell whether what stands behind a word denies or asks beside what it is about: before it, or alone behind it."""
    text = plainly(said)
    found = _BETWEEN_DOUBT.match(text)
    about = text[found.end() :] if found else ""
    if found is None or not (numbered(about) or any(one.start == 0 for one in mentions(turn.session, about))):
        found = _DOUBT_ALONE.match(_past_what_it_is_about(turn, text))
    if found is None:
        return None
    return Doubt.QUESTION if found["asks"] else Doubt.NEGATION


def _past_what_it_is_about(turn: Turn, said: str) -> str:
    cases = numbered(said)
    if cases:
        return cases.rest
    first, _, rest = said.partition(" ")
    is_period = _FIGURE.match(first) or like_a_quarter(first)
    return rest if is_period else names_first(turn.session, said)[1]


def past_doubt(said: str) -> str:
    """Leave out what denies or asks in front of what is said."""
    return _BETWEEN_DOUBT.sub("", said, count=1) if _BETWEEN_DOUBT.match(said) else said


def without_names(turn: Turn, said: str) -> str:
    """Leave out the names of organisations and groups of forms: 非公联合支部 and 没问题的 deny nothing."""
    clear = all_clear_first(said)
    said = said if clear is None else clear
    return reduce(lambda text, name: text.replace(name, " "), names_in(turn.session, said), said)
