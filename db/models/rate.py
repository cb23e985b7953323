"""How fast may be sent: one row for each limit, shared by all replicas."""

from datetime import datetime

from sqlmodel import Field

from db.models.base import Record
from db.types import Moment


class RateBucket(Record, table=True):
    """A limit as `bot.domain.pacing.Bucket` reckons with it."""

    __tablename__ = "rate_bucket"

    key: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Moment())
    moved_at: datetime = Field(sa_type=Moment())
    closed_until: datetime | None = Field(default=None, sa_type=Moment())
