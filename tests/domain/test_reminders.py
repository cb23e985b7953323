"""Who is reminded when and about what: the sentences of the contract as plans of invented agencies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agencies import AgencyRef
from bot.domain.calendar import Calendars, WorkingCalendar
from bot.domain.chains import Addressee, Facts, list_chains
from bot.domain.duties import DeadlineKind, Duty, ReportState, VerificationState, end_of_day
from bot.domain.ladder import Rung
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.permissions import HeldSeat
from bot.domain.reminders import MessageKind, PlannedReminder, plan
from bot.domain.roles import AgencyKind, Role

WIB = ZoneInfo("Asia/Jakarta")
DUE_ON = date(2026, 7, 29)  # a Wednesday
PUBLISH_ON = date(2026, 8, 12)
SETNAS = AgencyRef(1, "SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jayapura")
PROVINCE = AgencyRef(33, "33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta")
TEMANGGUNG = AgencyRef(3323, "33.23", AgencyKind.REGENCY, "Temanggung", 33, "Asia/Jakarta")
SALATIGA = AgencyRef(3373, "33.73", AgencyKind.CITY, "Salatiga", 33, "Asia/Jakarta")
JAYAPURA = AgencyRef(9171, "91.71", AgencyKind.CITY, "Jayapura", 91, "Asia/Jayapura")
MINISTRY = AgencyRef(501, "KL-001", AgencyKind.MINISTRY, "Contoh", None, "Asia/Jakarta")
EVERY_AGENCY = (SETNAS, PROVINCE, TEMANGGUNG, SALATIGA, JAYAPURA, MINISTRY)
B18 = PeriodRef(18, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
B15 = PeriodRef(15, 1, "2025-2026", "B15", "TW V", date(2026, 1, 1), date(2026, 3, 31))
REPORT = DeadlineRef(18, None, DeadlineKind.REPORT, end_of_day(DUE_ON, WIB))
PUBLISH = DeadlineRef(18, None, DeadlineKind.PUBLISH, end_of_day(PUBLISH_ON, WIB))


def duty(agency: AgencyRef, number: int = 1, **facts: object) -> Duty:
    plain = Duty(agency.id * 100 + number, agency.id, 18, f"A{number}", "Satu Data")
    return replace(plain, **facts)  # type: ignore[arg-type]


def person(key: int, *seats: tuple[Role, AgencyRef], reachable: bool = True, hour: int = 8) -> Addressee:
    held = tuple(HeldSeat(role, agency.place) for role, agency in seats)
    return Addressee(key, is_reachable=reachable, hour=hour, seats=held)


def facts(
    duties: Sequence[Duty],
    people: Sequence[Addressee],
    deadlines: Sequence[DeadlineRef] = (REPORT, PUBLISH),
    calendars: Calendars | None = None,
) -> Facts:
    return Facts(
        zone=WIB,
        agencies={agency.id: agency for agency in EVERY_AGENCY},
        periods={18: B18, 15: B15},
        deadlines=deadlines,
        duties=duties,
        people=people,
        calendars=calendars or Calendars(),
    )


def planned(
    duties: Sequence[Duty], *people: Addressee, deadlines: Sequence[DeadlineRef] = (REPORT, PUBLISH)
) -> list[PlannedReminder]:
    """Everything that leaves in July and August 2026."""
    return plan(facts(duties, people, deadlines), datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 8, 31, tzinfo=UTC))


def rungs(reminders: Sequence[PlannedReminder], key: int) -> list[str]:
    return [str(item.rung) for item in reminders if item.person.person_id == key]


INSPECTORATE = person(1, (Role.INSPECTORATE, TEMANGGUNG))


def test_inspektorat_is_reminded_of_what_is_open_on_every_rung() -> None:
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE)
    assert rungs(reminders, 1) == ["H-14", "H-7", "H-3", "H-1", "H-0", "H+1", "H+3", "H+7"]


def test_it_is_sent_at_08_00_of_the_agencys_own_day() -> None:
    (first, *_) = planned([duty(JAYAPURA)], person(1, (Role.INSPECTORATE, JAYAPURA)))
    assert first.send_at.isoformat() == "2026-07-15T08:00:00+09:00"


def test_one_message_lists_all_that_is_open() -> None:
    (first, *_) = planned([duty(TEMANGGUNG, number) for number in (1, 2, 3)], INSPECTORATE)
    assert [item.action_code for item in first.lead.chain.duties] == ["A1", "A2", "A3"]


def test_whoever_owes_nothing_gets_nothing() -> None:
    done = [
        duty(TEMANGGUNG, 1, report=ReportState.REPORTED),
        duty(TEMANGGUNG, 2, report=ReportState.NIL),
        duty(TEMANGGUNG, 3, report=ReportState.OBSTACLE),
    ]
    assert planned(done, INSPECTORATE, person(2, (Role.LEADERSHIP, TEMANGGUNG))) == []


def test_humas_and_diskominfo_are_reminded_of_publications_by_their_own_deadline() -> None:
    owed = duty(TEMANGGUNG, report=ReportState.REPORTED, verification=VerificationState.VERIFIED)
    people = [person(2, (Role.PUBLIC_RELATIONS, TEMANGGUNG)), person(3, (Role.COMMUNICATIONS_OFFICE, TEMANGGUNG))]
    reminders = planned([owed], INSPECTORATE, *people)
    assert rungs(reminders, 1) == []
    assert rungs(reminders, 2) == rungs(reminders, 3) == ["H-14", "H-7", "H-3", "H-1", "H-0", "H+1", "H+3", "H+7"]
    assert {item.lead.chain.due_on for item in reminders} == {PUBLISH_ON}


def test_what_is_published_or_not_yet_verified_owes_no_publication() -> None:
    verified = duty(TEMANGGUNG, report=ReportState.REPORTED, verification=VerificationState.VERIFIED)
    humas = person(2, (Role.PUBLIC_RELATIONS, TEMANGGUNG))
    assert planned([replace(verified, is_published=True)], humas) == []
    assert planned([duty(TEMANGGUNG, report=ReportState.REPORTED)], humas) == []


def test_two_seats_in_one_agency_make_one_message_with_both_roles() -> None:
    owed = duty(TEMANGGUNG, report=ReportState.REPORTED, verification=VerificationState.VERIFIED)
    both = person(2, (Role.PUBLIC_RELATIONS, TEMANGGUNG), (Role.COMMUNICATIONS_OFFICE, TEMANGGUNG))
    reminders = planned([owed], both)
    assert len(reminders) == 8
    assert {item.roles for item in reminders} == {(Role.PUBLIC_RELATIONS, Role.COMMUNICATIONS_OFFICE)}


def test_two_agencies_make_two_messages() -> None:
    both = person(1, (Role.INSPECTORATE, TEMANGGUNG), (Role.INSPECTORATE, SALATIGA))
    reminders = planned([duty(TEMANGGUNG), duty(SALATIGA)], both)
    assert rungs(reminders, 1).count("H-7") == 2
    assert len({item.dedupe_key for item in reminders}) == len(reminders) == 16


def test_a_seat_with_two_occupants_reminds_both() -> None:
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE, person(2, (Role.INSPECTORATE, TEMANGGUNG)))
    assert rungs(reminders, 1) == rungs(reminders, 2)


def test_a_person_may_choose_an_hour_between_07_and_17() -> None:
    hours = {5: 7, 7: 7, 17: 17, 23: 17}
    for chosen, sent in hours.items():
        (first, *_) = planned([duty(TEMANGGUNG)], person(1, (Role.INSPECTORATE, TEMANGGUNG), hour=chosen))
        assert first.send_at.time() == time(sent)


def test_h_3_also_goes_to_pimpinan_and_h_7_also_to_korwil() -> None:
    leader, korwil = person(2, (Role.LEADERSHIP, TEMANGGUNG)), person(3, (Role.REGIONAL_COORDINATOR, PROVINCE))
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE, leader, korwil)
    assert rungs(reminders, 2) == ["H+3"]
    assert rungs(reminders, 3) == ["H+7"]
    assert {item.kind for item in reminders if item.person.person_id != 1} == {MessageKind.COPY}


def test_an_empty_seat_of_pimpinan_is_skipped_to_korwil_on_the_same_day() -> None:
    korwil = person(3, (Role.REGIONAL_COORDINATOR, PROVINCE))
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE, korwil)
    assert rungs(reminders, 3) == ["H+3", "H+7"]


def test_where_both_seats_are_empty_setnas_is_told() -> None:
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE, person(4, (Role.SETNAS_ADMIN, SETNAS)))
    assert rungs(reminders, 4) == ["H+3", "H+7"]


def test_an_empty_seat_of_inspektorat_does_not_stop_the_escalation() -> None:
    assert rungs(planned([duty(TEMANGGUNG)], person(2, (Role.LEADERSHIP, TEMANGGUNG))), 2) == ["H+3"]


def test_who_is_expected_to_start_the_bot_keeps_the_seat() -> None:
    leader = person(2, (Role.LEADERSHIP, TEMANGGUNG), reachable=False)
    reminders = planned([duty(TEMANGGUNG)], leader, person(4, (Role.SETNAS_ADMIN, SETNAS)))
    assert rungs(reminders, 2) == ["H+3"]
    assert rungs(reminders, 4) == ["H+7"]


def test_a_korwil_of_another_province_hears_nothing() -> None:
    elsewhere = replace(PROVINCE, id=34, code="34")
    people = [person(3, (Role.REGIONAL_COORDINATOR, elsewhere)), person(5, (Role.REGIONAL_COORDINATOR, SETNAS))]
    assert planned([duty(TEMANGGUNG)], *people) == []


def test_the_korwil_at_setnas_coordinates_ministries() -> None:
    korwil = person(5, (Role.REGIONAL_COORDINATOR, SETNAS))
    assert rungs(planned([duty(MINISTRY), duty(TEMANGGUNG)], korwil), 5) == ["H+3", "H+7"]


def test_korwil_gets_one_message_a_day_over_all_agencies() -> None:
    korwil = person(3, (Role.REGIONAL_COORDINATOR, PROVINCE))
    leader = person(2, (Role.LEADERSHIP, TEMANGGUNG))
    reminders = planned([duty(TEMANGGUNG), duty(SALATIGA), duty(PROVINCE)], korwil, leader)
    (third, seventh) = [item for item in reminders if item.person.person_id == 3]
    assert set(third.agencies) == {SALATIGA, PROVINCE}
    assert set(seventh.agencies) == {TEMANGGUNG, SALATIGA, PROVINCE}
    assert seventh.home is PROVINCE


def test_both_kinds_of_deadline_share_the_message_of_the_day() -> None:
    owed = duty(TEMANGGUNG, 2, report=ReportState.REPORTED, verification=VerificationState.VERIFIED)
    same_day = replace(PUBLISH, due_at=REPORT.due_at)
    leader = person(2, (Role.LEADERSHIP, TEMANGGUNG))
    (copy,) = planned([duty(TEMANGGUNG), owed], leader, deadlines=(REPORT, same_day))
    assert {notice.chain.kind for notice in copy.notices} == set(DeadlineKind)


def test_setnas_is_told_by_the_national_clock() -> None:
    reminders = planned([duty(JAYAPURA)], person(4, (Role.SETNAS_ADMIN, SETNAS)))
    assert {item.send_at.isoformat()[10:] for item in reminders} == {"T08:00:00+07:00"}


def test_who_owes_and_leads_gets_one_message_with_both_roles() -> None:
    both = person(1, (Role.INSPECTORATE, TEMANGGUNG), (Role.LEADERSHIP, TEMANGGUNG))
    reminders = planned([duty(TEMANGGUNG)], both)
    assert rungs(reminders, 1).count("H+3") == 1
    (third,) = [item for item in reminders if item.rung is Rung.H_PLUS_3]
    assert third.roles == (Role.INSPECTORATE, Role.LEADERSHIP)


def test_when_h_1_and_h_3_fall_on_one_day_the_copy_to_pimpinan_is_not_lost() -> None:
    friday = replace(REPORT, due_at=end_of_day(date(2026, 7, 31), WIB))
    leader = person(2, (Role.LEADERSHIP, TEMANGGUNG))
    reminders = planned([duty(TEMANGGUNG)], INSPECTORATE, leader, deadlines=[friday])
    monday = [item for item in reminders if item.send_at.date() == date(2026, 8, 3)]
    assert [(item.person.person_id, str(item.rung)) for item in monday] == [(1, "H+3"), (2, "H+3")]


def test_when_h_3_and_h_7_fall_on_one_day_only_h_7_is_sent() -> None:
    leave = WorkingCalendar({date(2026, 7, 30) + timedelta(days=n): "Cuti" for n in range(8)})
    people = [
        INSPECTORATE,
        person(2, (Role.LEADERSHIP, TEMANGGUNG)),
        person(3, (Role.REGIONAL_COORDINATOR, PROVINCE)),
    ]
    after = plan(
        facts([duty(TEMANGGUNG)], people, calendars=Calendars(leave)),
        REPORT.due_at,
        datetime(2026, 8, 31, tzinfo=UTC),
    )
    assert {(item.person.person_id, str(item.rung)) for item in after} == {(1, "H+7"), (3, "H+7")}


def test_when_both_escalations_of_a_chain_meet_one_person_it_is_named_once() -> None:
    leave = WorkingCalendar({date(2026, 7, 30) + timedelta(days=n): "Cuti" for n in range(8)})
    korwil = person(3, (Role.REGIONAL_COORDINATOR, PROVINCE))
    (copy,) = plan(
        facts([duty(TEMANGGUNG)], [korwil], calendars=Calendars(leave)),
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 8, 31, tzinfo=UTC),
    )
    assert [str(notice.step.rung) for notice in copy.notices] == ["H+7"]


def test_a_returned_duty_has_its_own_deadline_and_its_own_ladder() -> None:
    returned = duty(
        TEMANGGUNG, 2, report=ReportState.REPORTED, verification=VerificationState.RETURNED, returned_on=DUE_ON
    )
    chains = {chain.due_on: chain for chain in list_chains(facts([duty(TEMANGGUNG), returned], []))}
    assert set(chains) == {DUE_ON, DUE_ON + timedelta(days=7)}
    assert chains[DUE_ON + timedelta(days=7)].is_repair
    reminders = planned([returned], INSPECTORATE)
    assert {item.lead.chain.due_at for item in reminders} == {end_of_day(date(2026, 8, 5), WIB)}


def test_a_duty_returned_long_before_the_deadline_stays_with_the_others() -> None:
    early = duty(
        TEMANGGUNG,
        2,
        report=ReportState.REPORTED,
        verification=VerificationState.RETURNED,
        returned_on=DUE_ON - timedelta(days=8),
    )
    (chain,) = list_chains(facts([duty(TEMANGGUNG), early], []))
    assert len(chain.duties) == 2
    assert not chain.is_repair


def test_several_returned_duties_with_one_date_are_one_chain() -> None:
    returned = {
        "report": ReportState.OBSTACLE,
        "verification": VerificationState.RETURNED,
        "returned_on": date(2026, 8, 3),
    }
    (chain,) = list_chains(facts([duty(TEMANGGUNG, number, **returned) for number in (1, 2)], []))
    assert len(chain.duties) == 2


def test_a_return_without_a_deadline_of_the_period_still_has_its_seven_days() -> None:
    returned = duty(TEMANGGUNG, verification=VerificationState.RETURNED, returned_on=date(2026, 7, 1))
    (chain,) = list_chains(facts([returned], [], deadlines=[]))
    assert chain.due_on == date(2026, 7, 8)


def test_a_dispensation_replaces_the_deadline_for_its_agency_alone() -> None:
    later = DeadlineRef(18, TEMANGGUNG.id, DeadlineKind.REPORT, end_of_day(date(2026, 8, 5), WIB))
    found = list_chains(facts([duty(TEMANGGUNG), duty(SALATIGA)], [], deadlines=[REPORT, later]))
    assert {chain.agency: chain.due_on for chain in found} == {TEMANGGUNG: date(2026, 8, 5), SALATIGA: DUE_ON}


def test_a_moved_deadline_has_a_ladder_of_its_own() -> None:
    moved = replace(REPORT, due_at=end_of_day(DUE_ON + timedelta(days=7), WIB))
    before = {item.dedupe_key for item in planned([duty(TEMANGGUNG)], INSPECTORATE)}
    after = {item.dedupe_key for item in planned([duty(TEMANGGUNG)], INSPECTORATE, deadlines=[moved])}
    assert not before & after


def test_the_same_codes_in_another_cycle_make_other_keys() -> None:
    (chain,) = list_chains(facts([duty(TEMANGGUNG)], []))
    other = replace(chain, period=replace(B18, cycle_code="2019-2020"))
    assert chain.key != other.key


def test_a_period_without_a_deadline_reminds_nobody() -> None:
    assert planned([replace(duty(TEMANGGUNG), period_id=15)], INSPECTORATE) == []


def test_the_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    moment = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)  # 08.00 WIB on the day of H-7
    some = facts([duty(TEMANGGUNG)], [INSPECTORATE])
    minute = timedelta(minutes=1)
    assert plan(some, moment, moment + minute) == []
    assert [str(item.rung) for item in plan(some, moment - minute, moment)] == ["H-7"]


@given(
    cuts=st.lists(st.integers(1, 62 * 24 * 60), max_size=6, unique=True),
    hour=st.integers(7, 17),
    due_on=st.dates(date(2026, 7, 15), date(2026, 8, 10)),
)
def test_however_a_time_is_cut_into_ticks_the_same_reminders_leave(cuts: list[int], hour: int, due_on: date) -> None:
    people = [person(1, (Role.INSPECTORATE, JAYAPURA), hour=hour), person(4, (Role.SETNAS_ADMIN, SETNAS))]
    some = facts([duty(JAYAPURA)], people, [replace(REPORT, due_at=end_of_day(due_on, WIB))])
    start, end = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
    moments = [start, *(start + timedelta(minutes=cut) for cut in sorted(cuts)), end]
    pieces = [item for a, b in pairwise(moments) for item in plan(some, a, b)]
    assert [item.dedupe_key for item in pieces] == [item.dedupe_key for item in plan(some, start, end)]
