"""A form that is sent off twice, by a double click or by loading its answer anew, is done once.

Each form a page shows has a mark of its own. What was sent off with it is noted in the transaction that does it; filled
in otherwise after going back, the same form counts anew.
"""

from __future__ import annotations

import secrets
from typing import Final

from flask import request
from sqlalchemy.orm import Session

from bot.clock import lease_seconds
from bot.login import LONGEST_SECONDS, spend

FIELD: Final = "once"


def once() -> str:
    """Draw the mark of a form."""
    return secrets.token_urlsafe(9)


def is_first(session: Session) -> bool:
    """Note that the form of this request is being done; False when the very same was done already."""
    if FIELD not in request.form:
        return True
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return spend(session, repr((request.path, said)), lease_seconds(), good_for=LONGEST_SECONDS)
