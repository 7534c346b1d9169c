"""The last card: what the board rests on, how to object, and the QR code of its page."""

from __future__ import annotations

from bot.colours import LIGHT
from bot.wording import word
from services.pictures.board.cards import LEFT, MARGIN, RIGHT, WIDTH, Card, ground
from services.pictures.board.facts import BoardFacts
from services.pictures.board.marks import WORDS
from services.pictures.board.shapes import Group, Outline, Shape
from services.pictures.board.typesetting import hung, line, measured, wrapped

SIZE, LEADING, BETWEEN = 27, 38, 8
QR_SIZE, QR_PLACE = 190, 206
LABEL_ROOM = 180


def footer_card(facts: BoardFacts, top: int) -> Card | None:
    """Draw the footer; without an address the text takes the whole width."""
    code = _qr_code(facts.url, top + 32) if facts.url else None
    if not facts.footer and code is None:
        return None
    text, bottom = _lines(facts.footer, top + 54, RIGHT - (QR_PLACE + 30 if code else 0))
    bottom = max(bottom + 32, top + 300 if code else 0)
    return Card(Group("footer", (ground(top, bottom - top), *text, *([code] if code else []))), bottom)


def _lines(footer: tuple[tuple[str, str], ...], baseline: int, right: int) -> tuple[list[Shape], int]:
    """Set each label with its text beside it; returns the shapes and the baseline of the last line."""
    widest = max((measured(label, SIZE, bold=True) for label, _ in footer), default=0)
    column = LEFT + min(widest, LABEL_ROOM) + 18
    shapes: list[Shape] = []
    last = baseline
    for label, text in footer:
        shapes.append(line(LEFT, baseline, label, SIZE, LIGHT.ink, room=LABEL_ROOM, floor=26, bold=True))
        for part in wrapped(text, SIZE, right - column):
            shapes.append(line(column - hung(part, SIZE), baseline, part, SIZE, LIGHT.sub, room=right - column))
            last, baseline = baseline, baseline + LEADING
        baseline += BETWEEN
    return shapes, last


def _qr_code(url: str, top: int) -> Group:
    """Draw the code near 190 px wide, its modules whole pixels, a quiet zone around it, the caption below."""
    import segno  # Loaded with the first drawing, as all that draws.

    matrix = segno.make_qr(url, error="m").matrix
    module = round(QR_SIZE / len(matrix))
    middle = RIGHT - QR_PLACE // 2
    left = middle - module * len(matrix) // 2
    dark = (
        f"M{left + column * module} {top + row * module}h{module}v{module}h-{module}z"
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    caption = word(WORDS, "qr")
    baseline = top + module * len(matrix) + 50
    label = line(middle, baseline, caption, 26, LIGHT.sub, room=QR_PLACE, anchor="middle")
    return Group("qr", (Outline("".join(dark), LIGHT.ink, crisp=True), label))


def issuer(facts: BoardFacts, top: int) -> Card:
    """Set the last line: who issued the board, and when."""
    room = WIDTH - 2 * MARGIN
    label = line(WIDTH // 2, top + 22, facts.issued, 26, LIGHT.sub, room=room, anchor="middle")
    return Card(Group("issuer", (label,)), top + 60)
