"""Counters by which a running bot notices that reference data changed under it."""

from sqlmodel import Field

from db.models.base import Record


class Revision(Record, table=True):
    """How often something that is kept in memory has changed, for example the registry."""

    name: str = Field(primary_key=True)
    number: int = 0
