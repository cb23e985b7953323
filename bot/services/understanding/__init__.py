"""Understanding: from a sentence to what is asked, of whom and for when; docs/understanding.md has the rules."""

from bot.services.understanding.agencies import AgencyIndex, build_index
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading, list_asked, read, read_argument

__all__ = ["AgencyIndex", "Intent", "Reading", "build_index", "list_asked", "read", "read_argument"]
