"""Privacy, peace and settings, as people see them in the chat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.simulator.world import Person
from bot.views.callback_data import ChooseHour, ChooseLanguage, ManageData
from db.models import Chat, ChatState, FocalPoint, OutboxMessage
from db.queries.people import Person as KnownPerson
from db.queries.people import find_person
from tests.cast import MONDAY, RATNA, SRI
from tests.stage import Actor, Stage

ANDI = 1005
NEXT_WEEK = timedelta(days=11)  # Friday, 24 July 2026, 09.00 WIB: H-7


async def known(stage: Stage, user_id: int = SRI) -> KnownPerson | None:
    async with stage.sessions() as session:
        return await find_person(session, user_id, MONDAY.date())


def andi(stage: Stage) -> Actor:
    """Somebody of whom the bot has never heard."""
    stage.simulator.add_person(Person(ANDI, "Andi", None, None, "id"))
    return stage.actor(ANDI)


async def test_privacy_is_answered_to_anybody(stage: Stage) -> None:
    for person in (andi(stage), stage.actor(SRI)):
        assert "Hak Bapak/Ibu" in await person.says("/privacy")


@pytest.mark.parametrize("command", ["/data_saya", "/hapus_saya", "/stop"])
async def test_of_a_stranger_there_is_nothing_to_see_to_erase_or_to_stop(stage: Stage, command: str) -> None:
    assert "Tidak ada data" in await andi(stage).says(command)


async def test_people_see_what_is_stored_about_them(stage: Stage) -> None:
    answer = await stage.actor(SRI).says("/data_saya")
    assert "Nama: Sri Wahyuni" in answer
    assert f"Akun Telegram: {SRI}" in answer
    assert "Inspektorat Kabupaten Temanggung: sejak" in answer


async def test_after_stop_no_reminder_comes_and_questions_are_answered(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    assert "Pengingat dihentikan." in await sri.says("/stop")
    count = len(sri.messages)
    await stage.travel(MONDAY + NEXT_WEEK)
    assert len(sri.messages) == count
    assert "Kabupaten Temanggung" in await sri.says("status")


async def test_after_resuming_reminders_come_again(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    await sri.says("/stop")
    await sri.taps("Lanjutkan pengingat")
    count = len(sri.messages)
    await stage.travel(MONDAY + NEXT_WEEK - timedelta(hours=2))
    await stage.travel(MONDAY + NEXT_WEEK)
    assert len(sri.messages) > count


async def test_erasure_asks_first_and_then_forgets_the_person(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    assert "tidak dapat dibatalkan" in await sri.says("/hapus_saya")
    assert await known(stage) is not None
    assert "telah dihapus" in await sri.taps("Ya, hapus")
    assert await known(stage) is None
    async with stage.sessions() as session:
        names = [person.name for person in (await session.exec(select(FocalPoint))).all()]
        assert "Sri Wahyuni" not in names
        assert SRI not in [chat.telegram_id for chat in (await session.exec(select(Chat))).all()]
    assert "belum terdaftar" in await sri.says("/start")


async def test_erasing_twice_is_harmless(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/hapus_saya")
    await sri.taps("Ya, hapus")
    assert "Tidak ada data" in await sri.forges(ManageData("erase-now").pack())


async def test_the_last_administrator_cannot_vanish(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/hapus_saya")
    assert "satu-satunya administrator" in await ratna.taps("Ya, hapus")
    assert await known(stage, RATNA) is not None


async def test_blocking_closes_the_chat_and_only_start_opens_it_again(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    stage.simulator.block(SRI)
    await stage.settle()
    person = await known(stage)
    assert person is not None
    assert person.chat_state is ChatState.CLOSED
    stage.simulator.unblock(SRI)
    await stage.settle()
    person = await known(stage)
    assert person is not None
    assert person.chat_state is ChatState.CLOSED
    await sri.says("/start")
    person = await known(stage)
    assert person is not None
    assert person.chat_state is ChatState.OPEN


async def test_what_waited_when_the_person_blocked_is_withdrawn(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    person = await known(stage)
    assert person is not None
    async with stage.sessions.begin() as session:
        session.add(
            OutboxMessage(
                dedupe_key="later",
                reference="later",
                kind="reminder",
                chat_id=person.chat_key or 0,
                payload={},
                due_at=MONDAY + timedelta(days=1),
                next_at=MONDAY + timedelta(days=1),
                expires_at=MONDAY + timedelta(days=2),
                created_at=MONDAY,
            )
        )
    stage.simulator.block(SRI)
    await stage.settle()
    async with stage.sessions() as session:
        row = (await session.exec(select(OutboxMessage).where(OutboxMessage.dedupe_key == "later"))).one()
    assert (row.state.value, row.reason) == ("suppressed", "blocked")


async def test_the_hour_is_chosen_by_a_button_and_a_forged_one_changes_nothing(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/atur")
    await sri.taps("Jam pengingat")
    assert "Jam pengingat: 10.00" in await sri.taps("10.00")
    await sri.forges(ChooseHour(3).pack())
    person = await known(stage)
    assert person is not None
    assert person.reminder_hour == 10


async def test_the_language_changes_every_answer_from_then_on(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/settings")
    await sri.taps("Bahasa")
    await sri.taps("English")
    person = await known(stage)
    assert person is not None
    assert person.language == "en"
    await sri.forges(ChooseLanguage("xx").pack())
    person = await known(stage)
    assert person is not None
    assert person.language == "en"


async def test_settings_edit_one_message_instead_of_sending_many(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/atur")
    count = len(sri.messages)
    for label in ("Jam pengingat", "‹ Pengaturan", "Jabatan saya", "‹ Pengaturan", "Privasi dan data", "Data saya"):
        await sri.taps(label)
    assert len(sri.messages) == count


async def test_strangers_have_no_settings(stage: Stage) -> None:
    assert "belum terdaftar" in await andi(stage).says("/atur")
