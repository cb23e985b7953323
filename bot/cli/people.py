"""`sigap invite`: invitations into seats, one by one or for every empty seat, and codes that bind a group."""

from __future__ import annotations

import asyncio
import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from telegram.error import TelegramError

from bot.cli.group_codes import group_code_as_json, make_group_code, print_group_code
from bot.cli.opening import Opened, opened, print_json, run
from bot.config import Settings
from bot.domain.agencies import AgencyRef
from bot.domain.codes import grouped
from bot.domain.errors import Refusal, UnknownAgency
from bot.domain.roles import Role
from bot.services.audit import OPERATOR
from bot.services.invitations import UNPRIVILEGED_ROLES, Invitation, invite_each, list_empty_seats
from bot.services.invitations import invite as make_invitation
from bot.services.tables.files.guards import guard
from bot.texts import formats
from bot.transport import AiohttpWire, Timeouts, WireRequest
from db.queries.agencies import find_agency

AGENCY = Annotated[str | None, typer.Option(help="Code of the agency, such as 33.23 or SETNAS.")]
ROLE = Annotated[Role | None, typer.Option(help="Role of the seat.")]
NAME = Annotated[str | None, typer.Option(help="Name of the person; else the one of their Telegram account.")]
ALL = Annotated[bool, typer.Option("--all", help="Invite for every seat without an occupant.")]
OUT = Annotated[Path | None, typer.Option(help="CSV file for the invitations of --all.")]
GROUP = Annotated[bool, typer.Option("--group", help="Make a code that binds a group.")]
SCOPE = Annotated[str | None, typer.Option(help="What the group is about: nasional, a code of an agency, aksi:CODE.")]
JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

PATIENCE = Timeouts(connect=5, write=5, read=10, pool=1)
HEADER = ("kode_instansi", "instansi", "peran", "kode", "tautan", "berlaku_sampai")


def invite(
    agency: AGENCY = None,
    role: ROLE = None,
    name: NAME = None,
    everybody: ALL = False,
    out: OUT = None,
    group: GROUP = False,
    scope: SCOPE = None,
    as_json: JSON = False,
) -> None:
    """Make a one-use invitation into a seat, with --all one for every empty seat (less those of Setnas).

    With --group: a one-time code that binds a group to a scope.
    """
    if group or scope is not None:
        if not group or scope is None or everybody or any(given is not None for given in (agency, role, name, out)):
            raise typer.BadParameter("--group needs --scope, and takes nothing else but --json.")
        run(_invite_group, scope, as_json)
    elif everybody:
        if out is None or name is not None:
            raise typer.BadParameter("--all needs --out and takes no --name.")
        run(_invite_all, agency, role, out, as_json)
    else:
        if agency is None or role is None or out is not None:
            raise typer.BadParameter("--agency and --role are needed; --out belongs to --all.")
        run(_invite_one, agency, role, name, as_json)


async def _invite_one(code: str, role: Role, name: str | None, as_json: bool) -> None:
    async with opened(need_key=False) as work:
        username = await find_username(work.settings)
        now = work.clock.now()
        async with work.sessions.begin() as session:
            agency = await find_agency(session, code, now.astimezone(work.zone).date())
            if agency is None:
                raise UnknownAgency(code)
            made = await make_invitation(session, agency=agency, role=role, by=OPERATOR, now=now, name=name)
    assert made is not None
    if as_json:
        print_json(_as_json(made, username, work.zone))
    else:
        _print(made, username, work.zone)


async def _invite_group(words: str, as_json: bool) -> None:
    async with opened(need_key=False) as work:
        username = await find_username(work.settings)
        now = work.clock.now()
        async with work.sessions.begin() as session:
            made = await make_group_code(session, words, now=now, zone=work.zone)
    if as_json:
        print_json(group_code_as_json(made, username, work.zone))
    else:
        print_group_code(made, username, work.zone)
        _warn_without_link(username)


