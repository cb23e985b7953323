"""What groups are answered: a table of scopes and kinds of content, and what lies outside of a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.disclosure import SHOWN, Content, GroupScope, ScopeKind
from bot.domain.duties import ReportState, VerificationState
from bot.domain.roles import Role
from bot.services.boards import read_boards
from bot.services.digests import Occasion, read_digests
from bot.services.directory import Registry, load_registry
from bot.services.group_answers import GroupQuestion, answer_group
from bot.services.questions import StatusAnswer
from bot.services.status import agency_status
from bot.services.understanding.reading import read
from bot.texts.catalog import Texts
from bot.views.boards import render_board
from bot.views.digests import draw_digest, render_digest
from bot.views.groups import CONTENT, OF_MANY, render_bound, render_group_answer
from bot.views.status import render_detail
from db.engine import Sessions
from db.models import ChatState
from db.queries.actions import find_action
from db.queries.chats import ensure_chat
from db.queries.groups import begin_binding, ensure_group
from tests import reminder_world
from tests.cast import MONDAY
from tests.reminder_world import DUE_AT, JAYAPURA, PROVINCE, SALATIGA, TEMANGGUNG, WIB

NOW = DUE_AT + timedelta(days=2)
NOTE, OBSTACLE, PERSON, KORWIL = "mohon lampirkan SK tim", "server sedang diperbaiki", "Sri <Wahyuni>", "Kartika Putri"

SIGNS: Mapping[Content, tuple[str, ...]] = {
    Content.DEADLINES: ("29 Juli 2026",),
    Content.COUNTS: ("Lengkap: 1 dari",),
    Content.THANKS: ("Terima kasih kepada Kota Salatiga",),
    Content.OWN_STATUS: ("Aksi contoh 1: ",),
    Content.OTHERS_STATUS: ("Aksi contoh 1: ",),
    Content.LATE_NAMES: ("Jayapura", "Temanggung"),
    Content.NOTES: (NOTE, OBSTACLE),
    Content.PERSONS: ("Wahyuni", "Kartika", "1001", "sri_w"),
}
"""By these it is known that something of the kind was said."""

QUESTIONS = (
    "/status",
    "/tenggat",
    "/belum",
    "/bantuan",
    "/status kab temanggung",
    "/status salatiga tw 6",
    "/status jayapura",
    "/belum jawa tengah",
    "siapa saja yang belum lapor?",
    "instansi mana yang terlambat?",
    "rekap jawa tengah",
    "rekap nasional",
    "aksi A1 di jawa tengah",
    "bandingkan temanggung dan salatiga",
    "tren kab temanggung",
    "catatan verifikator temanggung",
    "kendala jayapura",
    "kontak inspektorat temanggung",
    "siapa inspektorat temanggung",
    "status b99",
    "kapan batas lapor temanggung",
    "terima kasih",
    "selamat pagi",
    "/lapor",
    "bayar pajak di mana",
)


@dataclass
class Hall:
    """A world with an agency that is complete and two that are late, and what its groups are answered."""

    sessions: Sessions
    registry: Registry
    texts: Texts

    async def scope(self, kind: ScopeKind) -> GroupScope:
        """A scope of each kind; that of an agency is a late one."""
        async with self.sessions() as session:
            action = await find_action(session, 1)
        agencies = self.registry.agencies
        return {
            ScopeKind.NATION: GroupScope(),
            ScopeKind.PROVINCE: GroupScope(agencies[PROVINCE]),
            ScopeKind.AGENCY: GroupScope(agencies[TEMANGGUNG]),
            ScopeKind.ACTION: GroupScope(action=action),
        }[kind]

    async def says(self, scope: GroupScope, text: str, language: str = "id") -> str:
        """What a group of the scope is answered, as it is read."""
        question = GroupQuestion(scope, self.registry, NOW, WIB)
        reading = read(text, index=self.registry.index, periods=self.registry.periods, today=question.today)
        async with self.sessions() as session:
            found = await answer_group(session, question=question, reading=reading)
        message = render_group_answer(found, scope, self.texts, language, username="sigap_bot", zone=WIB)
        assert [button.data for row in message.rows for button in row] == [None], "only the way to private"
        return message.plain

    async def volunteers(self, scope: GroupScope) -> dict[str, str]:
        """What a group of the scope is told unasked: its board and its digests, with what their pictures say."""
        async with self.sessions.begin() as session:
            chat = await ensure_chat(session, -100)
            chat.state = ChatState.OPEN
            assert chat.id is not None
            await ensure_group(session, chat.id, "Grup", NOW)
            bound = await begin_binding(session, chat_key=chat.id, thread_id=None, scope=scope, by=None, now=NOW)
            assert bound.id is not None
            about = {"registry": self.registry, "now": NOW, "zone": WIB}
            boards = await read_boards(session, binding_ids={bound.id}, **about)
            said = {"board": render_board(boards[bound.id], self.texts, now=NOW, zone=WIB).plain}
            for occasion in Occasion:
                found = await read_digests(session, wanted={bound.id: (occasion, reminder_world.PERIOD)}, **about)
                digest = found[bound.id]
                said[occasion] = f"{render_digest(digest, self.texts).plain}\n{draw_digest(digest, self.texts)}"
        return said


@pytest.fixture
async def hall(sqlite_sessions: Sessions) -> Hall:
    async with sqlite_sessions.begin() as session:
        world = await reminder_world.World(session).build()
        returned, noted = await world.assign(TEMANGGUNG, 1, 2)
        [complete] = await world.assign(SALATIGA, 1)
        held, _ = await world.assign(JAYAPURA, 1, 2)
        await world.report(returned, ReportState.REPORTED)
        await world.report(noted, ReportState.OBSTACLE, NOTE)
        await world.verify(returned, VerificationState.RETURNED)
        await world.report(complete, ReportState.REPORTED)
        await world.verify(complete, VerificationState.VERIFIED)
        await world.report(held, ReportState.OBSTACLE, OBSTACLE)
        await world.seat(1001, (Role.INSPECTORATE, TEMANGGUNG), name=PERSON)
        await world.seat(1002, (Role.REGIONAL_COORDINATOR, PROVINCE), name=KORWIL)
        registry = await load_registry(session, NOW.date())
    return Hall(sqlite_sessions, registry, Texts())


def signs_of(kind: ScopeKind, content: Content) -> tuple[str, ...]:
    """The signs that count in a group of the kind: the agency of a group is no other, and its name no secret there."""
    if kind is ScopeKind.AGENCY and content in {Content.LATE_NAMES, Content.OTHERS_STATUS}:
        return ("Jayapura", "Salatiga")
    return SIGNS[content]


@pytest.mark.parametrize("kind", ScopeKind)
async def test_nothing_reveals_what_the_scope_may_not_see(hall: Hall, kind: ScopeKind) -> None:
    scope = await hall.scope(kind)
    told = {text: await hall.says(scope, text) for text in QUESTIONS} | await hall.volunteers(scope)
    for content in frozenset(Content) - SHOWN[kind]:
        for text, said in told.items():
            assert not [sign for sign in signs_of(kind, content) if sign in said], f"{content}: {text}"


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        *((kind, Content.DEADLINES, "/tenggat") for kind in ScopeKind),
        *((kind, content, "/status") for content in (Content.COUNTS, Content.THANKS) for kind in ScopeKind),
        (ScopeKind.AGENCY, Content.OWN_STATUS, "/status"),
    ],
)
async def test_what_a_scope_may_see_is_said(hall: Hall, kind: ScopeKind, content: Content, text: str) -> None:
    scope = await hall.scope(kind)
    said = await hall.says(scope, text)
    if kind is ScopeKind.AGENCY and content in {Content.COUNTS, Content.THANKS}:
        assert "Dilaporkan 2 dari 2" in said, "of one agency each action is told instead"
    else:
        assert any(sign in said for sign in SIGNS[content])


async def test_the_secrets_are_there_to_be_told_in_private(hall: Hall) -> None:
    agency, period = hall.registry.agencies[JAYAPURA], hall.registry.periods[0]
    async with hall.sessions() as session:
        status = await agency_status(
            session, agency=agency, period=period, periods=hall.registry.periods, now=NOW, zone=WIB
        )
    detail = render_detail(status, hall.texts, "id", zone=WIB, may_detail=True, page=0).plain
    assert OBSTACLE in detail
    assert "Jayapura" in detail


async def test_a_group_is_told_of_the_other_quarter_that_may_be_meant_and_how_to_ask_for_it(samples: Sessions) -> None:
    async with samples() as session:
        today = MONDAY.astimezone(WIB).date()
        registry = await load_registry(session, today)
        agency = next(agency for agency in registry.agencies.values() if agency.code == "33.23")
        reading = read("/status tw 2", index=registry.index, periods=registry.periods, today=today)
        for scope in (GroupScope(), GroupScope(agency)):
            question = GroupQuestion(scope, registry, MONDAY, WIB)
            found = await answer_group(session, question=question, reading=reading)
            said = render_group_answer(found, scope, Texts(), "id", username="sigap_bot", zone=WIB).plain
            assert "TW VI (B18)\n1 April 2026 – 30 Juni 2026" in said
            assert said.endswith("Bila yang dimaksud TW II (B06), 1 April 2025 – 30 Juni 2025: /status b06")
        plain = read("/status TW II (B06)", index=registry.index, periods=registry.periods, today=today)
        found = await answer_group(
            session, question=GroupQuestion(GroupScope(agency), registry, MONDAY, WIB), reading=plain
        )
        assert isinstance(found, StatusAnswer)
        assert found.status.period.code == "B06"


async def test_a_group_is_told_how_many_are_late_but_not_who(hall: Hall) -> None:
    said = await hall.says(await hall.scope(ScopeKind.NATION), "siapa yang belum lapor")
    assert "Lengkap: 1 dari 3 instansi" in said
    assert "Terlambat: 2 instansi" in said
    assert "dijawab dalam percakapan pribadi" in said


async def test_a_province_counts_its_own_alone(hall: Hall) -> None:
    said = await hall.says(await hall.scope(ScopeKind.PROVINCE), "/status")
    assert "Lengkap: 1 dari 2 instansi" in said


async def test_an_action_counts_who_answers_for_it(hall: Hall) -> None:
    said = await hall.says(await hall.scope(ScopeKind.ACTION), "/status")
    assert said.startswith("Aksi A1 Aksi contoh 1")
    assert "Dilaporkan 3 dari 3" in said


async def test_english_groups_are_answered_in_english(hall: Hall) -> None:
    said = await hall.says(await hall.scope(ScopeKind.PROVINCE), "/status", "en")
    assert "Thanks to Kota Salatiga." in said


@pytest.mark.parametrize("kind", ScopeKind)
async def test_whoever_binds_a_group_reads_what_it_will_see_and_what_not(hall: Hall, kind: ScopeKind) -> None:
    said = render_bound(await hall.scope(kind), hall.texts, "id", username="sigap_bot", is_topic=False).plain
    shown, hidden = said.split("Yang tidak ditampilkan")
    labels = dict(CONTENT)
    if kind is not ScopeKind.AGENCY:  # there is no agency of its own
        labels = {content: label for content, label in (labels | OF_MANY).items() if content is not Content.OWN_STATUS}
    for content, label in labels.items():
        assert (label in shown) is (content in SHOWN[kind])
        assert (label in hidden) is (content not in SHOWN[kind])


def test_every_kind_of_content_has_its_words() -> None:
    assert set(CONTENT) == set(Content) == set(SIGNS)
