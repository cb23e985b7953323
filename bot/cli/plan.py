"""`sigap plan`: the reminders that would be sent, by the same decisions as the planner's; it changes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.opening import Opened, opened, print_json, run
from bot.domain.agencies import AgencyRef
from bot.domain.errors import UnknownAgency
from bot.domain.reminders import PlannedReminder
from bot.domain.roles import AgencyKind
from bot.services.reminders import Preview, list_planned
from bot.texts.catalog import Texts
from bot.views.reminder import explain_plan
from db.queries.agencies import find_agency

COLUMNS = ("KIRIM", "TANGGA", "INSTANSI", "PERIODE", "PERAN", "PENERIMA", "ALASAN")
NAMED = 3
"""Agencies of a copy that a table names; --json names all."""


def plan(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, included, by the agency's own clock.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included, by the agency's own clock.")
    ],
    agency: Annotated[str, typer.Option(help="Only what concerns this agency, for example 33.23.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show the reminders that would be sent, by the facts as they stand now; changes nothing.

    A day is that of the agency's own clock. Persons whose Telegram account is not known are left out; whom an
    import named but who has not started the bot yet is shown as not reachable.
    """
    if last < first:
        raise typer.BadParameter("--to lies before --from.", param_hint="--to")
    run(_plan, first.date(), last.date(), agency.strip(), as_json)


async def _plan(first: date, last: date, agency: str, as_json: bool) -> None:
    async with opened(need_key=False) as work:
        preview, about = await _look_ahead(work, first, last, agency)
        zone = work.zone
    if as_json:
        texts = Texts()
        print_json([_document(reminder, texts, zone, about) for reminder in preview.reminders])
    else:
        _print_table(preview, zone)
    for year in preview.unknown_years:
        typer.echo(f"Cuti bersama {year} belum diketahui. / Cuti bersama of {year} is not known yet.", err=True)


async def _look_ahead(work: Opened, first: date, last: date, agency: str) -> tuple[Preview, AgencyRef | None]:
    async with work.sessions() as session:
        about = await find_agency(session, agency, last) if agency else None
        if agency and about is None:
            raise UnknownAgency(agency)
        return await list_planned(session, first=first, last=last, zone=work.zone, agency=about), about


def _subject(reminder: PlannedReminder, about: AgencyRef | None) -> AgencyRef:
    """Whom the reminder is about: the agency asked for, else its only one, else that of the person's own seat."""
    if about is not None:
        return about
    return reminder.agencies[0] if len(reminder.agencies) == 1 else reminder.home


def _document(reminder: PlannedReminder, texts: Texts, zone: ZoneInfo, about: AgencyRef | None) -> dict[str, Any]:
    """A moment is written with the offset of the agency that the reminder is about."""
    lead, subject = reminder.lead.chain, _subject(reminder, about)
    clock = zone if subject.kind is AgencyKind.COORDINATOR else subject.zone
    return {
        "agency": subject.code,
        "agencies": [told.code for told in reminder.agencies],
        "roles": [role.value for role in reminder.roles],
        "person": reminder.person.name,
        "reachable": reminder.person.is_reachable,
        "period": lead.period.code,
        "kind": lead.kind.value,
        "rung": reminder.rung.value,
        "send_at": reminder.send_at.astimezone(clock),
        "why": explain_plan(reminder, texts, zone=zone),
    }


def _print_table(preview: Preview, zone: ZoneInfo) -> None:
    texts = Texts()
    rows = [COLUMNS, *(_row(reminder, texts, zone) for reminder in preview.reminders)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    for row in rows:
        typer.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))
    typer.echo(f"{len(preview.reminders)} pengingat / reminders")


def _row(reminder: PlannedReminder, texts: Texts, zone: ZoneInfo) -> tuple[str, ...]:
    codes = [told.code for told in reminder.agencies]
    more = f" +{len(codes) - NAMED}" if len(codes) > NAMED else ""
    person = reminder.person.name or "–"
    return (
        reminder.send_at.isoformat(timespec="minutes"),
        reminder.rung.value,
        ",".join(codes[:NAMED]) + more,
        reminder.lead.chain.period.code,
        "+".join(role.value for role in reminder.roles),
        person if reminder.person.is_reachable else f"{person} (belum memulai bot)",
        explain_plan(reminder, texts, zone=zone),
    )
