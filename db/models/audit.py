"""What was decided, by whom and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from db.models.base import Record
from db.types import Moment


class AuditEntry(Record, table=True):
    """One decision, append only; it holds keys and codes, no names of persons."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment())
    actor_id: int | None = Field(default=None, foreign_key="focal_point.id")
    actor: str  # "focal_point", "operator" (the command line) or "sigap" (the program itself)
    event: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, nullable=False)
