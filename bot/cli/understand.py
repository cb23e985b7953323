"""`sigap understand`: what a private message is taken to mean; it reads the registry and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

import typer

from bot.cli.opening import opened, print_json, run
from bot.domain.agencies import AgencyRef
from bot.domain.named_periods import read_together
from bot.domain.periods import PeriodRef
from bot.services.directory import Registry, listed_codes, load_registry
from bot.services.understanding import Reading, list_asked, read
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.errands import find_errand

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
    read_messages = run(_read, messages, on.date() if on else None)
    if not as_json:
        typer.echo("\n\n".join(map(_shown, read_messages)))
    elif text == FROM_STANDARD_INPUT:
        print_json(list(map(_document, read_messages)))
    else:
        print_json(_document(read_messages[0]))


def _lines() -> list[str]:
    """The lines of standard input; bytes that are no UTF-8 are replaced, as nobody can ask about them."""
    text = sys.stdin.buffer.read().decode(errors="replace").removesuffix("\n")
    return [line.removesuffix("\r") for line in text.split("\n")] if text else []


@dataclass(frozen=True)
class _Read:
    """A message with its reading; periods: all that it names."""

    message: str
    reading: Reading
    periods: list[PeriodRef]


async def _read(messages: list[str], on: date | None) -> list[_Read]:
    async with opened(need_key=False) as work, work.sessions() as session:
        today = on or work.clock.now().astimezone(work.zone).date()
        registry = await load_registry(session, today)
        codes = {} if on else await listed_codes(session)
    return [_reading(message, registry, today, codes) for message in messages]


def _reading(message: str, registry: Registry, today: date, codes: dict[int, str]) -> _Read:
    reading = read(message, index=registry.index, periods=registry.periods, today=today)
    named = read_together(reading.queries, registry.periods, registry.periods, today)
    return _Read(message, _with_codes(reading, codes), [found.chosen for found in named])


def _with_codes(reading: Reading, codes: dict[int, str]) -> Reading:
    """The reading with the codes that its agencies bear in a list, where they are in it."""

    def coded(agencies: Sequence[AgencyRef]) -> tuple[AgencyRef, ...]:
        return tuple(replace(agency, code=codes.get(agency.id, agency.code)) for agency in agencies)

    names = tuple(replace(name, agencies=coded(name.agencies)) for name in reading.names)
    return replace(reading, agencies=coded(reading.agencies), choices=coded(reading.choices), names=names)


def _document(read_message: _Read) -> dict[str, Any]:
    reading, errand = read_message.reading, find_errand(read_message.message)
    period = reading.period
    return {
        "intent": reading.intent.value,
        "agencies": _codes(reading.agencies),
        "choices": _codes(reading.choices),
        "period": period.chosen.code if period else None,
        "action": reading.action,
        "why": reading.why,
        "names": [
            {"words": name.words, "how": name.how.value, "agencies": _codes(name.agencies)} for name in reading.names
        ],
        "unknown_name": reading.unknown_name,
        "unknown_period": reading.unknown_period,
        "cycle": period.chosen.cycle_code if period else None,
        "other": period.other.code if period and period.other else None,
        "periods": [named.code for named in read_message.periods],
        "breadth": reading.breadth.name.lower(),
        "asks": list_asked(reading),
        "topic": reading.topic.value if reading.topic else None,
        "errand": errand.value if errand else None,
    }


def _codes(agencies: Sequence[AgencyRef]) -> list[str]:
    return [agency.code for agency in agencies]


def _shown(read_message: _Read) -> str:
    """The same for people; empty lines are left out."""
    reading, errand, periods = read_message.reading, find_errand(read_message.message), read_message.periods
    period, is_broad = reading.period, reading.breadth is not Breadth.AGENCY
    facts = {
        "maksud / intent": reading.intent.value,
        "urusan sendiri / errand": f"/{errand.value}" if errand else "",
        "instansi / agencies": _named(reading.agencies),
        "pilihan / choices": _named(reading.choices),
        "tidak dikenal / unknown": ", ".join(filter(None, (reading.unknown_name, reading.unknown_period))),
        "cakupan / breadth": reading.breadth.value if is_broad else "",
        "diminta / asks": ", ".join(list_asked(reading)),
        "perihal / topic": reading.topic.value if reading.topic else "",
        "periode / period": f"{period.chosen.full_name}, {period.chosen.cycle_code}" if period else "",
        "bacaan lain / other": period.other.full_name if period and period.other else "",
        "semua periode / periods": ", ".join(named.full_name for named in periods) if len(periods) > 1 else "",
        "aksi / action": reading.action or "",
        "alasan / why": reading.why,
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)


def _named(agencies: Sequence[AgencyRef]) -> str:
    return ", ".join(f"{agency.full_name} ({agency.code})" for agency in agencies)
