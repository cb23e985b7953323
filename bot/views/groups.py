"""What is said in groups: how they are bound, what they are answered, and that the rest belongs in private."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.domain.disclosure import Content, GroupScope, ScopeKind
from bot.domain.scopes import Scope
from bot.services.deadlines import DeadlinesAnswer
from bot.services.group_answers import GroupAnswer, GroupReply, TwoReadings
from bot.services.groups import Unbinding
from bot.services.questions import StatusAnswer
from bot.services.standings import ScopeStanding
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.days_off import tell_briefly
from bot.views.message import Button, Message, Rows
from bot.views.overview import render_deadlines
from bot.views.recaps import action_name, scope_name
from bot.views.status import render_status
from db.queries.groups import BindingRef

CONTENT: Mapping[Content, str] = {
    Content.DEADLINES: msg("batas waktu"),
    Content.COUNTS: msg("jumlah yang lengkap, terlambat, dan terverifikasi"),
    Content.THANKS: msg("nama instansi yang telah lengkap"),
    Content.OWN_STATUS: msg("keadaan setiap aksi instansi ini"),
    Content.OTHERS_STATUS: msg("keadaan instansi lain"),
    Content.LATE_NAMES: msg("nama instansi yang belum lengkap"),
    Content.NOTES: msg("catatan verifikator dan kendala"),
    Content.PERSONS: msg("nama orang"),
}
"""Every kind of content as the people of a group are told of it."""

OF_MANY: Mapping[Content, str] = {Content.OTHERS_STATUS: msg("keadaan setiap instansi")}
"""What is told otherwise where a group is bound to no single agency, so that there is none of its own."""

THANKED, NAME_LIMIT = 5, 80
"""So many agencies are thanked by name, the others as a number."""

UNBINDING: Mapping[Unbinding, str] = {Unbinding.NOT_ALLOWED: "groups/not_allowed", Unbinding.DONE: "groups/let_go"}


def group_scope_name(scope: GroupScope, texts: Texts, language: str) -> str:
    """What a group is bound to, as messages name it."""
    if scope.action is not None:
        return action_name(scope.action, texts, language)
    if scope.kind is ScopeKind.AGENCY and scope.agency is not None:
        return scope.agency.full_name
    return scope_name(Scope(scope.agency), texts, language)


def render_bound(scope: GroupScope, texts: Texts, language: str, *, username: str, is_topic: bool) -> Message:
    """What the group or topic is bound to, what it will see and what it will not."""
    contents = dict(CONTENT)
    if scope.kind is not ScopeKind.AGENCY:
        del contents[Content.OWN_STATUS]
        contents |= OF_MANY
    text = texts.render(
        "groups/bound",
        language,
        scope=group_scope_name(scope, texts, language),
        is_sample=is_sample(scope),
        is_topic=is_topic,
        shown=[texts.label(label, language) for content, label in contents.items() if scope.shows(content)],
        hidden=[texts.label(label, language) for content, label in contents.items() if not scope.shows(content)],
        username=username,
    )
    return Message(text)


def render_unbinding(
    outcome: Unbinding, binding: BindingRef | None, texts: Texts, language: str, *, username: str
) -> Message:
    """What came of /lepas, and of which binding; None where nothing was bound."""
    if binding is None:
        return render_reply(GroupReply.UNBOUND, None, texts, language, username=username)
    name, is_topic = group_scope_name(binding.scope, texts, language), binding.thread_id is not None
    return Message(texts.render(UNBINDING[outcome], language, scope=name, is_topic=is_topic))


def render_arrival(texts: Texts, language: str, *, is_welcome: bool) -> Message:
    """What the bot says where it was added. is_welcome: whether whoever did that may bind groups."""
    return Message(texts.render("groups/joined" if is_welcome else "groups/stranger", language))


def render_code_refused(texts: Texts, language: str) -> Message:
    """The one answer to every code that cannot be used."""
    return Message(texts.render("groups/code_refused", language))


def render_impersonal(texts: Texts, language: str) -> Message:
    """Why an anonymous administrator or a channel cannot bind."""
    return Message(texts.render("groups/impersonal", language))


def render_group_answer(
    answer: GroupAnswer, scope: GroupScope | None, texts: Texts, language: str, *, username: str, zone: ZoneInfo
) -> Message:
    """An answer to a bound group: facts without buttons, save the one that leads to private. zone: the national one."""
    match answer:
        case StatusAnswer(status):
            text = render_status(status, texts, language, zone=zone).text
        case DeadlinesAnswer():
            text = render_deadlines(answer, texts, language, zone=zone).text
        case ScopeStanding():
            text = _standing(answer, texts, language, zone=zone)
        case TwoReadings(told, other):
            shown = render_group_answer(told, scope, texts, language, username=username, zone=zone)
            return replace(shown, text=f"{shown.text}\n{texts.render('groups/other_reading', language, period=other)}")
        case GroupReply():
            return render_reply(answer, scope, texts, language, username=username)
    return Message(text, _to_private(texts, language, username))


def render_reply(reply: GroupReply, scope: GroupScope | None, texts: Texts, language: str, *, username: str) -> Message:
    """An answer without facts."""
    text = texts.render(
        reply.value,
        language,
        scope=group_scope_name(scope, texts, language) if scope else "",
        is_sample=is_sample(scope),
        username=username,
    )
    return Message(text, _to_private(texts, language, username))


def is_sample(scope: GroupScope | None) -> bool:
    """Whether the scope is about an agency of the sample data."""
    return scope is not None and scope.agency is not None and scope.agency.is_sample


def _standing(standing: ScopeStanding, texts: Texts, language: str, *, zone: ZoneInfo) -> str:
    names = [clean(agency.full_name, NAME_LIMIT) for agency in standing.complete]
    agency = standing.scope.agency
    return texts.render(
        "groups/standing",
        language,
        scope=group_scope_name(standing.scope, texts, language),
        is_sample=is_sample(standing.scope),
        period=standing.period,
        census=standing.census,
        tally=standing.tally,
        is_ahead=standing.is_ahead,
        due=standing.due,
        thanked=names[:THANKED],
        others=max(0, len(names) - THANKED),
        national=zone,
        local=agency.zone if agency else None,
        off=tell_briefly(standing.due),
        no_source=texts.label(words.NO_SOURCE, language),
    )


def _to_private(texts: Texts, language: str, username: str) -> Rows:
    return ((Button(texts.label(msg("Buka percakapan"), language), url=f"https://t.me/{username}"),),)
