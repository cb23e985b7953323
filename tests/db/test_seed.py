"""The shipped registry, counted: kinds, zones, the changes of 2022, cycles."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, func, select

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.registry import seed
from db.engine import Sessions
from db.models import Action, Agency, AgencyAlias, AgencyVersion, Cycle, Deadline, Focus, Period
from db.queries.agencies import find_agency, list_agencies, list_aliases

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
IN_2020, IN_2023 = date(2020, 6, 30), date(2023, 1, 1)


@pytest.fixture
async def seeded(sqlite_sessions: Sessions) -> Sessions:
    async with sqlite_sessions.begin() as session:
        await seed(session, now=NOW)
    return sqlite_sessions


async def _governments(sessions: Sessions, on: date) -> list[AgencyRef]:
    async with sessions() as session:
        return [agency for agency in await list_agencies(session, on) if agency.kind.is_region]


async def test_an_empty_database_is_filled_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        assert await seed(session, now=NOW)
    async with sessions.begin() as session:
        assert not await seed(session, now=NOW)
    async with sessions() as session:
        assert (await session.exec(select(func.count(col(Agency.id))))).one() == 600


async def test_governments_of_2020_by_kind(seeded: Sessions) -> None:
    kinds = Counter(agency.kind for agency in await _governments(seeded, IN_2020))
    assert kinds == {AgencyKind.PROVINCE: 34, AgencyKind.REGENCY: 415, AgencyKind.CITY: 93}


async def test_governments_of_2020_by_zone(seeded: Sessions) -> None:
    zones = Counter(agency.time_zone for agency in await _governments(seeded, IN_2020))
    assert zones == {"Asia/Jakarta": 313, "Asia/Makassar": 162, "Asia/Jayapura": 67}


async def test_governments_after_the_changes_of_2022(seeded: Sessions) -> None:
    governments = await _governments(seeded, IN_2023)
    assert len(governments) == 546
    assert sum(agency.kind is AgencyKind.PROVINCE for agency in governments) == 38


async def test_a_recoded_government_keeps_its_key(seeded: Sessions) -> None:
    async with seeded() as session:
        before = await find_agency(session, "91.01", IN_2020)
        after = await find_agency(session, "93.01", IN_2023)
        province = await find_agency(session, "93", IN_2023)
    assert before is not None
    assert after is not None
    assert province is not None
    assert (before.code, after.code, before.full_name) == ("91.01", "93.01", "Kabupaten Merauke")
    assert before.id == after.id
    assert after.parent_id == province.id != before.parent_id


async def test_twenty_six_governments_were_recoded_and_no_code_was_used_twice(seeded: Sessions) -> None:
    async with seeded() as session:
        versions = (await session.exec(select(AgencyVersion.agency_id, AgencyVersion.code))).all()
    codes: dict[int, set[str]] = {}
    owners: dict[str, set[int]] = {}
    for agency_id, code in versions:
        codes.setdefault(agency_id, set()).add(code)
        owners.setdefault(code, set()).add(agency_id)
    assert sum(len(found) == 2 for found in codes.values()) == 26
    assert all(len(found) == 1 for found in owners.values())


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("12.12", date(2020, 2, 25), "Toba Samosir"),
        ("12.12", date(2020, 2, 26), "Toba"),
        ("12.74", date(2025, 4, 24), "Tanjung Balai"),
        ("12.74", date(2025, 4, 25), "Tanjungbalai"),
        ("73.10", IN_2020, "Pangkajene dan Kepulauan"),
        ("75.04", IN_2020, "Pohuwato"),
    ],
)
async def test_a_name_is_the_one_of_the_day(seeded: Sessions, code: str, day: date, name: str) -> None:
    async with seeded() as session:
        found = await find_agency(session, code, day)
    assert found is not None
    assert found.name == name


async def test_every_kabupaten_and_kota_lies_in_a_province_of_its_time(seeded: Sessions) -> None:
    for day in (IN_2020, IN_2023):
        governments = await _governments(seeded, day)
        provinces = {agency.id: agency for agency in governments if agency.kind is AgencyKind.PROVINCE}
        for agency in governments:
            if agency.kind is not AgencyKind.PROVINCE:
                assert agency.parent_id in provinces
                assert agency.code.startswith(provinces[agency.parent_id].code + ".")


async def test_ministries_and_institutions_are_a_labelled_sample(seeded: Sessions) -> None:
    async with seeded() as session:
        agencies = await list_agencies(session, IN_2020)
    sample = [agency for agency in agencies if agency.is_sample]
    assert len(sample) == 53
    assert {agency.kind for agency in sample} == {AgencyKind.MINISTRY, AgencyKind.INSTITUTION}
    assert "Kementerian Dalam Negeri" in {agency.full_name for agency in sample}


async def test_setnas_coordinates(seeded: Sessions) -> None:
    async with seeded() as session:
        found = await find_agency(session, "SETNAS", IN_2020)
    assert found is not None
    assert (found.kind, found.full_name) == (AgencyKind.COORDINATOR, "Setnas PK")


async def test_an_alias_of_two_governments_stands_at_both(seeded: Sessions) -> None:
    async with seeded() as session:
        aliases = await list_aliases(session)
    assert len({agency_id for agency_id, alias in aliases if alias == "Mura"}) == 2
    assert len(aliases) == len(set(aliases))


async def test_cycles_have_their_periods_and_actions(seeded: Sessions) -> None:
    async with seeded() as session:
        cycles = {cycle.code: cycle.id for cycle in (await session.exec(select(Cycle))).all()}
        periods = (await session.exec(select(Period).where(Period.cycle_id == cycles["2019-2020"]))).all()
        actions = (await session.exec(select(Action))).all()
        focuses = (await session.exec(select(Focus))).all()
    assert set(cycles) == {"2019-2020", "2025-2026"}
    assert [(period.code, period.name) for period in periods][::7] == [("B03", "TW I"), ("B24", "TW VIII")]
    assert len(periods) == 8
    assert (len(actions), len(focuses)) == (11, 3)
    assert {action.cycle_id for action in actions} == {cycles["2019-2020"]}
    assert {action.code for action in actions if action.is_sourced} == {"A2", "A7"}


async def test_no_deadline_is_shipped(seeded: Sessions) -> None:
    async with seeded() as session:
        assert (await session.exec(select(Deadline))).all() == []
        assert (await session.exec(select(func.count(col(AgencyAlias.id))))).one() > 500
