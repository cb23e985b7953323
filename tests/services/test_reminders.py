"""From what is stored to what is queued, and from the queue to what is said by then."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from bot.domain.duties import DeadlineKind, ReportState, VerificationState
from bot.domain.roles import Role
from bot.services.outbox import Claimed, Withheld, claim, hold
from bot.services.reminder_content import Reminder, prepare
from bot.services.reminders import Planned, list_planned, load_facts, may_hold_moments, plan_due
from bot.services.settings import choose_hour
from db.engine import Sessions
from db.models import (
    Chat,
    ChatState,
    Deadline,
    FocalPoint,
    Holiday,
    Occupancy,
    OutboxMessage,
    OutboxState,
    PlannerCursor,
)
from db.queries.agencies import get_agency
from tests.reminder_world import DUE_AT, H_7, JAYAPURA, PROVINCE, SALATIGA, SETNAS, TEMANGGUNG, WIB, World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEFORE = H_7 - HOUR


@pytest.fixture
async def world(sqlite_sessions: Sessions) -> Sessions:
    """An Inspektorat with two open duties, and a cursor an hour before H-7."""
    async with sqlite_sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG, 1, 2)
        await built.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
        await plan_due(session, now=BEFORE, zone=WIB)
    return sqlite_sessions


async def planned(sessions: Sessions, now: datetime) -> Planned:
    async with sessions.begin() as session:
        return await plan_due(session, now=now, zone=WIB)


async def rows(sessions: Sessions) -> list[OutboxMessage]:
    async with sessions() as session:
        return list((await session.exec(select(OutboxMessage).order_by(col(OutboxMessage.due_at)))).all())


async def queued_rungs(sessions: Sessions) -> list[str]:
    return [row.payload["notices"][0]["rung"] for row in await rows(sessions) if row.state is OutboxState.QUEUED]


async def looked_at(sessions: Sessions, now: datetime) -> Reminder | Withheld:
    """The newest message that is due, as it is looked at right before it leaves."""
    async with sessions.begin() as session:
        *_, mine = (await claim(session, owner="me", now=now)).claims
        held = await hold(session, [mine.id], owner="me", now=now)
        return (await prepare(session, held, now=now, zone=WIB))[mine.id]


async def told(sessions: Sessions, now: datetime) -> Reminder:
    content = await looked_at(sessions, now)
    assert isinstance(content, Reminder)
    return content


async def withheld(sessions: Sessions, now: datetime) -> Withheld:
    content = await looked_at(sessions, now)
    assert isinstance(content, Withheld)
    return content


async def move_deadline(sessions: Sessions, due_at: datetime) -> None:
    async with sessions.begin() as session:
        old = (await session.exec(select(Deadline).where(Deadline.kind == DeadlineKind.REPORT))).one()
        old.superseded_at = BEFORE
        await session.flush()
        await World(session).set_deadline(DeadlineKind.REPORT, due_at)


# Planning


async def test_the_first_tick_sets_the_cursor_and_plans_nothing_that_lies_before_it(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG)
        await built.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
    assert await planned(sessions, H_7 + MINUTE) == Planned()
    assert await rows(sessions) == []
    assert await planned(sessions, H_7 + 3 * DAY) == Planned(enqueued=1)  # H-3 moved from Sunday to Friday


async def test_a_reminder_is_queued_when_its_moment_has_come(world: Sessions) -> None:
    assert await planned(world, H_7 - MINUTE) == Planned()
    assert await planned(world, H_7) == Planned(enqueued=1)
    (row,) = await rows(world)
    assert (row.due_at, row.next_at, row.expires_at, row.kind) == (H_7, H_7, DUE_AT, "pengingat")
    assert row.payload["roles"] == ["inspektorat"]


async def test_planning_again_queues_nothing_twice(world: Sessions) -> None:
    await planned(world, H_7)
    assert await planned(world, H_7 + MINUTE) == Planned()
    async with world.begin() as session:  # even where the cursor was lost
        await session.exec(update(PlannerCursor).values(planned_until=BEFORE))
    assert (await planned(world, H_7 + 2 * MINUTE)).enqueued == 0
    assert len(await rows(world)) == 1


async def test_who_joins_after_the_moment_is_reminded_from_the_next_rung_on(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await World(session).seat(1002, (Role.INSPECTORATE, TEMANGGUNG))
    assert await planned(world, H_7 + HOUR) == Planned()
    assert await planned(world, H_7 + 2 * DAY) == Planned(enqueued=2)


async def test_two_planners_at_once_make_one_row_each(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        built = await World(session).build()
        await built.assign(TEMANGGUNG)
        await built.seat(1001, (Role.INSPECTORATE, TEMANGGUNG))
        await plan_due(session, now=BEFORE, zone=WIB)
    made = await asyncio.gather(*(planned(sessions, H_7) for _ in range(4)))
    assert sum(one.enqueued for one in made) == len(await rows(sessions)) == 1


async def test_a_clock_that_jumps_back_plans_nothing_anew(world: Sessions) -> None:
    await planned(world, H_7)
    assert await planned(world, H_7 - 2 * HOUR) == Planned()
    assert await planned(world, H_7 + MINUTE) == Planned()


async def test_after_downtime_only_the_newest_rung_of_a_chain_is_queued(world: Sessions) -> None:
    tuesday = H_7 + 6 * DAY + 2 * HOUR  # H-7 and H-3 were missed, H-1 is two hours late
    assert await planned(world, tuesday) == Planned(enqueued=1, expired=2)
    found = {row.payload["notices"][0]["rung"]: (row.state, row.reason) for row in await rows(world)}
    assert found == {
        "H-7": (OutboxState.EXPIRED, "superseded"),
        "H-3": (OutboxState.EXPIRED, "superseded"),
        "H-1": (OutboxState.QUEUED, ""),
    }


async def test_what_no_longer_helps_is_written_off(world: Sessions) -> None:
    saturday = H_7 + 10 * DAY  # after H+1 on Thursday; the next rung is Monday's
    assert await planned(world, saturday) == Planned(expired=5)
    assert {row.reason for row in await rows(world)} == {"superseded", "too_late"}


async def test_what_is_late_waits_for_the_next_opening(world: Sessions) -> None:
    await planned(world, H_7 + 13 * HOUR)  # 21.00 WIB
    (row,) = await rows(world)
    assert row.next_at == H_7 + 23 * HOUR  # 07.00 WIB of the next day


async def test_only_who_can_be_reached_gets_rows_and_the_others_are_counted(world: Sessions) -> None:
    async with world.begin() as session:
        built = World(session)
        await built.seat(1002, (Role.INSPECTORATE, SALATIGA), state=ChatState.EXPECTED)
        await built.seat(1003, (Role.INSPECTORATE, SALATIGA), state=ChatState.CLOSED)
        await built.seat(1004, (Role.INSPECTORATE, JAYAPURA), stopped=True)
        for agency in (SALATIGA, JAYAPURA):
            await built.assign(agency)
    assert await planned(world, H_7) == Planned(enqueued=1, unreachable=1)


@pytest.mark.parametrize(("seconds", "expected"), [(0, False), (1, True), (60, True)])
def test_ticks_that_cross_no_quarter_of_an_hour_read_nothing(seconds: int, expected: bool) -> None:
    assert may_hold_moments(H_7 - timedelta(seconds=1), H_7 - timedelta(seconds=1 - seconds)) is expected
    assert not may_hold_moments(H_7, H_7 + timedelta(seconds=seconds))


async def test_returned_duties_of_an_old_period_are_part_of_the_facts(world: Sessions) -> None:
    later = datetime(2027, 3, 1, tzinfo=UTC)
    async with world.begin() as session:
        built = World(session)
        assignment, *_ = await built.assign(SALATIGA)
        await built.report(assignment)
        await built.verify(assignment, VerificationState.RETURNED, as_of=date(2027, 2, 26))
        facts = await load_facts(session, after=later, until=later + DAY, zone=WIB)
    assert {duty.agency_id for duty in facts.duties} == {TEMANGGUNG, SALATIGA}


async def test_the_plan_names_persons_and_keeps_to_the_days_of_the_agency(world: Sessions) -> None:
    async with world.begin() as session:
        built = World(session)
        await built.assign(JAYAPURA)
        await built.seat(1004, (Role.INSPECTORATE, JAYAPURA), name="Yohana", state=ChatState.EXPECTED)
    async with world() as session:
        found = await list_planned(session, first=date(2026, 7, 22), last=date(2026, 7, 24), zone=WIB)
        only = await list_planned(
            session,
            first=date(2026, 7, 22),
            last=date(2026, 7, 22),
            zone=WIB,
            agency=await get_agency(session, JAYAPURA, date(2026, 7, 22)),
        )
    assert [(item.person.name, item.send_at.isoformat(), str(item.rung)) for item in found.reminders] == [
        ("Yohana", "2026-07-22T08:00:00+09:00", "H-7"),
        ("Sri Wahyuni", "2026-07-22T08:00:00+07:00", "H-7"),
        ("Yohana", "2026-07-24T08:00:00+09:00", "H-3"),
        ("Sri Wahyuni", "2026-07-24T08:00:00+07:00", "H-3"),
    ]
    assert [item.person.is_reachable for item in only.reminders] == [False]
    assert await rows(world) == []


async def test_who_has_no_account_at_all_is_left_out_of_the_plan(world: Sessions) -> None:
    async with world.begin() as session:
        await World(session).assign(SALATIGA)
        await World(session).seat(1002, (Role.INSPECTORATE, SALATIGA), state=None)
    async with world() as session:
        found = await list_planned(session, first=date(2026, 7, 22), last=date(2026, 7, 22), zone=WIB)
    assert len(found.reminders) == 1


# Looking again, right before a message leaves


async def test_it_says_what_is_open_by_now(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await World(session).report(1)
    content = await told(world, H_7 + MINUTE)
    (chain,) = content.chains
    assert [duty.action_code for duty in chain.duties] == ["A2"]
    assert (chain.owed, chain.due.days_left, chain.due.working_days_left) == (2, 7, 5)
    assert (content.name, content.roles, content.is_late) == ("Sri Wahyuni", (Role.INSPECTORATE,), False)


async def test_a_report_between_plan_and_send_stops_the_message(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await World(session).report(1)
        await World(session).report(2, ReportState.OBSTACLE, "menunggu SK")
    assert await withheld(world, H_7 + MINUTE) == Withheld("duty_closed")


async def test_a_moved_deadline_stops_the_message(world: Sessions) -> None:
    await planned(world, H_7)
    await move_deadline(world, DUE_AT + 7 * DAY)
    assert await withheld(world, H_7 + MINUTE) == Withheld("deadline_moved")


async def test_a_dispensation_stops_the_message_of_its_agency(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await World(session).set_deadline(DeadlineKind.REPORT, DUE_AT + 7 * DAY, TEMANGGUNG)
    assert await withheld(world, H_7 + MINUTE) == Withheld("deadline_moved")


async def test_who_left_the_seat_gets_nothing(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await session.exec(update(Occupancy).values(ends_at=H_7))
    assert await withheld(world, H_7 + MINUTE) == Withheld("seat_empty")


async def test_who_changed_the_agency_gets_nothing_about_the_old_one(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await session.exec(update(Occupancy).values(ends_at=H_7))
        built = World(session)
        seat_id = await built.seat_of(Role.INSPECTORATE, SALATIGA)
        session.add(Occupancy(seat_id=seat_id, focal_point_id=1, starts_at=H_7))
    assert await withheld(world, H_7 + MINUTE) == Withheld("seat_empty")


async def test_who_asked_for_peace_gets_nothing(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await session.exec(update(FocalPoint).values(stopped_at=H_7))
    assert await withheld(world, H_7 + MINUTE) == Withheld("stopped")


async def test_a_closed_chat_gets_nothing(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        await session.exec(update(Chat).values(state=ChatState.CLOSED))
    assert await withheld(world, H_7 + MINUTE) == Withheld("chat_closed")


async def test_a_newer_rung_takes_the_place_of_one_that_was_held_up(world: Sessions) -> None:
    await planned(world, H_7)
    assert await withheld(world, H_7 + 2 * DAY) == Withheld("superseded")


async def test_a_deadline_that_passed_meanwhile_stops_a_rung_before_it(world: Sessions) -> None:
    await planned(world, H_7 + 7 * DAY)  # H-0
    assert (await rows(world))[-1].expires_at == DUE_AT
    async with world.begin() as session:
        assert await claim(session, owner="me", now=DUE_AT) == Claimed()


async def test_outside_hours_a_message_waits_for_the_morning(world: Sessions) -> None:
    await planned(world, H_7)
    evening = H_7 + 12 * HOUR  # 20.00 WIB
    assert await withheld(world, evening) == Withheld("quiet_hours", until=H_7 + 23 * HOUR)


async def test_a_day_off_that_was_added_this_morning_is_kept(world: Sessions) -> None:
    await planned(world, H_7)
    async with world.begin() as session:
        session.add(Holiday(day=date(2026, 7, 22), name="Hari Jadi", agency_id=PROVINCE))
    assert await withheld(world, H_7 + MINUTE) == Withheld("quiet_hours", until=H_7 + 23 * HOUR)


async def test_a_late_rung_gives_way_to_one_that_is_due_the_same_day(world: Sessions) -> None:
    await planned(world, H_7 + 5 * DAY)  # Monday: H-3 of Friday is late
    assert (await withheld(world, H_7 + 6 * DAY - HOUR / 2)).reason == "superseded"  # H-1 comes at eight


async def test_a_rung_keeps_its_hour_when_another_is_chosen_on_the_day(world: Sessions) -> None:
    async with world.begin() as session:
        await choose_hour(session, person_id=1, hour=17, now=BEFORE, today=H_7.date() - DAY)
    assert (await planned(world, H_7)).enqueued == 0
    async with world.begin() as session:  # at noon: eight has passed already
        await choose_hour(session, person_id=1, hour=7, now=H_7 + 4 * HOUR, today=H_7.date())
    assert (await planned(world, H_7 + 9 * HOUR)).enqueued == 1
    assert (await planned(world, H_7 + 2 * DAY - HOUR)).enqueued == 1  # H-3, at seven


@pytest.mark.parametrize(("late", "is_late"), [(HOUR, False), (HOUR + MINUTE, True)])
async def test_what_leaves_more_than_an_hour_late_says_so(world: Sessions, late: timedelta, is_late: bool) -> None:
    await planned(world, H_7 + late)
    assert (await told(world, H_7 + late)).is_late is is_late


async def test_a_returned_duty_is_told_with_the_wish_of_the_verifier(world: Sessions) -> None:
    async with world.begin() as session:
        await World(session).report(1, note="mohon lampirkan SK tim")
        await World(session).verify(1, VerificationState.RETURNED)
    await planned(world, H_7)
    (first, second) = (await told(world, H_7)).chains[0].duties
    assert (first.note, first.returned_on, second.note) == ("mohon lampirkan SK tim", date(2026, 7, 21), "")


async def test_duties_with_a_deadline_of_their_own_are_counted_beside(world: Sessions) -> None:
    async with world.begin() as session:
        await World(session).report(1)
        await World(session).verify(1, VerificationState.RETURNED, as_of=date(2026, 7, 23))
    await planned(world, H_7 + 6 * DAY)
    (chain,) = (await told(world, H_7 + 6 * DAY)).chains
    assert (len(chain.duties), chain.owed, chain.elsewhere) == (1, 2, 1)


async def test_humas_is_told_what_is_verified_and_not_yet_published(world: Sessions) -> None:
    async with world.begin() as session:
        built = World(session)
        for assignment in (1, 2):
            await built.report(assignment)
            await built.verify(assignment, VerificationState.VERIFIED)
        await built.publish(2)
        await built.seat(1002, (Role.PUBLIC_RELATIONS, TEMANGGUNG), name="Budi")
    await planned(world, H_7 + 7 * DAY)  # H-14 of the publications
    (chain,) = (await told(world, H_7 + 7 * DAY)).chains
    assert (chain.kind, [duty.action_code for duty in chain.duties], chain.owed) == (DeadlineKind.PUBLISH, ["A1"], 2)


async def test_a_copy_names_each_agency_and_the_steps_already_taken(world: Sessions) -> None:
    async with world.begin() as session:
        built = World(session)
        await built.assign(SALATIGA)
        await built.seat(1005, (Role.REGIONAL_COORDINATOR, PROVINCE), name="Rina")
        session.add(_sent("2025-2026/B18|lapor:2026-07-29|3323"))
    third = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)  # H+3, moved from Saturday to Monday
    await planned(world, third)
    async with world.begin() as session:
        await session.exec(update(OutboxMessage).where(OutboxMessage.kind == "pengingat").values(state="sent"))
        found = await claim(session, owner="me", now=third)
        held = await hold(session, [found.claims[0].id], owner="me", now=third)
        content = (await prepare(session, held, now=third, zone=WIB))[held[0].id]
    assert isinstance(content, Reminder)
    assert [(chain.agency.name, chain.due.days_left) for chain in content.chains] == [
        ("Temanggung", -5),
        ("Salatiga", -5),
    ]
    assert content.chains[0].reminded >= 1
    assert content.chains[1].reminded is None  # nobody sits there


async def test_a_copy_leaves_out_what_was_closed_meanwhile(world: Sessions) -> None:
    async with world.begin() as session:
        built = World(session)
        (assignment,) = await built.assign(SALATIGA)
        await built.seat(1005, (Role.SETNAS_ADMIN, SETNAS), name="Rina")
        await session.exec(update(FocalPoint).where(FocalPoint.id == 1).values(stopped_at=BEFORE))
    third = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
    await planned(world, third)
    async with world.begin() as session:
        await World(session).report(assignment)
    assert [chain.agency.name for chain in (await told(world, third)).chains] == ["Temanggung"]


def _sent(chain: str) -> OutboxMessage:
    return OutboxMessage(
        dedupe_key=f"pengingat|{chain}|1|H+1",
        chain=chain,
        reference="R-SENT",
        kind="pengingat",
        chat_id=1,
        payload={},
        state=OutboxState.SENT,
        due_at=BEFORE,
        next_at=BEFORE,
        expires_at=BEFORE,
        created_at=BEFORE,
    )
