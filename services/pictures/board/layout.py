"""The picture from top to bottom: the head, and the cards one under the other."""

from __future__ import annotations

from collections.abc import Callable

from bot.colours import LIGHT
from services.pictures.board.cards import WIDTH, Card, grey_card, middle_card, red_card
from services.pictures.board.editions import look_of
from services.pictures.board.facts import BoardFacts, Edition
from services.pictures.board.footer import footer_card, issuer
from services.pictures.board.head import head, head_ground, head_height
from services.pictures.board.shapes import Drawing, Group, Rect

OVERLAP, GAP = 68, 28


def board_shapes(facts: BoardFacts, edition: Edition) -> Drawing:
    """Lay out one edition of a board, 1080 px wide and as high as it needs."""
    look = look_of(facts, edition)
    draws: tuple[Callable[[int], Card | None], ...] = (
        lambda top: red_card(facts, look.red, top),
        lambda top: middle_card(facts, look.riser, top),
        lambda top: grey_card(facts, look, top),
        lambda top: footer_card(facts, top),
        lambda top: issuer(facts, top),
    )
    paper_top = head_height(facts)
    cards, bottom = _stacked(draws, paper_top - OVERLAP)
    # The paper comes after the ground of the head, so that its rings end where the paper begins.
    paper = Rect(0, paper_top, WIDTH, bottom - paper_top, LIGHT.paper)
    return Drawing(WIDTH, bottom, (*head_ground(facts), paper, head(facts, internal=look.internal), *cards))


def _stacked(draws: tuple[Callable[[int], Card | None], ...], top: int) -> tuple[list[Group], int]:
    """Draw the cards that have something to show, each below the one before; returns them and the lower edge."""
    cards: list[Group] = []
    bottom = top
    for draw in draws:
        if card := draw(top):
            cards.append(card.group)
            bottom, top = card.bottom, card.bottom + GAP
    return cards, bottom
