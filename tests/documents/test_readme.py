"""What a stranger meets first."""

from tests.worlds.documents import PAGES, ROOT, named, text_of

# As many lines as two screens show, long ones included.
TWO_SCREENS = 100
COLUMNS = 130


def test_where_is_comes_within_two_screens() -> None:
    before = text_of(ROOT / "README.md").split("## Where is …?")[0].splitlines()
    assert sum(1 + len(line) // COLUMNS for line in before) <= TWO_SCREENS
    assert sum("docs/pictures/" in line for line in before) >= 2


def test_every_page_is_reached_from_the_readme() -> None:
    """A page nobody leads to is read by nobody."""
    reached, new = {ROOT / "README.md"}, [ROOT / "README.md"]
    while new:
        text = text_of(page := new.pop())
        found = {one for one in PAGES if one not in reached and (one.name in text)}
        reached |= found
        new += found
        assert page in PAGES
    assert [named(one) for one in PAGES if one not in reached] == []
