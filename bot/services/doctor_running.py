"""The check-up of what runs: who leads, what waits, what is unclear, and room on the disk."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.disk import FLOOR_BYTES, free_bytes
from bot.services.figures import Figures, read_figures
from bot.services.finding import Finding
from bot.services.leases import Tenure, list_tenures
from db.models import OutboxState
from db.queries.soundness import database_time

PATIENCE = timedelta(minutes=5)
"""For how long something may wait before it is worth a remark."""


async def examine_running(session: AsyncSession, *, now: datetime) -> list[Finding]:
    """Look at the traces that running processes leave in the database; a bot that is stopped is no fault."""
    figures = await read_figures(session, now=now)
    tenures = await list_tenures(session)
    return [_leases(tenures, await database_time(session)), _planner(figures), _inbox(figures), _unknown(figures)]


def examine_disk(path: Path, *, floor: int = FLOOR_BYTES) -> Finding:
    """Look at the room that is left where a file lies."""
    free = free_bytes(path)
    if free is None:
        return Finding("ruang", True, "Ruang disk tidak diketahui. / The room on the disk is not known.")
    megabytes = free // 1_000_000
    message = f"{megabytes} MB tersisa. / {megabytes} MB are left."
    if free >= floor:
        return Finding("ruang", True, message)
    return Finding(
        "ruang",
        False,
        f"{message[:-1]}; pengingat baru tidak direncanakan. / No new reminder is planned.",
        "Kosongkan disk sampai di atas 200 MB. / Free the disk to more than 200 MB.",
    )


def _leases(tenures: list[Tenure], now: datetime) -> Finding:
    dead = [tenure.name for tenure in tenures if tenure.owner and tenure.expires_at <= now]
    held = [tenure.name for tenure in tenures if tenure.owner and tenure.expires_at > now]
    if dead:
        names = ", ".join(dead)
        message = f"Pemegang {names} mati tanpa pengganti. / The holder of {names} died and nobody took over."
        advice = "Jalankan kembali `sigap run`. / Start `sigap run` again."
        return Finding("replika", True, message, advice)
    names = ", ".join(held) or "–"
    return Finding("replika", True, f"Sedang dipegang: {names}. / Held now: {names}.")


def _planner(figures: Figures) -> Finding:
    minutes = int(figures.planner_lag.total_seconds() // 60)
    message = f"Direncanakan sampai {minutes} menit lalu. / Planned up to {minutes} minutes ago."
    if figures.planner_lag <= PATIENCE:
        return Finding("perencana", True, message)
    advice = "Pastikan `sigap run` berjalan. / See to it that `sigap run` runs."
    return Finding("perencana", True, message, advice)


def _inbox(figures: Figures) -> Finding:
    number, failed = figures.inbox_waiting, figures.inbox_failed
    message = f"{number} pembaruan menunggu, {failed} gagal. / {number} updates wait, {failed} failed."
    if figures.inbox_lag <= PATIENCE and not failed:
        return Finding("kotak masuk", True, message)
    advice = "Lihat log: update_failed, update_given_up. / Look at the log: update_failed, update_given_up."
    return Finding("kotak masuk", True, message, advice)


def _unknown(figures: Figures) -> Finding:
    number = figures.outbox.get(OutboxState.UNKNOWN.value, 0)
    message = f"{number} pesan tidak pasti sampai. / Of {number} messages it is unclear whether they arrived."
    if not number:
        return Finding("tidak pasti", True, message)
    advice = "Lihat `sigap outbox`; tidak dikirim ulang tanpa dasar. / See `sigap outbox`; none is sent again blindly."
    return Finding("tidak pasti", True, message, advice)
