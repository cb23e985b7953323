"""In which order the steps of a shared transaction are taken."""

from enum import IntEnum


class Rank(IntEnum):
    """What ended makes room, and what is stored is claimed at once."""

    END = 0
    STORE = 1
    CLAIM = 2
