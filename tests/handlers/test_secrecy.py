"""What each question reveals to whom: every view against every kind of asker, in private, inline and in a group."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.services.directory import Directory
from bot.simulator.world import Person
from bot.views.callback_data import (
    DrawCourse,
    DrawRecap,
    SendCalendar,
    ShowContacts,
    ShowCorrections,
    ShowDeliveries,
    ShowMissing,
    ShowRecap,
    ShowStatus,
    ShowTrend,
)
from bot.views.question_buttons import CompareAgencies, ComparePeriods
from tests.cast import GROUP, MONDAY, RATNA, SRI, YOSEF
from tests.handlers.test_missing import korwil_of
from tests.stage import Actor, Stage

TEMANGGUNG, JAYAPURA, CENTRAL_JAVA, PERIOD = "33.23", "91.71", "33", "B18"
STRANGER, KORWIL = 1005, 1006

SECRETS = {
    "figures": re.compile(r"\d,\d\d%|[Dd]ilaporkan \d|Capaian: "),
    "notes": re.compile("lampirkan SK tim"),
    "obstacles": re.compile("server daerah sedang diperbaiki"),
    "persons": re.compile("Bayu Pratama"),
    "missing": re.compile(r"Kabupaten Cilacap: \d+ terbuka"),
    "dates": re.compile("31 Juli 2026|BEGIN:VCALENDAR"),
    "operations": re.compile("Permintaan perbaikan data|Pengiriman"),
}
"""Signs by which it is known that an answer holds something of the kind."""

FIGURES, NOTES, OBSTACLES, PERSONS, MISSING, DATES, OPERATIONS = SECRETS
TAKES_PART = {
    "status": {FIGURES, DATES},
    "detail": {FIGURES, DATES},
    "detail of another": {FIGURES},
    "contacts": set(),
    "contacts in words": set(),
    "deadlines": {DATES},
    "missing": {DATES},
    "missing in the nation": {DATES},
    "recap": {FIGURES, DATES},
    "recap of the nation": {FIGURES, DATES},
    "action": {FIGURES, DATES},
    "action of an agency": {FIGURES, DATES},
    "periods by button": {FIGURES},
    "comparison": {FIGURES},
    "comparison by button": {FIGURES},
    "trend": {FIGURES},
    "chart": {FIGURES},
    "chart in words": {FIGURES},
    "chart of a region": {FIGURES},
    "calendar": {DATES},
    "corrections": set(),
    "deliveries": set(),
    "inline": {FIGURES, DATES},
}
"""What everybody with a seat sees of other agencies: figures and dates, nothing that was written and nobody's name."""

EXPECTED: Mapping[str, Mapping[str, set[str]]] = {
    "stranger": {name: set() for name in TAKES_PART},
    "inspektorat": TAKES_PART
    | {
        "status": {FIGURES, DATES, NOTES},
        "detail": {FIGURES, DATES, NOTES},
        "action of an agency": {FIGURES, DATES, NOTES},
        "contacts": {PERSONS},
        "contacts in words": {PERSONS},
    },
    "inspektorat elsewhere": TAKES_PART
    | {"detail of another": {FIGURES, OBSTACLES}, "missing": set(), "missing in the nation": {DATES, OBSTACLES}},
    "korwil": TAKES_PART
    | {
        "status": {FIGURES, DATES, NOTES},
        "detail": {FIGURES, DATES, NOTES},
        "action of an agency": {FIGURES, DATES, NOTES},
        "contacts": {PERSONS},
        "contacts in words": {PERSONS},
        "missing": {DATES, MISSING},
        "missing in the nation": {DATES, MISSING},
    },
    "administrator": TAKES_PART
    | {
        "status": {FIGURES, DATES, NOTES},
        "detail": {FIGURES, DATES, NOTES},
        "action of an agency": {FIGURES, DATES, NOTES},
        "detail of another": {FIGURES, OBSTACLES},
        "contacts": {PERSONS},
        "contacts in words": {PERSONS},
        "missing": {DATES, MISSING},
        "missing in the nation": {DATES, MISSING},
        "corrections": {OPERATIONS},
        "deliveries": {OPERATIONS},
    },
}
"""What each kind of asker is told; the agency asked about is Kabupaten Temanggung, the other one Kota Jayapura."""


async def keys(stage: Stage) -> Mapping[str, int]:
    """The keys of the agencies and of the period."""
    async with stage.sessions() as session:
        registry = await Directory().read(session, MONDAY.date())
    found = {agency.code: agency.id for agency in registry.agencies.values()}
    return found | {period.code: period.id for period in registry.periods if period.cycle_code == "2025-2026"}


