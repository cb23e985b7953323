"""Who must be told, is told: once, together with what else happened, and by night not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain.notices import ONCE_A_DAY, NoticeKind
from bot.domain.roles import Role
from bot.services.asking import find_asker
from bot.services.chats import BLOCKED, close_chat, close_chats, open_chat, park_chats, unpark_chat
from bot.services.corrections import Requested, request_correction, settle_correction
from bot.services.notice_content import LOADERS, OVER, Notice, prepare_notices
from bot.services.notices import GATHER, GATHER_REQUESTS, tell_parked
from bot.services.outbox import Held, Withheld, claim, hold, intend
from bot.services.privacy import resume, stop
from bot.services.rates import Limits
from bot.services.reminder_check import QUIET_HOURS, SEAT_EMPTY
from bot.services.settlement import Outcome, Result, Settlement, settle
from db.engine import Sessions
from db.models import (
    AuditEntry,
    Chat,
    ChatState,
    Correction,
    GroupBinding,
    GroupChat,
    Occupancy,
    OutboxMessage,
    OutboxState,
)
from db.queries.agencies import list_agencies
from db.queries.people import find_person
from db.queries.periods import list_periods
from tests.reminder_world import JAYAPURA, LONG_AGO, PERIOD, PROVINCE, SETNAS, TEMANGGUNG, WIB, World

NOW = datetime(2026, 7, 13, 9, 0, tzinfo=WIB)
TODAY = date(2026, 7, 13)
SRI, BAYU, KARTIKA, RATNA, YOSEF, VERA = 1001, 1002, 1003, 1004, 1005, 1006
GROUP = -1001
FAST = Limits(rate=10_000, per_chat=10_000)
PEOPLE = {
    SRI: ("Sri Wahyuni", (Role.INSPECTORATE, TEMANGGUNG)),
    BAYU: ("Bayu", (Role.PUBLIC_RELATIONS, TEMANGGUNG)),
    KARTIKA: ("Kartika", (Role.REGIONAL_COORDINATOR, PROVINCE)),
    RATNA: ("Ratna", (Role.SETNAS_ADMIN, SETNAS)),
    YOSEF: ("Yosef", (Role.INSPECTORATE, JAYAPURA)),
    VERA: ("Vera", (Role.SETNAS_VERIFIER, SETNAS)),
}


@dataclass
class Office:
    """Six persons, a group, and what is queued for them."""

    sessions: Sessions
    keys: dict[int, int]

    async def closes(self, *people: int, at: datetime = NOW, reason: str = BLOCKED) -> None:
        async with self.sessions.begin() as session:
            await close_chats(session, dict.fromkeys(people, reason), now=at)

    async def queued(self, kind: NoticeKind = NoticeKind.UNREACHABLE) -> list[OutboxMessage]:
        """Every notice of a kind, in the order of their making."""
        async with self.sessions() as session:
            statement = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(col(OutboxMessage.id))
            return list((await session.exec(statement)).all())

    async def told(self, kind: NoticeKind = NoticeKind.UNREACHABLE) -> dict[int, list[int]]:
        """Whom each person is told of, by ids of Telegram or, of other things, by their keys."""
        person = {key: telegram_id for telegram_id, key in self.keys.items()}
        of_persons = kind is NoticeKind.UNREACHABLE
        return {
            person[row.payload["person"]]: [person[n] if of_persons else n for n in row.payload["items"]]
            for row in await self.queued(kind)
        }

    async def takes(self, now: datetime) -> list[Held]:
        """What a sender would hold in its hands."""
        async with self.sessions.begin() as session:
            found = await claim(session, owner="one", now=now, limits=FAST)
        async with self.sessions() as session:
            return await hold(session, [one.id for one in found.claims], owner="one", now=now)

    async def reads(self, held: Sequence[Held], now: datetime) -> dict[int, Notice | Withheld]:
        """What each reader would be told, by their id of Telegram."""
        async with self.sessions() as session:
            contents = await prepare_notices(session, held, now=now)
        return {one.telegram_id: contents[one.id] for one in held}

    async def sends(self, held: Sequence[Held], now: datetime) -> None:
        """Deliver what is held."""
        async with self.sessions.begin() as session:
            attempts = await intend(session, {one.id: "teks" for one in held}, owner="one", now=now)
            sent = Result(Outcome.DELIVERED, message_id=5)
            await settle(session, [Settlement(one.id, attempts[one.id], one.telegram_id, sent, now) for one in held])


@pytest.fixture
async def office(sessions: Sessions) -> Office:
    """Six persons in five agencies, and a group."""
    return await settled_in(sessions)


@pytest.fixture
async def small(sqlite_sessions: Sessions) -> Office:
    """The same where the kind of database plays no part."""
    return await settled_in(sqlite_sessions)


async def settled_in(sessions: Sessions) -> Office:
    async with sessions.begin() as session:
        world = await World(session).build()
        keys = {key: await world.seat(key, place, name=name) for key, (name, place) in PEOPLE.items()}
        session.add(Chat(telegram_id=GROUP, state=ChatState.OPEN))
    return Office(sessions, keys)


# Who is told


async def test_when_a_chat_closes_its_colleagues_and_the_korwil_are_told_and_nobody_else(small: Office) -> None:
    await small.closes(SRI)
    assert await small.told() == {BAYU: [SRI], KARTIKA: [SRI]}


async def test_where_no_korwil_can_be_told_the_administrators_are(small: Office) -> None:
    await small.closes(YOSEF)
    assert await small.told() == {RATNA: [YOSEF]}
    await small.closes(KARTIKA, at=NOW + timedelta(days=1))
    await small.closes(SRI, at=NOW + timedelta(days=2))
    assert SRI in (await small.told())[RATNA]


async def test_closing_and_telling_are_one_transaction(small: Office) -> None:
    async def fail() -> None:
        async with small.sessions.begin() as session:
            await close_chat(session, telegram_id=SRI, reason=BLOCKED, now=NOW)
            raise RuntimeError("the machine loses power")

    with pytest.raises(RuntimeError):
        await fail()
    async with small.sessions() as session:
        assert (await session.exec(select(Chat.state).where(Chat.telegram_id == SRI))).one() is ChatState.OPEN
    assert await small.queued() == []


async def test_a_refusal_while_sending_tells_as_well(small: Office) -> None:
    await small.closes(YOSEF)
    held = await small.takes(NOW + GATHER)
    async with small.sessions.begin() as session:
        attempts = await intend(session, {held[0].id: "teks"}, owner="one", now=NOW + GATHER)
        refused = Result(Outcome.REFUSED, reason="deactivated", closes_chat=True)
        await settle(session, [Settlement(held[0].id, attempts[held[0].id], RATNA, refused, NOW + GATHER)])
    assert await small.told() == {RATNA: [YOSEF], VERA: [RATNA]}


async def test_whoever_stops_is_told_of_once_however_the_chat_ends_later(small: Office) -> None:
    for _ in range(2):
        async with small.sessions.begin() as session:
            person = await find_person(session, SRI, TODAY)
            assert person is not None
            await stop(session, person=person, now=NOW)
    await small.closes(SRI, at=NOW + timedelta(days=3))
    assert await small.told() == {BAYU: [SRI], KARTIKA: [SRI]}


async def test_whoever_cannot_be_written_to_is_not_told(small: Office) -> None:
    await small.closes(BAYU, KARTIKA, SRI)
    told = await small.told()
    assert {reader: sorted(people) for reader, people in told.items()} == {RATNA: [SRI, BAYU, KARTIKA]}


# How often


async def test_what_happens_while_a_notice_waits_joins_it(office: Office) -> None:
    await office.closes(SRI)
    await office.closes(BAYU, at=NOW + timedelta(seconds=30))
    assert (await office.told())[KARTIKA] == [SRI, BAYU]
    assert len(await office.queued()) == 2


async def test_two_closures_at_the_same_moment_make_one_notice_that_names_both(office: Office) -> None:
    await asyncio.gather(office.closes(SRI), office.closes(BAYU))
    assert sorted((await office.told())[KARTIKA]) == [SRI, BAYU]
    assert [row.payload["person"] for row in await office.queued()].count(office.keys[KARTIKA]) == 1


async def test_after_todays_notice_has_left_the_next_comes_tomorrow_morning(small: Office) -> None:
    await small.closes(SRI)
    held = await small.takes(NOW + GATHER)
    await small.sends(held, NOW + GATHER)
    later = NOW + timedelta(hours=2)
    async with small.sessions.begin() as session:
        await open_chat(session, telegram_id=SRI, username=None, now=later, on_purpose=True)
    await small.closes(SRI, at=later)  # told today already
    assert len(await small.queued()) == 2
    await small.closes(BAYU, at=later)
    newest = (await small.queued())[-1]
    assert (newest.payload["items"], newest.payload["person"]) == ([small.keys[BAYU]], small.keys[KARTIKA])
    assert newest.next_at == datetime(2026, 7, 14, 8, 0, tzinfo=WIB)


def test_only_what_a_person_asked_for_themselves_may_come_more_than_once_a_day() -> None:
    assert set(NoticeKind) - ONCE_A_DAY == {NoticeKind.SETTLED}
    assert set(LOADERS) == set(NoticeKind)


# What is said


async def test_a_notice_names_persons_and_offices_that_its_reader_answers_for(small: Office) -> None:
    async with small.sessions.begin() as session:
        world = World(session)
        seat = await world.seat_of(Role.IMPLEMENTING_UNIT, JAYAPURA)
        session.add(Occupancy(seat_id=seat, focal_point_id=small.keys[SRI], starts_at=LONG_AGO))
    await small.closes(SRI)
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    seen = {reader: _offices(content) for reader, content in contents.items()}
    here, there = (Role.INSPECTORATE, "33.23"), (Role.IMPLEMENTING_UNIT, "91.71")
    assert seen == {
        BAYU: [("Sri Wahyuni", [here])],
        KARTIKA: [("Sri Wahyuni", [here])],
        YOSEF: [("Sri Wahyuni", [there])],
        RATNA: [("Sri Wahyuni", [here, there])],
    }


def _offices(content: Notice | Withheld) -> list[tuple[str | None, list[tuple[Role, str]]]]:
    assert isinstance(content, Notice)
    return [(one.name, [(role, agency.code) for role, agency in one.offices]) for one in content.unreachable]


async def test_of_whoever_came_back_in_the_meantime_nothing_is_said(small: Office) -> None:
    await small.closes(SRI)
    async with small.sessions.begin() as session:
        person = await find_person(session, SRI, TODAY)
        assert person is not None
        await resume(session, person=person, username=None, now=NOW)
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    assert set(contents.values()) == {Withheld(OVER)}


@pytest.mark.parametrize(
    ("happened", "until"),
    [
        (datetime(2026, 7, 13, 22, 0, tzinfo=WIB), datetime(2026, 7, 14, 7, 0, tzinfo=WIB)),
        (datetime(2026, 7, 18, 10, 0, tzinfo=WIB), datetime(2026, 7, 20, 7, 0, tzinfo=WIB)),  # a Saturday
    ],
)
async def test_by_night_and_on_days_off_nothing_is_said(small: Office, happened: datetime, until: datetime) -> None:
    await small.closes(SRI, at=happened)
    contents = await small.reads(await small.takes(happened + GATHER), happened + GATHER)
    assert set(contents.values()) == {Withheld(QUIET_HOURS, until=until)}


async def test_whoever_has_left_their_seat_is_told_nothing(small: Office) -> None:
    await small.closes(SRI)
    async with small.sessions.begin() as session:
        for seat in (await session.exec(select(Occupancy))).all():
            seat.ends_at = NOW if seat.focal_point_id == small.keys[BAYU] else None
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    assert contents[BAYU] == Withheld(SEAT_EMPTY)
    assert isinstance(contents[KARTIKA], Notice)


# Groups


async def test_a_group_in_which_the_bot_may_not_write_is_parked_and_the_administrator_told_once(small: Office) -> None:
    for _ in range(2):
        async with small.sessions.begin() as session:
            await park_chats(session, {GROUP: "no_rights"}, now=NOW)
    async with small.sessions() as session:
        group = (await session.exec(select(Chat).where(Chat.telegram_id == GROUP))).one()
        events = (await session.exec(select(AuditEntry.event))).all()
    assert (group.state, group.state_reason, list(events)) == (ChatState.PARKED, "no_rights", ["chat_closed"])
    assert await small.told(NoticeKind.PARKED) == {RATNA: [group.id]}
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    (notice,) = contents.values()
    assert isinstance(notice, Notice)
    assert [(one.telegram_id, one.reason) for one in notice.parked] == [(GROUP, "no_rights")]


async def test_what_waits_for_a_parked_group_is_withdrawn_and_it_goes_on_once_the_group_is_mended(
    small: Office,
) -> None:
    async with small.sessions.begin() as session:
        chat = (await session.exec(select(Chat).where(Chat.telegram_id == GROUP))).one()
        times = dict.fromkeys(("due_at", "next_at", "expires_at", "created_at"), NOW)
        session.add(
            OutboxMessage(dedupe_key="board", reference="R-1", kind="papan", chat_id=chat.id or 0, payload={}, **times)
        )
    async with small.sessions.begin() as session:
        assert await park_chats(session, {GROUP: "no_topic"}, now=NOW) == 1
    async with small.sessions.begin() as session:
        assert await unpark_chat(session, telegram_id=GROUP, now=NOW)
        assert not await unpark_chat(session, telegram_id=GROUP, now=NOW)
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    assert contents == {RATNA: Withheld(OVER)}


async def test_a_private_chat_that_takes_nothing_is_closed_instead_of_parked(small: Office) -> None:
    async with small.sessions.begin() as session:
        await park_chats(session, {SRI: "no_rights"}, now=NOW)
        chat = (await session.exec(select(Chat).where(Chat.telegram_id == SRI))).one()
        assert chat.state is ChatState.CLOSED
    assert set(await small.told()) == {BAYU, KARTIKA}


async def test_a_group_with_a_closed_topic_is_told_of_by_its_title(small: Office) -> None:
    async with small.sessions.begin() as session:
        chat = (await session.exec(select(Chat).where(Chat.telegram_id == GROUP))).one()
        assert chat.id is not None
        session.add(GroupChat(chat_id=chat.id, title="Aksi PK Jateng", joined_at=NOW))
        await session.flush()
        session.add(GroupBinding(chat_id=chat.id, thread_id=7, bound_at=NOW, parked_at=NOW))
        await tell_parked(session, [chat.id], now=NOW)
    contents = await small.reads(await small.takes(NOW + GATHER), NOW + GATHER)
    notice = contents[RATNA]
    assert isinstance(notice, Notice)
    assert [(one.title, one.reason) for one in notice.parked] == [("Aksi PK Jateng", "")]


# Corrections

LATER = NOW + GATHER_REQUESTS


async def asks(office: Office, telegram_id: int, at: datetime = NOW, note: str | None = None) -> Requested:
    async with office.sessions.begin() as session:
        asker = await find_asker(session, telegram_id=telegram_id, language="id", admin_ids=(), today=TODAY)
        agencies = {agency.id: agency for agency in await list_agencies(session, TODAY)}
        (period,) = [period for period in await list_periods(session) if period.id == PERIOD]
        made = await request_correction(
            session, asker=asker, agency=agencies[TEMANGGUNG], period=period, now=at, zone=WIB
        )
        if note is not None:
            (await session.get_one(Correction, made.note_for)).note = note
        return made.outcome


async def settles(office: Office, telegram_id: int, correction_id: int, at: datetime = NOW) -> bool:
    async with office.sessions.begin() as session:
        asker = await find_asker(session, telegram_id=telegram_id, language="id", admin_ids=(), today=TODAY)
        agencies = {agency.id: agency for agency in await list_agencies(session, TODAY)}
        return await settle_correction(session, asker=asker, correction_id=correction_id, agencies=agencies, now=at)


async def test_a_request_to_correct_data_reaches_those_who_settle_it_and_its_end_whoever_made_it(
    office: Office,
) -> None:
    assert await asks(office, SRI, note="Aksi 7.2 keliru") is Requested.NEW
    assert await asks(office, SRI) is Requested.AGAIN
    assert await asks(office, VERA) is Requested.NEW
    async with office.sessions() as session:
        first, second = (await session.exec(select(Correction.id).order_by(col(Correction.id)))).all()
    assert first is not None
    assert await office.told(NoticeKind.CORRECTION) == {RATNA: [first, second], VERA: [first]}
    assert await office.takes(NOW + GATHER) == []
    contents = await office.reads(await office.takes(LATER), LATER)
    notice = contents[RATNA]
    assert isinstance(notice, Notice)
    assert [(one.name, one.agency.code, one.note, one.place) for one in notice.mistakes] == [
        ("Sri Wahyuni", "33.23", "Aksi 7.2 keliru", 0),
        ("Vera", "33.23", None, 1),
    ]
    assert await settles(office, RATNA, first)
    assert not await settles(office, RATNA, first)
    assert await office.told(NoticeKind.SETTLED) == {SRI: [first]}
    contents = await office.reads(await office.takes(LATER + GATHER), LATER + GATHER)
    notice = contents[SRI]
    assert isinstance(notice, Notice)
    assert [one.agency.code for one in notice.mistakes] == ["33.23"]


async def test_whoever_settles_their_own_request_is_not_told_of_it(small: Office) -> None:
    await asks(small, VERA)
    assert await settles(small, VERA, 1)
    assert await small.queued(NoticeKind.SETTLED) == []


async def test_a_request_that_was_settled_before_its_notice_left_is_not_mentioned(small: Office) -> None:
    await asks(small, SRI)
    assert await settles(small, VERA, 1)
    contents = await small.reads(await small.takes(LATER), LATER)
    assert {reader for reader, content in contents.items() if content == Withheld(OVER)} == {RATNA, VERA}


async def test_each_request_that_is_settled_is_told_of_on_the_same_day(small: Office) -> None:
    await asks(small, SRI)
    await asks(small, BAYU)
    assert await settles(small, VERA, 1)
    await small.sends(await small.takes(LATER), LATER)
    await asks(small, SRI, at=NOW + timedelta(days=1))
    later = NOW + timedelta(days=1, hours=1)
    assert await settles(small, VERA, 3, at=later)
    assert await settles(small, VERA, 2, at=later)
    rows = await small.queued(NoticeKind.SETTLED)
    assert [(row.payload["items"], row.state) for row in rows] == [
        ([1], OutboxState.SENT),
        ([3], OutboxState.QUEUED),
        ([2], OutboxState.QUEUED),
    ]
