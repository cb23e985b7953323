"""`sigap understand`: what a private message is taken to mean; it reads the registry and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.cli.opening import opened, print_json, run
from bot.domain.agencies import AgencyRef
from bot.services.directory import Registry, listed_codes, load_registry
from bot.services.understanding import Reading, read

FROM_STANDARD_INPUT = "-"


def understand(
    text: Annotated[str, typer.Argument(help="The message; - reads one message a line from standard input.")],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Read as on this day, and print its codes."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show what a private message is taken to mean: what is asked, of which agencies, for which period.

    Without a day the codes are those of the list of 2020, and today's for governments created since.
    """
    messages = _lines() if text == FROM_STANDARD_INPUT else [text]
    readings = run(_read, messages, on.date() if on else None)
    if not as_json:
        typer.echo("\n\n".join(_shown(reading) for reading in readings))
    elif text == FROM_STANDARD_INPUT:
        print_json([_document(reading) for reading in readings])
    else:
        print_json(_document(readings[0]))


def _lines() -> list[str]:
    """The lines of standard input; bytes that are no UTF-8 are replaced, as nobody can ask about them."""
    text = sys.stdin.buffer.read().decode(errors="replace").removesuffix("\n")
    return [line.removesuffix("\r") for line in text.split("\n")] if text else []


async def _read(messages: list[str], on: date | None) -> list[Reading]:
    async with opened(need_key=False) as work, work.sessions() as session:
        today = on or work.clock.now().astimezone(work.zone).date()
        registry = await load_registry(session, today)
        codes = {} if on else await listed_codes(session)
    return [_with_codes(_reading(message, registry, today), codes) for message in messages]


def _reading(message: str, registry: Registry, today: date) -> Reading:
    return read(message, index=registry.index, periods=registry.periods, today=today)


def _with_codes(reading: Reading, codes: dict[int, str]) -> Reading:
    """The reading with the codes that its agencies bear in a list, where they are in it."""

    def coded(agencies: Sequence[AgencyRef]) -> tuple[AgencyRef, ...]:
        return tuple(replace(agency, code=codes.get(agency.id, agency.code)) for agency in agencies)

    return replace(reading, agencies=coded(reading.agencies), choices=coded(reading.choices))


def _document(reading: Reading) -> dict[str, Any]:
    return {
        "intent": reading.intent.value,
        "agencies": [agency.code for agency in reading.agencies],
        "choices": [agency.code for agency in reading.choices],
        "period": reading.period.chosen.code if reading.period else None,
        "action": reading.action,
        "why": reading.why,
    }


def _shown(reading: Reading) -> str:
    """The same for people; empty lines are left out."""
    period = reading.period
    facts = {
        "maksud / intent": reading.intent.value,
        "instansi / agencies": ", ".join(f"{agency.full_name} ({agency.code})" for agency in reading.agencies),
        "pilihan / choices": ", ".join(f"{agency.full_name} ({agency.code})" for agency in reading.choices),
        "tidak dikenal / unknown": ", ".join(filter(None, (reading.unknown_name, reading.unknown_period))),
        "periode / period": f"{period.chosen.full_name}, {period.chosen.cycle_code}" if period else "",
        "bacaan lain / other": period.other.full_name if period and period.other else "",
        "aksi / action": reading.action or "",
        "alasan / why": reading.why,
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)
