"""Tests import downward, too: who reads the tests of a layer need not know the layers above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest

from tests.worlds.sources import tree_of

TESTS = Path(__file__).resolve().parent
PRODUCT = {"rules", "models", "bot", "services", "scheduler", "handlers", "app", "demo", "simulator"}
# Each folder of tests with what it may import beyond the folders before it.
UPWARD = {
    "rules": {"rules"},
    "bot": {"models", "bot"},
    "services": {"services"},
    "scheduler": {"scheduler"},
    "phrases": {"handlers", "phrases"},
    "chat": set[str](),
    "pages": {"app", "simulator"},
    "console": set[str](),
    "demo": {"demo"},
    "cli": set[str](),
}
ALLOWED = dict(zip(UPWARD, accumulate(UPWARD.values(), lambda below, more: below | more), strict=True)) | {
    "simulator": {"simulator"}
}
# What tests of several layers start from and look with; it may know all of them.
SHARED = {"worlds", "databases", "engines", "forks", "page_rules", "postgresql", "run", "chromium"}


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Find what a file imports, also inside functions: (line, dotted name)."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)


def is_allowed(folder: str, name: str) -> bool:
    root, _, rest = name.partition(".")
    if root == "tests":
        return rest.partition(".")[0] in {folder, *SHARED, *ALLOWED[folder]}
    return root not in PRODUCT or root in ALLOWED[folder]


@pytest.mark.parametrize("folder", ALLOWED)
def test_the_tests_of_a_layer_import_nothing_of_the_layers_above_it(folder: str) -> None:
    files = sorted((TESTS / folder).rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(TESTS)}:{line} imports {name}"
        for file in files
        for line, name in imported(file)
        if not is_allowed(folder, name)
    ]
    assert wrong == []


def test_every_folder_of_tests_has_its_place() -> None:
    folders = {folder.name for folder in TESTS.iterdir() if folder.is_dir() and not folder.name.startswith("_")}
    assert folders - ALLOWED.keys() == {"worlds", "e2e", "bench", "fuzz", "documents", "deployment"}
