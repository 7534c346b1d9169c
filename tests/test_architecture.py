"""The drawing in the documentation is made from the code's own imports, and shows them as they are."""

from docs.drawing import PICTURE, drawing


def test_the_drawing_is_that_of_today() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "run `make drawing`"
