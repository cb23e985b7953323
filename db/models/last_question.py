"""What a person asked last, so that a question that leaves something out is understood."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field

from db.models.base import Record
from db.types import Moment


class LastQuestion(Record, table=True):
    """One for each private chat: what was understood, as keys and codes; of the words only those that name a period.

    Good for a quarter of an hour; housekeeping deletes it within two hours.
    """

    __tablename__ = "last_question"

    chat_id: int = Field(primary_key=True, foreign_key="chat.id")
    understood: dict[str, Any] = Field(sa_type=JSON, nullable=False)
    asked_at: datetime = Field(sa_type=Moment(), index=True)
