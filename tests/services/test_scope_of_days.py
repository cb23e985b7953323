"""One count of working days and one set of zones for each scope, whichever page tells of it."""

from datetime import date

import pytest

from bot.domain.disclosure import GroupScope
from bot.services.standings import ScopeStanding, standing_of
from bot.texts.catalog import Texts
from bot.views.groups import render_group_answer
from db.engine import Sessions
from db.models import Holiday
from tests.cast import MONDAY, RATNA, SRI
from tests.services.test_missing import JAKARTA, question_of, shown

EVERY_ZONE = "31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 00.59 WITA · Sabtu pukul 01.59 WIT"
IN_ACEH, IN_CENTRAL_JAVA, IN_TEMANGGUNG = (
    "libur Senin, 20 Juli 2026",
    "libur Selasa, 21 Juli 2026",
    "libur Rabu, 22 Juli",
)


@pytest.fixture
async def holidays(samples: Sessions) -> Sessions:
    """Days off before the deadline in Aceh, in Central Java, and in Temanggung alone."""
    registry = (await question_of(samples, RATNA)).registry
    days = {"11": date(2026, 7, 20), "33": date(2026, 7, 21), "33.23": date(2026, 7, 22)}
    async with samples.begin() as session:
        for code, day in days.items():
            region = registry.by_code(code)
            assert region is not None
            session.add(Holiday(day=day, name="Hari Jadi", agency_id=region.id))
    return samples


@pytest.mark.parametrize("said", ["/belum", "rekap nasional", "aksi 7.2 nasional", "/tenggat"])
async def test_the_nation_works_on_the_days_off_of_its_provinces(holidays: Sessions, said: str) -> None:
    text = (await shown(holidays, RATNA, said)).plain
    assert "18 hari lagi, 14 hari kerja" in text
    assert "Hari Jadi" not in text


@pytest.mark.parametrize("said", ["/belum jateng", "rekap jateng", "aksi 7.2 jateng", "/tenggat jateng"])
async def test_a_province_skips_its_own_days_off_and_names_them(holidays: Sessions, said: str) -> None:
    text = (await shown(holidays, RATNA, said)).plain
    assert "18 hari lagi, 13 hari kerja" in text
    assert f"{IN_CENTRAL_JAVA}: Hari Jadi" in text
    assert IN_ACEH not in text


@pytest.mark.parametrize("said", ["/belum", "/belum jateng", "status", "/tenggat"])
async def test_one_agency_skips_its_own_days_off_too(holidays: Sessions, said: str) -> None:
    text = (await shown(holidays, SRI, said)).plain
    assert "18 hari lagi, 12 hari kerja" in text
    assert IN_CENTRAL_JAVA in text
    assert IN_TEMANGGUNG in text


@pytest.mark.parametrize("said", ["/belum", "rekap nasional", "aksi 7.2 nasional", "/tenggat"])
async def test_readers_over_all_zones_are_told_all_three(samples: Sessions, said: str) -> None:
    assert EVERY_ZONE in (await shown(samples, RATNA, said)).plain


async def test_readers_of_one_region_are_told_its_own_zone_alone(samples: Sessions) -> None:
    assert "WIT" not in (await shown(samples, RATNA, "/belum jateng")).plain
    text = (await shown(samples, RATNA, "/belum provinsi papua")).plain
    assert "31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 01.59 WIT (" in text


async def test_a_group_is_told_the_days_and_zones_of_what_it_is_bound_to(holidays: Sessions) -> None:
    registry = (await question_of(holidays, RATNA)).registry
    period = next(row for row in registry.periods if (row.cycle_code, row.code) == ("2025-2026", "B18"))

    async def told(scope: GroupScope) -> str:
        async with holidays() as session:
            standing: ScopeStanding = await standing_of(
                session, scope=scope, period=period, agencies=registry.agencies, now=MONDAY, zone=JAKARTA
            )
        return render_group_answer(standing, scope, Texts(), "id", username="sigap_bot", zone=JAKARTA).plain

    nation, province = await told(GroupScope()), await told(GroupScope(registry.by_code("33")))
    assert f"{EVERY_ZONE} (18 hari lagi, 14 hari kerja" in nation
    assert "pukul 23.59 WIB (18 hari lagi, 13 hari kerja" in province
    assert IN_CENTRAL_JAVA in province
