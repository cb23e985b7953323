"""Groups: codes, bindings, moves, closed topics."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import GroupScope, ScopeKind
from bot.domain.errors import Refusal
from bot.domain.periods import PeriodRef
from bot.domain.roles import Role
from bot.services.asking import Asker, find_asker
from bot.services.audit import OPERATOR
from bot.services.chats import migrate_chat
from bot.services.enrolment import TRIES_OF_ONE, Account
from bot.services.group_codes import make_code, may_bind, read_scope, scope_word
from bot.services.groups import Bound, GroupPlace, Unbinding, arrive, bind, choose, depart, list_own, may_answer, unbind
from bot.services.outbox import NewMessage, claim, enqueue, intend
from bot.services.settlement import Outcome, Result, Settlement, settle
from db.engine import Sessions
from db.models import AuditEntry, Board, Chat, ChatState, OutboxMessage
from db.queries.chats import ensure_chat
from db.queries.groups import BindingRef, bindings_of, ensure_group
from tests.services.post_office import FAST
from tests.services.village import BUDI, NOW, RINA, SRI, TODAY, Village, seated
from tests.services.village import settle as settle_village

GROUP, OTHER, SUPERGROUP = -500, -501, -1001000000777
TOPIC = 7


@dataclass
class Hall:
    """A village in which groups are bound."""

    sessions: Sessions
    village: Village

    @property
    def agencies(self) -> dict[int, AgencyRef]:
        places = (self.village.setnas, self.village.central_java, self.village.temanggung, self.village.jayapura)
        return {place.id: place for place in places}

    async def asker(self, account: Account) -> Asker:
        async with self.sessions() as session:
            return await find_asker(session, telegram_id=account.telegram_id, language="id", admin_ids=(), today=TODAY)

    async def code(self, agency: AgencyRef | None = None) -> str:
        async with self.sessions.begin() as session:
            made = await make_code(session, scope=GroupScope(agency), by=OPERATOR, now=NOW)
        assert made is not None
        return made.code

    async def binds(
        self, code: str | None, place: GroupPlace, account: Account = SRI, after: timedelta = timedelta(0)
    ) -> Bound | None:
        asker = await self.asker(account)
        async with self.sessions.begin() as session:
            return await bind(session, code=code, place=place, asker=asker, agencies=self.agencies, now=NOW + after)

    async def bound(self, telegram_id: int = GROUP) -> dict[int | None, BindingRef]:
        async with self.sessions() as session:
            return await bindings_of(session, telegram_id, self.agencies)

    async def events(self) -> list[str]:
        async with self.sessions() as session:
            return [entry.event for entry in (await session.exec(select(AuditEntry))).all()]


async def open_hall(sessions: Sessions) -> Hall:
    return Hall(sessions, await settle_village(sessions))


@pytest.fixture
async def hall(sqlite_sessions: Sessions) -> Hall:
    return await open_hall(sqlite_sessions)


def place(thread_id: int | None = None, telegram_id: int = GROUP) -> GroupPlace:
    return GroupPlace(telegram_id, "Grup <Aksi> 🎉", thread_id)


async def test_a_code_binds_one_place_for_anybody_who_holds_it(hall: Hall) -> None:
    code = await hall.code(hall.village.central_java)
    bound = await hall.binds(code, place())
    assert bound == Bound(GroupScope(hall.village.central_java), "id")
    assert {key: one.scope.kind for key, one in (await hall.bound()).items()} == {None: ScopeKind.PROVINCE}
    assert (await hall.bound())[None].title == "Grup <Aksi> 🎉"
    assert (await hall.events())[-2:] == ["group_code_made", "group_bound"]


async def test_a_used_an_expired_and_an_invented_code_bind_nothing(hall: Hall) -> None:
    used, expired = await hall.code(), await hall.code()
    await hall.binds(used, place())
    assert await hall.binds(used, place(TOPIC)) is None
    assert await hall.binds(expired, place(TOPIC), after=timedelta(hours=72)) is None
    assert await hall.binds("A" * 26, place(TOPIC)) is None
    assert await hall.binds(None, place(TOPIC)) is None
    assert list(await hall.bound()) == [None]


async def test_the_code_that_bound_a_place_may_be_opened_there_again(hall: Hall) -> None:
    code = await hall.code(hall.village.central_java)
    bound = await hall.binds(code, place(TOPIC))
    for _ in range(TRIES_OF_ONE + 1):
        assert await hall.binds(code, place(TOPIC), after=timedelta(days=9)) == bound
    assert (await hall.events()).count("group_bound") == 1
    await hall.binds(await hall.code(), place(TOPIC), after=timedelta(hours=1))
    assert await hall.binds(code, place(TOPIC)) is None, "another code bound it since"


async def test_too_many_wrong_codes_close_the_door_for_a_good_one_too(hall: Hall) -> None:
    good = await hall.code()
    for _ in range(TRIES_OF_ONE):
        await hall.binds("A" * 26, place())
    assert await hall.binds(good, place()) is None
    assert await hall.binds(good, place(), BUDI) is not None, "the others are not to blame"


async def test_two_groups_with_one_code_at_once_are_not_both_bound(sessions: Sessions) -> None:
    hall = await open_hall(sessions)
    code = await hall.code()
    places = (place(), place(telegram_id=OTHER))
    async with asyncio.timeout(60):
        outcomes = await asyncio.gather(
            *(hall.binds(code, one, who) for one, who in zip(places, (SRI, BUDI), strict=True))
        )
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert len(await hall.bound()) + len(await hall.bound(OTHER)) == 1


async def test_topics_are_bound_beside_each_other_and_a_new_binding_ends_the_old(hall: Hall) -> None:
    await hall.binds(await hall.code(), place())
    await hall.binds(await hall.code(hall.village.temanggung), place(TOPIC))
    await hall.binds(await hall.code(hall.village.jayapura), place(TOPIC))
    scopes = {key: scope_word(one.scope) for key, one in (await hall.bound()).items()}
    assert scopes == {None: "nasional", TOPIC: "91.71"}


async def test_only_who_may_bind_lets_go_by_the_rights_of_the_moment(hall: Hall) -> None:
    village = hall.village
    await seated(hall.sessions, village.temanggung, Role.PUBLIC_RELATIONS, SRI)
    await seated(hall.sessions, village.jayapura, Role.INSPECTORATE, BUDI)
    await hall.binds(await hall.code(village.temanggung), place(TOPIC))
    outcomes = []
    for account in (RINA, BUDI, SRI, SRI):
        asker = await hall.asker(account)
        async with hall.sessions.begin() as session:
            outcome, _ = await unbind(session, place=place(TOPIC), asker=asker, agencies=hall.agencies, now=NOW)
        outcomes.append(outcome)
    assert outcomes == [Unbinding.NOT_ALLOWED, Unbinding.NOT_ALLOWED, Unbinding.DONE, Unbinding.NOT_BOUND]


@pytest.mark.parametrize(
    ("role", "seat", "binds"),
    [
        (Role.SETNAS_ADMIN, "setnas", {"nasional", "33", "33.23", "91.71"}),
        (Role.SETNAS_VERIFIER, "setnas", set()),
        (Role.REGIONAL_COORDINATOR, "central_java", {"33", "33.23"}),
        (Role.REGIONAL_COORDINATOR, "setnas", set()),
        (Role.INSPECTORATE, "temanggung", {"33.23"}),
        (Role.INSPECTORATE, "central_java", {"33"}),
        (Role.PUBLIC_RELATIONS, "temanggung", {"33.23"}),
        (Role.COMMUNICATIONS_OFFICE, "jayapura", {"91.71"}),
        (Role.IMPLEMENTING_UNIT, "temanggung", set()),
        (Role.LEADERSHIP, "temanggung", {"33.23"}),
    ],
)
async def test_what_each_role_may_bind(hall: Hall, role: Role, seat: str, binds: set[str]) -> None:
    await seated(hall.sessions, getattr(hall.village, seat), role, SRI)
    asker = await hall.asker(SRI)
    scopes = [GroupScope(), *(GroupScope(agency) for agency in hall.agencies.values())]
    assert {scope_word(scope) for scope in scopes if may_bind(asker, scope)} == binds


async def test_whoever_may_not_bind_changes_nothing_and_sees_no_group(hall: Hall) -> None:
    await seated(hall.sessions, hall.village.temanggung, Role.INSPECTORATE, SRI)
    await hall.binds(await hall.code(hall.village.temanggung), place())
    binding = (await hall.bound())[None]
    mine, stranger = await hall.asker(SRI), await hall.asker(BUDI)
    async with hall.sessions.begin() as session:
        assert not await choose(session, binding=binding, asker=stranger, what="language", value="en")
        assert not await choose(session, binding=binding, asker=mine, what="language", value="xx")
        assert not await choose(session, binding=binding, asker=mine, what="hour", value="23")
        assert await choose(session, binding=binding, asker=mine, what="hour", value="7")
        assert await choose(session, binding=binding, asker=mine, what="language", value="en")
        assert await list_own(session, asker=stranger, agencies=hall.agencies) == []
    changed = (await hall.bound())[None]
    assert (changed.language, changed.digest_hour) == ("en", 7)


async def test_a_group_that_is_known_under_both_ids_keeps_what_was_bound_last(sessions: Sessions) -> None:
    hall = await open_hall(sessions)
    await hall.binds(await hall.code(), place())
    await hall.binds(await hall.code(hall.village.temanggung), place(TOPIC))
    await hall.binds(await hall.code(hall.village.central_java), place(telegram_id=SUPERGROUP))
    async with sessions.begin() as session:
        session.add(Board(binding_id=(await hall.bound())[TOPIC].id, message_id=12, is_pinned=True, shown="x"))
        await migrate_chat(session, old_id=GROUP, new_id=SUPERGROUP, now=NOW)
    scopes = {key: scope_word(one.scope) for key, one in (await hall.bound(SUPERGROUP)).items()}
    assert scopes == {None: "33", TOPIC: "33.23"}
    assert await hall.bound() == {}
    async with sessions() as session:
        board = (await session.exec(select(Board))).one()
    assert (board.message_id, board.is_pinned, board.shown) == (None, False, ""), "ids of the old group mean nothing"


async def test_a_group_that_becomes_a_supergroup_forgets_the_messages_of_its_boards(hall: Hall) -> None:
    await hall.binds(await hall.code(), place())
    async with hall.sessions.begin() as session:
        session.add(Board(binding_id=(await hall.bound())[None].id, message_id=12))
        await migrate_chat(session, old_id=GROUP, new_id=SUPERGROUP, now=NOW)
    assert list(await hall.bound(SUPERGROUP)) == [None]
    async with hall.sessions() as session:
        assert (await session.exec(select(Board.message_id))).one() is None


async def test_a_message_to_a_closed_topic_stops_that_topic_alone(sessions: Sessions) -> None:
    hall = await open_hall(sessions)
    await hall.binds(await hall.code(), place())
    await hall.binds(await hall.code(hall.village.temanggung), place(TOPIC))
    async with sessions.begin() as session:
        chat = await ensure_chat(session, GROUP)
        assert chat.id is not None
        later = NOW + timedelta(days=1)
        queued = [
            NewMessage(key, "papan", chat.id, {}, NOW, NOW, later, thread_id=thread)
            for key, thread in (("a", TOPIC), ("b", TOPIC), ("c", None))
        ]
        await enqueue(session, queued, now=NOW)
        first = (await claim(session, owner="me", now=NOW, limits=FAST, limit=1)).claims[0]
        attempt = (await intend(session, {first.id: "Papan"}, owner="me", now=NOW))[first.id]
        refused = Result(Outcome.REFUSED, reason="no_topic", parks_chat=True)
        await settle(session, [Settlement(first.id, attempt, GROUP, refused, NOW)])
    assert {key: one.is_open for key, one in (await hall.bound()).items()} == {None: True, TOPIC: False}
    async with sessions() as session:
        rows = (await session.exec(select(OutboxMessage).order_by(OutboxMessage.dedupe_key))).all()
        state = (await session.exec(select(Chat.state).where(Chat.telegram_id == GROUP))).one()
    assert [(row.dedupe_key, row.state, row.reason) for row in rows] == [
        ("a", "failed", "no_topic"),
        ("b", "suppressed", "no_topic"),
        ("c", "queued", ""),
    ]
    assert state is ChatState.OPEN


async def test_a_group_that_the_bot_left_is_bound_to_nothing_and_gets_nothing(hall: Hall) -> None:
    async with hall.sessions.begin() as session:
        await arrive(session, place=place(), is_welcome=False, now=NOW)
    await hall.binds(await hall.code(), place())
    async with hall.sessions.begin() as session:
        await depart(session, telegram_id=GROUP, reason="kicked", now=NOW)
        rows = (await session.exec(select(OutboxMessage))).all()
    assert await hall.bound() == {}
    assert {(row.state, row.reason) for row in rows} == {("suppressed", "unbound")}


async def test_a_group_is_answered_at_most_once_in_a_few_seconds(hall: Hall) -> None:
    turns = []
    for seconds in (0, 1, 2, 3, 4):
        async with hall.sessions.begin() as session:
            turns.append(await may_answer(session, place=place(), now=NOW + timedelta(seconds=seconds)))
    assert turns == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("words", "kind"), [("nasional", "nasional"), (" Nasional ", "nasional"), ("33", "provinsi"), ("33.23", "instansi")]
)
async def test_a_scope_is_read_as_it_is_written(hall: Hall, words: str, kind: str) -> None:
    periods: tuple[PeriodRef, ...] = ()
    async with hall.sessions() as session:
        scope = await read_scope(session, words, agencies=hall.agencies, periods=periods, today=TODAY)
    assert scope.kind == kind


@pytest.mark.parametrize("words", ["", "99", "SETNAS", "aksi:7.2", "aksi:", "jawa tengah"])
async def test_a_scope_that_is_none_is_refused_with_a_sentence(hall: Hall, words: str) -> None:
    async with hall.sessions() as session:
        with pytest.raises(Refusal, match=" / "):
            await read_scope(session, words, agencies=hall.agencies, periods=(), today=TODAY)


async def test_a_group_is_known_by_its_present_title(hall: Hall) -> None:
    await hall.binds(await hall.code(), place())
    async with hall.sessions.begin() as session:
        chat = await ensure_chat(session, GROUP)
        await ensure_group(session, chat.id or 0, "Judul baru", NOW)
    assert (await hall.bound())[None].title == "Judul baru"
