"""A form whose session has ended in between: nothing that was typed is lost, it is shown and handed in once more."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Response, request, session
from markupsafe import escape

from bot import login
from bot.clock import lease_seconds
from handlers.pages.showing import show

# What a form sends along unseen.
UNSEEN: Final = frozenset({"csrf_token", "seen", "step", "here", "size", "once", "was"})


def typed_again() -> Response | None:
    """Show what was sent off and not taken, with a button that sends it once more; None where there is nothing of it.

    Nor for what comes from elsewhere: another site must not have its form confirmed here.
    """
    # Letter by letter: what a page says is cleaned elsewhere, what goes back is what was typed.
    fields = [(name, escape(value)) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    typed = [value for name, value in fields if name not in UNSEEN and value.strip()]
    if not typed or not _is_from_here():
        return None
    back = urlsplit(request.referrer or "").path or "/"
    facts = {"to": request.full_path.removesuffix("?"), "back": back, "fields": fields, "typed": typed}
    answer = show("again", 400, **facts, files=bool(request.files), is_in=login.signed_in(session, lease_seconds()))
    if "HX-Request" in request.headers and "HX-Boosted" not in request.headers:
        # Else a page would stand in the cell that was set.
        answer.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return answer


def _is_from_here() -> bool:
    """Whether the form that was sent off is one of ours; browsers say where it stood, and let no page say otherwise."""
    said = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(said).netloc == request.host
