"""A reminder, or its copy to who is told besides, as a message; and why a planned one is sent, as a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.duties import DeadlineKind, Duty, VerificationState
from bot.domain.ladder import Rung, Shift
from bot.domain.reminders import MessageKind, PlannedReminder
from bot.domain.roles import SETNAS_ROLES, AgencyKind, Role
from bot.domain.tallies import tally
from bot.services.reminder_content import LISTED, OpenChain, Reminder
from bot.texts.catalog import SOURCE, Texts, msg
from bot.texts.formats import listing, percent, plain
from bot.views import words
from bot.views.callback_data import Acknowledge, ShowMissing, ShowStatus
from bot.views.fitting import fitting
from bot.views.message import Button, Message, Rows

SHOWN = (LISTED, 8, 4, 1)
"""How many items are listed; fewer where names are so long that the message would not fit."""


@dataclass(frozen=True)
class ItemLine:
    """One open duty as the message shows it."""

    action: str
    state: str
    returned_on: date | None
    note: str


def render_reminder(reminder: Reminder, texts: Texts, *, zone: ZoneInfo) -> Message:
    """The message in the language of its reader. zone: that of national deadlines."""
    if reminder.kind is MessageKind.COPY:
        return Message(fitting(lambda shown: _copy(reminder, texts, shown), SHOWN), _rows(reminder, texts))
    return Message(fitting(lambda shown: _reminder(reminder, texts, zone, shown), SHOWN), _rows(reminder, texts))


def explain_plan(planned: PlannedReminder, texts: Texts, *, zone: ZoneInfo, language: str = SOURCE) -> str:
    """Why the reminder is sent, and on this day: a sentence without markup. zone: that of national deadlines."""
    lead, chain = planned.lead, planned.lead.chain
    return _why(
        texts,
        language,
        rung=planned.rung,
        agencies=len(planned.agencies),
        open_duties=sum(len(notice.chain.duties) for notice in planned.notices),
        actions=tuple(duty.action_code for duty in chain.duties),
        publishes=chain.kind is DeadlineKind.PUBLISH,
        period=chain.period.full_name,
        due_at=chain.due_at,
        shift=lead.shift,
        zone=zone,
    )


def render_read(texts: Texts, language: str, *, is_first: bool | None) -> str:
    """The line that answers [Sudah dibaca]; None: the button belongs to no message of this chat."""
    if is_first is None:
        return texts.label(msg("Pesan ini tidak tercatat untuk percakapan ini."), language)
    if is_first:
        return texts.label(msg("Terima kasih, tercatat sudah dibaca."), language)
    return texts.label(msg("Sudah tercatat sebelumnya. Terima kasih."), language)


@lru_cache(maxsize=4096)
def _why(
    texts: Texts,
    language: str,
    *,
    rung: Rung,
    agencies: int,
    open_duties: int,
    actions: tuple[str, ...],
    publishes: bool,
    period: str,
    due_at: datetime,
    shift: Shift | None,
    zone: ZoneInfo,
) -> str:
    """The sentence; many agencies share one, since none is named in it."""
    values = {"rung": rung, "agencies": agencies, "open": open_duties, "publishes": publishes, "period": period}
    text = texts.render(
        "reminder_why", language, actions=list(actions), due=due_at, national=zone, shift=shift, **values
    )
    return " ".join(plain(text).split())


def _reminder(reminder: Reminder, texts: Texts, zone: ZoneInfo, shown: int) -> str:
    chain, language = reminder.chains[0], reminder.language
    label = msg("Batas perbaikan") if chain.is_repair else words.DEADLINE[chain.kind]
    return texts.render(
        "reminder",
        language,
        chain=chain,
        publishes=chain.kind is DeadlineKind.PUBLISH,
        deadline=texts.label(label, language),
        lines=[_line(duty, chain.kind, texts, language) for duty in chain.duties[:shown]],
        left_out=max(0, len(chain.duties) - shown),
        national=zone,
        **_common(reminder, texts),
    )


def _copy(reminder: Reminder, texts: Texts, shown: int) -> str:
    """Agencies with their numbers; of a single one also what is open, since that is what somebody is told to do."""
    items = shown if len({chain.agency.id for chain in reminder.chains}) == 1 else 0
    periods = list(dict.fromkeys(chain.period.full_name for chain in reminder.chains))
    return texts.render(
        "reminder_copy",
        reminder.language,
        rung=reminder.rung,
        period=listing(periods, reminder.language),
        chains=[(chain, *_items(chain, items, texts, reminder.language)) for chain in reminder.chains[:shown]],
        left_out=max(0, len(reminder.chains) - shown),
        leads=reminder.roles == (Role.LEADERSHIP,),
        shift=reminder.chains[0].shift,
        **_common(reminder, texts),
    )


def _items(chain: OpenChain, shown: int, texts: Texts, language: str) -> tuple[list[ItemLine], int]:
    """What is open in a chain, and how many more; nothing where none is to be shown."""
    lines = [_line(duty, chain.kind, texts, language) for duty in chain.duties[:shown]]
    return lines, len(chain.duties) - len(lines) if shown else 0


def _common(reminder: Reminder, texts: Texts) -> dict[str, object]:
    duties = [duty for chain in reminder.chains for duty in chain.duties]
    return {
        "name": reminder.name,
        "seat": _seat(reminder, texts),
        "is_late": reminder.is_late,
        "is_repeated": reminder.is_repeated,
        "tally": tally(duties, None),
        "no_source": texts.label(words.NO_SOURCE, reminder.language),
        "reference": reminder.reference,
    }


def _seat(reminder: Reminder, texts: Texts) -> str:
    """The roles with the agency, such as "Inspektorat Kabupaten Temanggung"; Setnas stands in its roles already."""
    roles = listing([texts.label(words.ROLE[role], reminder.language) for role in reminder.roles], reminder.language)
    names_setnas = reminder.home.kind is AgencyKind.COORDINATOR and SETNAS_ROLES & set(reminder.roles)
    return roles if names_setnas else f"{roles} {reminder.home.full_name}"


def _line(duty: Duty, kind: DeadlineKind, texts: Texts, language: str) -> ItemLine:
    action = f"{texts.label(msg('Aksi'), language)} {duty.action_code} {duty.action_title}"
    if kind is DeadlineKind.PUBLISH:
        no_figure = texts.label(words.NO_FIGURE, language)
        return ItemLine(action, no_figure if duty.percent is None else percent(duty.percent, language), None, "")
    is_returned = duty.verification is VerificationState.RETURNED
    state = words.VERIFICATION[duty.verification] if is_returned else words.REPORT[duty.report]
    return ItemLine(action, texts.label(state, language), duty.returned_on, duty.note)


def _rows(reminder: Reminder, texts: Texts) -> Rows:
    first, language = reminder.chains[0], reminder.language
    agencies = {chain.agency.id for chain in reminder.chains}
    look = ShowStatus(first.agency.id, first.period.id) if len(agencies) == 1 else ShowMissing(first.period.id)
    read = Button(texts.label(msg("Sudah dibaca"), language), Acknowledge(reminder.reference))
    return ((read, Button(texts.label(msg("Lihat status"), language), look)),)
