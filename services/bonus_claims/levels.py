"""What the levels of honours are called: in the town's own words (望湖市级), else in any town's (县级)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.schemes import township
from rules.scheme import Scheme


def level_names(session: Session, scheme: Scheme) -> Mapping[str, str]:
    """Name every level of the rule, by its code; the township file's `level_labels` come first."""
    town = township(session)
    ours = town.level_labels if town else {}
    return {code: ours.get(code, level.generic_label) for code, level in scheme.bonus_levels.items()}
