"""Recaps count in the database what is elsewhere counted duty by duty: both must agree, on both databases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.actions import ActionRef
from bot.domain.duties import DeadlineKind, ReportState, VerificationState, is_contradictory
from bot.domain.scopes import NATION, Scope
from bot.domain.tallies import AgencyTally, tally, total
from bot.services.directory import load_registry
from bot.services.recaps import action_overview, match_action, recap
from bot.services.status import deadline_of
from db.engine import Sessions
from db.models import (
    Achievement,
    Action,
    Assignment,
    Cycle,
    Deadline,
    Period,
    Programme,
    Submission,
    Target,
    Verification,
)
from db.queries.actions import list_actions
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines
from db.queries.tallies import list_tallies
from tests.cast import MONDAY
from tests.services.village import settle

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = MONDAY.astimezone(JAKARTA).date()
DUE_AT = datetime(2026, 7, 10, 16, 59, tzinfo=UTC)
PAIRS = [
    (report, verification)
    for report in (None, *ReportState)
    for verification in (None, *VerificationState)
    if not is_contradictory(report or ReportState.NONE, verification or VerificationState.NONE)
]


async def counted_singly(session: AsyncSession, period_id: int) -> list[AgencyTally]:
    duties, deadlines = await list_duties(session, [period_id]), await list_deadlines(session, [period_id])
    found = []
    for agency_id in sorted({duty.agency_id for duty in duties}):
        owed = [duty for duty in duties if duty.agency_id == agency_id]
        deadline = deadline_of(deadlines, period_id, agency_id, DeadlineKind.REPORT)
        due_at = deadline.due_at if deadline else None
        found.append(AgencyTally(agency_id, due_at, tally(owed, due_at)))
    return found


async def make_every_state(session: AsyncSession, agencies: list[int], *, with_targets: bool) -> int:
    """A period in which each agency has one action in each pair of states; returns its key."""
    programme = Programme(code="P", name="Program")
    session.add(programme)
    await session.flush()
    cycle = Cycle(programme_id=programme.id, code="c", name="c", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    session.add(cycle)
    await session.flush()
    period = Period(cycle_id=cycle.id, code="B03", name="TW I", starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    session.add(period)
    await session.flush()
    assert period.id is not None
    session.add(Deadline(period_id=period.id, kind=DeadlineKind.REPORT, due_at=DUE_AT, decided_at=MONDAY))
    later = DUE_AT + timedelta(days=9)
    own = {"agency_id": agencies[1], "kind": DeadlineKind.REPORT, "due_at": later}
    session.add(Deadline(period_id=period.id, decided_at=MONDAY, **own))
    for number, (report, verification) in enumerate(PAIRS):
        action = Action(cycle_id=cycle.id, code=f"{number}.1", title=f"Aksi {number}")
        session.add(action)
        await session.flush()
        for agency_id in agencies:
            assignment = Assignment(action_id=action.id, agency_id=agency_id)
            session.add(assignment)
            await session.flush()
            about = {"assignment_id": assignment.id, "period_id": period.id, "recorded_at": MONDAY}
            if with_targets and number % 3:
                target = {"text": "100%", "decided_at": MONDAY}
                session.add(Target(assignment_id=assignment.id, period_id=period.id, **target))
            if report is not None:
                reported_at = [None, DUE_AT, DUE_AT + timedelta(days=1)][number % 3]
                if report is ReportState.NONE:
                    reported_at = None
                session.add(Submission(state=report, reported_at=reported_at, source="a", as_of=TODAY, **about))
            if verification is not None:
                session.add(Verification(state=verification, source="", **about))
            if number % 2:
                percent = None if number % 4 == 1 else Decimal("66.67")
                session.add(Achievement(percent=percent, source="b", as_of=TODAY + timedelta(days=1), **about))
    return period.id


@pytest.mark.parametrize("with_targets", [False, True])
async def test_the_database_counts_as_the_rules_do_in_every_pair_of_states(
    sessions: Sessions, with_targets: bool
) -> None:
    village = await settle(sessions)
    agencies = [village.temanggung.id, village.jayapura.id]
    async with sessions.begin() as session:
        period_id = await make_every_state(session, agencies, with_targets=with_targets)
    async with sessions() as session:
        expected, found = await counted_singly(session, period_id), await list_tallies(session, period_id)
    assert len(found) == 2
    for one, other in zip(found, expected, strict=True):
        assert (one.agency_id, one.due_at) == (other.agency_id, other.due_at)
        assert facts(one) == facts(other)


def facts(row: AgencyTally) -> dict[str, object]:
    """Everything that is counted, and where it comes from."""
    return {**vars(row.tally), "mean": row.tally.mean}


async def test_no_source_of_a_recap_is_lost_and_its_dates_reach_from_the_oldest_to_the_newest(
    sessions: Sessions,
) -> None:
    village = await settle(sessions)
    async with sessions.begin() as session:
        period_id = await make_every_state(session, [village.temanggung.id, village.jayapura.id], with_targets=False)
        for number, row in enumerate((await session.exec(select(Submission))).all()):
            row.source, row.as_of = f"sumber {number % 4}", date(2026, 5, 4) + timedelta(days=number)
    async with sessions() as session:
        counted = total(row.tally for row in await list_tallies(session, period_id))
    assert counted.sources == ("b", "sumber 0", "sumber 1", "sumber 2", "sumber 3")
    assert (counted.since, counted.as_of) == (date(2026, 5, 4), TODAY + timedelta(days=1))


async def test_the_database_counts_the_samples_as_the_rules_do(samples: Sessions) -> None:
    async with samples() as session:
        registry = await load_registry(session, TODAY)
        for period in registry.periods:
            expected, found = await counted_singly(session, period.id), await list_tallies(session, period.id)
            assert [facts(row) for row in found] == [facts(row) for row in expected], period


async def test_the_parts_of_the_nation_add_up_to_the_whole(samples: Sessions) -> None:
    async with samples() as session:
        registry = await load_registry(session, TODAY)
        period = next(row for row in registry.periods if (row.cycle_code, row.code) == ("2025-2026", "B18"))
        known = {"period": period, "agencies": registry.agencies, "periods": registry.periods}
        nation = await recap(session, scope=NATION, now=MONDAY, zone=JAKARTA, **known)  # type: ignore[arg-type]
        parts = [await recap(session, scope=row.scope, now=MONDAY, zone=JAKARTA, **known) for row in nation.rows]  # type: ignore[arg-type]
    assert nation.census.agencies == sum(part.census.agencies for part in parts) == 49
    assert nation.tally.percents == sum(part.tally.percents for part in parts)
    assert [row.census for row in nation.rows] == [part.census for part in parts]
    assert nation.census.agencies == nation.census.complete + nation.census.open + nation.census.held_up


async def test_after_the_deadline_what_is_open_is_late_too(samples: Sessions) -> None:
    async with samples() as session:
        registry = await load_registry(session, TODAY)
        period = next(row for row in registry.periods if (row.cycle_code, row.code) == ("2025-2026", "B18"))
        known = {"period": period, "agencies": registry.agencies, "periods": registry.periods, "zone": JAKARTA}
        before = await recap(session, scope=NATION, now=MONDAY, **known)  # type: ignore[arg-type]
        after = await recap(session, scope=NATION, now=MONDAY + timedelta(days=30), **known)  # type: ignore[arg-type]
        ahead = await recap(session, scope=NATION, now=MONDAY, **{**known, "period": before.beside[-1]})  # type: ignore[arg-type]
    assert (before.is_ahead, ahead.is_ahead) == (False, True)
    assert before.census.late < after.census.late
    assert after.census.late >= after.census.open


async def test_an_action_counts_its_sub_actions(samples: Sessions) -> None:
    async with samples.begin() as session:
        registry = await load_registry(session, TODAY)
        period = next(row for row in registry.periods if (row.cycle_code, row.code) == ("2025-2026", "B18"))
        parent = Action(cycle_id=period.cycle_id, code="7", title="Pengadaan")
        session.add(parent)
        await session.flush()
        for action in await list_actions(session, period.cycle_id):
            if action.code.startswith("7."):
                row = await session.get(Action, action.id)
                assert row is not None
                row.parent_id = parent.id
        await session.flush()
        action = match_action(await list_actions(session, period.cycle_id), "07")
        assert action is not None
        java = registry.by_code("33")
        assert java is not None
        found = await action_overview(
            session,
            action=action,
            scope=Scope(java),
            period=period,
            agencies=registry.agencies,
            periods=registry.periods,
            now=MONDAY,
            zone=JAKARTA,
        )
    assert {row.duty.action_code for row in found.rows} == {"7.1", "7.2"}
    assert (found.agencies, found.tally.owed) == (36, 72)
    codes = [row.agency.code for row in found.rows]
    assert codes == sorted(codes)


def test_codes_of_actions_are_read_as_people_write_them() -> None:
    actions = [ActionRef(1, 1, "7.2", ""), ActionRef(2, 1, "A1", ""), ActionRef(3, 1, "10", "")]
    assert [match_action(actions, code) for code in ("7.2", "07.2", "a1", "10")] == [
        actions[0],
        actions[0],
        actions[1],
        actions[2],
    ]
    assert match_action(actions, "7") is None
