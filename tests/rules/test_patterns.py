"""No pattern loses its braces: in an f-string \\S{1,6} would stand for the numbers 1 and 6, and match nothing."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_how_often_a_sign_may_stand_is_no_value_to_be_written_in() -> None:
    lost = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for folder in ("rules", "bot", "handlers", "services")
        for file in (ROOT / folder).rglob("*.py")
        if "re.compile" in (text := file.read_text(encoding="utf-8")) or "rf" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Tuple | ast.Constant)
    ]
    assert lost == []
