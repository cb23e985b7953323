"""Collects every sentence and label into the catalogues: `make texts`."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.texts.catalog import FOLDER, LANGUAGES, SOURCE

ROOT = FOLDER.parent.parent
METHODS = [("bot/texts/messages/**.j2", "jinja2"), ("bot/**.py", "python"), ("handlers/**.py", "python")]
OPTIONS = {
    "bot/texts/messages/**.j2": {
        "newstyle_gettext": "true",  # else the keys differ from those looked up, and English silently never appears
        "trimmed": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
    }
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"msg": None, "gettext": None, "ngettext": (1, 2), "_": None}
WIDTH = 120


def po_file(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / "locale" / f"{language}.po"


def extract() -> Catalog:
    """Everything that is said, in the Indonesian of its source."""
    found = Catalog(charset="utf-8")
    for name, line, message, _comments, context in extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS):
        found.add(message, None, [(name, line)], context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue of a language as it lies in its file."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring a catalogue up to date: new sentences empty, those no longer said dropped, nothing guessed."""
    catalogue = read(language) if po_file(language).exists() else Catalog(locale=language)
    catalogue.update(extract(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    with po_file(language).open("wb") as file:
        write_po(file, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)


if __name__ == "__main__":
    for spoken in LANGUAGES:
        if spoken != SOURCE:
            update(spoken)
