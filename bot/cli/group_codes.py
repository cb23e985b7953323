"""The part of `sigap invite` that is about groups: a one-time code for a scope."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.codes import grouped
from bot.services.audit import OPERATOR
from bot.services.directory import load_registry
from bot.services.group_codes import GroupCodeMade, make_code, read_scope, scope_word
from bot.texts import formats


async def make_group_code(session: AsyncSession, words: str, *, now: datetime, zone: ZoneInfo) -> GroupCodeMade:
    """Make a code for a scope as it is written on the command line; raises Refusal."""
    today = now.astimezone(zone).date()
    registry = await load_registry(session, today)
    scope = await read_scope(session, words, agencies=registry.agencies, periods=registry.periods, today=today)
    made = await make_code(session, scope=scope, by=OPERATOR, now=now)
    assert made is not None, "nothing asks for it twice"
    return made


def group_code_as_json(made: GroupCodeMade, username: str | None, zone: ZoneInfo) -> dict[str, object]:
    """The document that `--json` prints."""
    return {
        "code": made.code,
        "link": made.link(username or ""),
        "expires_at": made.expires_at.astimezone(zone),
        "scope": scope_word(made.scope),
    }


def print_group_code(made: GroupCodeMade, username: str | None, zone: ZoneInfo) -> None:
    """Print it for the eye."""
    name = f" ({made.scope.agency.full_name})" if made.scope.agency else ""
    typer.echo(f"Grup / Group: {scope_word(made.scope)}{name}")
    typer.echo(f"Kode / Code: /ikat {grouped(made.code)}")
    if link := made.link(username or ""):
        typer.echo(f"Tautan / Link: {link}")
    typer.echo(f"Berlaku sampai / Valid until: {formats.full_moment(made.expires_at, zone)}")
