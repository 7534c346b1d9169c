"""What a page reads does not hang on how large the town is, in whatever state its board and its year are."""

from pathlib import Path

import pytest

from tests.worlds.asked import NOW_AND_THEN
from tests.worlds.whole_towns import in_every_state

SIZES = 240, 960
# Of a town four times as large somebody may be named where nobody was, and a list may be a little longer.
FORGIVEN = 60


def has_grown(before: tuple[int, int], found: tuple[int, int]) -> bool:
    return found[0] > before[0] + NOW_AND_THEN or found[1] > before[1] + FORGIVEN


@pytest.mark.timeout(600)
def test_what_a_page_reads_hangs_on_no_number_of_organisations(tmp_path: Path) -> None:
    small, large = (dict(in_every_state(tmp_path, size)) for size in SIZES)
    assert sum(one is not None for one in large.values()) > len(large) / 2
    grown = {
        page: (small[page], found)
        for page, found in large.items()
        if (before := small[page])
        and found
        and (found[0] > before[0] + NOW_AND_THEN or found[1] > before[1] + FORGIVEN)
    }
    assert not grown
