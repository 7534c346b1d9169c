"""The file that proves to WeCom's console that the domain is ours, at the root of our address (WECOM_DOMAIN_FILE)."""

from __future__ import annotations

from typing import Protocol

from flask import Blueprint, Response, abort

from bot.settings import Settings
from services.rights.stated import states
from services.rights.table import Right


class ProofParts(Protocol):
    """What this page needs of the application."""

    @property
    def settings(self) -> Settings: ...


def proof_pages(parts: ProofParts) -> Blueprint:
    """Make the one page the console fetches when a trusted domain is entered."""
    pages = Blueprint("proof", __name__)

    @pages.get("/WW_verify_<code>.txt")
    @states(Right.KNOCK)
    def proof(code: str) -> Response:
        found = parts.settings.proof
        if found is None or found[0] != f"WW_verify_{code}.txt":
            abort(404)
        return Response(found[1], mimetype="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    return pages
