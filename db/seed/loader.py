"""Fills an empty database with the shipped registry: agencies, cycles, actions and periods."""

import csv
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Action, Agency, AgencyAlias, AgencyVersion, Cycle, Focus, Period, Programme
from db.models.base import Record
from db.queries.bulk import insert_rows, insert_with_ids

PROGRAMME_CODE, PROGRAMME_NAME = "stranas-pk", "Stranas PK"

Line = dict[str, str]
Key = TypeVar("Key")


def read_seed(name: str) -> list[Line]:
    """The lines of one of the shipped files, as they stand there."""
    text = files("db.seed").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


async def load(session: AsyncSession) -> None:
    """Insert everything; the tables must be empty."""
    await _load_agencies(session)
    await _load_cycles(session)


async def _load_agencies(session: AsyncSession) -> None:
    lines = read_seed("agencies")
    rows = [
        {
            "kind": line["kind"],
            "time_zone": line["time_zone"],
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
            "is_sample": line["is_sample"] == "1",
        }
        for line in lines
    ]
    ids = await _insert_keyed(session, Agency, [line["key"] for line in lines], rows)
    versions = [
        {
            "agency_id": ids[line["agency"]],
            "code": line["code"],
            "name": line["name"],
            "parent_id": ids[line["parent"]] if line["parent"] else None,
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
        }
        for line in read_seed("agency_versions")
    ]
    await insert_rows(session, AgencyVersion, versions)
    aliases = [{"agency_id": ids[line["agency"]], "alias": line["alias"]} for line in read_seed("agency_aliases")]
    await insert_rows(session, AgencyAlias, aliases)


async def _load_cycles(session: AsyncSession) -> None:
    programmes = await insert_with_ids(session, Programme, [{"code": PROGRAMME_CODE, "name": PROGRAMME_NAME}])
    lines = read_seed("cycles")
    rows = [
        {"programme_id": programmes[0], "code": line["code"], "name": line["name"], **_days(line)} for line in lines
    ]
    cycles = await _insert_keyed(session, Cycle, [line["code"] for line in lines], rows)
    await _load_actions(session, cycles)
    periods = [
        {"cycle_id": cycles[line["cycle"]], "code": line["code"], "name": line["name"], "opens_on": None, **_days(line)}
        for line in read_seed("periods")
    ]
    await insert_rows(session, Period, periods)


async def _load_actions(session: AsyncSession, cycles: dict[str, int]) -> None:
    lines = read_seed("focuses")
    rows = [{"cycle_id": cycles[line["cycle"]], "code": line["code"], "title": line["title"]} for line in lines]
    focuses = await _insert_keyed(session, Focus, [(line["cycle"], line["code"]) for line in lines], rows)
    actions = [
        {
            "cycle_id": cycles[line["cycle"]],
            "focus_id": focuses[line["cycle"], line["focus"]],
            "parent_id": None,
            "code": line["code"],
            "title": line["title"],
            "is_sourced": line["is_sourced"] == "1",
        }
        for line in read_seed("actions")
    ]
    await insert_rows(session, Action, actions)


async def _insert_keyed(
    session: AsyncSession, model: type[Record], keys: Sequence[Key], rows: Sequence[dict[str, Any]]
) -> dict[Key, int]:
    return dict(zip(keys, await insert_with_ids(session, model, rows), strict=True))


def _days(line: Line) -> dict[str, date | None]:
    return {"starts_on": _day(line["starts_on"]), "ends_on": _day(line["ends_on"])}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
