"""Reading which of some branches is meant: by its number in the list shown, its name, or a part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.forms import Reader, Setting, Unclear, Understood, tidy
from bot.readers import OneOf

# More are not listed to choose from; a name is typed faster.
MOST_LISTED: Final = 9


@dataclass(frozen=True)
class BranchNamed(Reader):
    """One of some branches, by key: its short name or a part of it that no other has."""

    names: Mapping[str, str]

    def read(self, key: str, text: str, setting: Setting) -> Understood | Unclear:
        """Take the branch whose name is said, or whose name alone has in it what is said."""
        said = tidy(text)
        inside = [code for code, name in self.names.items() if name in said]
        about = [code for code, name in self.names.items() if len(said) > 1 and said in name]
        for found in (inside, about):
            if len(found) == 1:
                return Understood({key: found[0]})
        if len(self.names) <= MOST_LISTED:
            numbered = OneOf(self.names).read(key, text, setting)
            return numbered if isinstance(numbered, Understood) else Unclear("wrong_branch")
        return Unclear("wrong_branch")
