"""字号: how large the pages' type is on this device, kept in a cookie of its own."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from bot.login import local_path
from handlers.pages.door import Door
from handlers.pages.showing import SIZE_COOKIE, SIZES
from services.rights.stated import states
from services.rights.table import Right

ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


def add_pages(pages: Blueprint, door: Door) -> None:
    """Add the switch."""

    @pages.post("/m/text-size")
    @states(Right.KNOCK)
    def text_size() -> ResponseReturnValue:
        answer = redirect(local_path(request.form.get("here", "")), 303)
        if (size := request.form.get("size", "")) in SIZES:
            secure = (door.parts.settings.public_url or "").startswith("https:")
            answer.set_cookie(SIZE_COOKIE, size, max_age=ONE_YEAR_SECONDS, secure=secure, httponly=True, samesite="Lax")
        return answer
