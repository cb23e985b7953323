"""What a person asked last, so that a question that leaves something out is understood."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field

from db.models.base import Record
from db.types import Moment


class LastQuestion(Record, table=True):
    """One for each private chat, for a quarter of an hour: what was understood, as keys and codes, never the words."""

    __tablename__ = "last_question"

    chat_id: int = Field(primary_key=True, foreign_key="chat.id")
    understood: dict[str, Any] = Field(sa_type=JSON, nullable=False)
    asked_at: datetime = Field(sa_type=Moment(), index=True)
