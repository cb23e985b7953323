"""Whatever arrives gets a sentence that says what to do next, or silence where a person would expect silence."""

import pytest

from bot.simulator.world import Message, Person
from tests.cast import GROUP, RATNA, SRI
from tests.stage import Stage

STRANGER = 1005


def in_group(stage: Stage) -> list[Message]:
    """What the bot wrote in the group."""
    written = stage.simulator.world.chats[GROUP].messages.values()
    return [message for message in written if message.sender_id == stage.simulator.bot.id]


QUESTIONS = {
    "an unknown agency": ("status kab antah berantah", "belum menemukan instansi"),
    "a period that does not exist": ("temanggung b07", "tidak dikenal"),
    "a quarter that does not exist": ("status temanggung tw 9", "tidak dikenal"),
    "a text of 10,000 characters": ("halo " * 2000, "terlalu panjang"),
    "nonsense": ("zxcv qwer", "belum memahami"),
    "markup": ("<b>status</b> & </i>", "Mohon|belum|Mungkin|Kabupaten"),
    "an unknown command": ("/terbang", "Perintah /terbang tidak ada"),
    "a command with hostile arguments": ("/status '; DROP TABLE agency; --", "belum|Kabupaten"),
    "only emoji": ("🎉🎉🎉", "Bapak/Ibu|belum memahami"),
    "invisible characters": ("\u200b\u202e", "belum memahami|Bapak/Ibu"),
    "a wrong code": ("/start AAAA-BBBB", "Kode tidak dapat digunakan"),
}


@pytest.mark.parametrize("case", QUESTIONS)
async def test_a_person_is_told_what_to_do_next(stage: Stage, case: str) -> None:
    said, expected = QUESTIONS[case]
    sri = stage.actor(SRI)
    await sri.says("/start")
    count = len(sri.messages)
    answer = await sri.says(said)
    assert len(sri.messages) == count + 1
    assert any(part in answer for part in expected.split("|")), answer
    assert "gangguan" not in answer
    assert stage.simulator.violations(final=True) == []


async def test_a_sticker_is_answered_with_what_can_be_read(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    stage.simulator.send_sticker(SRI)
    await stage.settle()
    assert "hanya dapat membaca teks" in sri.last
    assert "Status" in sri.buttons


async def test_a_file_and_a_contact_are_answered_likewise(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    stage.simulator.upload(SRI, "laporan.pdf", b"%PDF-1.4", "application/pdf")
    await stage.settle()
    assert "hanya dapat membaca teks" in sri.last
    stage.simulator.share_contact(SRI)
    await stage.settle()
    assert sri.texts[-1] == sri.texts[-2]


async def test_a_forwarded_question_is_answered_like_ones_own(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    assert (await sri.says("status kota salatiga", forward=True)).startswith("Kota Salatiga")


async def test_a_question_that_is_corrected_is_answered_anew(stage: Stage) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    message_id = stage.simulator.say(SRI, "status kota salatga")
    await stage.settle()
    stage.simulator.edit(SRI, message_id, "status kota surakarta")
    await stage.settle()
    assert sri.last.startswith("Kota Surakarta")


@pytest.mark.parametrize(
    "said",
    ["/status", "status kab temanggung", "/belum", "/tenggat", "halo", "undang kota salatiga", "jabatan saya", "/atur"],
)
async def test_a_stranger_learns_what_this_is_and_nothing_of_agencies(stage: Stage, said: str) -> None:
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    answer = await stage.actor(STRANGER).says(said)
    assert "belum terdaftar" in answer
    assert "Temanggung" not in answer
    assert stage.actor(STRANGER).buttons == []


async def test_a_stranger_gains_nothing_by_forging_buttons(stage: Stage) -> None:
    stage.simulator.add_person(Person(STRANGER, "Tamu", None, None, "id"))
    tamu = stage.actor(STRANGER)
    await tamu.says("/start")
    for forged in ("v1:st:218:14:1:0", "v1:ms:14:0", "v1:dl", "v1:iv:218:inspektorat", "v1:ok:R-AAAAAAAA", "v1:hr:9"):
        await tamu.forges(forged)
        assert "Temanggung" not in "\n".join(tamu.texts)
    assert stage.simulator.violations(final=True) == []


@pytest.mark.parametrize("forged", ["", "x", "v1:st:abc", "v1:st:9999999:1:0:0", "v9:st:1:1:0:0", "v1:nm:77:1"])
async def test_a_button_that_means_nothing_leads_to_a_fresh_menu(stage: Stage, forged: str) -> None:
    sri = stage.actor(SRI)
    await sri.says("/start")
    answer = await sri.forges(forged or "v1:")
    assert "kedaluwarsa" in answer
    assert "Status" in sri.buttons
    assert stage.simulator.violations(final=True) == []


async def test_a_page_beyond_the_end_shows_the_last_one(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/start")
    await ratna.says("/belum")
    assert "instansi" in await ratna.forges("v1:ms:14:9999")


async def test_in_a_group_a_command_leads_to_the_private_chat(stage: Stage) -> None:
    stage.simulator.say(SRI, "/status@sigap_simulasi_bot", GROUP, thread_id=2)
    await stage.settle()
    [answer] = in_group(stage)
    assert "percakapan pribadi" in str(answer.content["text"])
    assert "Temanggung" not in str(answer.content["text"])
    assert answer.thread_id == 2


@pytest.mark.parametrize("said", ["status kab temanggung", "halo semua", "/terbang"])
async def test_in_a_group_the_bot_is_silent_unless_addressed(stage: Stage, said: str) -> None:
    stage.simulator.say(SRI, said, GROUP)
    await stage.settle()
    said_by_bot = [
        m for m in stage.simulator.world.chats[GROUP].messages.values() if m.sender_id == stage.simulator.bot.id
    ]
    assert said_by_bot == []


async def test_an_anonymous_administrator_of_a_group_is_not_answered(stage: Stage) -> None:
    stage.simulator.promote(GROUP, RATNA)
    stage.simulator.say(RATNA, "/status@sigap_simulasi_bot", GROUP, anonymous=True)
    await stage.settle()
    said_by_bot = [
        m for m in stage.simulator.world.chats[GROUP].messages.values() if m.sender_id == stage.simulator.bot.id
    ]
    assert said_by_bot == []


async def test_in_a_group_the_name_of_the_bot_is_an_address_and_any_other_is_not(stage: Stage) -> None:
    stage.simulator.say(SRI, "@sri_wahyuni status temanggung?", GROUP)
    await stage.settle()
    assert in_group(stage) == []
    stage.simulator.say(SRI, "@sigap_simulasi_bot status temanggung?", GROUP)
    await stage.settle()
    [answer] = in_group(stage)
    assert str(answer.content["text"]).startswith("Grup ini belum terikat, jadi data tidak ditampilkan di sini")


@pytest.mark.parametrize("command", ["/foo", "/Foo_bar temanggung", "/umumkan"])
async def test_a_command_that_does_not_exist_is_answered_with_help(stage: Stage, command: str) -> None:
    text = await stage.actor(SRI).says(command)
    assert text.startswith(f"Perintah {command.split()[0]} tidak ada.\n\nYang dapat dibantu Sigap")
    assert "belum menemukan" not in text
