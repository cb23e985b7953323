"""Joining, inviting and leaving, as people see it in the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.codes import new_code
from bot.services.privacy import NOTICE_VERSION
from bot.simulator.world import Person
from bot.startup import prepare
from bot.views.callback_data import Consent as ConsentButton
from bot.views.callback_data import Invite, NotMe
from db.engine import Sessions
from db.models import AuditEntry, ChatState, Consent, InviteCode, Occupancy
from db.queries.people import find_person
from tests.cast import BAYU, MONDAY, RATNA, SRI, YOSEF
from tests.stage import Actor, Stage, on_stage

ANDI = 1005
REFUSED = "Kode tidak dapat digunakan. Mohon minta undangan baru kepada Setnas PK."


@pytest.fixture
async def first_day(sqlite_sessions: Sessions) -> AsyncIterator[Stage]:
    """A bot with the registry and nobody in it; the configuration names Ratna."""
    await prepare(sqlite_sessions, now=MONDAY)
    async with on_stage(sqlite_sessions, admin_ids=frozenset({RATNA})) as opened:
        yield opened


def andi(stage: Stage) -> Actor:
    """Somebody of whom the bot has never heard."""
    stage.simulator.add_person(Person(ANDI, "Andi", "Mappanyukki", "andi_m", "id"))
    return stage.actor(ANDI)


async def link_from(actor: Actor, agency: str, role: str) -> str:
    """What a new person types after an administrator invited them: the start command of the link."""
    await actor.says(f"undang {agency}")
    await actor.taps(role)
    return "/start " + actor.links()[-1].rsplit("=", 1)[1]


async def test_a_person_named_by_an_import_is_greeted_in_their_seat(stage: Stage) -> None:
    sri = stage.actor(SRI)
    greeting = await sri.says("/start")
    assert greeting.startswith("Selamat pagi, Bapak/Ibu Sri Wahyuni.")
    assert "Inspektorat Kabupaten Temanggung (WIB)" in greeting
    assert "kewajiban masih terbuka" in greeting
    assert {"Lihat status", "Atur jam pengingat", "Bantuan", "Saya setuju", "Bukan saya"} == set(sri.buttons)


async def test_any_first_message_makes_a_person_of_an_import_reachable(stage: Stage) -> None:
    await stage.actor(SRI).says("status")
    async with stage.sessions() as session:
        person = await find_person(session, SRI, MONDAY.date())
    assert person is not None
    assert person.chat_state is ChatState.OPEN


async def test_a_stranger_learns_what_this_is_and_whom_to_ask(stage: Stage) -> None:
    answer = await andi(stage).says("/start")
    assert "belum terdaftar" in answer
    assert "undangan" in answer


async def test_an_administrator_invites_by_a_sentence_and_two_taps(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    asked = await ratna.says("undang kota jayapura")
    assert asked.startswith("Undangan untuk Kota Jayapura")
    assert "Humas" in ratna.buttons
    assert "Administrator Setnas PK" not in ratna.buttons
    invitation = await ratna.taps("Humas")
    assert "diundang sebagai Humas Kota Jayapura" in invitation
    assert "Kamis, 16 Juli 2026 pukul 09.00 WIB" in invitation
    assert "sudah dibuat" in ratna.texts[-2]


async def test_the_invited_person_joins_by_the_link(stage: Stage) -> None:
    command = await link_from(stage.actor(RATNA), "kota jayapura", "Humas")
    greeting = await andi(stage).says(command)
    assert greeting.startswith("Selamat siang, Bapak/Ibu Andi Mappanyukki.")  # 11.00 in Jayapura
    assert "kini terdaftar sebagai Humas Kota Jayapura (WIT)" in greeting


async def test_a_code_may_be_typed_in_small_letters_with_dashes(stage: Stage) -> None:
    code = (await link_from(stage.actor(RATNA), "kota jayapura", "Humas")).split()[1]
    typed = "-".join([code[:13], code[13:]]).lower()
    assert "kini terdaftar" in await andi(stage).says(typed)


async def test_wrong_used_and_expired_codes_sound_alike(stage: Stage) -> None:
    used = await link_from(stage.actor(RATNA), "kota jayapura", "Humas")
    lapsed = await link_from(stage.actor(RATNA), "kota jayapura", "Pimpinan")
    await stage.actor(YOSEF).says(used)
    visitor = andi(stage)
    answers = [await visitor.says(used), await visitor.says(f"/start {new_code()}"), await visitor.says("/start halo")]
    stage.simulator.move_clock(MONDAY + timedelta(hours=72))
    answers.append(await visitor.says(lapsed))
    assert set(answers) == {REFUSED}


async def test_a_second_seat_is_greeted_beside_the_first(stage: Stage) -> None:
    yosef = stage.actor(YOSEF)
    greeting = await yosef.says(await link_from(stage.actor(RATNA), "kota jayapura", "Humas"))
    assert "kini terdaftar sebagai Humas Kota Jayapura" in greeting
    assert "• Inspektorat Kota Jayapura (WIT)" in greeting


async def test_the_link_tapped_twice_greets_twice_and_seats_once(stage: Stage) -> None:
    command = await link_from(stage.actor(RATNA), "kota jayapura", "Humas")
    visitor = andi(stage)
    await visitor.says(command)
    assert "Humas Kota Jayapura" in await visitor.says(command)
    async with stage.sessions() as session:
        joined = (await session.exec(select(AuditEntry).where(AuditEntry.event == "invite_used"))).all()
    assert len(joined) == 1


async def test_consent_is_recorded_once_and_then_no_longer_asked_for(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    message = sri.messages[-1]
    await sri.taps("Saya setuju")
    assert "Saya setuju" not in sri.buttons
    stage.simulator.tap(SRI, message.id, ConsentButton(NOTICE_VERSION).pack(), forged=True)
    await stage.settle()
    async with stage.sessions() as session:
        assert len((await session.exec(select(Consent))).all()) == 1


async def test_not_me_asks_once_and_then_leaves_the_seat(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    assert "bukan jabatan Bapak/Ibu?" in await sri.taps("Bukan saya")
    assert "tidak lagi tercatat" in await sri.taps("Ya, bukan saya")
    assert {"Data saya", "Hapus data saya"} == set(sri.buttons)
    assert "belum terdaftar" in await sri.says("/status")


async def test_second_thoughts_keep_the_seat(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    await sri.taps("Bukan saya")
    assert "Inspektorat Kabupaten Temanggung" in await sri.taps("Tidak jadi")
    assert "Inspektorat Kabupaten Temanggung" in await sri.says("/start")


async def test_nobody_presses_another_person_out_of_a_seat(stage: Stage) -> None:
    sri, bayu = stage.actor(SRI), stage.actor(BAYU)
    await sri.says("/start")
    await bayu.says("/start")
    async with stage.sessions() as session:
        person = await find_person(session, SRI, MONDAY.date())
    assert person is not None
    assert "kedaluwarsa" in await bayu.forges(NotMe(person.seats[0].seat_id, sure=True).pack())
    assert "Inspektorat" in await sri.says("/start")


async def test_the_last_administrator_is_asked_to_invite_another_first(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/start")
    await ratna.taps("Bukan saya")
    assert "satu-satunya administrator" in await ratna.taps("Ya, bukan saya")


async def test_only_those_who_may_invite_can_ask_for_it(stage: Stage) -> None:
    sri, visitor = stage.actor(SRI), andi(stage)
    await sri.says("/start")
    assert "hanya untuk instansi terkait" in await sri.says("undang kota jayapura humas")
    assert "belum terdaftar" in await visitor.says("undang kota jayapura humas")
    await sri.forges(Invite(1, "setnas_admin").pack())
    async with stage.sessions() as session:
        assert (await session.exec(select(InviteCode))).all() == []


async def test_a_role_in_the_sentence_is_offered_alone(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("undang kab temanggung humas")
    assert ratna.buttons == ["Humas"]


async def test_an_ambiguous_or_unknown_name_is_asked_back(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("undang magelang")
    assert ratna.buttons == ["Kabupaten Magelang", "Kota Magelang"]
    assert (await ratna.taps("Kota Magelang")).startswith("Undangan untuk Kota Magelang")
    assert "belum menemukan" in await ratna.says("undang zzzzqqqq")
    assert "Ketik undang" in await ratna.says("undang")


async def test_one_button_makes_one_invitation(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("undang kota jayapura")
    picker = ratna.messages[-1]
    data = next(
        button["callback_data"]
        for row in (picker.keyboard or {})["inline_keyboard"]
        for button in row
        if button["text"] == "Humas"
    )
    for _ in range(2):
        stage.simulator.tap(RATNA, picker.id, data, forged=True)
    await stage.settle()
    async with stage.sessions() as session:
        assert len((await session.exec(select(InviteCode))).all()) == 1


async def test_the_first_administrator_comes_from_the_configuration_and_invites_themself(first_day: Stage) -> None:
    ratna = first_day.actor(RATNA)
    assert "ADMIN_IDS" in await ratna.says("/start")
    await ratna.taps("Undang focal point")
    command = await link_from(ratna, "setnas", "Administrator")
    assert "terdaftar sebagai Administrator Setnas PK" in await ratna.says(command)
    async with first_day.sessions() as session:
        assert len((await session.exec(select(Occupancy))).all()) == 1
