"""What docs/your-own-rule.md shows is a rule: each piece fits into the file of 云岚街道, from which it is taken."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.scheme import Scheme, load_scheme

ROOT = Path(__file__).parents[3]
RULE = (ROOT / "data" / "sample" / "yunlan" / "scheme.yaml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "your-own-rule.md").read_text(encoding="utf-8")
PIECES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def laid_over(piece: Any, held: Any) -> Any:
    """Put a piece into a rule: names by name, list items by their code."""
    if isinstance(piece, dict) and isinstance(held, dict):
        return held | {name: laid_over(one, held.get(name)) for name, one in piece.items()}
    if isinstance(piece, list) and all(isinstance(one, dict) and "code" in one for one in piece):
        return list(({one["code"]: one for one in held} | {one["code"]: one for one in piece}).values())
    return piece


def loaded(piece: Any) -> Scheme:
    overrides = piece.pop("overrides", {})
    text = yaml.safe_dump(laid_over(piece, yaml.safe_load(RULE)), allow_unicode=True, sort_keys=False)
    return load_scheme(text, "your-own-rule.md").with_overrides(overrides)


def test_there_are_pieces() -> None:
    assert len(PIECES) >= 8


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.split(":", 1)[0])
def test_every_piece_of_the_guide_is_a_rule(piece: str) -> None:
    shown = yaml.safe_load(piece)
    changes_nothing = "overrides" not in shown
    scheme = loaded(shown)
    assert (scheme == load_scheme(RULE)) is changes_nothing, "the guide shows what stands in the sample's file"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("ZT: 25, FW: 25}", "ZT: 25, FW: 20}", "document_points.*FW has 25 points|FW has 25 points, but"),
        ("{code: ZJ, title", "{code: Z1, title", "the code of a category must be two capital letters"),
        ("title: 组织建设, points: 25", "title: 组织建设, points: 0", "has 0 points; it must be more than 0"),
        ("[category_FW, base_score]", "[category_ZD]", "'category_ZD' is not possible here; write one of base_score"),
        ("[category_FW, base_score]", "[category_FW, category_ZJ]", "names two categories"),
        ("self_check_indicator: ZJ-02", "self_check_indicator: ZJ-09", "'ZJ-09' is not a known name"),
        ("self_check_indicator: ZJ-02", "self_check_indicator: FW-01", "FW-01 counts by the case"),
        ("board_period: month", "board_period: week", "'week' is not possible here"),
        ("min_full_months_in_quarter: 1", "min_full_months_in_quarter: 2", "a board of a month has 1 months"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_with_its_place(old: str, new: str, complaint: str) -> None:
    assert RULE.count(old) == 1
    with pytest.raises(ValueError, match=complaint) as refused:
        load_scheme(RULE.replace(old, new), "town.yaml")
    assert re.match(r"town\.yaml, line \d+: ", str(refused.value))


def test_codes_may_not_be_used_twice_and_not_be_too_many() -> None:
    twice = RULE.replace("{code: DY, title", "{code: ZJ, title")
    with pytest.raises(ValueError, match="this code is used twice"):
        load_scheme(twice, "town.yaml")
