"""The people who appear in tests, as in the sample world of the simulator."""

from datetime import UTC, datetime

from bot.domain.roles import Role

SRI, BAYU, RATNA, YOSEF = 1001, 1002, 1003, 1004
"""Inspektorat and Humas of Kabupaten Temanggung, an administrator of Setnas PK, Inspektorat of Kota Jayapura."""

GROUP = -1001000000001

SEATS = {SRI: ("33.23", Role.INSPECTORATE), BAYU: ("33.23", Role.PUBLIC_RELATIONS), YOSEF: ("91.71", Role.INSPECTORATE)}

MONDAY = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
"""Monday, 13 July 2026 at 09.00 WIB: the reporting of TW VI is open, its deadline is Friday, 31 July."""
