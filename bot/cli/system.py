"""The commands that look after the set-up itself: migrate, keygen, outbox, doctor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from telegram import Bot
from telegram.error import TelegramError

from bot.cli.opening import ENV_FILE, open_sessions, opened, print_json, read_settings, run
from bot.config import Mode, Settings
from bot.deps import SystemClock
from bot.domain.errors import Refusal
from bot.redact import redact
from bot.services.doctor import BotState, Finding, examine
from bot.transport import AiohttpWire, Timeouts, WireRequest
from db.queries.soundness import count_by_state

PATIENCE = Timeouts(connect=5, write=5, read=10, pool=1)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def keygen() -> None:
    """Print a new key for DATA_KEY; put it before the old one to rotate."""
    typer.echo(Fernet.generate_key().decode())


def migrate() -> None:
    """Bring the schema of the database up to date, and fill an empty one with the registry."""
    run(_migrate)


async def _migrate() -> None:
    async with opened(need_key=False):
        typer.echo("Basis data mutakhir. / The database is up to date.", err=True)


def outbox(as_json: AsJson = False) -> None:
    """Count the messages of the outbox by state."""
    run(_outbox, as_json)


async def _outbox(as_json: bool) -> None:
    async with opened(need_key=False) as work, work.sessions() as session:
        counts = {state.value: number for state, number in (await count_by_state(session)).items()}
    if as_json:
        print_json(counts)
    else:
        for state, number in counts.items():
            typer.echo(f"{state:<12}{number:>8}")


def doctor(as_json: AsJson = False) -> None:
    """Say what is wrong with the set-up and what to do; changes nothing."""
    findings = run(_examine)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            typer.echo(_line(finding))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _line(finding: Finding) -> str:
    mark = "!" if finding.is_remark else "✓" if finding.ok else "✗"
    advice = f"\n    → {finding.advice}" if finding.advice else ""
    return f"{mark} {finding.check}: {finding.message}{advice}"


async def _examine() -> list[Finding]:
    """Examine without migrating; settings that cannot be read are the only finding then."""
    try:
        settings = read_settings()
    except Refusal as refusal:
        return [_of_settings([refusal])]
    findings = [_of_settings(_missing(settings))]
    wanted = settings.webhook_url if settings.mode is Mode.WEBHOOK else ""
    async with open_sessions(settings) as sessions:
        findings += await examine(
            sessions,
            now=SystemClock().now(),
            zone=settings.zone,
            admin_ids=settings.admin_ids,
            private_files=(Path(ENV_FILE),),
            ask_telegram=(lambda: ask_telegram(settings)) if settings.token else None,
            webhook_url=wanted,
        )
    return findings


def _missing(settings: Settings) -> list[Refusal]:
    try:
        settings.require_for_run()
    except Refusal as refusal:
        return [refusal]
    return []


def _of_settings(refusals: Sequence[Refusal]) -> Finding:
    if refusals:
        return Finding("pengaturan", False, str(refusals[0]), "Ikuti .env.example. / Follow .env.example.")
    return Finding("pengaturan", True, "Lengkap untuk `sigap run`. / Complete for `sigap run`.")


async def ask_telegram(settings: Settings) -> BotState:
    """Ask Telegram who the bot is and where its updates go; raises Refusal when it cannot be reached."""
    request = WireRequest(AiohttpWire(connections=1), PATIENCE)
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=request, get_updates_request=request)
    try:
        async with request:
            me, hook = await bot.get_me(), await bot.get_webhook_info()
    except TelegramError as error:
        raise Refusal(redact(f"Telegram: {error}", settings.secrets)) from error
    return BotState(me.username or "", hook.url, hook.pending_update_count, hook.last_error_message or "")
