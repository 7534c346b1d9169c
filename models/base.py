"""What every table stands on: the declarative base and the few column types of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    TextClause,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

from rules.periods import BEIJING, Month, Quarter

HUNDREDTH = Decimal("0.01")


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_WHERE: Final = "where"


def partial_index(name: str, *columns: str, where: TextClause) -> Index:
    """Make an index of some rows only; its dialect is told so where it is made: to tell both would load both."""
    return Index(name, *columns, info={_WHERE: where})


def tell_partial_indexes(metadata: MetaData, *dialects: str) -> None:
    """Tell dialects of which rows the partial indexes are."""
    for index in (index for table in metadata.tables.values() for index in table.indexes if _WHERE in index.info):
        for name in dialects:
            index.dialect_options[name]["where"] = index.info[_WHERE]


@event.listens_for(Base.metadata, "before_create")
def _tell_whoever_makes_them(metadata: MetaData, connection: Connection, **_more: object) -> None:
    tell_partial_indexes(metadata, connection.dialect.name)


class Moment(TypeDecorator[datetime]):
    """An instant in Beijing time, stored as UTC. One without a zone is refused, never guessed at, and one of another

    zone as well: so `.date()` of every moment that is kept is the day in Beijing, before it was stored and after.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Keep the zone where the database can (PostgreSQL); SQLite would silently drop it, so UTC is stored bare."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an instant into UTC. Raises ValueError for a naive one and for one of another zone than Beijing's."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; pass an aware datetime")
        if value.tzinfo is not BEIJING and value.utcoffset() != value.astimezone(BEIJING).utcoffset():
            raise ValueError(f"{value!r} is not in Beijing time; its day may be another than the one in Beijing")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand an instant back in Beijing time."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(BEIJING)


class Points(TypeDecorator[Decimal]):
    """Points of the assessment, stored exactly as whole hundredths; a finer value is refused, never rounded."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Turn points into hundredths. Raises ValueError for a float or for more than two decimals."""
        if value is None:
            return None
        if not isinstance(value, Decimal) or value != value.quantize(HUNDREDTH):
            raise ValueError(f"{value!r} are not points: a Decimal with at most two places is needed")
        return int(value * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Turn hundredths back into points with two decimals."""
        return None if value is None else _points(value)


@lru_cache(maxsize=32768)
def _points(hundredths: int) -> Decimal:
    """Give them as points; a whole town has the same few."""
    return (Decimal(hundredths) / 100).quantize(HUNDREDTH)


# A whole town's entries name the same few months.
_read_month: Final = lru_cache(maxsize=1024)(Month.parse)


class MonthColumn(TypeDecorator[Month]):
    """A calendar month as "2026-10", which sorts as it should."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        return None if value is None else _read_month(value)


class QuarterColumn(TypeDecorator[Quarter]):
    """A quarter as "2026-Q3", which sorts as it should."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Quarter | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Quarter | None:
        return None if value is None else Quarter.parse(value)


# SQLite only numbers rows by itself for a plain INTEGER primary key.
BigKey = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
BigRef = BigInteger().with_variant(Integer, "sqlite")
