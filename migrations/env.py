"""Alembic's entrance: runs the migrations on the connection that bot/schema.py hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models import Base
from models.base import Moment, MonthColumn, Points, QuarterColumn, tell_partial_indexes

# A migration must read the same in ten years: our column types are written down as what the database sees.
PLAIN = {Moment: "sa.DateTime(timezone=True)", Points: "sa.Integer()"}
PLAIN |= dict.fromkeys((MonthColumn, QuarterColumn), "sa.String(7)")


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain ones."""
    return PLAIN.get(type(item), False) if kind == "type" else False


# A migration is written for both databases.
tell_partial_indexes(Base.metadata, "sqlite", "postgresql")
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=render_item)
with context.begin_transaction():
    context.run_migrations()
