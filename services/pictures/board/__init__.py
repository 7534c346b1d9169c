"""The board picture: facts → shapes (pure) → SVG → PNG, in three editions (A19).

`facts` is what comes in, `editions` who is shown what, `layout` → `head`, `cards`, `footer` →
`rows` → `marks` where everything goes, `typesetting` makes text fit, `shapes` is what comes out.
"""

from __future__ import annotations

from bot.colours import GRADIENTS
from bot.drawing import FONT_FAMILY, png
from bot.wording import environment
from services.pictures.board.facts import BoardFacts, Category, Edition, GreyDisplay, Riser, Row, Switches
from services.pictures.board.layout import board_shapes

__all__ = [
    "BoardFacts",
    "Category",
    "Edition",
    "GreyDisplay",
    "Riser",
    "Row",
    "Switches",
    "board_png",
    "board_shapes",
    "board_svg",
]


def board_svg(facts: BoardFacts, edition: Edition) -> str:
    """Write one edition of a board as SVG; the same facts give the same text."""
    template = environment().get_template("boards/board.svg")
    return template.render(drawing=board_shapes(facts, edition), gradients=GRADIENTS, font_family=FONT_FAMILY)


def board_png(facts: BoardFacts, edition: Edition) -> bytes:
    """Draw one edition of a board, 1080 px wide. Draw it once, outside of any callback, and keep it with the board."""
    return png(board_svg(facts, edition))