async def _invite_all(code: str | None, role: Role | None, out: Path, as_json: bool) -> None:
    async with opened(need_key=False) as work:
        username = await find_username(work.settings)
        made = await _make_all(work, code, role, out, username)
    if as_json:
        print_json({"path": str(out), "invitations": len(made)})
    else:
        typer.echo(
            f"{len(made)} undangan ditulis ke {out}; berkas ini rahasia. / "
            f"{len(made)} invitations written to {out}; this file is secret."
        )
        _warn_without_link(username)


async def _make_all(
    work: Opened, code: str | None, role: Role | None, out: Path, username: str | None
) -> list[Invitation]:
    """Make the invitations and write them; what cannot be written is not stored either."""
    now = work.clock.now()
    today = now.astimezone(work.zone).date()
    async with work.sessions.begin() as session:
        agency = await find_agency(session, code, today) if code else None
        if code and agency is None:
            raise UnknownAgency(code)
        roles = [role] if role else UNPRIVILEGED_ROLES
        seats = await list_empty_seats(session, on=today, roles=roles, agency=agency)
        made = await invite_each(session, seats=seats, by=OPERATOR, now=now)
        await asyncio.to_thread(_write, out, made, username, work.zone)
    return made


async def find_username(settings: Settings) -> str | None:
    """Ask Telegram what the bot is called; None without a token, or when Telegram cannot be reached."""
    if not settings.token:
        return None
    request = WireRequest(AiohttpWire(connections=1), PATIENCE)
    await request.initialize()
    try:
        me = await request.call(f"{settings.api_url}/bot{settings.token}/getMe", {}, read_timeout=PATIENCE.read)
    except TelegramError:
        return None
    finally:
        await request.shutdown()
    username = me.get("username") if isinstance(me, dict) else None
    return username if isinstance(username, str) else None


def _write(path: Path, made: Sequence[Invitation], username: str | None, zone: ZoneInfo) -> None:
    """Write the file for its owner's eyes only; raises Refusal when that cannot be done."""
    try:
        with open(path, "w", encoding="utf-8", newline="", opener=_private) as file:
            rows = csv.writer(file)
            rows.writerow(HEADER)
            rows.writerows(_row(invitation, username, zone) for invitation in made)
    except OSError as error:
        raise Refusal(f"{path} tidak dapat ditulis. / {path} cannot be written: {error.strerror}.") from error


def _private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)  # the mode above does not change a file that was there before
    return descriptor


def _row(made: Invitation, username: str | None, zone: ZoneInfo) -> tuple[str, ...]:
    place: AgencyRef = made.agency
    return (
        guard(place.code),
        guard(place.full_name),
        made.role.value,
        grouped(made.code),
        made.link(username or "") or "",
        made.expires_at.astimezone(zone).isoformat(),
    )


def _as_json(made: Invitation, username: str | None, zone: ZoneInfo) -> dict[str, object]:
    return {
        "code": made.code,
        "link": made.link(username or ""),
        "expires_at": made.expires_at.astimezone(zone),
        "agency": made.agency.code,
        "role": made.role.value,
    }


def _print(made: Invitation, username: str | None, zone: ZoneInfo) -> None:
    typer.echo(f"Undangan / Invitation: {made.role.value}, {made.agency.full_name} ({made.agency.code})")
    typer.echo(f"Kode / Code: {grouped(made.code)}")
    if link := made.link(username or ""):
        typer.echo(f"Tautan / Link: {link}")
    typer.echo(f"Berlaku sampai / Valid until: {formats.full_moment(made.expires_at, zone)}")
    _warn_without_link(username)


def _warn_without_link(username: str | None) -> None:
    if username is None:
        typer.echo(
            "Tanpa tautan, karena bot tidak dapat ditanya (TELEGRAM_BOT_TOKEN): kodenya dapat diketik kepada bot. / "
            "No link, as the bot cannot be asked (TELEGRAM_BOT_TOKEN): the code can be typed to the bot.",
            err=True,
        )
