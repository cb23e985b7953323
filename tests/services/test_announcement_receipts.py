"""Who has read an announcement or answered a poll, and the report of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.domain.roles import Role
from bot.services import announcements
from bot.services.announcement_receipts import Press, Received, receive
from bot.services.announcement_reports import Report, read_report
from bot.services.asking import find_asker
from bot.services.audit import OPERATOR
from bot.services.directory import Registry, load_registry
from bot.services.recipients import World
from db.engine import Sessions
from db.models import (
    Announcement,
    AnnouncementReceipt,
    Chat,
    ChatState,
    GroupBinding,
    GroupChat,
    OutboxMessage,
    OutboxState,
)
from db.queries.announcements import list_announcements
from tests import reminder_world
from tests.reminder_world import H_7, JAYAPURA, LONG_AGO, PROVINCE, SETNAS, TEMANGGUNG, WIB

SRI, BUDI, PUTRI, RATNA, STRANGER, GROUP = 1001, 1002, 1004, 1003, 1999, -500
TODAY = H_7.date()


@dataclass
class Desk:
    """A poll that was sent to three persons and a group."""

    sessions: Sessions
    registry: Registry
    key: int

    async def press(
        self, telegram_id: int, *, chat_id: int | None = None, option: int | None = None, reference: str | None = None
    ) -> Received:
        """Somebody presses under the message in a chat, in their own unless it is named."""
        chat = telegram_id if chat_id is None else chat_id
        async with self.sessions.begin() as session:
            asker = await find_asker(session, telegram_id=telegram_id, language="id", admin_ids={STRANGER}, today=TODAY)
            press = Press(self.key, reference or (await self.row(chat)).reference, chat, 9, option)
            return await receive(session, press=press, asker=asker, now=H_7 + timedelta(hours=1))

    async def row(self, chat_id: int) -> OutboxMessage:
        """The message in a chat."""
        async with self.sessions() as session:
            statement = select(OutboxMessage).join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
            return (await session.exec(statement.where(Chat.telegram_id == chat_id))).one()

    async def receipts(self) -> list[AnnouncementReceipt]:
        async with self.sessions() as session:
            return list((await session.exec(select(AnnouncementReceipt))).all())

    async def report(self) -> Report:
        async with self.sessions() as session:
            made = (await list_announcements(session, [self.key]))[self.key]
            return await read_report(session, announcement=made, registry=self.registry)


@pytest.fixture
async def desk(sqlite_sessions: Sessions) -> Desk:
    async with sqlite_sessions.begin() as session:
        world = await reminder_world.World(session).build()
        await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG), (Role.PUBLIC_RELATIONS, TEMANGGUNG))
        await world.seat(BUDI, (Role.REGIONAL_COORDINATOR, PROVINCE))
        await world.seat(PUTRI, (Role.INSPECTORATE, JAYAPURA))
        await world.seat(RATNA, (Role.SETNAS_ADMIN, SETNAS))
        chat = Chat(telegram_id=GROUP, state=ChatState.OPEN)
        session.add(chat)
        await session.flush()
        assert chat.id is not None
        session.add(GroupChat(chat_id=chat.id, title="Aksi PK", joined_at=LONG_AGO))
        await session.flush()
        session.add(GroupBinding(chat_id=chat.id, bound_at=LONG_AGO))
        await session.flush()
        registry = await load_registry(session, TODAY)
        made = await announcements.draft(
            session, text="Setuju?", audience="", by=OPERATOR, now=H_7, options=["Ya", "Tidak"]
        )
        seen_by = World(registry.agencies, registry.periods, TODAY, WIB)
        await announcements.submit(session, announcement=made, world=seen_by, by=OPERATOR, now=H_7, is_alone=True)
        assert made.id is not None
        key = made.id
        await session.exec(update(OutboxMessage).values(state=OutboxState.UNKNOWN, unknown_at=H_7))
    return Desk(sqlite_sessions, registry, key)


async def test_reading_counts_once_and_proves_that_the_message_arrived(desk: Desk) -> None:
    assert [await desk.press(SRI), await desk.press(SRI)] == [Received.NEW, Received.AGAIN]
    row = await desk.row(SRI)
    assert (row.state, row.message_id, row.read_at is not None) == (OutboxState.SENT, 9, True)
    assert len(await desk.receipts()) == 1


async def test_the_button_of_another_persons_message_is_refused(desk: Desk) -> None:
    foreign = (await desk.row(PUTRI)).reference
    assert await desk.press(SRI, reference=foreign) is Received.UNKNOWN
    assert (await desk.row(PUTRI)).state is OutboxState.UNKNOWN


async def test_a_reference_that_belongs_to_another_message_reads_no_announcement(desk: Desk) -> None:
    async with desk.sessions.begin() as session:
        await session.exec(
            update(OutboxMessage).where(col(OutboxMessage.id) == (await desk.row(SRI)).id).values(chain="")
        )
    assert await desk.press(SRI) is Received.UNKNOWN
    assert await desk.receipts() == []


async def test_in_a_group_each_person_counts_once_and_strangers_are_only_thanked(desk: Desk) -> None:
    pressed = [await desk.press(who, chat_id=GROUP) for who in (SRI, PUTRI, SRI, STRANGER)]
    assert pressed == [Received.NEW, Received.NEW, Received.AGAIN, Received.STRANGER]
    assert (await desk.row(GROUP)).state is OutboxState.SENT
    assert len(await desk.receipts()) == 2


async def test_a_group_that_became_another_chat_still_counts(desk: Desk) -> None:
    reference = (await desk.row(GROUP)).reference
    assert await desk.press(SRI, chat_id=-1000777, reference=reference) is Received.NEW


async def test_an_answer_can_be_changed_and_the_last_one_counts_by_province(desk: Desk) -> None:
    pressed = [await desk.press(SRI, option=0), await desk.press(SRI, option=1), await desk.press(SRI, option=1)]
    assert pressed == [Received.NEW, Received.CHANGED, Received.AGAIN]
    await desk.press(BUDI, chat_id=GROUP, option=1)
    await desk.press(PUTRI, option=0)
    report = await desk.report()
    places = {place.name if place else None: dict(found) for place, found in report.answers.items()}
    assert places == {"Jawa Tengah": {1: 2}, None: {0: 1}}
    assert (dict(report.totals), report.readers) == ({0: 1, 1: 2}, 3)


@pytest.mark.parametrize("option", [-1, 2, 99])
async def test_an_answer_that_was_not_offered_is_no_answer(desk: Desk, option: int) -> None:
    assert await desk.press(SRI, option=option) is Received.UNKNOWN
    assert await desk.receipts() == []


async def test_the_report_has_a_row_for_each_recipient_in_whatever_state(desk: Desk) -> None:
    await desk.press(PUTRI, option=0)
    report = await desk.report()
    rows = [
        (
            [agency.name for agency in row.agencies],
            [role.value for role in row.roles],
            row.group.title if row.group else None,
            row.state.value,
            row.answer,
        )
        for row in report.rows
    ]
    assert rows == [
        (["Jawa Tengah"], ["korwil"], None, "unknown", None),
        (["Temanggung"], ["humas", "inspektorat"], None, "unknown", None),
        (["Jayapura"], ["inspektorat"], None, "sent", 0),
        ([], [], "Aksi PK", "unknown", None),
    ]
    assert (report.count(OutboxState.UNKNOWN), report.count(OutboxState.SENT)) == (3, 1)


async def test_a_draft_cannot_be_read(desk: Desk) -> None:
    reference = (await desk.row(SRI)).reference
    async with desk.sessions.begin() as session:
        draft = Announcement(id=desk.key + 1, reference="R-DRAFT222", text="…", created_at=H_7)
        session.add(draft)
    desk.key += 1
    assert await desk.press(SRI, reference=reference) is Received.UNKNOWN
