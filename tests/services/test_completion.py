"""Names that are still being typed."""

from datetime import date

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.directory import load_registry
from bot.services.understanding import build_index
from bot.services.understanding.completion import complete
from db.engine import Sessions

TODAY = date(2026, 7, 13)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("temang", ["Kabupaten Temanggung"]),
        ("kab temang", ["Kabupaten Temanggung"]),
        ("inspektorat kab temang b06", ["Kabupaten Temanggung"]),
        ("TEMANG tw 2", ["Kabupaten Temanggung"]),
        ("kota sema", ["Kota Semarang"]),
        ("sema", ["Kabupaten Semarang", "Kota Semarang"]),
        ("jawa te", ["Provinsi Jawa Tengah"]),
        ("kota baru", ["Kabupaten Kotabaru"]),
        ("kemenkeu", ["Kementerian Keuangan"]),
        ("b06", []),
        ("kab", []),
        ("", []),
        ("zzz", []),
    ],
)
async def test_a_beginning_is_completed(samples: Sessions, typed: str, expected: list[str]) -> None:
    async with samples() as session:
        registry = await load_registry(session, TODAY)
    assert [agency.full_name for agency in complete(typed, index=registry.index)] == expected


async def test_a_whole_name_comes_before_longer_ones_and_a_name_before_an_alias() -> None:
    names = ["Luwu Utara", "Luwu", "Luwu Timur"]
    agencies = [AgencyRef(n, f"73.{n}", AgencyKind.REGENCY, name, 1, "Asia/Makassar") for n, name in enumerate(names)]
    other = AgencyRef(9, "73.9", AgencyKind.REGENCY, "Palopo", 1, "Asia/Makassar")
    index = build_index([*agencies, other], [(9, "Luwuk Lama")])
    assert [agency.name for agency in complete("luwu", index=index)] == ["Luwu", "Luwu Timur", "Luwu Utara", "Palopo"]


def test_no_more_are_named_than_asked_for() -> None:
    agencies = [AgencyRef(n, f"9.{n}", AgencyKind.CITY, f"Kota{n:05}", 1, "Asia/Jakarta") for n in range(5_000)]
    assert len(complete("k", index=build_index(agencies, []), limit=3)) == 3
