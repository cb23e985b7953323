"""Announcements from the first word to the recall: to many with a second person, to groups that change meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.domain.roles import Role
from bot.services.announcements import APPROVAL_ABOVE
from bot.services.rates import DEFAULTS
from bot.simulator.world import Person
from db.engine import Sessions
from db.models import Announcement, AnnouncementState, ChatState, OutboxMessage
from db.queries.chats import find_chat
from scheduler import run_once
from tests.journeys.test_groups import Room, code_for
from tests.reminder_world import H_7, JAYAPURA, SETNAS, TEMANGGUNG, World
from tests.stage import Actor, Stage, on_stage

SRI, BAYU, RATNA, YOSEF, DEWI = 1001, 1002, 1003, 1004, 1005
CROWD = range(5000, 5000 + APPROVAL_ABOVE)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
async def stage(sqlite_sessions: Sessions) -> AsyncIterator[Stage]:
    """Three administrators, two Inspektorat and a crowd who have all written to the bot."""
    async with sqlite_sessions.begin() as session:
        world = await World(session).build()
        for person, name in ((RATNA, "Ratna"), (BAYU, "Bayu"), (DEWI, "Dewi")):
            await world.seat(person, (Role.SETNAS_ADMIN, SETNAS), name=name)
        await world.seat(SRI, (Role.INSPECTORATE, TEMANGGUNG))
        await world.seat(YOSEF, (Role.INSPECTORATE, JAYAPURA), name="Yosef")
        for person in CROWD:
            await world.seat(person, (Role.PUBLIC_RELATIONS, TEMANGGUNG), name=None)
    async with on_stage(sqlite_sessions, now=H_7) as staged:
        for person in (*CROWD, DEWI):
            staged.simulator.add_person(Person(person, f"Orang {person}"))
        for person in (SRI, BAYU, RATNA, YOSEF, DEWI, *CROWD):
            staged.simulator.say(person, "/start")
        staged._fetch()  # all have spoken; what they said needs no answer
        yield staged


async def announces(actor: Actor, text: str, *audience: str) -> str:
    """Writes, looks, and presses."""
    await actor.says("/pengumuman")
    await actor.taps("Buat pengumuman")
    await actor.says(text)
    for part in audience:
        await actor.says(part)
    await actor.taps("Lanjut ke pratinjau")
    return await actor.taps("Minta persetujuan" if "Minta persetujuan" in actor.buttons else "Kirim")


async def sends(stage: Stage, minutes: int) -> None:
    """What is due leaves, ten times as fast as in life: the clock of the simulator runs along."""
    assert stage.running is not None
    stage.simulator.move_clock(H_7 + minutes * A_MINUTE)
    stage.clock.run_at(10)
    await run_once(stage.running.deps, stage.running.application.bot, replace(DEFAULTS, rate=200.0))
    stage.clock.run_at(0)


async def one(stage: Stage) -> Announcement:
    async with stage.sessions() as session:
        return (await session.exec(select(Announcement).order_by(col(Announcement.id)).limit(1))).one()


async def outcomes(stage: Stage) -> dict[str, int]:
    """How many messages of the announcement ended how."""
    async with stage.sessions() as session:
        rows = (await session.exec(select(OutboxMessage).where(OutboxMessage.kind == "pengumuman"))).all()
    found = [f"{row.state} {row.reason}".strip() for row in rows]
    return {outcome: found.count(outcome) for outcome in found}


async def test_one_to_the_nation_is_agreed_to_sent_corrected_and_recalled(stage: Stage) -> None:
    ratna, bayu, dewi, sri = (stage.actor(person) for person in (RATNA, BAYU, DEWI, SRI))
    assert "orang kedua" in (await _outlook(ratna))
    assert "sudah disampaikan" in await ratna.taps("Minta persetujuan")
    await sends(stage, 1)
    for approver in (bayu, dewi):
        assert "Mohon persetujuan: pengumuman 1\nDitulis oleh Ratna" in approver.last
        assert f"{APPROVAL_ABOVE + 2} orang, 0 grup" in approver.last
    assert "Rakor" in await bayu.taps("Lihat pratinjau")
    assert "Rakor" not in sri.last
    assert "orang lain" in await ratna.forges("v1:ag:1:1")
    for approver in (bayu, dewi):  # at once: both presses wait before either is heard
        message, data = approver._find("Setujui")
        stage.simulator.tap(approver.user_id, message.id, data)
    await stage.settle()
    said = {"Bayu": _page(bayu), "Dewi": _page(dewi)}
    (winner,) = [name for name, text in said.items() if "Disetujui dan dikirim" in text]
    (other,) = set(said) - {winner}
    assert f"Sudah diputuskan oleh {winner}: dikirim" in said[other]
    await sends(stage, 2)
    assert await outcomes(stage) == {"sent": APPROVAL_ABOVE + 2}
    assert "Rakor" in sri.last
    assert f"Diputuskan oleh {winner}" in ratna.last
    await ratna.taps("Lihat")
    await ratna.taps("Ralat")
    await ratna.says("Rakor <lusa>")
    await ratna.taps("Kirim ralat")
    await sends(stage, 3)
    assert "Rakor <lusa>" in sri.last
    assert "(telah diperbaiki)" in sri.last
    await ratna.taps("Tarik")
    await ratna.taps("Ya, tarik")
    await sends(stage, 4)
    assert sri.messages == []
    assert (await one(stage)).state is AnnouncementState.RECALLED


def _page(actor: Actor) -> str:
    """The message about the announcement, wherever it stands."""
    return next(text for text in actor.texts if text.startswith("Pengumuman 1\n") or text.startswith("Pengumuman 1 ·"))


async def _outlook(ratna: Actor) -> str:
    await ratna.says("/pengumuman")
    await ratna.taps("Buat pengumuman")
    await ratna.says("Rakor besok")
    await ratna.taps("Lanjut ke pratinjau")
    return ratna.last


async def test_who_is_the_only_administrator_is_told_what_to_do(stage: Stage) -> None:
    async with stage.sessions.begin() as session:
        for person in (BAYU, DEWI):
            chat = await find_chat(session, person)
            assert chat is not None
            chat.state = ChatState.CLOSED
    ratna = stage.actor(RATNA)
    assert "sigap announce" in await announces(ratna, "Rakor besok")
    bayu = stage.actor(BAYU)
    await bayu.says("/start")  # comes back, and finds what waits without having been asked
    await bayu.says("/pengumuman")
    await bayu.taps("1. Rakor besok")
    assert {"Lihat pratinjau", "Setujui", "Tolak", "Batalkan"} <= set(bayu.buttons)
    assert "Setujui" not in ratna.buttons
    assert "Penulisan dihentikan" in await ratna.taps("Batalkan")
    assert (await one(stage)).state is AnnouncementState.CANCELLED


async def test_groups_that_change_in_mid_announcement_get_it_or_are_counted(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/start")
    titles = ("Naik", "Keluar", "Tanpa hak", "Tetap")
    rooms = {title: Room(stage, stage.simulator.create_group(RATNA, title, type="group")) for title in titles}
    forum = Room(stage)
    await stage.settle()
    for room in rooms.values():
        await room.hears(RATNA, f"/ikat {await code_for(stage, '33')}")
    await forum.hears(RATNA, f"/ikat {await code_for(stage, '33')}", thread_id=2)
    assert "0 orang, 5 grup" in await _to_groups(ratna)
    rooms["Naik"] = Room(stage, stage.simulator.upgrade_group(rooms["Naik"].id))
    stage.simulator.kick(rooms["Keluar"].id, stage.simulator.bot.id)
    stage.simulator.mute(rooms["Tanpa hak"].id, stage.simulator.bot.id)
    stage.simulator.close_topic(forum.id, 2)
    stage._fetch()  # the bot has not heard of any of it when it sends
    await ratna.taps("Kirim sekarang")
    await rooms["Tetap"].waits(A_MINUTE)
    assert [_says(room, "Rakor besok") for room in (rooms["Naik"], rooms["Tetap"], forum)] == [True, True, False]
    found = await outcomes(stage)
    assert (found.pop("sent"), sum(found.values())) == (2, 3), found
    await rooms["Tetap"].waits(A_MINUTE)
    await ratna.taps("Perbarui")
    page = _page(ratna)
    assert "Terkirim: 2 dari 5" in page
    assert "gagal 3" in page
    await ratna.taps("Ralat")
    await ratna.says("Rakor lusa")
    await ratna.taps("Kirim ralat")
    await rooms["Tetap"].waits(A_MINUTE)
    assert [_says(rooms[title], "Rakor lusa") for title in ("Naik", "Tetap")] == [True, True]


def _says(room: Room, words: str) -> bool:
    return any(words in str(message.content["text"]) for message in room.said)


async def _to_groups(ratna: Actor) -> str:
    await ratna.says("/pengumuman")
    await ratna.taps("Buat pengumuman")
    await ratna.says("Rakor besok")
    await ratna.says("kepada=grup")
    return await ratna.taps("Lanjut ke pratinjau")
