"""The check-up: what is wrong with a set-up, and what to do about it."""

import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.errors import Refusal
from bot.domain.roles import Role
from bot.services.calendars import load_calendars
from bot.services.doctor_running import examine_disk, examine_running
from bot.services.finding import Finding as Finding
from db.engine import Sessions
from db.queries.soundness import count_periods, count_seats, database_time, deadlines_ahead, read_encrypted_sample
from db.schema import is_current

LARGEST_SKEW = timedelta(seconds=10)
READABLE_BY_OTHERS = 0o077


@dataclass(frozen=True)
class BotState:
    """What Telegram says of the bot."""

    username: str
    webhook_url: str
    pending_updates: int
    last_error: str = ""


AskTelegram = Callable[[], Awaitable[BotState]]


async def examine(
    sessions: Sessions,
    *,
    now: datetime,
    zone: ZoneInfo,
    admin_ids: frozenset[int],
    private_files: Sequence[Path] = (),
    ask_telegram: AskTelegram | None = None,
    webhook_url: str = "",
) -> list[Finding]:
    """Examine a set-up from the ground up; what rests on something broken is not examined.

    zone: of national deadlines; private_files: those that hold secrets; ask_telegram: raises Refusal when it
    cannot be reached, None without a token; webhook_url: where updates should come in, empty when polling.
    """
    findings = [_file_is_private(path) for path in private_files if path.exists()]
    findings += await _examine_database(sessions, now=now, zone=zone, admin_ids=admin_ids)
    if ask_telegram is not None:
        findings += await _examine_telegram(ask_telegram, webhook_url)
    return findings


async def _examine_database(
    sessions: Sessions, *, now: datetime, zone: ZoneInfo, admin_ids: frozenset[int]
) -> list[Finding]:
    findings: list[Finding] = []
    if sessions.is_sqlite:
        findings = _examine_file(Path(sessions.writer.url.database or ""))
        if not findings[0].ok:
            return findings
    try:
        async with sessions() as session:
            findings.append(_clock(await database_time(session), now))
        if not await is_current(sessions):
            return [*findings, _schema_outdated()]
        findings.append(Finding("skema", True, "Skema basis data mutakhir. / The schema is up to date."))
        async with sessions() as session:
            findings += await _examine_content(session, now=now, zone=zone, admin_ids=admin_ids)
    except (SQLAlchemyError, OSError) as error:
        findings.append(_database_unreachable(error))
    return findings


def _examine_file(path: Path) -> list[Finding]:
    if not path.exists():
        message = f"{path} belum ada. / {path} does not exist yet."
        return [Finding("basis data", False, message, "Jalankan `sigap migrate`. / Run `sigap migrate`.")]
    # Names lie encrypted in it, so that it can be read is a remark; where the keys lie that is a fault.
    return [
        replace(_file_is_private(path), ok=True),
        _sqlite_version(sqlite3.sqlite_version_info),
        examine_disk(path),
    ]


async def _examine_content(
    session: AsyncSession, *, now: datetime, zone: ZoneInfo, admin_ids: frozenset[int]
) -> list[Finding]:
    return [
        await _data_key(session),
        await _holidays(session, now.astimezone(zone).year),
        await _deadlines(session, now),
        await _administrators(session, admin_ids),
        await _empty_seats(session),
        *await examine_running(session, now=now),
    ]


async def _data_key(session: AsyncSession) -> Finding:
    try:
        await read_encrypted_sample(session)
    except Refusal as refusal:
        return Finding(
            "kunci data",
            False,
            str(refusal),
            "Isi DATA_KEY dengan kunci saat data disimpan. / Put in the key that the data was stored with.",
        )
    return Finding("kunci data", True, "Data pribadi dapat dibaca. / Personal data can be read.")


async def _holidays(session: AsyncSession, year: int) -> Finding:
    unknown = (await load_calendars(session, years=(year, year + 1))).unknown_years
    advice = "Impor tabel hari_libur bila sudah ditetapkan. / Import the table hari_libur once it is decreed."
    if year in unknown:
        message = f"Cuti bersama {year} belum diketahui. / The collective leave of {year} is unknown."
        return Finding("hari libur", False, message, advice)
    if unknown:
        message = f"Cuti bersama {year + 1} belum diketahui. / The collective leave of {year + 1} is not known yet."
        return Finding("hari libur", True, message, advice)
    return Finding("hari libur", True, f"Lengkap sampai {year + 1}. / Complete up to {year + 1}.")


async def _deadlines(session: AsyncSession, now: datetime) -> Finding:
    periods = await count_periods(session)
    ahead, samples = await deadlines_ahead(session, now=now)
    advice = "Impor tabel periode dengan `sigap import`. / Import the table periode with `sigap import`."
    if not periods:
        return Finding("tenggat", False, "Belum ada periode. / There is no period.", advice)
    if not ahead:
        return Finding("tenggat", False, "Tidak ada tenggat mendatang. / No deadline lies ahead.", advice)
    message = f"{ahead} tenggat mendatang. / {ahead} deadlines ahead."
    if samples:
        message = (
            f"{ahead} tenggat mendatang, {samples} hanya contoh. / {ahead} deadlines ahead, {samples} samples only."
        )
        return Finding("tenggat", True, message, advice)
    return Finding("tenggat", True, message)


