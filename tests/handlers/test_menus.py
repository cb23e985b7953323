"""Menus of commands and help: by role, place and language, set only when something changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import update

from bot.domain.permissions import HeldSeat, Place
from bot.domain.roles import Role
from bot.services.asking import Asker
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import read
from bot.simulator.faults import Fault
from bot.simulator.world import Person
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views.callback_data import AskExample
from bot.views.conversation import render_help
from bot.views.menus import EXAMPLES, MOST_EXAMPLES, PROFILES, STRANGER_MENU
from db.engine import Sessions
from db.models import Occupancy
from tests.cast import BAYU, MONDAY, RATNA, SRI
from tests.stage import Actor, Stage, on_stage

ANDI = 1005


def menu_in(stage: Stage, user_id: int) -> list[str] | None:
    """The commands set for a private chat; None where the general menu holds."""
    found = stage.simulator.bot.commands.get((f"chat:{user_id}", ""))
    return [f"{row['command']} {row['description']}" for row in found] if found else None


def calls_about_menus(stage: Stage) -> list[dict[str, Any]]:
    """Every call that set or took back the menu of one chat."""
    calls = [call for call in stage.simulator.journal.calls if call.method in {"setMyCommands", "deleteMyCommands"}]
    return [dict(call.params) for call in calls if "chat_id" in str(call.params.get("scope"))]


def andi(stage: Stage, language: str = "id") -> Actor:
    """Somebody of whom the bot has never heard."""
    stage.simulator.add_person(Person(ANDI, "Andi", None, None, language))
    return stage.actor(ANDI)


@pytest.fixture
async def administered(samples: Sessions) -> AsyncIterator[Stage]:
    """A bot whose configuration names Andi as administrator while nobody sits in that seat."""
    async with samples.begin() as session:
        await session.exec(update(Occupancy).values(ends_at=MONDAY))
    async with on_stage(samples, admin_ids=frozenset({ANDI})) as opened:
        yield opened


async def test_strangers_and_groups_have_small_menus_in_both_languages(stage: Stage) -> None:
    commands = stage.simulator.bot.commands
    for language in ("", "en"):
        assert [row["command"] for row in commands["all_private_chats", language]] == ["start", "bantuan", "privacy"]
        assert [row["command"] for row in commands["all_group_chats", language]] == ["status", "tenggat", "bantuan"]
        assert [row["command"] for row in commands["all_chat_administrators", language]][-2:] == ["ikat", "lepas"]
    assert commands["all_private_chats", "en"][1]["description"] == "what you can do here, with examples"


async def test_a_person_finds_the_menu_of_their_role(stage: Stage) -> None:
    for user_id in (SRI, BAYU, RATNA):
        await stage.actor(user_id).says("/start")
    inspectorate, humas, setnas = [menu_in(stage, user_id) or [] for user_id in (SRI, BAYU, RATNA)]
    assert inspectorate[0].startswith("status keadaan laporan")
    assert "belum yang belum lengkap di instansi sendiri" in inspectorate
    assert humas[0].startswith("status capaian")
    assert not any(line.startswith("belum ") for line in humas)
    assert setnas[0] == "belum instansi yang belum lengkap, seluruh Indonesia"


async def test_a_menu_is_set_once_and_outlives_a_restart(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    await sri.says("status")
    await stage.restart()
    await sri.says("status")
    assert len(calls_about_menus(stage)) == 1


async def test_the_menu_follows_the_language(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/atur")
    await sri.taps("Bahasa")
    await sri.taps("English")
    assert any("incomplete in your own agency" in line for line in menu_in(stage, SRI) or [])


async def test_until_a_language_is_chosen_everything_follows_the_client(stage: Stage) -> None:
    sri = stage.actor(SRI)
    stage.simulator.world.people[SRI].language_code = "en"
    assert "What Sigap can do for you" in await sri.says("/help")
    assert any("incomplete in your own agency" in line for line in menu_in(stage, SRI) or [])
    await stage.travel(MONDAY + timedelta(days=11))
    assert sri.last.startswith("Reminder")
    await sri.says("/settings")
    await sri.taps("Language")
    await sri.taps("Indonesia")
    assert "Yang dapat dibantu Sigap" in await sri.says("/help")
    await stage.travel(MONDAY + timedelta(days=15))
    assert sri.last.startswith("Pengingat")


async def test_who_leaves_their_seat_has_the_menu_of_a_stranger(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/atur")
    await sri.taps("Jabatan saya")
    await sri.taps("Bukan saya")
    await sri.taps("Ya")
    assert menu_in(stage, SRI) is None


async def test_who_has_their_data_erased_has_the_menu_of_a_stranger(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    assert menu_in(stage, SRI)
    await sri.says("/hapus_saya")
    await sri.taps("Ya, hapus")
    assert menu_in(stage, SRI) is None


async def test_a_stranger_gets_no_menu_of_their_own(stage: Stage) -> None:
    await andi(stage).says("/start")
    assert calls_about_menus(stage) == []


async def test_who_administers_by_configuration_has_the_menu_of_one(administered: Stage) -> None:
    await andi(administered).says("/start")
    assert (menu_in(administered, ANDI) or [""])[0].startswith("belum")


async def test_a_refusal_of_telegram_keeps_nobody_from_their_answer(stage: Stage) -> None:
    stage.simulator.faults.add(Fault("error_500", method="setMyCommands"))
    sri = stage.actor(SRI)
    assert "Kabupaten Temanggung" in await sri.says("status")
    assert menu_in(stage, SRI) is None
    await sri.says("status")
    assert menu_in(stage, SRI)


async def test_help_tells_each_role_what_it_can_do(stage: Stage) -> None:
    assert "catatan verifikator" in await stage.actor(SRI).says("/bantuan")
    assert "perlu dipublikasikan" in await stage.actor(BAYU).says("/bantuan")
    assert "Mengundang focal point" in await stage.actor(RATNA).says("/bantuan")
    assert "belum terdaftar" in await andi(stage).says("/bantuan")


async def test_an_english_client_of_a_stranger_is_answered_in_english(stage: Stage) -> None:
    assert "not registered" in await andi(stage, "en").says("/help")


async def test_a_tapped_example_is_answered_below_the_help(stage: Stage) -> None:
    sri = stage.actor(SRI)
    shown = await sri.says("/bantuan")
    assert (await sri.taps("kapan batas lapor")).startswith("Batas waktu · Kabupaten Temanggung")
    assert shown in sri.texts
    assert (await sri.taps("bagaimana status")).startswith("Kabupaten Temanggung")


async def test_an_example_gives_a_stranger_no_right(stage: Stage) -> None:
    someone = andi(stage)
    await someone.says("/start")
    assert "belum terdaftar" in await someone.forges(AskExample("agency").pack())


async def test_an_unknown_example_leads_to_a_fresh_menu(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/bantuan")
    assert "kedaluwarsa" in await sri.forges(AskExample("rahasia").pack())


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_holds_every_role_has_each_command_and_example_once(language: str) -> None:
    held = tuple(HeldSeat(role, Place(1, None, is_region=True)) for role in Role)
    message = render_help(Texts(), language, asker=Asker(SRI, language, None, held))
    assert len(message.plain) < MESSAGE_LIMIT
    assert message.plain.count("/status") == 1
    labels = [button.label for row in message.rows for button in row]
    assert len(set(labels)) == len(labels) == MOST_EXAMPLES


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_menu_abilities_and_examples(role: Role) -> None:
    profile = PROFILES[role]
    assert profile.menu != STRANGER_MENU
    assert profile.can
    assert set(profile.examples) <= set(EXAMPLES)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_example_is_understood(stage: Stage, language: str) -> None:
    assert stage.running is not None
    async with stage.sessions() as session:
        registry = await stage.running.deps.directory.read(session, MONDAY.date())
    for sentence in EXAMPLES.values():
        said = Texts().label(sentence, language)
        found = read(said, index=registry.index, periods=registry.periods, today=MONDAY.date())
        assert found.intent in {Intent.STATUS, Intent.DEADLINE, Intent.MISSING}, said
        assert not found.choices, said
        assert found.unknown_name is None, said
