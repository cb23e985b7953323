"""What a queued row can do besides sending a text: pictures and files, edits, pins and removals."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from telegram.ext import ExtBot

from bot.deps import MovableClock
from bot.services.outbox import Held
from bot.services.settlement import Outcome, Result
from bot.simulator.core import Simulator
from bot.simulator.wire import SimulatorWire
from bot.transport import WireRequest
from bot.views.message import Act, Attachment, Edit, Medium, Message, Pin, Removal
from scheduler.posting import Poster
from tests.scheduler.scripted import ScriptedWire
from tests.simulator.picture_heads import png

NOW = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
TOKEN, GROUP, RATNA = "123456:test", -1001000000001, 1003
HELD = Held(1, "uji", "R-UJI", 1, GROUP, None, None, True, {}, NOW, NOW)
PICTURE = Attachment(Medium.PHOTO, content=png(800, 600), name="papan.png")


class Room:
    """A group of the simulator with a bot that does there what it is told."""

    def __init__(self, simulator: Simulator, poster: Poster) -> None:
        self.simulator, self.poster = simulator, poster

    async def does(self, act: Act) -> Result:
        """What became of it."""
        result, _ = await self.poster.post(HELD, act)
        return result

    async def sends(self, message: Message) -> int:
        """The number of a message that must arrive."""
        result = await self.does(message)
        assert result.outcome is Outcome.DELIVERED
        assert result.message_id is not None
        return result.message_id


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    simulator = Simulator(TOKEN, MovableClock(NOW))
    simulator.promote(GROUP, simulator.bot.id, by=RATNA)
    request = WireRequest(SimulatorWire(simulator))
    bot: ExtBot[None] = ExtBot(TOKEN, request=request, get_updates_request=request)
    async with bot:
        yield Room(simulator, Poster(bot))
    assert not simulator.journal.violations


async def test_a_picture_made_here_arrives_with_its_caption(room: Room) -> None:
    number = await room.sends(Message("<b>Rekap</b>", attachment=PICTURE))
    shown = room.simulator.world.chats[GROUP].messages[number].content
    assert (shown["caption"], shown["photo"][-1]["width"]) == ("Rekap", 800)


async def test_a_file_that_telegram_has_is_sent_by_its_id(room: Room) -> None:
    first = await room.sends(Message("surat", attachment=Attachment(Medium.DOCUMENT, content=b"isi", name="surat.txt")))
    messages = room.simulator.world.chats[GROUP].messages
    file_id = messages[first].content["document"]["file_id"]
    again = await room.sends(Message("lagi", attachment=Attachment(Medium.DOCUMENT, file_id=file_id)))
    assert messages[again].content["document"]["file_id"] == file_id


@pytest.mark.parametrize("attachment", [None, PICTURE])
async def test_what_was_sent_can_be_edited_with_or_without_a_picture(room: Room, attachment: Attachment | None) -> None:
    old = Message("lama", attachment=attachment)
    number = await room.sends(old)
    new = Edit(replace(old, text="<i>baru</i>"), number)
    assert (await room.does(new)).outcome is Outcome.DELIVERED
    content = room.simulator.world.chats[GROUP].messages[number].content
    assert content["caption" if attachment else "text"] == "baru"


async def test_a_message_is_pinned_and_removed(room: Room) -> None:
    number = await room.sends(Message("papan"))
    assert (await room.does(Pin(number))).outcome is Outcome.DELIVERED
    assert room.simulator.world.chats[GROUP].pinned == [number]
    assert (await room.does(Removal(number))).outcome is Outcome.DELIVERED
    assert room.simulator.world.chats[GROUP].messages[number].deleted_by is not None


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        ("Bad Request: message is not modified: specified new message content is the same", Outcome.DELIVERED),
        ("Bad Request: message to edit not found", Outcome.REFUSED),
        ("Bad Request: message can't be edited", Outcome.REFUSED),
        ("Bad Request: not enough rights to manage pinned messages in the chat", Outcome.REFUSED),
    ],
)
async def test_a_change_that_is_refused_closes_no_chat(description: str, outcome: Outcome) -> None:
    result = await _told(400, description)
    assert (result.outcome, result.closes_chat) == (outcome, False)


async def test_a_change_of_which_nobody_knows_is_made_again() -> None:
    assert (await _told(502, "Bad Gateway")).outcome is Outcome.NOT_SENT


async def _told(code: int, description: str) -> Result:
    wire = ScriptedWire((code, {"ok": False, "error_code": code, "description": description}))
    request = WireRequest(wire)
    bot: ExtBot[None] = ExtBot(TOKEN, request=request, get_updates_request=request)
    async with bot:
        result, _ = await Poster(bot).post(HELD, Edit(Message("baru"), 5))
    return result
