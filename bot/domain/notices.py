"""Notices: short messages to a person because something happened, as opposed to reminders, which the calendar sends."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; each names one or more things of its kind by their keys."""

    UNREACHABLE = "tak_terjangkau"  # persons who blocked the bot or stopped their reminders
    PARKED = "grup_terhenti"  # groups in which the bot may no longer write
    CORRECTION = "perbaikan_diminta"  # requests to correct data, to those who settle them
    SETTLED = "perbaikan_selesai"  # the same, to whoever asked


ONCE_A_DAY = frozenset({NoticeKind.UNREACHABLE, NoticeKind.PARKED, NoticeKind.CORRECTION})
"""Kinds that others cause: whatever happens, nobody gets more than one of each a day."""
