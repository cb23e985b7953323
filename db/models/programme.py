"""Programmes and their cycles: Stranas PK is one programme, two years are one cycle."""

from datetime import date

from sqlmodel import Field

from db.models.base import Record


class Programme(Record, table=True):
    """A programme under which agencies owe reports."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str


class Cycle(Record, table=True):
    """A run of periods with its own actions and participants, for example 2019-2020."""

    id: int | None = Field(default=None, primary_key=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    code: str = Field(unique=True)
    name: str
    starts_on: date
    ends_on: date
