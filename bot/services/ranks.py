"""In which order the steps of a shared transaction are taken."""

from enum import IntEnum


class Rank(IntEnum):
    """What ended makes room, and what is stored is claimed at once.

    Last the limits of sending: every replica waits for whoever holds them.
    """

    END = 0
    STORE = 1
    CLAIM = 2
    PACE = 3
