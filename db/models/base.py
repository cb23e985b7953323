"""What all tables share: one metadata, whose constraints bear names that migrations can refer to."""

from typing import ClassVar

from sqlalchemy import Index, MetaData, text
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def one_where(name: str, condition: str, *columns: str) -> Index:
    """A unique index over the rows that fulfil a condition, on SQLite and PostgreSQL alike."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


def one_in_force(name: str, *columns: str) -> Index:
    """At most one row in force for these columns; superseded rows are its history."""
    return one_where(name, "superseded_at IS NULL", *columns)
