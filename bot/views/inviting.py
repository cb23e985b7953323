"""Inviting in chat: which agency, which role, and the invitation ready to be forwarded."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.agencies import AgencyRef
from bot.domain.codes import grouped
from bot.domain.roles import Role
from bot.services.invitations import Invitation
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.callback_data import Invite, ShowSettings
from bot.views.message import Button, Message, in_rows
from bot.views.seats import seat_name

BUTTON_LIMIT = 60


def render_how_to(texts: Texts, language: str) -> Message:
    """What to type."""
    return Message(texts.render("inviting/how_to", language))


def render_unknown(name: str, texts: Texts, language: str, *, choices: Sequence[AgencyRef]) -> Message:
    """No agency has this name; some may be meant."""
    text = texts.render("inviting/unknown_agency", language, name=name, has_choices=bool(choices))
    return Message(text, in_rows(_agency_buttons(choices), 1))


def render_which_agency(texts: Texts, language: str, *, choices: Sequence[AgencyRef]) -> Message:
    """Several agencies fit."""
    return Message(texts.render("inviting/which_agency", language), in_rows(_agency_buttons(choices), 1))


def render_which_role(agency: AgencyRef, texts: Texts, language: str, *, roles: Sequence[Role]) -> Message:
    """The agency is found; each role that can sit there is a button."""
    buttons = [Button(texts.label(words.ROLE[role], language), Invite(agency.id, role.value)) for role in roles]
    return Message(texts.render("inviting/which_role", language, agency=agency, roles=len(roles)), in_rows(buttons))


def render_made(agency: AgencyRef, role: Role, texts: Texts, language: str) -> Message:
    """What to do with the invitation that comes as a message of its own."""
    again = Button(texts.label(msg("Undang lagi"), language), ShowSettings("invite"))
    text = texts.render("inviting/made", language, seat=seat_name(role, agency, texts, language))
    return Message(text, ((again,),))


def render_made_before(agency: AgencyRef, role: Role, texts: Texts, language: str) -> Message:
    """The same press arrived twice."""
    again = Button(texts.label(msg("Undang lagi"), language), ShowSettings("invite"))
    text = texts.render("inviting/made_before", language, seat=seat_name(role, agency, texts, language))
    return Message(text, ((again,),))


def render_invitation(made: Invitation, texts: Texts, language: str, *, username: str, zone: ZoneInfo) -> Message:
    """The invitation itself: it carries no button, so that it survives being forwarded. zone: of the expiry."""
    text = texts.render(
        "inviting/invitation",
        language,
        seat=seat_name(made.role, made.agency, texts, language),
        link=made.link(username),
        username=username,
        code=grouped(made.code),
        expires_at=made.expires_at,
        national=zone,
    )
    return Message(text)


def _agency_buttons(agencies: Sequence[AgencyRef]) -> list[Button]:
    return [Button(clean(agency.full_name, BUTTON_LIMIT), Invite(agency.id)) for agency in agencies]
