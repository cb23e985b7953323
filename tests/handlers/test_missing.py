"""Who is missing, why, and who cannot be written to: each as far as the asker may know it."""

from sqlmodel import col, select

from bot.domain.duties import ReportState
from bot.domain.roles import Role
from bot.services.audit import OPERATOR
from bot.services.enrolment import Account, redeem
from bot.services.invitations import invite
from bot.simulator.world import Person
from db.models import Action, AgencyVersion, Assignment, Cycle, Period, Submission
from db.queries.agencies import find_agency
from tests.cast import BAYU, MONDAY, RATNA, SRI
from tests.stage import Actor, Stage

KORWIL, REASON = 1006, "Server <b>dinas</b> rusak & menunggu pengadaan " + "lama " * 200
TODAY = MONDAY.date()


async def hold_up(stage: Stage, code: str, action: str, reason: str) -> None:
    """Let an agency report an obstacle in TW VI."""
    async with stage.sessions.begin() as session:
        cycle = (await session.exec(select(Cycle).where(Cycle.code == "2025-2026"))).one()
        period = (await session.exec(select(Period).where(Period.cycle_id == cycle.id, Period.code == "B18"))).one()
        statement = (
            select(Assignment)
            .join(Action, col(Action.id) == col(Assignment.action_id))
            .join(AgencyVersion, col(AgencyVersion.agency_id) == col(Assignment.agency_id))
            .where(Action.cycle_id == cycle.id, Action.code == action, AgencyVersion.code == code)
        )
        assignment = (await session.exec(statement)).one()
        about = (Submission.assignment_id == assignment.id, Submission.period_id == period.id)
        for old in (await session.exec(select(Submission).where(*about))).all():
            old.superseded_at = MONDAY
        await session.flush()
        new = Submission(state=ReportState.OBSTACLE, note=reason, source="uji", as_of=TODAY, recorded_at=MONDAY)
        new.assignment_id, new.period_id = assignment.id or 0, period.id or 0
        session.add(new)


async def korwil_of(stage: Stage, code: str) -> Actor:
    """A regional coordinator of a province who has just joined."""
    stage.simulator.add_person(Person(KORWIL, "Wati", None, None, "id"))
    async with stage.sessions.begin() as session:
        province = await find_agency(session, code, TODAY)
        assert province is not None
        role = Role.REGIONAL_COORDINATOR
        made = await invite(session, agency=province, role=role, by=OPERATOR, now=MONDAY, name="Wati")
        assert made is not None
        await redeem(session, code=made.code, account=Account(KORWIL, None, "Wati"), now=MONDAY, today=TODAY)
    return stage.actor(KORWIL)


async def test_an_obstacle_is_told_with_its_reason_to_those_who_may_read_it(stage: Stage) -> None:
    await hold_up(stage, "33.23", "9.1", REASON)
    for asker in (SRI, RATNA):
        answer = await stage.actor(asker).says("siapa yang belum lapor di temanggung")
        assert "1 kendala" in answer
        assert "△ Aksi 9.1: Server <b>dinas</b> rusak & menunggu" in answer


async def test_a_korwil_sees_the_own_region_with_who_cannot_be_reached(stage: Stage) -> None:
    await hold_up(stage, "33.01", "9.1", REASON)
    korwil = await korwil_of(stage, "33")
    await stage.actor(SRI).says("/start")
    answer = await korwil.says("belum b18 jateng")
    assert "dari 36 instansi" in answer
    assert "Inspektorat yang belum dapat dihubungi lewat bot ini: 35" in answer
    assert "Kabupaten Cilacap" in answer
    assert "△ Aksi 9.1: Server" in answer
    assert "dapat Bapak/Ibu lihat" in await korwil.says("siapa yang belum lapor di provinsi papua b18")


async def test_whoever_answers_for_one_agency_is_told_nothing_of_the_reach_or_the_obstacles_of_others(
    stage: Stage,
) -> None:
    await hold_up(stage, "33.01", "9.1", REASON)
    answer = await stage.actor(BAYU).says("siapa yang belum lapor di jateng")
    assert "dari 1 instansi" in answer
    assert "Cilacap" not in answer
    assert "Server" not in answer
    assert "belum dapat dihubungi" not in answer


async def test_the_nation_counts_every_inspektorat_that_nobody_can_write_to(stage: Stage) -> None:
    await stage.actor(SRI).says("/start")
    assert "belum dapat dihubungi lewat bot ini: 48" in await stage.actor(RATNA).says("/belum")
