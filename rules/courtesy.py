"""An order without the courtesy around it: 麻烦您通过 石湾村支部，谢谢👌 orders what 通过 石湾村支部 does."""

from __future__ import annotations

from typing import Final

from rules.patterns import Pattern
from rules.speech import HEADS, TAILS

# Pictures that nod; any other may doubt.
NODS: Final = (
    r"(?:\[(?:[oO][kK]|强|握手|抱拳|玫瑰|微笑|好的|赞|爱心|合十|鲜花)\]"
    r"|[👌👍🙏🤝💪✅🌹😊🙂][\U0001f3fb-\U0001f3ff\ufe0f]*)"
)
_NODDED: Final = Pattern(rf"(?:\s*{NODS})+$")
_MARKED: Final = Pattern(r"[\s!！~～]+$")
# Who asks a favour, or says in passing that something else is understood.
_FAVOUR: Final = Pattern(
    r"^(?:(?:请|麻烦|劳烦|烦请|劳驾|拜托)?[您你]?(?:帮[我忙]|给我|替我)(?:一下)?(?!转)|(?:劳烦|烦请|拜托|请|麻烦)[您你]"
    r"|(?:(?:辛苦|收到|可以)[了的啦]*|[行好][了的啦吧]*|是的?)[\s,，。!！]+)[\s,，]*"
)
# As the bot itself writes an order that works: 回复“通过 石湾村支部”.
_COPIED: Final = Pattern('^[“"「]([^“”"「」]+)[”"」]$')


def without_courtesy(text: str) -> str:
    """Take from an order who is greeted, asked and thanked, nodding pictures, and the quotation marks around it."""
    said = text.strip()
    while (shorter := _shorter(said)) != said:
        said = shorter
    return said


def _shorter(said: str) -> str:
    copied = _COPIED.match(said)
    said = copied[1] if copied else said
    for around in (_FAVOUR, HEADS, TAILS, _NODDED, _MARKED):
        said = around.sub("", said).strip()
    return said


def without_nods(text: str) -> str:
    """Take the pictures that nod from the end of a message."""
    return _NODDED.sub("", text)
