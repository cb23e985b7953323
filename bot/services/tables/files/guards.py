"""Texts between a spreadsheet and the database: formulas kept out, hidden characters removed."""

import re

from bot.services.tables.problems import BadCell, Reason

TRIGGERS = "=+-@\t\r\0"
"""A spreadsheet that opens a CSV file takes a text that begins with one of these for a formula."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
GUARDED = re.compile(rf"'+[{re.escape(TRIGGERS)}]")
FORMULA = Reason(
    "{cell} diawali dengan tanda rumus (=, +, -, @ atau Tab); tulis ' di depannya bila itu memang teks.",
    "{cell} begins like a formula (=, +, -, @ or Tab); put ' before it if it is meant as text.",
)
HIDDEN = Reason("sel ini berisi karakter kendali.", "this cell contains control characters.")


def tidy(text: str) -> str:
    """A text as it is stored and compared: no control characters, one kind of line end, no blank edges."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guard(text: str) -> str:
    """A text as it is exported: a quote before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(tuple(TRIGGERS)) or GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard` and tidy the text; raises BadCell for a formula and for control characters."""
    if text.startswith(tuple(TRIGGERS)) or text.lstrip().startswith(tuple(TRIGGERS)):
        raise BadCell(FORMULA)
    if CONTROL.search(text):
        raise BadCell(HIDDEN)
    return tidy(text[1:] if GUARDED.match(text) else text)
