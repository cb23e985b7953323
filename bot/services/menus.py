"""Which menu of commands a chat shows, so that it is set only when it changed."""

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Chat


async def note_menu(session: AsyncSession, *, telegram_id: int, menu: str | None) -> None:
    """Note what the menu of a private chat was set to; None for the general one."""
    await session.exec(update(Chat).where(col(Chat.telegram_id) == telegram_id).values(menu=menu))
