"""Tables in and out: CSV files and workbooks, all or nothing."""

from bot.services.tables.exporting import export_tables
from bot.services.tables.importing import ImportResult, import_tables
from bot.services.tables.limits import CHAT, COMMAND_LINE, Limits
from bot.services.tables.problems import ImportRefused, Problem

__all__ = [
    "CHAT",
    "COMMAND_LINE",
    "ImportRefused",
    "ImportResult",
    "Limits",
    "Problem",
    "export_tables",
    "import_tables",
]
