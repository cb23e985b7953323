"""What joins the transactions of a context: the update in hand, which is marked together with its effect."""

from contextvars import ContextVar
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession


class Companion(Protocol):
    """Joins every transaction of its context, so that a change of its own is committed with whatever is changed."""

    knows_versions: bool
    """Whether the versions of what is remembered were looked at for it, and heard of by the memory."""

    async def join(self, session: AsyncSession) -> None:
        """Do the last step before the commit; what it raises undoes the transaction."""
        ...

    def committed(self) -> None:
        """Hear that a transaction was committed."""
        ...


COMPANION: ContextVar[Companion | None] = ContextVar("companion", default=None)
