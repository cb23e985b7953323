"""Who among several replicas does what only one should do."""

from datetime import datetime

from sqlmodel import Field

from db.models.base import Record
from db.types import Moment


class Lease(Record, table=True):
    """One task and its holder; the epoch grows whenever the holder changes."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    owner: str
    epoch: int
    expires_at: datetime = Field(sa_type=Moment())
