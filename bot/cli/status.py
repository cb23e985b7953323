"""`sigap status`: what the bot would answer, outside of any chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.cli.opening import Opened, opened, print_json, run
from bot.domain.agencies import AgencyRef
from bot.domain.duties import Duty
from bot.domain.errors import Refusal, UnknownAgency, UnknownPeriod
from bot.domain.periods import PeriodRef
from bot.services.directory import load_registry
from bot.services.status import AgencyStatus, DueDate, agency_status, find_period_of, read_for
from bot.services.understanding.reading import Reading, read_argument
from bot.texts.catalog import SOURCE, Texts
from bot.views.status import render_status


def status(
    agency: Annotated[str, typer.Argument(help="Code, name or alias, for example 33.23 or 'kab temanggung'.")],
    period: Annotated[str, typer.Option(help="Period, for example B06 or 'tw 2'.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show how an agency stands, as the bot would answer."""
    run(_status, agency, period, as_json)


async def _status(agency: str, period: str, as_json: bool) -> None:
    async with opened(need_key=False) as work:
        found, text = await _look_up(work, agency, period)
    if as_json:
        print_json(_document(found, text))
    else:
        typer.echo(text)


async def _look_up(work: Opened, agency: str, period: str) -> tuple[AgencyStatus, str]:
    now = work.clock.now()
    today = now.astimezone(work.zone).date()
    async with work.sessions() as session:
        registry = await load_registry(session, today)
        reading = read_argument(
            f"{agency} {period}".strip(), index=registry.index, periods=registry.periods, today=today
        )
        about = registry.by_code(agency.strip()) or _agency_of(reading, agency)
        shown = await _period_of(session, reading, period, about, registry.periods, today)
        if shown is None:
            raise Refusal("Belum ada periode yang dimuat. / No period has been loaded.")
        found = await agency_status(
            session, agency=about, period=shown, periods=registry.periods, now=now, zone=work.zone
        )
    message = render_status(found, Texts(), SOURCE, zone=work.zone, guessed=reading.guessed)
    return found, message.plain


def _agency_of(reading: Reading, name: str) -> AgencyRef:
    if len(reading.agencies) == 1:
        return reading.agencies[0]
    if choices := reading.agencies or reading.choices:
        names = ", ".join(f"{choice.full_name} ({choice.code})" for choice in choices)
        raise Refusal(f'"{name}" dapat berarti: {names}. / "{name}" is ambiguous; give a code.')
    raise UnknownAgency(name)


async def _period_of(
    session: AsyncSession, reading: Reading, words: str, about: AgencyRef, periods: Sequence[PeriodRef], today: date
) -> PeriodRef | None:
    named = await read_for(session, agency=about, queries=reading.queries, periods=periods, today=today)
    if named:
        return named[0].chosen
    if words:
        raise UnknownPeriod(words)
    return await find_period_of(session, agency=about, periods=periods, today=today)


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "action": duty.action_code,
        "title": duty.action_title,
        "target": duty.target,
        "status_lapor": duty.report.value,
        "status_verifikasi": duty.verification.value,
        "capaian_persen": str(duty.percent) if duty.percent is not None else None,
        "open": duty.is_open,
        "source": duty.source,
        "as_of": duty.as_of,
    }


def _due(due: DueDate | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "at": due.due_at,
        "days_left": due.days_left,
        "working_days_left": due.working_days_left,
        "is_past": due.is_past,
        "is_sample": due.is_sample,
    }


def _document(found: AgencyStatus, text: str) -> dict[str, Any]:
    figures = found.figures
    return {
        "agency": {"code": found.agency.code, "name": found.agency.full_name, "is_sample": found.agency.is_sample},
        "period": {
            "cycle": found.period.cycle_code,
            "code": found.period.code,
            "name": found.period.name,
            "from": found.period.starts_on,
            "to": found.period.ends_on,
        },
        "owed": figures.owed,
        "reported": figures.reported,
        "on_time": figures.on_time,
        "late": figures.late,
        "verified": figures.verified,
        "awaiting": figures.awaiting,
        "returned": figures.returned,
        "obstacles": figures.obstacles,
        "open": figures.open,
        "mean": str(figures.mean) if figures.mean is not None else None,
        "without_figure": figures.without_figure,
        "duties": [_duty(duty) for duty in found.duties],
        "report_due": _due(found.report_due),
        "publish_due": _due(found.publish_due),
        "source": found.source,
        "as_of": found.as_of,
        "text": text,
    }
