"""Choosing the audience of an announcement by buttons: one page for each part, and back to all of them."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from bot.domain.agencies import AgencyRef
from bot.domain.audiences import Audience, Reached
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind, Role
from bot.services.announcement_choices import Choices
from bot.services.announcement_drafts import Outlook, Step
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.announcement_buttons import EditDraft, PickAudience
from bot.views.announcing import STOP, TO, audience_words
from bot.views.message import Button, Message, in_rows
from bot.views.paging import page_of

BUTTON_LIMIT = 30
CODE_LIMIT = 20
"""Characters of a code that a button can carry."""


class Part(StrEnum):
    """What of an audience is chosen at once."""

    LEVEL = "tingkat"
    PROVINCE = "wilayah"
    ROLE = "peran"
    ACTION = "aksi"
    MISSING = "belum"
    TO = "kepada"


ANY = "-"
"""The choice that lifts a condition."""

LEVELS: dict[str, tuple[str, frozenset[AgencyKind]]] = {
    ANY: (msg("Semua tingkat"), frozenset()),
    "kl": (msg("Kementerian/lembaga"), frozenset({AgencyKind.MINISTRY, AgencyKind.INSTITUTION})),
    "provinsi": (msg("Pemerintah provinsi"), frozenset({AgencyKind.PROVINCE})),
    "daerah": (msg("Kabupaten/kota"), frozenset({AgencyKind.REGENCY, AgencyKind.CITY})),
}
LABELS = {
    Part.LEVEL: msg("Tingkat"),
    Part.PROVINCE: msg("Satu provinsi"),
    Part.ROLE: msg("Peran"),
    Part.ACTION: msg("Aksi"),
    Part.MISSING: msg("Belum lapor"),
    Part.TO: msg("Orang/grup"),
}


def chosen(audience: Audience, part: str, value: str) -> Audience | None:
    """The audience with one part chosen anew; None for a choice that there is not. Codes are checked by the look-up."""
    code = "" if value == ANY else value[:CODE_LIMIT]
    match part:
        case Part.LEVEL if value in LEVELS:
            return replace(audience, kinds=LEVELS[value][1], regions=frozenset())
        case Part.PROVINCE:
            return replace(audience, regions=frozenset({code.upper()} if code else ()), kinds=frozenset())
        case Part.ROLE if value in {ANY, *Role}:
            return replace(audience, roles=frozenset({Role(code)} if code else ()))
        case Part.ACTION:
            return replace(audience, action=code)
        case Part.MISSING:
            return replace(audience, missing=code.upper())
        case Part.TO if value in set(Reached):
            return replace(audience, to=Reached(value))
    return None


def render_audience(
    outlook: Outlook, texts: Texts, language: str, *, agencies: Collection[AgencyRef], unread: str = ""
) -> Message:
    """What is chosen so far and whom that reaches. unread: an expression, or a part of it, that nothing bears."""
    seen, key = outlook.seen, outlook.announcement_id
    text = texts.render(
        "announcing/audience",
        language,
        audience="; ".join(audience_words(outlook.audience, texts, language, agencies=agencies)),
        is_readable=seen is not None,
        people=len(seen.recipients.people) if seen else 0,
        groups=len(seen.recipients.groups) if seen else 0,
        unreachable=len(seen.recipients.unreachable) if seen else 0,
        unread=unread,
    )
    parts = [Button(texts.label(label, language), PickAudience(key, part.value)) for part, label in LABELS.items()]
    on = Button(texts.label(msg("Lanjut ke pratinjau"), language), EditDraft(key, Step.READY.value))
    stop = Button(texts.label(msg("Batal"), language), EditDraft(key, STOP))
    return Message(text, (*in_rows(parts), (on,), (stop,)))


def render_part(
    outlook: Outlook, part: str, page: int, choices: Choices, texts: Texts, language: str
) -> Message | None:
    """The choices of one part; None where there is no such part."""
    if part not in set(Part):
        return None
    key = outlook.announcement_id
    buttons, turns = _choices(Part(part), page, choices, key, texts, language)
    text = texts.render("announcing/part", language, part=texts.label(LABELS[Part(part)], language))
    back = Button(texts.label(msg("‹ Sasaran"), language), EditDraft(key, Step.AUDIENCE.value))
    return Message(text, (*in_rows(buttons), turns, (back,)))


def _choices(
    part: Part, page: int, choices: Choices, key: int, texts: Texts, language: str
) -> tuple[list[Button], tuple[Button, ...]]:
    """The buttons of a page of choices, and those that turn it."""

    def button(label: str, value: str) -> Button:
        return Button(clean(label, BUTTON_LIMIT), PickAudience(key, part.value, value))

    match part:
        case Part.LEVEL:
            return [button(texts.label(label, language), value) for value, (label, _) in LEVELS.items()], ()
        case Part.ROLE:
            every = button(texts.label(msg("Semua peran"), language), ANY)
            return [every, *(button(texts.label(words.ROLE[role], language), role.value) for role in words.ROLE)], ()
        case Part.TO:
            return [button(_raised(texts.label(label, language)), to.value) for to, label in TO.items()], ()
        case Part.MISSING:
            every = button(texts.label(msg("Semua keadaan"), language), ANY)
            return [every, *(button(_period(period), period.code) for period in choices.periods)], ()
        case _:
            rows = choices.provinces if part is Part.PROVINCE else choices.actions
            shown = page_of(page, rows)
            every = button(texts.label(msg("Semua"), language), ANY)
            found = [every, *(button(label, code) for code, label in shown.cut(rows))]
            return found, shown.turns(lambda number: PickAudience(key, part.value, "", number))


def _raised(words_of_a_sentence: str) -> str:
    """The same with a capital, since a button is no part of a sentence."""
    return words_of_a_sentence[:1].upper() + words_of_a_sentence[1:]


def _period(period: PeriodRef) -> str:
    return f"{period.name} ({period.code})" if period.name != period.code else period.code