async def _administrators(session: AsyncSession, admin_ids: frozenset[int]) -> Finding:
    if await count_seats(session, role=Role.SETNAS_ADMIN, occupied=True):
        return Finding("administrator", True, "Ada administrator Setnas. / There is a Setnas administrator.")
    if admin_ids:
        return Finding("administrator", True, "Dari ADMIN_IDS. / By ADMIN_IDS.")
    return Finding(
        "administrator",
        False,
        "Belum ada administrator. / There is no administrator.",
        "Isi ADMIN_IDS, atau `sigap invite --agency SETNAS --role setnas_admin`. / Set ADMIN_IDS, or invite one so.",
    )


async def _empty_seats(session: AsyncSession) -> Finding:
    empty = await count_seats(session, occupied=False)
    if not empty:
        return Finding("jabatan", True, "Tidak ada jabatan kosong. / No seat is empty.")
    return Finding(
        "jabatan",
        True,
        f"{empty} jabatan kosong. / {empty} seats are empty.",
        "Undang dengan `sigap invite --all --out FILE.csv`. / Invite them with `sigap invite --all --out FILE.csv`.",
    )


def _database_unreachable(error: Exception) -> Finding:
    """Name the kind of the error only: its text may hold a password."""
    kind = type(getattr(error, "orig", None) or error).__name__
    return Finding(
        "basis data",
        False,
        f"Basis data tidak terjangkau ({kind}). / The database cannot be reached.",
        "Periksa DATABASE_URL dan apakah servernya berjalan. / Check DATABASE_URL and whether its server runs.",
    )


def _schema_outdated() -> Finding:
    message = "Skema basis data bukan untuk versi ini. / The schema is not the one of this version."
    return Finding("skema", False, message, "Jalankan `sigap migrate`. / Run `sigap migrate`.")


def _clock(theirs: datetime, ours: datetime) -> Finding:
    skew = abs(theirs - ours)
    if skew <= LARGEST_SKEW:
        return Finding("jam", True, "Sama dengan basis data. / The same as the database.")
    seconds = int(skew.total_seconds())
    return Finding(
        "jam",
        False,
        f"Berselisih {seconds} detik dengan basis data. / It differs from the database by {seconds} seconds.",
        "Nyalakan NTP di kedua mesin. / Turn on NTP on both machines.",
    )


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may lose data when two processes checkpoint at once (sqlite.org/wal.html#walresetbug)."""
    fixed_in_branch = (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return (3, 7, 0) <= version < (3, 51, 3) and not fixed_in_branch


def _sqlite_version(version: tuple[int, ...]) -> Finding:
    name = ".".join(map(str, version))
    if not has_wal_reset_bug(version):
        return Finding("sqlite", True, f"SQLite {name}.")
    return Finding(
        "sqlite",
        True,
        f"SQLite {name} punya cacat WAL. / SQLite {name} has the WAL reset bug.",
        "Jangan buka berkasnya dengan program lain selagi bot berjalan; perbarui ke 3.51.3. / "
        "Open the file with no other program while the bot runs; update to 3.51.3.",
    )


def _file_is_private(path: Path) -> Finding:
    if os.name == "posix" and path.stat().st_mode & READABLE_BY_OTHERS:
        return Finding(
            "berkas",
            False,
            f"{path} dapat dibaca pengguna lain. / {path} is open to other users.",
            f"chmod 600 {path}",
        )
    return Finding("berkas", True, f"{path} tertutup bagi pengguna lain. / {path} is closed to other users.")


async def _examine_telegram(ask: AskTelegram, webhook_url: str) -> list[Finding]:
    try:
        state = await ask()
    except Refusal as refusal:
        advice = "Periksa token dan jaringan. / Check the token and the network."
        return [Finding("telegram", False, str(refusal), advice)]
    return [
        Finding("telegram", True, f"Terhubung sebagai / connected as @{state.username}."),
        _webhook(state, webhook_url),
    ]


def _webhook(state: BotState, wanted: str) -> Finding:
    """Compare without showing an address: its path is a secret."""
    waiting = f"{state.pending_updates} pembaruan menunggu. / {state.pending_updates} updates wait."
    if state.last_error and state.pending_updates:  # an error of long ago stays there when all is well again
        advice = "Periksa WEBHOOK_URL, sertifikat, dan LISTEN. / Check WEBHOOK_URL, its certificate, and LISTEN."
        return Finding("webhook", False, f"{waiting} Telegram: {state.last_error}", advice)
    if state.webhook_url == wanted:
        return Finding("webhook", True, waiting)
    message = f"Belum sesuai BOT_MODE; {waiting} / It is not as BOT_MODE says."
    return Finding("webhook", True, message, "`sigap run` menyesuaikannya. / `sigap run` sets it.")
