"""Inline mode: cards to share from any chat, by the rights of whoever types."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from bot.simulator.faults import Fault
from bot.simulator.world import Person
from db.models import FailedRedemption, InboxUpdate
from tests.cast import GROUP, RATNA, SRI
from tests.stage import Stage

ANDI = 1005


async def typed(stage: Stage, user_id: int, query: str) -> dict[str, Any]:
    """What the bot offers for what somebody types; the answer as Telegram keeps it."""
    query_id = stage.simulator.ask_inline(user_id, query)
    await stage.settle()
    answer = stage.simulator.world.inline_queries[query_id].answer
    assert answer is not None
    return answer | {"query_id": query_id}


def titles(answer: dict[str, Any]) -> list[str]:
    return [result["title"] for result in answer["results"]]


async def test_an_unfinished_name_brings_a_card_to_share(stage: Stage) -> None:
    answer = await typed(stage, SRI, "temang")
    assert titles(answer) == ["Kabupaten Temanggung"]
    assert answer["results"][0]["description"].startswith("TW VI (B18) · Dilaporkan ")
    assert (answer["cache_time"], answer["is_personal"]) == (30, True)


async def test_the_card_that_is_sent_is_complete_in_itself_and_plain(stage: Stage) -> None:
    answer = await typed(stage, SRI, "temang b18")
    message_id = stage.simulator.choose_inline(SRI, answer["query_id"], answer["results"][0]["id"], GROUP)
    sent = stage.simulator.world.chats[GROUP].messages[message_id].content["text"]
    lines = sent.split("\n")
    assert lines[0] == "Kabupaten Temanggung · TW VI (B18)"
    assert lines[1] == "1 April 2026 – 30 Juni 2026"
    assert lines[2].startswith("Dilaporkan ")
    assert "Batas lapor: Jumat, 31 Juli 2026 pukul 23.59 WIB" in sent
    assert "Sumber: " in lines[-1]
    assert "per " in lines[-1]
    assert "<" not in sent


async def test_a_quarter_that_may_be_two_brings_a_card_of_each(stage: Stage) -> None:
    offered = (await typed(stage, SRI, "temang tw 2"))["results"]
    assert [card["description"].split(" · ")[0] for card in offered] == ["TW VI (B18)", "TW II (B06)"]


async def test_a_card_holds_no_notes_and_no_persons(stage: Stage) -> None:
    text = (await typed(stage, SRI, "temanggung"))["results"][0]["input_message_content"]["message_text"]
    assert "SK tim" not in text
    assert "Sri" not in text


@pytest.mark.parametrize("query", ["", "temanggung", "33.23", "b18"])
async def test_a_stranger_is_offered_the_private_chat_and_no_data(stage: Stage, query: str) -> None:
    stage.simulator.add_person(Person(ANDI, "Andi", None, None, "en"))
    assert (await typed(stage, ANDI, query))["results"] == []
    (call,) = stage.simulator.journal.of("answerInlineQuery")
    assert "For focal points only" in str(call.params["button"])


async def test_the_way_into_the_private_chat_is_no_wrong_code(stage: Stage) -> None:
    stage.simulator.add_person(Person(ANDI, "Andi", None, None, "id"))
    assert "belum terdaftar" in await stage.actor(ANDI).says("/start sebaris")
    async with stage.sessions() as session:
        assert (await session.exec(select(FailedRedemption))).all() == []


async def test_without_words_ones_own_agencies_are_offered(stage: Stage) -> None:
    assert titles(await typed(stage, SRI, "")) == ["Kabupaten Temanggung"]
    assert titles(await typed(stage, SRI, "b15")) == ["Kabupaten Temanggung"]
    assert (await typed(stage, SRI, "b15"))["results"][0]["description"].startswith("TW V (B15)")
    assert titles(await typed(stage, RATNA, "")) == []


async def test_at_most_eight_cards_are_offered_each_with_its_own_id(stage: Stage) -> None:
    results = (await typed(stage, SRI, "k"))["results"]
    assert len(results) == 8
    assert len({result["id"] for result in results}) == 8


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("temang tw 9", "Periode itu tidak ada"),
        ("aksi 7.2 jateng", "Untuk satu aksi"),
        ("aksi 7.2 temanggung", "Untuk satu aksi"),
        ("tidakadanamaini", "Tulis nama instansi"),
    ],
)
async def test_an_empty_list_says_what_is_lacking(stage: Stage, query: str, said: str) -> None:
    assert titles(await typed(stage, SRI, query)) == []
    (call,) = stage.simulator.journal.of("answerInlineQuery")
    assert said in str(call.params["button"])


@pytest.mark.parametrize("query", ["tidakadanamaini", "b99", "<b>&", "\u202e🎉", "'; drop table agency", "x" * 256])
async def test_nonsense_brings_no_card_and_no_error(stage: Stage, query: str) -> None:
    assert titles(await typed(stage, SRI, query)) in ([], ["Kabupaten Temanggung"])


async def test_an_answer_that_comes_too_late_is_let_go(stage: Stage) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    stage.simulator.faults.add(Fault("reject", method="answerInlineQuery", text=late))
    stage.simulator.ask_inline(SRI, "temang")
    await stage.settle()
    async with stage.sessions() as session:
        assert {row.error for row in (await session.exec(select(InboxUpdate))).all()} == {""}
