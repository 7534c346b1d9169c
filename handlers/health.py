"""/healthz: the process lives. /readyz: it can work."""

from __future__ import annotations

from typing import Protocol

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database
from bot.errors import HonghuiError


class Parts(Protocol):
    """What these pages need of the application."""

    @property
    def db(self) -> Database:
        """The database."""


def health_pages(parts: Parts) -> Blueprint:
    """Make the two pages a monitor asks for."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def healthz() -> str:
        return "ok"

    @pages.get("/readyz")
    def readyz() -> tuple[str, int]:
        try:
            with parts.db.read() as session:
                session.execute(text("SELECT 1"))
        except (HonghuiError, SQLAlchemyError):
            return "database not reachable", 503
        return "ok", 200

    return pages
