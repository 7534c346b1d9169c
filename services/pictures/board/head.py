"""The red head of the picture: committee, title, quarter, number ranked, the tag 内部, and the version ribbon."""

from __future__ import annotations

from bot.colours import HEAD, LIGHT
from bot.wording import word
from services.pictures.board.cards import CARD_WIDTH, MARGIN, WIDTH
from services.pictures.board.facts import BoardFacts
from services.pictures.board.marks import WORDS
from services.pictures.board.shapes import Group, Rect, Ring, Shape
from services.pictures.board.typesetting import line, measured

HEIGHT, HEIGHT_WITH_RIBBON = 372, 456
RIBBON_TOP, RIBBON_HEIGHT = 296, 64


def head_height(facts: BoardFacts) -> int:
    """How high the head is in px; the ribbon of a later version makes it higher."""
    return HEIGHT if facts.version == 1 else HEIGHT_WITH_RIBBON


def head_ground(facts: BoardFacts) -> tuple[Shape, ...]:
    """Draw the red ground with its pale rings."""
    rings = (Ring(930, 70, radius, LIGHT.on_head, 0.1) for radius in (150, 230, 310, 390))
    return (Rect(0, 0, WIDTH, head_height(facts), HEAD.fill), *rings)


def head(facts: BoardFacts, *, internal: bool) -> Group:
    """Set what the head says."""
    steps = (Rect(MARGIN + 13 * step, 79 - 6 * step, 8, 9 + 6 * step, LIGHT.gold, 3) for step in range(5))
    shapes = (
        *steps,
        line(MARGIN + 78, 86, facts.committee, 31, LIGHT.on_head_soft, room=CARD_WIDTH - 78, spacing=1),
        line(MARGIN, 176, facts.title, 74, LIGHT.on_head, room=CARD_WIDTH, floor=44, bold=True, spacing=3),
        *_quarter(facts),
        *([_tag()] if internal else []),
        *([_ribbon(facts)] if facts.version > 1 else []),
    )
    return Group("head", shapes)


def _quarter(facts: BoardFacts) -> tuple[Shape, ...]:
    """Draw the gold pill with the quarter, and the number ranked beside it."""
    label = line(MARGIN + 24, 252, facts.quarter_label, 38, LIGHT.on_gold, room=420, floor=28, bold=True)
    wide = measured(label.text, label.size, bold=True) + 48
    ranked = word(WORDS, "ranked", count=facts.ranked)
    return (
        Rect(MARGIN, 208, wide, 62, LIGHT.gold, 31),
        label,
        line(MARGIN + wide + 24, 251, ranked, 31, LIGHT.on_head_soft, room=380),
    )


def _tag() -> Group:
    """Draw the white pill at the right."""
    text = word(WORDS, "internal")
    wide = measured(text, 28, bold=True) + 36
    left = WIDTH - MARGIN - wide
    label = line(left + wide // 2, 250, text, 28, LIGHT.red, room=wide, bold=True, anchor="middle")
    return Group("tag", (Rect(left, 218, wide, 44, LIGHT.card, 22), label))


def _ribbon(facts: BoardFacts) -> Group:
    """Say which version this is and what it replaces."""
    text = word(WORDS, "version", version=facts.version, replaces=facts.replaces)
    ground = Rect(MARGIN, RIBBON_TOP, CARD_WIDTH, RIBBON_HEIGHT, LIGHT.gold_soft, 18)
    room, baseline = CARD_WIDTH - 60, RIBBON_TOP + 43
    label = line(WIDTH // 2, baseline, text, 30, LIGHT.gold_ink, room=room, bold=True, anchor="middle")
    return Group("version", (ground, label))
