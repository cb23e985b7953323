"""What the bot says around its answers: help, questions back, and what it did not understand."""

from collections.abc import Iterable, Sequence

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import PeriodRef
from bot.domain.permissions import Permission
from bot.domain.roles import AgencyKind
from bot.services.asking import Asker
from bot.services.broad import STATUS, Aim
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views.callback_data import (
    AskExample,
    CallbackData,
    ShowAction,
    ShowDeadlines,
    ShowHelp,
    ShowMissing,
    ShowRecap,
    ShowStatus,
    ShowTrend,
)
from bot.views.menus import EXAMPLES, profile_of
from bot.views.message import Button, Message, Rows, in_rows
from bot.views.question_buttons import CompareAgencies, ComparePeriods, ShowActionOf, ShowDeadlinesOf, keys_of

BUTTON_LIMIT = 40
"""Characters of an agency's name on a button, so that it is read on a phone."""

DESCRIPTION = msg(
    "Untuk focal point Stranas PK: menanyakan status pelaporan Aksi PK dan menerima pengingat batas waktu. "
    "Tekan Mulai, atau buka undangan dari Setnas PK."
)
SHORT_DESCRIPTION = msg("Pengingat dan status pelaporan Aksi PK")


def render_help(texts: Texts, language: str, *, asker: Asker, unknown: str = "") -> Message:
    """What this person can do here by their roles, with examples to tap; `unknown`: a command that does not exist."""
    profile = profile_of(asker.roles)
    text = texts.render(
        "help",
        language,
        unknown=unknown,
        abilities=[texts.label(line, language) for line in profile.can],
        commands=[(command, texts.label(description, language)) for command, description in profile.menu],
    )
    examples = [Button(texts.label(EXAMPLES[word], language), AskExample(word)) for word in profile.examples]
    return Message(text, in_rows(examples, 1))


def main_rows(texts: Texts, language: str, *, asker: Asker) -> Rows:
    """The buttons that lead everywhere: as many as the asker has a use for."""
    buttons = [Button(texts.label(msg("Status"), language), ShowStatus(asker.agencies[0].id))] if asker.agencies else []
    buttons.append(Button(texts.label(msg("Batas waktu"), language), ShowDeadlines()))
    if asker.may_somewhere(Permission.VIEW_MISSING):
        buttons.append(Button(texts.label(msg("Belum lengkap"), language), ShowMissing()))
    buttons.append(Button(texts.label(msg("Bantuan"), language), ShowHelp()))
    return in_rows(buttons)


def render_plain(
    template: str, texts: Texts, language: str, *, asker: Asker | None = None, **values: object
) -> Message:
    """A message without facts of its own, with the main buttons where an asker is given."""
    rows = main_rows(texts, language, asker=asker) if asker and not asker.is_stranger else ()
    return Message(texts.render(template, language, **values), rows)


def render_choices(
    template: str,
    texts: Texts,
    language: str,
    *,
    agencies: Sequence[AgencyRef],
    period: PeriodRef | None,
    aim: Aim = STATUS,
    **values: object,
) -> Message:
    """A question back: each agency is a button that keeps the period, and what was asked for."""
    period_id = period.id if period else None
    buttons = [Button(clean(agency.full_name, BUTTON_LIMIT), _leads(agency, period_id, aim)) for agency in agencies]
    return Message(texts.render(template, language, **values), in_rows(buttons, 1 if _any_long(agencies) else 2))


def _leads(agency: AgencyRef, period_id: int | None, aim: Aim) -> CallbackData:
    """What is shown of the agency once it is chosen."""
    is_publication = aim.owed is DeadlineKind.PUBLISH
    if aim.is_deadline:
        return ShowDeadlinesOf(agency.id, period_id, 0, is_publication)
    if aim.owed is not None:
        keys = keys_of((*aim.beside, agency))
        return ShowMissing(period_id, 0, keys, aim.action.id if aim.action else None, is_publication)
    if aim.beside:
        action_id = aim.action.id if aim.action else None
        return CompareAgencies(keys_of((*aim.beside, agency)), period_id, 0, action_id)
    if len(aim.periods) > 1 and not aim.is_recap and not aim.is_deadline:
        return ComparePeriods(agency.id, keys_of(aim.periods), 0, aim.action.id if aim.action else None)
    if aim.action is not None and aim.period is not None:
        if agency.kind is AgencyKind.PROVINCE:
            return ShowAction(aim.action.id, aim.period.id, agency.id)
        return ShowActionOf(agency.id, aim.action.id, aim.period.id)
    if agency.kind is AgencyKind.PROVINCE and aim.is_recap:
        return ShowRecap(agency.id, period_id)
    return ShowTrend(agency.id, period_id) if aim.is_trend else ShowStatus(agency.id, period_id)


def render_unknown_period(
    name: str, texts: Texts, language: str, *, periods: Iterable[PeriodRef], agency: AgencyRef | None
) -> Message:
    """The period does not exist; which ones do, each a button where it is clear whose status was asked for."""
    named = [(period, clean(period.full_name, BUTTON_LIMIT)) for period in periods]
    buttons = [Button(label, ShowStatus(agency.id, period.id)) for period, label in named] if agency else []
    text = texts.render("unknown_period", language, name=name, periods=[label for _, label in named])
    return Message(text, in_rows(buttons))


def _any_long(agencies: Sequence[AgencyRef]) -> bool:
    return any(len(agency.full_name) > BUTTON_LIMIT // 2 for agency in agencies)
