"""Which agencies are offered where a misspelt name was read as another one."""

import pytest

from bot.services.alternatives import list_alternatives
from tests.services.registry_of_2020 import agencies, index


@pytest.mark.parametrize(
    ("read", "first"),
    [
        ("Kota Magelang", ["Kabupaten Magelang", "Kota Malang"]),
        ("Kabupaten Lebak", ["Kabupaten Demak"]),
        ("Kabupaten Temanggung", ["Kabupaten Tulungagung"]),
        ("Kementerian Hukum dan Hak Asasi Manusia", []),
    ],
)
def test_names_like_the_one_that_was_read_are_offered_nearest_first(read: str, first: list[str]) -> None:
    misread = next(agency for agency in agencies() if agency.full_name == read)
    found = [agency.full_name for agency in list_alternatives(index(), misread)]
    assert found[: len(first)] == first
    assert bool(found) == bool(first)
    assert read not in found
