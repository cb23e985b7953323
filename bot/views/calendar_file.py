"""Deadlines as a calendar file that office and phone calendars open."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot.services.calendar_files import CalendarAnswer, CalendarEntry
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views import words
from bot.views.message import Message

PRODUCT = "-//Sigap//Aksi PK//ID"


@dataclass(frozen=True)
class FileMessage:
    """A file with the text under it, in Telegram's HTML."""

    name: str
    content: bytes
    caption: str


def render_calendar(answer: CalendarAnswer, texts: Texts, language: str, *, zone: ZoneInfo) -> FileMessage:
    """The file and its caption. Times stand in UTC, so that no calendar misreads a zone; zone: of the nation.

    It has no METHOD: that of a published file demands an organizer (RFC 5546, 3.2.1), and the entries have none.
    """
    title = _title(answer, texts, language)
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", (answer.agency.zone if answer.agency else zone).key)
    for entry in answer.entries:
        calendar.add_component(_event(entry, answer, texts, language, zone))
    caption = texts.render("calendar_caption", language, title=title, number=len(answer.entries))
    return FileMessage(_file_name(answer), calendar.to_ical(), caption)


def _title(answer: CalendarAnswer, texts: Texts, language: str) -> str:
    if answer.agency is None:
        return texts.label(msg("Batas waktu nasional Aksi PK"), language)
    label = texts.label(msg("Batas waktu Aksi PK"), language)
    return f"{label} · {clean(answer.agency.full_name, 80)}"


def _file_name(answer: CalendarAnswer) -> str:
    code = re.sub(r"[^A-Za-z0-9.-]+", "-", answer.agency.code)[:32] if answer.agency else "nasional"
    return f"batas-waktu-{code}.ics"


def _event(entry: CalendarEntry, answer: CalendarAnswer, texts: Texts, language: str, zone: ZoneInfo) -> Event:
    """A deadline is a moment: it has no end, and it keeps nobody's calendar busy."""
    summary = _summary(entry, answer, texts, language)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", answer.asked_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.due_at)
    event.add("summary", summary)
    event.add("description", _description(entry, answer, texts, language, zone))
    event.add("transp", "TRANSPARENT")
    for moment in entry.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", moment - entry.due_at)
        alarm.add("description", summary)
        event.add_component(alarm)
    return event


def _summary(entry: CalendarEntry, answer: CalendarAnswer, texts: Texts, language: str) -> str:
    label = texts.label(words.DEADLINE[entry.kind], language)
    whose = f" · {clean(answer.agency.full_name, 80)}" if answer.agency else ""
    summary = f"{label} Aksi PK {clean(entry.period.full_name, 40)}{whose}"
    sample = texts.label(msg("(data contoh)"), language)
    return f"{summary} {sample}" if entry.is_sample else summary


def _description(entry: CalendarEntry, answer: CalendarAnswer, texts: Texts, language: str, zone: ZoneInfo) -> str:
    text = texts.render(
        "calendar_event",
        language,
        due_at=entry.due_at,
        agency=answer.agency,
        national=zone,
        local=answer.agency.zone if answer.agency else None,
        asked_on=answer.asked_at.astimezone(zone).date(),
    )
    return Message(text).plain
