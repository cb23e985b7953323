"""What a message asks for: ordered rules over the concepts of its words; the first that fits decides."""

from collections.abc import Callable
from enum import StrEnum

from bot.services.understanding.rules_asked import asks_deadline, asks_help, asks_status, asks_who_is_missing
from bot.services.understanding.rules_told import greets, is_about_meeting, reports, tells_publication
from bot.services.understanding.said import Said


class Intent(StrEnum):
    """What a message asks for."""

    STATUS = "status"
    DEADLINE = "deadline"
    MISSING = "missing"
    REPORT = "report"
    PUBLISH = "publish"
    MEETING = "meeting"
    HELP = "help"
    GREET = "greet"
    NONE = "none"


COMMANDS = {
    "start": Intent.GREET,
    "status": Intent.STATUS,
    "tenggat": Intent.DEADLINE,
    "belum": Intent.MISSING,
    "lapor": Intent.REPORT,
    "publikasi": Intent.PUBLISH,
    "rapat": Intent.MEETING,
    "bantuan": Intent.HELP,
    "help": Intent.HELP,
}
"""Commands say themselves what they ask for."""


RULES: tuple[tuple[Intent, str, Callable[[Said], bool]], ...] = (
    (Intent.DEADLINE, "kata batas waktu", asks_deadline),
    (Intent.MISSING, "siapa yang belum", asks_who_is_missing),
    (Intent.MEETING, "kata rapat", is_about_meeting),
    (Intent.HELP, "minta petunjuk", asks_help),
    (Intent.PUBLISH, "kata publikasi", tells_publication),
    (Intent.REPORT, "hendak atau sudah lapor", reports),
    (Intent.STATUS, "menanyakan keadaan", asks_status),
    (Intent.GREET, "salam, terima kasih atau jawaban singkat", greets),
)
"""Order matters: a question about the deadline also speaks of reports, and one about who is missing too."""


def find_intent(said: Said) -> tuple[Intent, str]:
    """The intent, and the rule that found it."""
    for intent, why, rule in RULES:
        if rule(said):
            return intent, why
    return Intent.NONE, "tidak ada aturan yang cocok"
