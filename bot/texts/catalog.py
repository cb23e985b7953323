"""Renders messages: Jinja2 templates whose sentences are Indonesian and whose English is a gettext catalogue."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.texts import formats

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "messages"
SOURCE, ENGLISH = "id", "en"
LANGUAGES = (SOURCE, ENGLISH)
MESSAGE_LIMIT = 4096
"""Telegram's limit of a text after parsing."""


def language_of(code: str | None) -> str:
    """The language to answer in, from an IETF tag of Telegram such as "en-GB"; Indonesian unless it is English."""
    return ENGLISH if (code or "").lower().split("-")[0] == ENGLISH else SOURCE


def msg(text: str) -> str:
    """Mark a label for the catalogue where it is written; `Texts.label` translates it where it is shown."""
    return text


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory; Indonesian is the source and needs none."""
    if language == SOURCE:
        return NullTranslations()
    with (FOLDER / "locale" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


class Texts:
    """All that is said, in each language. Templates escape every value; only they and the catalogue are HTML."""

    def __init__(self) -> None:
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def render(self, template: str, language: str = SOURCE, **values: Any) -> str:
        """Render `messages/<template>.j2`; a value that the template names and that is missing raises."""
        environment = self._environments[language if language in self._environments else SOURCE]
        lines = environment.get_template(f"{template}.j2").render(values).strip().split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def label(self, label: str, language: str = SOURCE) -> str:
        """Translate a short label, such as the words of a button."""
        return translations(language if language in LANGUAGES else SOURCE).gettext(label)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # select_autoescape would answer "off" for these names
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(formats.filters(language))
    return environment
