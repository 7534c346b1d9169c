"""Our own sources as syntax trees, for tests that hold a rule of the house against them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tree_of(path: str | Path) -> ast.Module:
    """Parse a file of ours, once for all tests of a worker; nobody changes the tree."""
    return _parsed(ROOT / path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


PRODUCT = ("bot", "services", "handlers", "scheduler")


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Go through the product, without its demonstration, or through some of its folders."""
    for folder in folders or PRODUCT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            yield name, tree_of(name)


def functions_that_call(*names: str) -> set[str]:
    """Name every function of ours that calls one of these."""
    return {function for function, called in _calls() if called & set(names)}


@cache
def _calls() -> list[tuple[str, set[str]]]:
    """List every function of ours with the names it calls."""
    return [
        (f"{path} {function.name}", {name_of(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)})
        for path, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
    ]


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def attributes_of(tree: ast.Module, name: str) -> set[str]:
    """List what a file takes from whatever has this name: of `Right`, the X of every `Right.X`."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and name_of(node.value) == name}


def files_that_name(*names: str) -> set[str]:
    """Name the files that speak of one of these: a name, or an attribute."""
    return {
        path
        for path, tree in sources()
        if any(name_of(node) in names for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute))
    }
