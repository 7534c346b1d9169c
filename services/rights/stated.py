"""Every entrance states its right: a route and a `flask` command by a mark on its function, a word by a field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from services.rights.table import Right

Entrance = TypeVar("Entrance", bound=Callable[..., Any])
_MARK: Final = "right"


def states(right: Right) -> Callable[[Entrance], Entrance]:
    """Mark a function that answers from outside with the right that is needed; wrappers made with `wraps` keep it."""

    def marked(entrance: Entrance) -> Entrance:
        setattr(entrance, _MARK, right)
        return entrance

    return marked


def right_of(entrance: Any) -> Right | None:
    """Read which right an entrance states; None when nobody has thought of it."""
    found = getattr(entrance, _MARK, None)
    return found if isinstance(found, Right) else None
