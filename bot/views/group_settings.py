"""The groups of a person in private: what is bound, codes to bind more, language and hour of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.codes import grouped
from bot.domain.disclosure import GroupScope
from bot.services.group_codes import GroupCodeMade
from bot.services.settings import HOURS
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views.callback_data import ShowSettings
from bot.views.group_buttons import MakeGroupCode, SetGroup, ShowGroup, ShowGroups
from bot.views.groups import group_scope_name
from bot.views.message import Button, Message, Rows, in_rows
from bot.views.paging import page_of
from bot.views.settings import HOURS_A_ROW, LANGUAGE_NAMES, clock_hour, language_name
from db.queries.groups import BindingRef

BUTTON_LIMIT, HALF_LIMIT = 50, 30
"""Characters of a button, and of each half of one that names a group and what it is about."""


@dataclass(frozen=True)
class GroupLine:
    """A binding as a line."""

    title: str
    thread_id: int | None
    scope: str
    is_open: bool


def render_groups(
    bindings: Sequence[BindingRef], offers: Sequence[GroupScope], texts: Texts, language: str, *, page: int = 0
) -> Message:
    """The bindings that the person may let go, each a button, and what they can make a code for."""
    shown = page_of(page, bindings)
    rows = shown.cut(bindings)
    lines = [
        GroupLine(row.title, row.thread_id, group_scope_name(row.scope, texts, language), row.is_open) for row in rows
    ]
    text = texts.render("settings/groups", language, lines=lines)
    groups = [
        Button(f"{clean(line.title, HALF_LIMIT) or row.id} · {clean(line.scope, HALF_LIMIT)}", ShowGroup(row.id))
        for row, line in zip(rows, lines, strict=True)
    ]
    return Message(
        text,
        (
            *in_rows(groups, 1),
            shown.turns(ShowGroups),
            *in_rows([_code_button(scope, texts, language) for scope in offers], 1),
            (Button(texts.label(msg("‹ Pengaturan"), language), ShowSettings()),),
        ),
    )


def render_group(binding: BindingRef, texts: Texts, language: str, *, panel: str = "") -> Message:
    """One binding with its settings; panel: which choice is open."""
    text = texts.render(
        "settings/group",
        language,
        title=binding.title or str(binding.id),
        thread_id=binding.thread_id,
        scope=group_scope_name(binding.scope, texts, language),
        language_name=language_name(binding.language),
        hour=clock_hour(binding.digest_hour, language),
        is_open=binding.is_open,
        asks=panel == "leave",
    )
    return Message(text, (*_choices(binding, panel, texts, language), (_back(texts, language),)))


def render_gone(texts: Texts, language: str) -> Message:
    """The binding of a button no longer holds, or is none of the person's business."""
    return Message(texts.render("groups/none", language), ((_back(texts, language),),))


def render_let_go(binding: BindingRef, texts: Texts, language: str) -> Message:
    """A binding was ended from private."""
    name = group_scope_name(binding.scope, texts, language)
    text = texts.render("groups/let_go", language, scope=name, is_topic=binding.thread_id is not None)
    return Message(text, ((_back(texts, language),),))


def render_code(made: GroupCodeMade, texts: Texts, language: str, *, username: str, zone: ZoneInfo) -> Message:
    """The code with its link, ready to be handed on. zone: that of the time shown."""
    text = texts.render(
        "groups/code",
        language,
        scope=group_scope_name(made.scope, texts, language),
        link=made.link(username),
        code=grouped(made.code),
        expires_at=made.expires_at,
        national=zone,
    )
    return Message(text)


def render_code_made(scope: GroupScope, texts: Texts, language: str) -> Message:
    """What stands in the place of the button once its code was made."""
    text = texts.render("groups/code_made", language, scope=group_scope_name(scope, texts, language))
    return Message(text, ((_back(texts, language),),))


def render_which_scope(name: str, choices: Sequence[GroupScope], texts: Texts, language: str) -> Message:
    """What to bind to: one of several, or nothing that the person named."""
    text = texts.render("groups/which_scope", language, name=name, has_choices=bool(choices))
    return Message(text, in_rows([_code_button(scope, texts, language) for scope in choices], 1))


def _code_button(scope: GroupScope, texts: Texts, language: str) -> Button:
    code = texts.label(msg("Kode grup:"), language)
    label = clean(f"{code} {group_scope_name(scope, texts, language)}", BUTTON_LIMIT)
    return Button(label, MakeGroupCode(scope.agency.id if scope.agency else None))


def _choices(binding: BindingRef, panel: str, texts: Texts, language: str) -> Rows:
    if panel == "hour":
        hours = [
            Button(
                f"{'✓ ' if hour == binding.digest_hour else ''}{clock_hour(hour, language)}",
                SetGroup(binding.id, "hour", str(hour)),
            )
            for hour in HOURS
        ]
        return in_rows(hours, HOURS_A_ROW)
    if panel == "leave":
        return ((Button(texts.label(msg("Ya, lepas"), language), SetGroup(binding.id, "leave")),),)
    languages = tuple(
        Button(f"{'✓ ' if code == binding.language else ''}{name}", SetGroup(binding.id, "language", code))
        for code, name in LANGUAGE_NAMES.items()
    )
    return (
        languages,
        (
            Button(texts.label(msg("Jam ringkasan"), language), ShowGroup(binding.id, "hour")),
            Button(texts.label(msg("Lepas ikatan"), language), ShowGroup(binding.id, "leave")),
        ),
    )


def _back(texts: Texts, language: str) -> Button:
    return Button(texts.label(msg("‹ Grup"), language), ShowGroups())
