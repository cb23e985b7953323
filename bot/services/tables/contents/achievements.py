"""`capaian`: what was reported, what the verifier decided and what was achieved; one row, three facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import ReportState, VerificationState, is_contradictory
from bot.services.tables.contents.duties import COLUMNS, KEY, Duty, in_order, load_names
from bot.services.tables.files import cells
from bot.services.tables.files.guards import tidy
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet, day_text, percent_text
from bot.services.tables.problems import Reason
from bot.services.tables.references import read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Achievement, Submission, Verification
from db.queries.bulk import insert_rows, table_of, update_rows

CONTRADICTORY = Reason(
    "yang belum dilaporkan tidak dapat berstatus diverifikasi.", "what was not reported cannot have been verified."
)

Model = type[Submission] | type[Verification] | type[Achievement]
Origin = tuple[str, date | None]
"""Source and as-of date, which a row states once for its three facts."""


@dataclass(frozen=True)
class Kind:
    """One of the three facts: its columns, those of the row, and what holds while nothing is known."""

    model: Model
    columns: tuple[str, ...]
    stated: tuple[str, ...]
    nothing: tuple[Any, ...]


KINDS = (
    Kind(
        Submission,
        ("state", "reported_at", "note"),
        ("status_lapor", "waktu_lapor", "kendala"),
        (ReportState.NONE, None, ""),
    ),
    Kind(Verification, ("state",), ("status_verifikasi",), (VerificationState.NONE,)),
    Kind(Achievement, ("percent",), ("capaian_persen",), (None,)),
)


@dataclass(frozen=True)
class Fact:
    """A fact in force."""

    id: int
    values: tuple[Any, ...]
    origin: Origin


@dataclass
class Known:
    """The facts in force about a duty, in the order of KINDS."""

    facts: list[Fact | None] = field(default_factory=lambda: [None] * len(KINDS))

    def values(self, place: int) -> tuple[Any, ...]:
        """What holds for the fact at a place of KINDS."""
        fact = self.facts[place]
        return KINDS[place].nothing if fact is None else fact.values

    @property
    def origin(self) -> Origin:
        """The one source and date that stand for all: those of a return, else the newest."""
        verification = self.facts[1]
        if verification is not None and verification.values == (VerificationState.RETURNED,):
            return verification.origin
        origins = [fact.origin for fact in self.facts if fact is not None]
        dated = [origin for origin in origins if origin[1] is not None]
        if dated:
            return max(dated, key=lambda origin: origin[1] or date.min)
        return next((origin for origin in origins if origin[0]), ("", None))


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add facts; one that changed, or that has a newer source, supersedes the one before it."""
    seen = Seen(intake)
    duties = []
    for row in rows:
        duty = intake.duty(row)
        if is_contradictory(row["status_lapor"], row["status_verifikasi"]):
            intake.refuse(row, "status_verifikasi", CONTRADICTORY)
        elif duty is not None and not seen.again(row, duty):
            duties.append((row, duty))
    known = await _load(intake.session, {period_id for _, (_, period_id) in duties})
    created = changed = 0
    writes = [_Writes() for _ in KINDS]
    for row, duty in duties:
        if _compare(intake, row, duty, known.get(duty), writes):
            created, changed = created + (duty not in known), changed + (duty in known)
    for kind, written in zip(KINDS, writes, strict=True):
        await update_rows(intake.session, kind.model, written.closed)
        await insert_rows(intake.session, kind.model, written.inserted)
    return Count(len(rows), created, changed)


@dataclass(frozen=True)
class _Writes:
    """Writes to the table of one fact: rows that end, rows that begin."""

    closed: list[dict[str, Any]] = field(default_factory=list)
    inserted: list[dict[str, Any]] = field(default_factory=list)


def _compare(intake: Intake, row: Row, duty: Duty, before: Known | None, writes: list[_Writes]) -> bool:
    """Note what to write for a row; returns whether there is anything."""
    origin: Origin = (row["sumber"], row["per_tanggal"])
    is_restated = before is None or origin != before.origin
    has_changed = False
    for place, kind in enumerate(KINDS):
        values = tuple(row[name] for name in kind.stated)
        if before is not None and not is_restated and values == before.values(place):
            continue
        has_changed = True
        if before is not None and (fact := before.facts[place]) is not None:
            writes[place].closed.append({"id": fact.id, "superseded_at": intake.now})
        writes[place].inserted.append(_fact(intake, kind, duty, values, origin))
    return has_changed


def _fact(intake: Intake, kind: Kind, duty: Duty, values: tuple[Any, ...], origin: Origin) -> dict[str, Any]:
    return {
        "assignment_id": duty[0],
        "period_id": duty[1],
        "source": origin[0],
        "as_of": origin[1],
        "author_id": None,
        "recorded_at": intake.now,
        "superseded_at": None,
        **dict(zip(kind.columns, values, strict=True)),
    }


async def _load(session: AsyncSession, period_ids: Collection[int] | None = None) -> dict[Duty, Known]:
    """The facts in force, of all periods or of some."""
    known: dict[Duty, Known] = {}
    for place, kind in enumerate(KINDS):
        table = table_of(kind.model)
        statement = select(table).where(table.c.superseded_at.is_(None))
        if period_ids is not None:
            statement = statement.where(table.c.period_id.in_(period_ids))
        for row in await read(session, statement):
            fact = Fact(row.id, _tidied(getattr(row, name) for name in kind.columns), (tidy(row.source), row.as_of))
            known.setdefault((row.assignment_id, row.period_id), Known()).facts[place] = fact
    return known


def _tidied(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tidy(value) if type(value) is str else value for value in values)


async def dump(outlet: Outlet) -> list[list[str]]:
    """The facts in force, one line a duty."""
    names = await load_names(outlet)
    lines = []
    for duty, known in (await _load(outlet.session)).items():
        report, reported_at, note = known.values(0)
        source, as_of = known.origin
        lines.append(
            [
                *names(duty),
                report.value,
                outlet.moment(reported_at),
                known.values(1)[0].value,
                percent_text(known.values(2)[0]),
                note,
                source,
                day_text(as_of),
            ]
        )
    return sorted(lines, key=in_order)


TABLE = Table(
    name="capaian",
    columns=(
        *COLUMNS,
        Column("status_lapor", cells.word_of(ReportState)),
        Column("waktu_lapor", cells.moment, is_required=False),
        Column("status_verifikasi", cells.word_of(VerificationState)),
        Column("capaian_persen", cells.percent, is_required=False),
        Column("kendala", cells.text, is_required=False, empty=""),
        Column("sumber", cells.text, is_required=False, empty=""),
        Column("per_tanggal", cells.day, is_required=False),
    ),
    key=KEY,
    store=store,
    dump=dump,
)
