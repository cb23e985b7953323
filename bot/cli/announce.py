"""`sigap announce`: write to seats and groups through the outbox."""

from __future__ import annotations

import html
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opening import Opened, opened, print_json, run
from bot.domain.audiences import parse_audience
from bot.domain.errors import Refusal
from bot.services.announcements import TEXT_LIMIT, Preview, draft, preview, submit
from bot.services.audit import OPERATOR
from bot.services.directory import load_registry
from bot.services.recipients import World
from db.models import Announcement

TEXT = Annotated[str | None, typer.Option(help="What is announced, as plain text.")]
TEXT_FILE = Annotated[Path | None, typer.Option(help="A UTF-8 file with the text instead.")]
AUDIENCE = Annotated[
    str,
    typer.Option(
        help="Conditions joined by commas, all of which must hold: peran=inspektorat, wilayah=33, jenis=kabupaten, "
        "aksi=A1, belum=B06, kepada=orang|grup|semua."
    ),
]
AT = Annotated[str | None, typer.Option(help="When, in ISO 8601 (without offset: TIME_ZONE); else now.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Count the recipients and send nothing.")]
JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def announce(
    text: TEXT = None,
    text_file: TEXT_FILE = None,
    audience: AUDIENCE = "",
    at: AT = None,
    dry_run: DRY_RUN = False,
    as_json: JSON = False,
) -> None:
    """Announce something to the seats and groups of an audience; it leaves through the outbox, within the hours."""
    if (text is None) == (text_file is None):
        raise typer.BadParameter("Either --text or --text-file is needed.")
    run(_announce, text, text_file, audience, at, dry_run, as_json)


async def _announce(
    text: str | None, text_file: Path | None, audience: str, at: str | None, dry_run: bool, as_json: bool
) -> None:
    said = _read(text, text_file)
    wanted = str(parse_audience(audience))
    async with opened() as work:
        now = work.clock.now()
        send_at = _moment(at, work, now)
        async with work.sessions.begin() as session:
            today = now.astimezone(work.zone).date()
            registry = await load_registry(session, today)
            world = World(registry.agencies, registry.periods, today, work.zone)
            if dry_run:
                unsent = Announcement(reference="", text=said, audience=wanted, created_at=now, send_at=send_at)
                seen, key = await preview(session, announcement=unsent, world=world, now=now), None
            else:
                made = await draft(
                    session, text=html.escape(said), audience=wanted, by=OPERATOR, now=now, send_at=send_at
                )
                _, seen = await submit(session, announcement=made, world=world, by=OPERATOR, now=now, is_alone=True)
                key = made.id
    if as_json:
        print_json(_counts(key, seen))
    else:
        _print(key, seen)


def _read(text: str | None, path: Path | None) -> str:
    """The text without blanks around it; raises Refusal where there is none, or too much."""
    if path is not None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(f"{path} tidak dapat dibaca. / {path} cannot be read.") from error
    said = (text or "").strip()
    if not said:
        raise Refusal("Teks pengumuman kosong. / The announcement has no text.")
    if len(said) > TEXT_LIMIT:
        raise Refusal(
            f"Teks pengumuman terlalu panjang: paling banyak {TEXT_LIMIT} karakter. / "
            f"The text is too long: at most {TEXT_LIMIT} characters."
        )
    return said


def _moment(at: str | None, work: Opened, now: datetime) -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise Refusal(
            f'Waktu "{at}" tidak dikenal; contoh 2026-07-06T08:00. / "{at}" is no time; example 2026-07-06T08:00.'
        ) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=work.zone)
    if moment < now:
        raise Refusal(f'Waktu "{at}" sudah lewat. / "{at}" has passed.')
    return moment


def _counts(key: int | None, seen: Preview) -> dict[str, object]:
    found = seen.recipients
    return {
        "id": key,
        "people": len(found.people),
        "groups": len(found.groups),
        "unreachable": len(found.unreachable),
    }


def _print(key: int | None, seen: Preview) -> None:
    found = seen.recipients
    if key is None:
        typer.echo("Belum dikirim (--dry-run). / Not sent (--dry-run).")
    else:
        typer.echo(f"Pengumuman / Announcement: {key}")
    typer.echo(f"Orang / People: {len(found.people)}")
    typer.echo(f"Grup / Groups: {len(found.groups)}")
    typer.echo(f"Tidak terjangkau / Unreachable: {len(found.unreachable)}")
