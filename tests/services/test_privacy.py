"""What belongs to a person: consent, peace, sight of the own data, erasure."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.domain.errors import LastAdministrator
from bot.domain.roles import Role
from bot.services.chats import BLOCKED, close_chat
from bot.services.privacy import NOTICE_VERSION, erase, give_consent, has_agreed, own_data, resume, stop
from bot.services.retention import forget_old
from db.engine import Sessions
from db.models import (
    AuditEntry,
    Chat,
    Consent,
    FailedRedemption,
    FocalPoint,
    InboxUpdate,
    InviteCode,
    OutboxMessage,
    OutboxState,
    SendAttempt,
)
from db.queries.people import Person, find_person
from tests.services.village import BUDI, NOW, RINA, SRI, TODAY, invited, opening, person_of, queue, seated, settle


async def sri_of(sessions: Sessions) -> Person:
    village = await settle(sessions)
    return await seated(sessions, village.temanggung, Role.INSPECTORATE, name="Sri Wahyuni")


async def remember(sessions: Sessions, person: Person) -> None:
    """Let an update from the person, one about somebody else, and a text sent to the person be stored."""
    assert person.telegram_id is not None
    own = {"update_id": 1, "message": {"from": {"id": person.telegram_id, "first_name": "Sri"}, "text": "status"}}
    other = {"update_id": 2, "message": {"message_id": person.telegram_id, "from": {"id": 1002}, "text": "status"}}
    await queue(sessions, person, "one")
    async with sessions.begin() as session:
        for number, update in enumerate((own, other), start=1):
            session.add(InboxUpdate(update_id=number, raw=json.dumps(update), received_at=NOW, handled_at=NOW))
        session.add(InboxUpdate(update_id=3, raw=json.dumps(own), received_at=NOW))  # waits to be handled
        message = (await session.exec(select(OutboxMessage))).one()
        assert message.id is not None
        session.add(SendAttempt(outbox_id=message.id, attempt_id="a", text="Yth. Sri Wahyuni", started_at=NOW))
        session.add(FailedRedemption(telegram_id=person.telegram_id, at=NOW))


async def test_consent_is_recorded_once_with_wording_and_time(sessions: Sessions) -> None:
    person = await sri_of(sessions)
    async with sessions() as session:
        assert not await has_agreed(session, person.id)

    async def agree() -> bool:
        async with sessions.begin() as session:
            return await give_consent(session, person_id=person.id, version=NOTICE_VERSION, now=NOW)

    assert all(await asyncio.gather(agree(), agree(), agree()))
    async with sessions() as session:
        assert await has_agreed(session, person.id)
        consent = (await session.exec(select(Consent))).one()
    assert (consent.version, consent.given_at) == (NOTICE_VERSION, NOW)


async def test_a_button_of_an_older_notice_agrees_to_nothing(sqlite_sessions: Sessions) -> None:
    person = await sri_of(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        assert not await give_consent(session, person_id=person.id, version="2019-01", now=NOW)
    async with sqlite_sessions() as session:
        assert (await session.exec(select(Consent))).all() == []


async def test_stopping_withdraws_what_waits_at_once_and_names_why(sessions: Sessions) -> None:
    person = await sri_of(sessions)
    await queue(sessions, person, "queued", "leased", "sent")
    async with sessions.begin() as session:
        for row in (await session.exec(select(OutboxMessage))).all():
            row.state = OutboxState(row.dedupe_key)
    async with sessions.begin() as session:
        assert await stop(session, person=person, now=NOW) == 2
    async with sessions() as session:
        rows = (await session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    assert [(row.state, row.reason) for row in rows] == [
        (OutboxState.SUPPRESSED, "stopped"),
        (OutboxState.SUPPRESSED, "stopped"),
        (OutboxState.SENT, ""),
    ]
    assert not (await person_of(sessions)).is_reachable


async def test_stopping_twice_is_one_decision_and_resuming_undoes_it(sqlite_sessions: Sessions) -> None:
    person = await sri_of(sqlite_sessions)
    for later in (0, 1):
        async with sqlite_sessions.begin() as session:
            await stop(session, person=person, now=NOW + timedelta(hours=later))
    assert (await person_of(sqlite_sessions)).stopped_at == NOW
    for _ in range(2):
        async with sqlite_sessions.begin() as session:
            await resume(session, person=person, username="sriw", now=NOW)
    assert (await person_of(sqlite_sessions)).is_reachable
    async with sqlite_sessions() as session:
        events = (await session.exec(select(AuditEntry.event).order_by(col(AuditEntry.id)))).all()
    assert events == ["invite_made", "invite_used", "stopped", "resumed"]


async def test_resuming_opens_a_chat_that_was_blocked_before(sqlite_sessions: Sessions) -> None:
    person = await sri_of(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        await close_chat(session, telegram_id=SRI.telegram_id, reason=BLOCKED, now=NOW)
    async with sqlite_sessions.begin() as session:
        await resume(session, person=person, username="sriw", now=NOW)
    assert (await person_of(sqlite_sessions)).is_reachable


async def test_a_new_invitation_does_not_undo_a_stop(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    person = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        await stop(session, person=person, now=NOW)
    again = await seated(sqlite_sessions, village.temanggung, Role.PUBLIC_RELATIONS)
    assert (again.stopped_at, len(again.seats)) == (NOW, 2)


async def test_the_own_data_are_all_that_is_stored(sessions: Sessions) -> None:
    person = await sri_of(sessions)
    await remember(sessions, person)
    async with sessions.begin() as session:
        await give_consent(session, person_id=person.id, version=NOTICE_VERSION, now=NOW)
    async with sessions() as session:
        data = await own_data(session, person=person, today=TODAY)
    assert (data.name, data.username, data.telegram_id) == ("Sri Wahyuni", "sriw", SRI.telegram_id)
    assert [(seat.role, seat.agency and seat.agency.code, seat.ends_at) for seat in data.seats] == [
        (Role.INSPECTORATE, "33.23", None)
    ]
    assert [consent.version for consent in data.consents] == [NOTICE_VERSION]
    assert (data.messages.waiting, data.messages.sent, data.updates_kept) == (1, 0, 1)


async def test_erasure_leaves_keys_and_no_person(sessions: Sessions) -> None:
    person = await sri_of(sessions)
    await remember(sessions, person)
    async with sessions.begin() as session:
        await give_consent(session, person_id=person.id, version=NOTICE_VERSION, now=NOW)
    async with sessions.begin() as session:
        await erase(session, person=person, now=NOW)
    async with sessions() as session:
        assert await find_person(session, SRI.telegram_id, TODAY) is None
        assert (await session.exec(select(FocalPoint))).one().name is None
        chat = (await session.exec(select(Chat))).one()
        assert (chat.focal_point_id, chat.username) == (None, None)
        assert chat.telegram_id != SRI.telegram_id
        assert (await session.exec(select(InviteCode))).one().name is None
        assert (await session.exec(select(SendAttempt))).one().text == ""
        assert (await session.exec(select(FailedRedemption))).all() == []
        updates = (await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.update_id)))).all()
        assert [update.raw is None for update in updates] == [True, False, False]
        assert (await session.exec(select(Consent))).one().withdrawn_at == NOW
        assert (await session.exec(select(OutboxMessage))).one().reason == "erased"
        assert (await session.exec(select(AuditEntry.event).order_by(col(AuditEntry.id).desc()))).first() == "erased"


async def test_whoever_was_erased_can_be_invited_again_as_somebody_new(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    first = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE)
    async with sqlite_sessions.begin() as session:
        await erase(session, person=first, now=NOW)
    second = await seated(sqlite_sessions, village.jayapura, Role.INSPECTORATE)
    assert second.id != first.id
    assert [seat.agency.code for seat in second.seats] == ["91.71"]


async def test_erasing_one_person_leaves_the_others(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    sri = await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE, SRI)
    await seated(sqlite_sessions, village.temanggung, Role.INSPECTORATE, BUDI)
    async with sqlite_sessions.begin() as session:
        await erase(session, person=sri, now=NOW)
    budi = await person_of(sqlite_sessions, BUDI)
    assert (budi.name, budi.is_reachable, len(budi.seats)) == ("Budi", True, 1)


async def test_the_last_administrator_is_not_erased(sqlite_sessions: Sessions) -> None:
    village = await settle(sqlite_sessions)
    rina = await seated(sqlite_sessions, village.setnas, Role.SETNAS_ADMIN, RINA)
    async with sqlite_sessions.begin() as session:
        with pytest.raises(LastAdministrator):
            await erase(session, person=rina, now=NOW)
    assert (await person_of(sqlite_sessions, RINA)).name == "Rina"


async def test_an_erased_account_may_try_codes_like_any_stranger(sqlite_sessions: Sessions) -> None:
    person = await sri_of(sqlite_sessions)
    async with sqlite_sessions.begin() as session:
        await erase(session, person=person, now=NOW)
    assert await opening(sqlite_sessions, "wrong") is None


async def test_texts_and_names_are_not_kept_longer_than_they_serve(sessions: Sessions) -> None:
    village = await settle(sessions)
    person = await seated(sessions, village.temanggung, Role.INSPECTORATE)
    await invited(sessions, village.temanggung, Role.PUBLIC_RELATIONS, name="Budi")
    await remember(sessions, person)
    for days, kept in ((399, "Yth. Sri Wahyuni"), (401, "")):
        async with sessions.begin() as session:
            await forget_old(session, now=NOW + timedelta(days=days))
        async with sessions() as session:
            assert (await session.exec(select(SendAttempt))).one().text == kept
    async with sessions() as session:
        assert [invite.name for invite in (await session.exec(select(InviteCode))).all()] == [None, None]
        assert (await session.exec(select(FailedRedemption))).all() == []


async def test_a_text_once_forgotten_is_not_written_again_and_again(sessions: Sessions) -> None:
    person = await sri_of(sessions)
    await remember(sessions, person)
    tokens = []
    for days in (399, 401, 402):
        async with sessions.begin() as session:
            await forget_old(session, now=NOW + timedelta(days=days))
        async with sessions() as session:
            raw = (await (await session.connection()).execute(text("SELECT text FROM send_attempt"))).scalar_one()
        tokens.append(bytes(raw))
    assert tokens[0] != tokens[1] == tokens[2]
