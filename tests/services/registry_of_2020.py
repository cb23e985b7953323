"""The shipped registry as it stood in 2020, without a database."""

from __future__ import annotations

from datetime import date
from functools import cache

from bot.domain.agencies import AgencyRef
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.understanding import AgencyIndex, Reading, build_index, read, read_argument
from db.seed.loader import read_seed

TODAY = date(2020, 7, 20)


@cache
def agencies() -> tuple[AgencyRef, ...]:
    """Every agency as it was called on that day."""
    kinds = {line["key"]: line for line in read_seed("agencies")}
    ids = {key: number for number, key in enumerate(kinds, 1)}
    return tuple(
        AgencyRef(
            id=ids[line["agency"]],
            code=line["code"],
            kind=AgencyKind(kinds[line["agency"]]["kind"]),
            name=line["name"],
            parent_id=ids.get(line["parent"]),
            time_zone=kinds[line["agency"]]["time_zone"],
        )
        for line in read_seed("agency_versions")
        if (line["valid_from"] or "0") <= TODAY.isoformat() <= (line["valid_to"] or "9")
    )


@cache
def aliases() -> tuple[tuple[int, str], ...]:
    """Every alias with the key of its agency."""
    ids = {line["key"]: number for number, line in enumerate(read_seed("agencies"), 1)}
    return tuple((ids[line["agency"]], line["alias"]) for line in read_seed("agency_aliases"))


@cache
def index() -> AgencyIndex:
    """The registry made searchable."""
    return build_index(agencies(), aliases())


@cache
def periods() -> tuple[PeriodRef, ...]:
    """The periods of both cycles."""
    cycles = {line["code"]: number for number, line in enumerate(read_seed("cycles"), 1)}
    return tuple(
        PeriodRef(
            id=number,
            cycle_id=cycles[line["cycle"]],
            cycle_code=line["cycle"],
            code=line["code"],
            name=line["name"],
            starts_on=date.fromisoformat(line["starts_on"]),
            ends_on=date.fromisoformat(line["ends_on"]),
        )
        for number, line in enumerate(read_seed("periods"), 1)
    )


def understood(text: str) -> Reading:
    """A private message, read on that day."""
    return read(text, index=index(), periods=periods(), today=TODAY)


def argued(text: str) -> Reading:
    """What follows /status, read on that day."""
    return read_argument(text, index=index(), periods=periods(), today=TODAY)


def codes(found: tuple[AgencyRef, ...]) -> list[str]:
    """The codes of agencies, in their order."""
    return [agency.code for agency in found]