async def asker_on(stage: Stage, kind: str) -> Actor:
    """A person of the kind who has opened the bot."""
    if kind == "korwil":
        return await korwil_of(stage, CENTRAL_JAVA)
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    people = {"stranger": STRANGER, "inspektorat": SRI, "inspektorat elsewhere": YOSEF, "administrator": RATNA}
    return stage.actor(people[kind])


def contents(stage: Stage, chat_id: int) -> dict[int, str]:
    """Everything that the bot shows in a chat, with captions and files, by message."""
    simulator = stage.simulator
    files = {file.file_id: file for file in simulator.world.files.values()}
    shown = {}
    for message in simulator.world.chat_of(chat_id).messages.values():
        if message.sender_id == simulator.bot.id and not message.is_deleted:
            document = message.content.get("document") or {}
            file = files.get(document.get("file_id", ""))
            words = [str(message.content.get(part, "")) for part in ("text", "caption")]
            shown[message.id] = "\n".join([*words, file.content.decode() if file else ""])
    return shown


def questions(ids: Mapping[str, int]) -> Mapping[str, str]:
    """A sentence or a button for each view."""
    here, period, region = ids[TEMANGGUNG], ids[PERIOD], ids[CENTRAL_JAVA]
    return {
        "status": "status kab temanggung b18",
        "detail": ShowStatus(here, period, detail=True).pack(),
        "detail of another": ShowStatus(ids[JAYAPURA], period, detail=True).pack(),
        "contacts": ShowContacts(here, period).pack(),
        "contacts in words": "siapa humas kab temanggung",
        "deadlines": "/tenggat kab temanggung",
        "missing": "/belum jateng",
        "missing in the nation": ShowMissing(period, 0).pack(),
        "recap": "rekap jateng b18",
        "recap of the nation": ShowRecap(None, period).pack(),
        "action": "aksi 7.2 jateng b18",
        "action of an agency": "aksi 7.2 kab temanggung b18",
        "periods by button": ComparePeriods(here, f"{ids['B15']},{period}").pack(),
        "comparison": "kab temanggung vs kota semarang b18",
        "comparison by button": CompareAgencies(f"{here},{ids[JAYAPURA]}", period).pack(),
        "trend": ShowTrend(here, period).pack(),
        "chart": DrawCourse(here, period).pack(),
        "chart in words": "grafik kab temanggung",
        "chart of a region": DrawRecap(region, period).pack(),
        "calendar": SendCalendar(here).pack(),
        "corrections": ShowCorrections().pack(),
        "deliveries": ShowDeliveries().pack(),
    }


async def ask(stage: Stage, actor: Actor, question: str) -> str:
    """Ask, and return what is there now and was not before."""
    stage.simulator.move_clock(stage.clock.now() + timedelta(seconds=10))
    before = contents(stage, actor.user_id)
    if question.startswith("v1:"):
        stage.simulator.tap(actor.user_id, next(iter(before)), question, forged=True)
        await stage.settle()
    else:
        await actor.says(question)
    after = contents(stage, actor.user_id)
    return "\n".join(text for key, text in after.items() if before.get(key) != text)


async def ask_inline(stage: Stage, actor: Actor, question: str) -> str:
    """Ask in another chat; all that is offered there."""
    query_id = stage.simulator.ask_inline(actor.user_id, question)
    await stage.settle()
    return json.dumps(stage.simulator.world.inline_queries[query_id].answer, ensure_ascii=False)


def revealed(text: str) -> set[str]:
    return {name for name, sign in SECRETS.items() if sign.search(text)}


@pytest.mark.parametrize("kind", EXPECTED)
async def test_each_view_reveals_to_each_asker_what_they_may_know(stage: Stage, kind: str) -> None:
    actor, ids = await asker_on(stage, kind), await keys(stage)
    await actor.says("/start")
    told = {name: revealed(await ask(stage, actor, question)) for name, question in questions(ids).items()}
    told["inline"] = revealed(await ask_inline(stage, actor, "temanggung b18"))
    assert told == EXPECTED[kind]


@pytest.mark.parametrize("user_id", [SRI, STRANGER])
async def test_a_group_that_is_not_bound_is_told_nothing(stage: Stage, user_id: int) -> None:
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"), GROUP)
    ids, username = await keys(stage), stage.simulator.bot.username
    for said in ("/status kab temanggung b18", "/tenggat", "/belum jateng", f"@{username} status kab temanggung b18"):
        stage.simulator.say(user_id, said, GROUP)
        await stage.settle()
    for pressed in (ShowStatus(ids[TEMANGGUNG], ids[PERIOD]), DrawCourse(ids[TEMANGGUNG]), ShowRecap()):
        for message_id in contents(stage, GROUP):
            stage.simulator.tap(user_id, message_id, pressed.pack(), GROUP, forged=True)
            await stage.settle()
    assert contents(stage, GROUP), "the bot points to the private chat"
    assert {name for text in contents(stage, GROUP).values() for name in revealed(text)} == set()
