"""How a town's rule stands to the red lines: what is crossed today, and whether somebody answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

import yaml
from sqlalchemy.orm import Session

from bot.wording import TEMPLATES
from models.red_line_overrides import RedLineOverride, overrides_of
from models.schemes import latest_version
from rules.periods import BEIJING, Quarter
from rules.red_lines import Crossing, Words, crossings
from services.schemes.versions import scheme_for

WORDS: Final = TEMPLATES / "red_lines" / "words.yaml"


@dataclass(frozen=True)
class Crossed:
    """A red line that the rule in force crosses; `override` is who answers for it, None while nobody does."""

    crossing: Crossing
    override: RedLineOverride | None


def crossed(session: Session, now: datetime) -> list[Crossed]:
    """List the red lines that the rule in force crosses; none where there is no rule yet."""
    if latest_version(session) is None:
        return []
    overrides = overrides_of(session)
    scheme = scheme_for(session, Quarter.of(now.astimezone(BEIJING).date()))
    return [Crossed(one, overrides.get((one.line, one.value))) for one in crossings(scheme, _words())]


@cache
def _words() -> Words:
    said = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return Words(tuple(said["counted"]), tuple(said["handed_in"]))
