"""Import of good tables: what is stored, what a second import does, how changes are kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlmodel import col, select

from bot.domain.duties import DeadlineKind, ReportState, VerificationState
from bot.domain.roles import Role
from bot.services.tables import import_tables
from db.engine import Sessions
from db.models import (
    Achievement,
    Action,
    AuditEntry,
    Chat,
    ChatState,
    Cycle,
    Deadline,
    FocalPoint,
    Focus,
    Holiday,
    Occupancy,
    Period,
    Publication,
    Seat,
    Submission,
    Target,
    Verification,
)
from db.queries.agencies import find_agency, list_aliases
from db.queries.duties import list_duties
from db.queries.revisions import REGISTRY, find_revision
from tests.services.desk import NOW, ZONE, Desk, fill, open_desk

TODAY = NOW.date()
A_PERIOD = "2019-2020,B06,TW II,2019-04-01,2019-06-30,,{},"


async def test_every_table_is_stored_and_a_second_import_changes_nothing(sessions: Sessions, tmp_path: Path) -> None:
    desk = await open_desk(sessions, tmp_path / "meja")
    fill(desk)
    first = await desk.take()
    assert {name: (count.rows, count.created, count.changed) for name, count in first.tables.items()} == {
        "instansi": (2, 2, 0),
        "periode": (2, 1, 1),
        "aksi": (3, 3, 0),
        "penugasan": (4, 4, 0),
        "target": (2, 2, 0),
        "capaian": (3, 3, 0),
        "focal_point": (5, 5, 0),
        "publikasi": (1, 1, 0),
        "hari_libur": (2, 2, 0),
    }
    second = await desk.take()
    assert (second.created, second.changed) == (0, 0)
    assert {name: count.unchanged for name, count in second.tables.items()} == {
        name: count.rows for name, count in first.tables.items()
    }


async def test_a_dry_run_counts_but_stores_nothing(desk: Desk) -> None:
    fill(desk)
    dry = await desk.take(dry_run=True)
    assert dry.is_dry_run
    async with desk.sessions() as session:
        assert await find_agency(session, "99", TODAY) is None
        assert (await session.exec(select(AuditEntry).where(AuditEntry.actor == "operator"))).all() == []
    assert (await desk.take()).created == dry.created


async def test_of_two_imports_at_once_the_second_finds_what_the_first_stored(
    sessions: Sessions, tmp_path: Path
) -> None:
    desk = await open_desk(sessions, tmp_path / "meja")
    fill(desk)
    results = await asyncio.gather(desk.take(), desk.take())
    assert sorted(result.created for result in results) == [0, 23]


async def test_one_bad_row_keeps_everything_out(desk: Desk) -> None:
    fill(desk)
    desk.write("hari_libur", "2026-08-04,Pemilihan,77.77")
    assert len(await desk.refused()) == 1
    async with desk.sessions() as session:
        assert (await session.exec(select(Submission))).all() == []
        assert await find_agency(session, "99", TODAY) is None


async def test_a_name_that_carries_its_kind_is_shortened(desk: Desk) -> None:
    desk.write(
        "instansi",
        "98,provinsi,Provinsi Uji,,Asia/Jakarta,",
        "98.01,kabupaten,Kabupaten Uji,98,Asia/Jakarta,",
        "98.02,kabupaten,KAB. Kota Uji,98,Asia/Jakarta,",
        "98.71,kota,Kota Uji,98,Asia/Jakarta,",
        "KX-1,kementerian,Kementerian Uji,,Asia/Jakarta,",
        "KX-2,lembaga,Badan Uji,,Asia/Jakarta,",
    )
    await desk.take()
    async with desk.sessions() as session:
        found = [await find_agency(session, code, TODAY) for code in ("98", "98.01", "98.02", "98.71", "KX-1", "KX-2")]
    assert [agency.full_name for agency in found if agency] == [
        "Provinsi Uji",
        "Kabupaten Uji",
        "Kabupaten Kota Uji",
        "Kota Uji",
        "Kementerian Uji",
        "Badan Uji",
    ]


async def test_the_list_of_2020_fits_the_shipped_registry(desk: Desk) -> None:
    desk.write(
        "instansi",
        "33.23,kabupaten,Temanggung,33,Asia/Jakarta,",
        "91.01,kabupaten,Merauke,91,Asia/Jayapura,",
        "9301,kabupaten,Merauke,93,Asia/Jayapura,",
    )
    problems = await desk.refused()
    assert len(problems) == 1  # 91.01 and 93.01 are one agency, so the file says it twice
    assert "baris 4" in problems[0]
    desk.write("instansi", "33.23,kabupaten,Temanggung,33,Asia/Jakarta,", "91.01,kabupaten,Merauke,91,Asia/Jayapura,")
    assert (await desk.take()).changed == 0


async def test_a_renamed_agency_keeps_its_former_name_for_former_days(desk: Desk) -> None:
    desk.write("instansi", "33.23,kabupaten,Temanggung Baru,33,Asia/Jakarta,")
    result = await desk.take()
    assert (result.created, result.changed) == (0, 1)
    async with desk.sessions() as session:
        before = await find_agency(session, "33.23", TODAY - timedelta(days=1))
        after = await find_agency(session, "33.23", TODAY)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Temanggung", "Temanggung Baru")
    assert before.id == after.id


async def test_a_name_corrected_on_the_same_day_is_one_version(desk: Desk) -> None:
    for name in ("Temanggung Satu", "Temanggung Dua"):
        desk.write("instansi", f"33.23,kabupaten,{name},33,Asia/Jakarta,")
        await desk.take()
    async with desk.sessions() as session:
        after = await find_agency(session, "33.23", TODAY)
    assert after is not None
    assert after.name == "Temanggung Dua"


async def test_aliases_are_replaced_and_an_empty_cell_leaves_them(desk: Desk) -> None:
    desk.write("instansi", "33.23,kabupaten,Temanggung,33,Asia/Jakarta,Tmg | Temanggoeng|Tmg")
    await desk.take()
    async with desk.sessions() as session:
        agency = await find_agency(session, "33.23", TODAY)
        assert agency is not None
        first = {alias for key, alias in await list_aliases(session) if key == agency.id}
    desk.write("instansi", "33.23,kabupaten,Temanggung,33,Asia/Jakarta,")
    assert (await desk.take()).changed == 0
    assert first == {"Tmg", "Temanggoeng"}


async def test_a_renamed_sample_is_no_sample_any_more(desk: Desk) -> None:
    desk.write("instansi", "KL-016,kementerian,Kesehatan Republik Indonesia,,Asia/Jakarta,")
    await desk.take()
    async with desk.sessions() as session:
        agency = await find_agency(session, "KL-016", TODAY)
    assert agency is not None
    assert not agency.is_sample


async def test_a_bare_date_is_a_deadline_at_2359_in_the_national_zone(desk: Desk) -> None:
    desk.write("periode", A_PERIOD.format("2019-07-15"))
    await desk.take()
    async with desk.sessions() as session:
        (deadline,) = (await session.exec(select(Deadline))).all()
    assert deadline.due_at == datetime(2019, 7, 15, 23, 59, tzinfo=ZONE)
    assert (deadline.kind, deadline.is_sample) == (DeadlineKind.REPORT, False)


async def test_a_moved_deadline_closes_the_former_one_and_goes_on_record(desk: Desk) -> None:
    desk.write("periode", A_PERIOD.format("2019-07-15"))
    await desk.take()
    desk.now = NOW + timedelta(days=1)
    desk.write("periode", A_PERIOD.format("2019-07-20T12:00"))
    assert (await desk.take()).changed == 1
    async with desk.sessions() as session:
        former, present = (await session.exec(select(Deadline).order_by(col(Deadline.id)))).all()
        audit = (await session.exec(select(AuditEntry).where(AuditEntry.event == "deadline_moved"))).all()
    assert (former.superseded_at, present.superseded_at) == (desk.now, None)
    assert present.due_at == datetime(2019, 7, 20, 5, 0, tzinfo=UTC)
    assert [(entry.actor, entry.detail["before"]) for entry in audit] == [("operator", "2019-07-15T16:59:00+00:00")]


async def test_an_emptied_deadline_is_withdrawn(desk: Desk) -> None:
    desk.write("periode", A_PERIOD.format("2019-07-15"))
    await desk.take()
    desk.write("periode", A_PERIOD.format(""))
    await desk.take()
    async with desk.sessions() as session:
        (deadline,) = (await session.exec(select(Deadline))).all()
    assert deadline.superseded_at == NOW


async def test_sample_tables_mark_their_deadlines_as_samples(desk: Desk) -> None:
    path = desk.write("periode", A_PERIOD.format("2019-07-15"))
    async with desk.sessions.begin() as session:
        await import_tables(session, paths=[path], now=NOW, zone=ZONE, is_sample=True)
    async with desk.sessions() as session:
        assert (await session.exec(select(Deadline))).one().is_sample


async def test_a_new_cycle_reaches_over_its_periods(desk: Desk) -> None:
    desk.write(
        "periode",
        "2031-2032,B03,TW I,2031-01-01,2031-03-31,,,",
        "2031-2032,B24,TW VIII,2032-10-01,2032-12-31,,,",
    )
    await desk.take()
    async with desk.sessions() as session:
        cycle = (await session.exec(select(Cycle).where(Cycle.code == "2031-2032"))).one()
        revision = await find_revision(session, REGISTRY)
    assert (cycle.starts_on, cycle.ends_on) == (date(2031, 1, 1), date(2032, 12, 31))
    assert revision == 2  # seeded, then changed


async def test_an_action_finds_its_focus_by_title_or_number_and_makes_a_new_one(desk: Desk) -> None:
    desk.write(
        "aksi",
        "2019-2020,B1,Keuangan Negara,Satu,",
        "2019-2020,B2,2,Dua,B1",
        "2019-2020,B3,Fokus Lain,Tiga,",
        "2019-2020,B4,,Empat,",
    )
    await desk.take()
    async with desk.sessions() as session:
        focuses = {focus.id: (focus.code, focus.title) for focus in (await session.exec(select(Focus))).all()}
        actions = {action.code: action for action in (await session.exec(select(Action))).all()}
    found = [focuses.get(actions[code].focus_id or 0) for code in ("B1", "B2", "B3", "B4")]
    assert found == [("2", "Keuangan Negara"), ("2", "Keuangan Negara"), ("4", "Fokus Lain"), None]
    assert actions["B2"].parent_id == actions["B1"].id


async def test_a_restated_title_counts_as_sourced(desk: Desk) -> None:
    desk.write(
        "aksi",
        "2019-2020,A1,1,Judul Resmi,",
        "2019-2020,A3,1,Utilisasi NIK untuk Perbaikan Tata Kelola Pemberian Bantuan Sosial dan Subsidi,",
    )
    result = await desk.take()
    async with desk.sessions() as session:
        actions = {action.code: action for action in (await session.exec(select(Action))).all()}
    assert (result.changed, actions["A1"].is_sourced, actions["A3"].is_sourced) == (1, True, False)


async def test_a_row_of_achievements_becomes_three_facts(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23")
    desk.write(
        "capaian", '2019-2020,A2,33.23,B06,lapor,2019-07-10T09:30,dikembalikan,"68,57",Kurang berkas,jaga.id,2019-07-20'
    )
    await desk.take()
    async with desk.sessions() as session:
        period = (await session.exec(select(Period).where(Period.code == "B06", Period.name == "TW II"))).first()
        assert period is not None
        (duty,) = await list_duties(session, [period.id or 0])
    assert (duty.report, duty.verification, duty.percent) == (
        ReportState.REPORTED,
        VerificationState.RETURNED,
        Decimal("68.57"),
    )
    assert duty.reported_at == datetime(2019, 7, 10, 9, 30, tzinfo=ZONE)
    assert (duty.note, duty.source, duty.as_of, duty.returned_on) == (
        "Kurang berkas",
        "jaga.id",
        date(2019, 7, 20),
        date(2019, 7, 20),
    )


async def test_an_empty_percentage_is_no_figure(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23", "2019-2020,A3,33.23")
    desk.write("capaian", "2019-2020,A2,33.23,B06,lapor,,belum,,,,", "2019-2020,A3,33.23,B06,lapor,,belum,0,,,")
    await desk.take()
    async with desk.sessions() as session:
        assert [fact.percent for fact in (await session.exec(select(Achievement))).all()] == [None, Decimal("0.00")]


async def test_a_changed_fact_supersedes_only_itself(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23")
    line = "2019-2020,A2,33.23,B06,lapor,,{},10,,jaga.id,2019-07-20"
    desk.write("capaian", line.format("belum"))
    await desk.take()
    desk.now = NOW + timedelta(days=1)
    desk.write("capaian", line.format("diverifikasi"))
    assert (await desk.take()).tables["capaian"].changed == 1
    async with desk.sessions() as session:
        checks = (await session.exec(select(Verification).order_by(col(Verification.id)))).all()
        reports = (await session.exec(select(Submission))).all()
    assert [(check.state, check.superseded_at) for check in checks] == [
        (VerificationState.NONE, desk.now),
        (VerificationState.VERIFIED, None),
    ]
    assert len(reports) == 1


async def test_a_newer_source_restates_all_three_facts(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23")
    for day in ("2019-07-20", "2019-08-20"):
        desk.write("capaian", f"2019-2020,A2,33.23,B06,lapor,,belum,10,,jaga.id,{day}")
        await desk.take()
    async with desk.sessions() as session:
        for fact in (Submission, Verification, Achievement):
            rows = (await session.exec(select(fact).where(col(fact.superseded_at).is_(None)))).all()
            assert [row.as_of for row in rows] == [date(2019, 8, 20)]


async def test_a_changed_target_keeps_the_former_one(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23")
    for text in ("sepuluh", "dua puluh"):
        desk.write("target", f"2019-2020,A2,33.23,B06,{text}")
        await desk.take()
    async with desk.sessions() as session:
        targets = (await session.exec(select(Target).order_by(col(Target.id)))).all()
    assert [(target.text, target.superseded_at) for target in targets] == [("sepuluh", NOW), ("dua puluh", None)]


async def test_a_publication_is_known_by_its_link(desk: Desk) -> None:
    desk.write("penugasan", "2019-2020,A2,33.23")
    for medium in ("Situs", "Instagram"):
        desk.write("publikasi", f"2019-2020,A2,33.23,B06,2019-07-25,{medium},https://contoh.go.id/1")
        await desk.take()
    async with desk.sessions() as session:
        (publication,) = (await session.exec(select(Publication))).all()
    assert publication.medium == "Instagram"


async def test_days_off_of_a_region_and_of_all(desk: Desk) -> None:
    desk.write("hari_libur", "2026-08-03,Hari jadi,3323", "2026-08-03,Pemilihan,")
    await desk.take()
    async with desk.sessions() as session:
        agency = await find_agency(session, "33.23", TODAY)
        holidays = (await session.exec(select(Holiday).order_by(col(Holiday.id)))).all()
    assert agency is not None
    assert [(holiday.name, holiday.agency_id) for holiday in holidays] == [
        ("Hari jadi", agency.id),
        ("Pemilihan", None),
    ]


async def test_a_person_with_two_seats_is_one_person(desk: Desk) -> None:
    desk.write("focal_point", "33.23,inspektorat,Sri Wahyuni,1001", "33.23,humas,,1001", "33.23,opd,,")
    await desk.take()
    async with desk.sessions() as session:
        (person,) = (await session.exec(select(FocalPoint))).all()
        (chat,) = (await session.exec(select(Chat))).all()
        seats = {seat.role for seat in (await session.exec(select(Seat))).all()}
        occupied = (await session.exec(select(Occupancy))).all()
    assert person.name == "Sri Wahyuni"
    assert (chat.telegram_id, chat.state, chat.focal_point_id) == (1001, ChatState.EXPECTED, person.id)
    assert seats == {Role.INSPECTORATE, Role.PUBLIC_RELATIONS, Role.IMPLEMENTING_UNIT}
    assert {(row.focal_point_id, row.starts_at, row.ends_at) for row in occupied} == {(person.id, NOW, None)}
    assert len(occupied) == 2


async def test_a_telegram_id_given_later_reaches_the_person_of_that_name(desk: Desk) -> None:
    desk.write("focal_point", "33.23,humas,Budi,")
    await desk.take()
    desk.write("focal_point", "33.23,humas,budi,1002")
    result = await desk.take()
    async with desk.sessions() as session:
        (person,) = (await session.exec(select(FocalPoint))).all()
        (chat,) = (await session.exec(select(Chat))).all()
    assert (result.created, result.changed) == (0, 1)
    assert chat.focal_point_id == person.id


async def test_two_persons_of_one_name_in_one_seat_are_told_apart_by_their_ids(desk: Desk) -> None:
    desk.write("focal_point", "33.23,humas,Budi,1002")
    await desk.take()
    desk.write("focal_point", "33.23,humas,Budi,1003")
    await desk.take()
    async with desk.sessions() as session:
        chats = {chat.telegram_id: chat.focal_point_id for chat in (await session.exec(select(Chat))).all()}
    assert len(set(chats.values())) == len(chats) == 2


async def test_two_persons_of_one_name_in_two_seats_are_two(desk: Desk) -> None:
    desk.write("focal_point", "33.23,humas,Budi,", "33.24,humas,Budi,")
    await desk.take()
    async with desk.sessions() as session:
        assert len((await session.exec(select(FocalPoint))).all()) == 2
    assert (await desk.take()).created == 0


async def test_a_known_person_gets_the_new_name_and_an_empty_one_keeps_the_old(desk: Desk) -> None:
    for name in ("Sri", "Sri Wahyuni", ""):
        desk.write("focal_point", f"33.23,inspektorat,{name},1001")
        await desk.take()
    async with desk.sessions() as session:
        assert (await session.exec(select(FocalPoint))).one().name == "Sri Wahyuni"


async def test_the_chat_of_a_stranger_gets_its_person(desk: Desk) -> None:
    async with desk.sessions.begin() as session:
        session.add(Chat(telegram_id=1001, state=ChatState.OPEN))
    desk.write("focal_point", "33.23,inspektorat,Sri,1001")
    await desk.take()
    async with desk.sessions() as session:
        chat = (await session.exec(select(Chat))).one()
        person = (await session.exec(select(FocalPoint))).one()
    assert (chat.focal_point_id, chat.state) == (person.id, ChatState.OPEN)


async def test_no_name_of_a_person_goes_on_record(desk: Desk) -> None:
    fill(desk)
    await desk.take()
    async with desk.sessions() as session:
        entries = (await session.exec(select(AuditEntry))).all()
    assert "Sri" not in str([entry.detail for entry in entries])
    assert entries[-1].event == "tables_imported"


async def test_a_workbook_brings_several_tables(desk: Desk) -> None:
    desk.write_workbook(
        {
            "penugasan": [["siklus", "kode_aksi", "kode_instansi"], ["2019-2020", "A2", "33.23"]],
            "target": [
                ["target", "siklus", "kode_aksi", "kode_instansi", "kode_periode"],
                [100, "2019-2020", "A2", "33.23", "B06"],
            ],
        }
    )
    assert (await desk.take()).created == 2
    async with desk.sessions() as session:
        assert (await session.exec(select(Target))).one().text == "100"
