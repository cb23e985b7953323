"""Calendar files: lasting names, numbers that grow with each change, alarms on working mornings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from sqlmodel import col, select

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.services.calendar_files import CalendarAnswer, CalendarEntry, list_entries
from bot.texts.catalog import LANGUAGES, Texts
from bot.views.calendar_file import FileMessage, render_calendar
from db.engine import Sessions
from db.models import Deadline, Period
from db.queries.agencies import find_agency
from tests.cast import MONDAY

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
TEXTS = Texts()
DUE = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
HOSTILE = "A;B,C\\N\r\nBEGIN:VALARM <b>&\u202e🎉" + "x" * 500


async def agency_of(sessions: Sessions, code: str = "33.23") -> AgencyRef:
    async with sessions() as session:
        found = await find_agency(session, code, MONDAY.date())
    assert found is not None
    return found


async def entry_of(sessions: Sessions, agency: AgencyRef | None, period: str = "B18") -> CalendarEntry:
    """The report deadline of a period as it stands in a file made now."""
    async with sessions() as session:
        answer = await list_entries(session, agency=agency, now=MONDAY, zone=JAKARTA)
    return next(row for row in answer.entries if row.period.code == period and row.kind is DeadlineKind.REPORT)


async def decide(sessions: Sessions, due_at: datetime | None, agency_id: int | None = None) -> None:
    """Move the report deadline of B18, for all or for one; None ends the dispensation of that one."""
    async with sessions.begin() as session:
        of_b18 = select(Deadline).join(Period, col(Period.id) == col(Deadline.period_id)).where(Period.code == "B18")
        rows = [
            row
            for row in (await session.exec(of_b18)).all()
            if row.kind is DeadlineKind.REPORT and row.superseded_at is None
        ]
        period_id = rows[0].period_id
        for row in rows:
            if row.agency_id == agency_id:
                row.superseded_at = MONDAY
                session.add(row)
        await session.flush()
        if due_at is not None:
            made = Deadline(
                period_id=period_id, agency_id=agency_id, kind=DeadlineKind.REPORT, due_at=due_at, decided_at=MONDAY
            )
            session.add(made)


async def test_a_moved_deadline_keeps_its_name_and_raises_its_number(samples: Sessions) -> None:
    agency = await agency_of(samples)
    before = await entry_of(samples, agency)
    await decide(samples, DUE + timedelta(days=3))
    after = await entry_of(samples, agency)
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.due_at == DUE + timedelta(days=3)


async def test_a_dispensation_moves_the_entry_of_its_agency_alone(samples: Sessions) -> None:
    agency, other = await agency_of(samples), await agency_of(samples, "33.74")
    before, others, nation = [await entry_of(samples, whose) for whose in (agency, other, None)]
    assert len({before.uid, others.uid, nation.uid}) == 3
    await decide(samples, DUE + timedelta(days=7), agency.id)
    given = await entry_of(samples, agency)
    assert (given.uid, given.due_at) == (before.uid, DUE + timedelta(days=7))
    assert given.sequence > before.sequence
    assert await entry_of(samples, other) == others
    assert await entry_of(samples, None) == nation
    await decide(samples, None, agency.id)
    ended = await entry_of(samples, agency)
    assert ended.due_at == DUE
    assert ended.sequence > given.sequence


async def test_the_same_period_code_of_another_cycle_has_another_name(samples: Sessions) -> None:
    uids = []
    async with samples() as session:
        answer = await list_entries(session, agency=None, now=datetime(2020, 1, 1, tzinfo=UTC), zone=JAKARTA)
        uids = [entry.uid for entry in answer.entries]
    assert len(set(uids)) == len(uids)
    assert all(uid.startswith("2025-2026-") for uid in uids)


async def test_the_name_of_an_entry_is_made_of_codes_that_another_database_has_too(samples: Sessions) -> None:
    assert (await entry_of(samples, await agency_of(samples))).uid == "2025-2026-B18-lapor-33.23@sigap"
    assert (await entry_of(samples, None)).uid == "2025-2026-B18-lapor@sigap"


async def test_alarms_ring_in_the_morning_of_a_working_day_where_the_agency_is(samples: Sessions) -> None:
    east = await agency_of(samples, "91.71")
    await decide(samples, datetime(2026, 8, 18, 16, 59, tzinfo=UTC))  # the day before is Independence Day, a Monday
    entry = await entry_of(samples, east)
    assert [moment.astimezone(JAYAPURA) for moment in entry.alarms] == [
        datetime(2026, 8, 11, 8, 0, tzinfo=JAYAPURA),
        datetime(2026, 8, 14, 8, 0, tzinfo=JAYAPURA),
    ]


async def test_what_has_passed_is_not_in_the_file(samples: Sessions) -> None:
    async with samples() as session:
        answer = await list_entries(session, agency=None, now=DUE, zone=JAKARTA)
    assert all(entry.due_at > DUE for entry in answer.entries)


def file_of(agency: AgencyRef | None, language: str = "id") -> FileMessage:
    period = PeriodRef(6, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
    alarms = (datetime(2026, 7, 24, 8, 0, tzinfo=JAKARTA), datetime(2026, 7, 30, 8, 0, tzinfo=JAKARTA))
    entry = CalendarEntry("u@sigap", 2, MONDAY, period, DeadlineKind.REPORT, DUE, alarms, is_sample=False)
    return render_calendar(CalendarAnswer(agency, (entry,), MONDAY), TEXTS, language, zone=JAKARTA)


def event_of(file: FileMessage) -> Event:
    (event,) = Calendar.from_ical(file.content.decode()).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_the_file_reads_back_as_it_was_meant() -> None:
    event = event_of(file_of(None))
    assert (event["uid"], event["sequence"]) == ("u@sigap", 2)
    assert event.decoded("dtstart") == DUE
    assert b"METHOD" not in file_of(None).content
    assert b"DTSTART:20260731T165900Z" in file_of(None).content
    triggers = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert [DUE + trigger for trigger in triggers] == [
        datetime(2026, 7, 24, 1, 0, tzinfo=UTC),
        datetime(2026, 7, 30, 1, 0, tzinfo=UTC),
    ]
    assert "Sabtu pukul 01.59 WIT" in str(event["description"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_adds_no_line_of_its_own(language: str) -> None:
    file = file_of(AgencyRef(7, "../../etc\n33", AgencyKind.REGENCY, HOSTILE, 1, "Asia/Jakarta"), language)
    event = event_of(file)
    assert len(event.walk("VALARM")) == 2
    assert "\u202e" not in str(event["summary"])
    assert "/" not in file.name
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))
    assert "<b>&" not in file.caption.replace("<b>", "", 1)
