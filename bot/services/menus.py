"""Which menu of commands a chat shows and in which language, so that it is set only when it changed."""

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat


async def note_menu(session: AsyncSession, *, telegram_id: int, menu: str | None, language: str) -> None:
    """Note what the menu of a private chat was set to, None for the general one; messages that nobody asked for speak
    its language until the person chooses one."""
    statement = update(Chat).where(col(Chat.telegram_id) == telegram_id)
    await session.exec(statement.values(menu=menu, language=language))
