"""A full plan of one quarter: 595 agencies with three seats each and 11 actions, from the database to the sentences."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.figures import Figure
from benchmarks.memory import peak_mib
from bot.domain.duties import DeadlineKind, ReportState, VerificationState, end_of_day
from bot.domain.roles import AgencyKind, Role
from bot.services.reminders import list_planned
from bot.texts.catalog import Texts
from bot.views.reminder import explain_plan
from db import models
from db.engine import open_database
from db.queries.bulk import insert_rows
from db.schema import migrate

NAME = "Plan of a quarter"
AGENCIES, PROVINCES, ACTIONS = 595, 34, 11
ROLES = (Role.INSPECTORATE, Role.PUBLIC_RELATIONS, Role.LEADERSHIP)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
WIB = ZoneInfo("Asia/Jakarta")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PLANNED_BELOW, EXPLAINED_BELOW, MEMORY_BELOW = 2.0, 3.0, 150.0


def measure() -> list[Figure]:
    """Plan in a process of its own, so that its memory is that of the plan alone."""
    with tempfile.TemporaryDirectory() as folder:
        address, key = f"sqlite:///{Path(folder) / 'plan.db'}", Fernet.generate_key().decode()
        asyncio.run(_fill(address, key))
        command = [sys.executable, "-m", "benchmarks.plan", address]
        done = subprocess.run(command, env=os.environ | {"PLAN_KEY": key}, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return [
        Figure("reminders planned", found["reminders"], "messages"),
        Figure("planned, read from the database included, below", found["planned"], "s", PLANNED_BELOW),
        Figure("of that, time of the processor", found["processor"], "s"),
        Figure("with the sentence of each, below", found["explained"], "s", EXPLAINED_BELOW),
        Figure("memory of the process, below", found["memory"], "MiB", MEMORY_BELOW),
    ]


async def _plan(address: str, key: str) -> dict[str, float]:
    sessions = open_database(address, (key,))
    started, processor = time.perf_counter(), time.process_time()
    async with sessions() as session:
        preview = await list_planned(session, first=FIRST, last=LAST, zone=WIB)
    planned, processor = time.perf_counter() - started, time.process_time() - processor
    texts = Texts()
    for reminder in preview.reminders:
        explain_plan(reminder, texts, zone=WIB)
    explained = time.perf_counter() - started
    await sessions.close()
    memory = peak_mib()
    return {
        "reminders": len(preview.reminders),
        "planned": planned,
        "processor": processor,
        "explained": explained,
        "memory": memory,
    }


async def _fill(address: str, key: str) -> None:
    """Every agency owes every action; a third of them is verified and waits to be published."""
    sessions = open_database(address, (key,))
    await migrate(sessions)
    async with sessions.begin() as session:
        for model, rows in _rows():
            await insert_rows(session, model, rows)
        await _add_cycle(session)
        for model, rows in _duties():
            await insert_rows(session, model, rows)
    await sessions.close()


def _rows() -> Iterator[tuple[type[models.Record], list[dict[str, Any]]]]:
    keys = range(1, AGENCIES + 1)
    yield (
        models.Agency,
        [
            {"id": key, "kind": AgencyKind.REGENCY, "time_zone": ZONES[key % len(ZONES)], "is_sample": False}
            for key in keys
        ],
    )
    yield (
        models.AgencyVersion,
        [
            {
                "agency_id": key,
                "code": f"{key:05}",
                "name": f"Contoh {key}",
                "parent_id": None if key <= PROVINCES else key % PROVINCES + 1,
            }
            for key in keys
        ],
    )
    seats = [(key, role) for key in keys for role in ROLES]
    yield models.Seat, [{"id": n, "agency_id": key, "role": role} for n, (key, role) in enumerate(seats, 1)]
    people = range(1, len(seats) + 1)
    yield (
        models.FocalPoint,
        [{"id": n, "name": f"Orang {n}", "language": "id", "created_at": LONG_AGO} for n in people],
    )
    opened = {"state": models.ChatState.OPEN, "state_reason": ""}
    yield models.Chat, [{"id": n, "telegram_id": 10_000 + n, "focal_point_id": n, **opened} for n in people]
    yield models.Occupancy, [{"seat_id": n, "focal_point_id": n, "starts_at": LONG_AGO} for n in people]


async def _add_cycle(session: AsyncSession) -> None:
    session.add(models.Programme(id=1, code="CONTOH", name="Contoh"))
    await session.flush()
    span = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31)}
    session.add(models.Cycle(id=1, programme_id=1, code="2025-2026", name="2025-2026", **span))
    await session.flush()
    quarter = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30)}
    session.add(models.Period(id=1, cycle_id=1, code="B18", name="TW VI", **quarter))
    session.add_all(models.Action(id=n, cycle_id=1, code=f"A{n}", title=f"Aksi {n}") for n in range(1, ACTIONS + 1))
    await session.flush()
    for kind, day in ((DeadlineKind.REPORT, date(2026, 7, 31)), (DeadlineKind.PUBLISH, date(2026, 8, 31))):
        session.add(models.Deadline(period_id=1, kind=kind, due_at=end_of_day(day, WIB), decided_at=LONG_AGO))
    await session.flush()


def _duties() -> Iterator[tuple[type[models.Record], list[dict[str, Any]]]]:
    pairs = [(key, action) for key in range(1, AGENCIES + 1) for action in range(1, ACTIONS + 1)]
    assigned = [{"id": n, "agency_id": key, "action_id": action} for n, (key, action) in enumerate(pairs, 1)]
    yield models.Assignment, assigned
    verified = [row["id"] for row in assigned if row["id"] % 3 == 0]
    about = {"period_id": 1, "source": "contoh", "as_of": date(2026, 7, 1), "recorded_at": LONG_AGO}
    yield (
        models.Submission,
        [{"assignment_id": key, "state": ReportState.REPORTED, "note": "", **about} for key in verified],
    )
    yield (
        models.Verification,
        [{"assignment_id": key, "state": VerificationState.VERIFIED, **about} for key in verified],
    )


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_plan(sys.argv[1], os.environ["PLAN_KEY"]))))
