"""Invitations: one secret, one winner, one answer to everything that does not work."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from bot.domain.codes import hash_code, new_code
from bot.domain.errors import LastAdministrator, NoSuchSeat
from bot.domain.roles import Role
from bot.services.asking import Asker, find_asker
from bot.services.audit import OPERATOR, focal_point
from bot.services.chats import BLOCKED, close_chat, migrate_chat, open_chat
from bot.services.enrolment import TRIES_OF_ALL, TRIES_OF_ONE, WINDOW, Account, leave_seat
from bot.services.invitations import LIFETIME, invite, invite_each, list_empty_seats, may_invite
from db.engine import Sessions
from db.models import AuditEntry, Chat, ChatState, FailedRedemption, FocalPoint, InviteCode, Occupancy, OutboxMessage
from db.queries.people import find_person
from tests.services.village import (
    BUDI,
    NOW,
    RINA,
    SRI,
    TODAY,
    expected,
    invited,
    opening,
    person_of,
    queue,
    seated,
    settle,
)


async def asker(sessions: Sessions, account: Account, *, admin_ids: set[int] | None = None) -> Asker:
    async with sessions() as session:
        return await find_asker(
            session, telegram_id=account.telegram_id, language="id", admin_ids=admin_ids or set(), today=TODAY
        )


async def events(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return list((await session.exec(select(AuditEntry.event).order_by(col(AuditEntry.id)))).all())


async def test_an_invitation_seats_the_person_who_opens_it(sessions: Sessions) -> None:
    village = await settle(sessions)
    made = await invited(sessions, village.temanggung, Role.INSPECTORATE, name="Sri Wahyuni")
    enrolled = await opening(sessions, made.code)
    assert enrolled is not None
    assert (enrolled.is_new, enrolled.person.name) == (True, "Sri Wahyuni")
    assert (enrolled.seat.role, enrolled.seat.agency.full_name) == (Role.INSPECTORATE, "Kabupaten Temanggung")
    person = await person_of(sessions)
    assert person.is_reachable
    assert [seat.role for seat in person.seats] == [Role.INSPECTORATE]
    assert await events(sessions) == ["invite_made", "invite_used"]


async def test_without_a_name_on_the_invitation_the_account_gives_it(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    assert (await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)).name == "Sri W"


async def test_the_code_itself_is_stored_nowhere(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE, name="Sri Wahyuni")
    async with sqlite_sessions() as session:
        raw = (await (await session.connection()).execute(text("SELECT * FROM invite_code"))).one()
    assert made.code not in str(tuple(raw))
    assert hash_code(made.code) in tuple(raw)
    assert b"Sri" not in bytes(raw.name)


async def test_a_used_code_is_refused_like_a_wrong_one(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    await opening(sqlite_sessions, made.code, SRI)
    assert await opening(sqlite_sessions, made.code, BUDI) is None
    assert await opening(sqlite_sessions, new_code(), BUDI) is None
    assert await opening(sqlite_sessions, None, BUDI) is None
    async with sqlite_sessions() as session:
        assert await find_person(session, BUDI.telegram_id, TODAY) is None


async def test_a_code_holds_for_72_hours_and_not_a_moment_longer(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    early = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    late = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    assert early.expires_at == NOW + timedelta(hours=72)
    assert await opening(sqlite_sessions, early.code, SRI, now=NOW + LIFETIME - timedelta(seconds=1)) is not None
    assert await opening(sqlite_sessions, late.code, BUDI, now=NOW + LIFETIME) is None


async def test_of_fifty_who_open_one_code_at_once_one_is_seated(sessions: Sessions) -> None:
    village = await settle(sessions)
    made = await invited(sessions, village.temanggung, Role.INSPECTORATE)
    accounts = [Account(5000 + number, None, f"Orang {number}") for number in range(50)]
    answers = await asyncio.gather(*(opening(sessions, made.code, account) for account in accounts))
    assert sum(answer is not None for answer in answers) == 1
    async with sessions() as session:
        assert len((await session.exec(select(Occupancy))).all()) == 1
        assert len((await session.exec(select(FocalPoint))).all()) == 1
        assert len((await session.exec(select(FailedRedemption))).all()) == 49


async def test_a_person_who_opens_two_codes_at_once_stays_one_person(sessions: Sessions) -> None:
    village = await settle(sessions)
    codes = [
        (await invited(sessions, village.temanggung, role)).code for role in (Role.INSPECTORATE, Role.PUBLIC_RELATIONS)
    ]
    answers = await asyncio.gather(*(opening(sessions, code) for code in codes))
    assert all(answers)
    assert len((await person_of(sessions)).seats) == 2
    async with sessions() as session:
        assert len((await session.exec(select(FocalPoint))).all()) == 1


async def test_opening_the_own_code_again_greets_again_and_changes_nothing(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    await opening(sqlite_sessions, made.code)
    again = await opening(sqlite_sessions, made.code, now=NOW + timedelta(days=30))
    assert again is not None
    assert not again.is_new
    assert await events(sqlite_sessions) == ["invite_made", "invite_used"]


async def test_whoever_sits_there_already_uses_no_invitation_up(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    second = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    again = await opening(sqlite_sessions, second.code, SRI)
    assert again is not None
    assert not again.is_new
    assert await opening(sqlite_sessions, second.code, BUDI) is not None


async def test_a_code_of_a_seat_once_left_does_not_lead_back_into_it(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    enrolled = await opening(sqlite_sessions, made.code)
    assert enrolled is not None
    async with sqlite_sessions.begin() as session:
        await leave_seat(session, person=enrolled.person, seat_id=enrolled.seat.seat_id, now=NOW)
    assert await opening(sqlite_sessions, made.code) is None


async def test_after_five_wrong_codes_even_a_right_one_is_refused_for_an_hour(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    for _ in range(TRIES_OF_ONE):
        await opening(sqlite_sessions, new_code())
    assert await opening(sqlite_sessions, made.code) is None
    assert await opening(sqlite_sessions, made.code, now=NOW + WINDOW) is not None


async def test_a_flood_of_wrong_codes_by_many_closes_the_door_to_all_for_an_hour(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    made = await invited(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    for number in range(TRIES_OF_ALL):
        await opening(sqlite_sessions, new_code(), Account(7000 + number, None, ""))
    assert await opening(sqlite_sessions, made.code) is None
    assert await opening(sqlite_sessions, made.code, now=NOW + WINDOW) is not None


async def test_refused_tries_are_not_stored_without_end(sqlite_sessions: Sessions) -> None:
    await settle(sqlite_sessions)
    for _ in range(TRIES_OF_ONE + 20):
        await opening(sqlite_sessions, new_code())
    async with sqlite_sessions() as session:
        count = (await session.exec(select(func.count()).select_from(FailedRedemption))).one()
    assert count == TRIES_OF_ONE


@pytest.mark.parametrize(
    ("agency", "role"),
    [("temanggung", Role.SETNAS_ADMIN), ("temanggung", Role.REGIONAL_COORDINATOR), ("setnas", Role.INSPECTORATE)],
)
async def test_no_invitation_leads_into_a_seat_that_cannot_exist(
    sqlite_sessions: Sessions, agency: str, role: Role
) -> None:
    village = await settle(sqlite_sessions)
    with pytest.raises(NoSuchSeat):
        await invited(sqlite_sessions, getattr(village, agency), role)


async def test_one_press_makes_one_invitation_however_often_it_arrives(sessions: Sessions) -> None:
    village = await settle(sessions)

    async def press() -> bool:
        async with sessions.begin() as session:
            made = await invite(
                session,
                agency=village.temanggung,
                role=Role.INSPECTORATE,
                by=OPERATOR,
                now=NOW,
                request="1003:7:inspektorat",
            )
            return made is not None

    assert sum(await asyncio.gather(*(press() for _ in range(5)))) == 1
    async with sessions() as session:
        assert len((await session.exec(select(InviteCode))).all()) == 1


async def test_administrators_invite_anywhere_and_others_nowhere(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    await seated(sqlite_sessions, village.setnas, Role.SETNAS_ADMIN, RINA)
    await seated(sqlite_sessions, village.setnas, Role.SETNAS_VERIFIER, BUDI)
    await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE, SRI)
    admin, verifier, inspector = [await asker(sqlite_sessions, account) for account in (RINA, BUDI, SRI)]
    assert may_invite(admin, village.jayapura, Role.PUBLIC_RELATIONS)
    assert may_invite(admin, village.setnas, Role.SETNAS_ADMIN)
    assert not may_invite(admin, village.jayapura, Role.SETNAS_ADMIN)
    assert not may_invite(verifier, village.setnas, Role.SETNAS_ADMIN)
    assert not may_invite(inspector, village.temanggung, Role.PUBLIC_RELATIONS)


async def test_admin_ids_hold_until_the_first_administrator_sits(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    ids = {BUDI.telegram_id}
    assert may_invite(await asker(sqlite_sessions, BUDI, admin_ids=ids), village.setnas, Role.SETNAS_ADMIN)
    await seated(sqlite_sessions, village.setnas, Role.SETNAS_ADMIN, RINA)
    assert (await asker(sqlite_sessions, BUDI, admin_ids=ids)).is_stranger


async def test_empty_seats_are_all_that_could_be_taken_without_those_of_setnas(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions() as session:
        everywhere = await list_empty_seats(session, on=TODAY)
        here = await list_empty_seats(session, on=TODAY, agency=village.temanggung)
        admins = await list_empty_seats(session, on=TODAY, roles=[Role.SETNAS_ADMIN])
    assert (village.jayapura, Role.INSPECTORATE) in everywhere
    assert (village.setnas, Role.REGIONAL_COORDINATOR) in everywhere
    assert not {Role.SETNAS_ADMIN, Role.SETNAS_VERIFIER} & {role for _, role in everywhere}
    assert [role for _, role in here] == [
        Role.PUBLIC_RELATIONS,
        Role.COMMUNICATIONS_OFFICE,
        Role.IMPLEMENTING_UNIT,
        Role.LEADERSHIP,
    ]
    assert admins == [(village.setnas, Role.SETNAS_ADMIN)]


async def test_many_invitations_at_once_work_like_single_ones(sessions: Sessions) -> None:
    village = await settle(sessions)
    await seated(sessions, village.temanggung, Role.INSPECTORATE)
    async with sessions.begin() as session:
        seats = await list_empty_seats(session, on=TODAY)
        made = await invite_each(session, seats=seats, by=OPERATOR, now=NOW)
    assert len({invitation.code for invitation in made}) == len(seats) == 16
    for invitation in made[:2]:
        enrolled = await opening(sessions, invitation.code, BUDI)
        assert enrolled is not None
        assert (enrolled.seat.agency, enrolled.seat.role) == (invitation.agency, invitation.role)


async def test_a_person_named_by_an_import_is_reachable_from_the_first_message(sessions: Sessions) -> None:
    village = await settle(sessions)
    assert not (await expected(sessions, village.jayapura, Role.INSPECTORATE)).is_reachable
    async with sessions.begin() as session:
        assert await open_chat(session, telegram_id=SRI.telegram_id, username="sriw", now=NOW)
    assert (await person_of(sessions)).is_reachable
    async with sessions.begin() as session:
        assert not await open_chat(session, telegram_id=SRI.telegram_id, username="sriw", now=NOW)


async def test_strangers_open_nothing(sqlite_sessions: Sessions) -> None:
    async with sqlite_sessions.begin() as session:
        assert not await open_chat(session, telegram_id=99, username=None, now=NOW, on_purpose=True)
    async with sqlite_sessions() as session:
        assert (await session.exec(select(Chat))).all() == []


async def test_a_blocked_chat_loses_its_queue_and_opens_again_only_on_purpose(sessions: Sessions) -> None:
    village = await settle(sessions)
    await queue(sessions, await seated(sessions, village.temanggung, Role.INSPECTORATE), "one", "two")
    async with sessions.begin() as session:
        assert await close_chat(session, telegram_id=SRI.telegram_id, reason=BLOCKED, now=NOW) == 2
        assert await close_chat(session, telegram_id=SRI.telegram_id, reason=BLOCKED, now=NOW) == 0
    async with sessions.begin() as session:
        assert not await open_chat(session, telegram_id=SRI.telegram_id, username=None, now=NOW)
    assert (await person_of(sessions)).chat_state is ChatState.CLOSED
    async with sessions.begin() as session:
        rows = (await session.exec(select(OutboxMessage))).all()
        assert {(row.state.value, row.reason) for row in rows} == {("suppressed", "blocked")}
        assert await open_chat(session, telegram_id=SRI.telegram_id, username=None, now=NOW, on_purpose=True)
    assert (await person_of(sessions)).is_reachable


async def test_a_group_that_moved_is_followed_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        session.add(Chat(telegram_id=-5, state=ChatState.OPEN))
    for is_first in (True, False):
        async with sessions.begin() as session:
            assert await migrate_chat(session, old_id=-5, new_id=-1005, now=NOW) is is_first
    async with sessions() as session:
        assert [chat.telegram_id for chat in (await session.exec(select(Chat))).all()] == [-1005]


async def test_what_waits_for_a_group_goes_to_the_supergroup_that_is_known_already(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    await queue(sessions, person, "one")
    async with sessions.begin() as session:
        session.add(Chat(telegram_id=-1005, state=ChatState.OPEN))
    for is_first in (True, False):
        async with sessions.begin() as session:
            assert await migrate_chat(session, old_id=SRI.telegram_id, new_id=-1005, now=NOW) is is_first
    async with sessions() as session:
        group = (await session.exec(select(Chat).where(Chat.telegram_id == -1005))).one()
        assert (await session.exec(select(OutboxMessage))).one().chat_id == group.id


async def test_leaving_a_seat_ends_it_and_withdraws_what_waits(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    await queue(sessions, person, "one")
    for is_first in (True, False):
        async with sessions.begin() as session:
            left = await leave_seat(session, person=person, seat_id=person.seats[0].seat_id, now=NOW)
            assert (left is not None) is is_first
    assert (await person_of(sessions)).seats == ()
    async with sessions() as session:
        assert (await session.exec(select(OutboxMessage))).one().reason == "seat_left"


async def test_nobody_leaves_a_seat_that_is_not_theirs(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE, SRI)
    other = await seated(sqlite_sessions, village.temanggung, Role.PUBLIC_RELATIONS, BUDI)
    async with sqlite_sessions.begin() as session:
        assert await leave_seat(session, person=person, seat_id=other.seats[0].seat_id, now=NOW) is None
    assert len((await person_of(sqlite_sessions, BUDI)).seats) == 1


async def test_the_last_administrator_may_not_leave(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    rina = await seated(sqlite_sessions, village.setnas, Role.SETNAS_ADMIN, RINA)
    async with sqlite_sessions.begin() as session:
        with pytest.raises(LastAdministrator):
            await leave_seat(session, person=rina, seat_id=rina.seats[0].seat_id, now=NOW)


async def test_of_two_administrators_who_leave_at_once_one_stays(sessions: Sessions) -> None:
    village = await settle(sessions)
    both = [await seated(sessions, village.setnas, Role.SETNAS_ADMIN, account) for account in (RINA, BUDI)]

    async def leave(number: int) -> bool:
        try:
            async with sessions.begin() as session:
                person = both[number]
                return bool(await leave_seat(session, person=person, seat_id=person.seats[0].seat_id, now=NOW))
        except LastAdministrator:
            return False

    assert sorted(await asyncio.gather(leave(0), leave(1))) == [False, True]


async def test_the_audit_names_keys_and_no_persons(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE, name="Sri Wahyuni")
    async with sqlite_sessions() as session:
        entries = (await session.exec(select(AuditEntry))).all()
    assert {entry.actor_id for entry in entries} == {None, focal_point(person.id).person_id}
    assert "Sri" not in str([entry.detail for entry in entries])
    assert str(SRI.telegram_id) not in str([entry.detail for entry in entries])
