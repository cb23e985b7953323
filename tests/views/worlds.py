"""The worlds in which every answer is rendered for its snapshot: ordinary, long, empty, crowded, hostile, English."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty, ReportState, VerificationState
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind, Role
from bot.domain.tallies import Tally, tally
from bot.services.asking import Asker
from bot.services.deadlines import PeriodDeadline
from bot.services.status import DueDate
from db.queries.people import OccupiedSeat, Person

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 7, 24)
DUE_AT = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
HOSTILE = "A & <b>B</b> \u202egnuggnameT\u202c \"'`# 🎉 " + "x" * 10_000

STATES = (
    (ReportState.REPORTED, VerificationState.VERIFIED, "89.99"),
    (ReportState.REPORTED, VerificationState.NONE, "68.57"),
    (ReportState.REPORTED, VerificationState.RETURNED, "40"),
    (ReportState.NONE, VerificationState.NONE, None),
    (ReportState.OBSTACLE, VerificationState.NONE, None),
    (ReportState.NIL, VerificationState.VERIFIED, None),
)
"""What is known of one duty after the other: each of the three facts in each of its states."""


@dataclass(frozen=True)
class World:
    """A state of affairs; the names stand wherever a name can stand."""

    name: str
    language: str = "id"
    agency_name: str = "Temanggung"
    province_name: str = "Jawa Tengah"
    ministry: str = "Keuangan"
    person: str = "Sri Wahyuni"
    title: str = "Katalog elektronik daerah"
    source: str = "rekap Setnas PK"
    note: str = "mohon lampirkan SK tim"
    period_prefix: str = "TW"
    cycle: str = "2025-2026"
    actions: int = 6
    agencies: int = 10
    zone: str = "Asia/Jakarta"
    periods: tuple[PeriodRef, ...] = field(init=False)

    def __post_init__(self) -> None:
        made = []
        for number, roman in enumerate(ROMAN, 1):
            starts = date(2025 + (number - 1) // 4, (number - 1) % 4 * 3 + 1, 1)
            ends = date(starts.year, starts.month + 2, 30 if starts.month in {4, 7} else 31)
            made.append(
                PeriodRef(number, 1, self.cycle, f"B{number * 3:02}", f"{self.period_prefix} {roman}", starts, ends)
            )
        object.__setattr__(self, "periods", tuple(made))

    @property
    def period(self) -> PeriodRef:
        """TW VI, whose reports are due."""
        return self.periods[5]

    @property
    def due(self) -> DueDate | None:
        """The deadline of its reports; none where nothing was imported."""
        holidays = ((date(2026, 7, 27), self.note),)
        return (
            DueDate(DUE_AT, date(2026, 7, 31), 7, 5, holidays, is_past=False, is_sample=True) if self.actions else None
        )

    @property
    def province(self) -> AgencyRef:
        return AgencyRef(1, "33", AgencyKind.PROVINCE, self.province_name, None, self.zone)

    @property
    def agency(self) -> AgencyRef:
        return self.agency_of(23)

    def agency_of(self, number: int) -> AgencyRef:
        """A kabupaten of the province; the names of all but one are told apart by a number."""
        name = self.agency_name if number == 23 else f"{self.agency_name} {number}"
        return AgencyRef(number, f"33.{number:02}", AgencyKind.REGENCY, name, 1, self.zone)

    @property
    def central(self) -> AgencyRef:
        return AgencyRef(900, "KL-001", AgencyKind.MINISTRY, self.ministry, None, "Asia/Jakarta", is_sample=True)

    def duties(self, *, agency_id: int = 23, period_id: int = 6, shift: int = 0) -> tuple[Duty, ...]:
        """The duties of an agency in a period, each in another state. shift: with which state they begin."""
        return tuple(self._duty(number, agency_id, period_id, shift) for number in range(1, self.actions + 1))

    def _duty(self, number: int, agency_id: int, period_id: int, shift: int) -> Duty:
        report, verification, percent = STATES[(number + shift - 1) % len(STATES)]
        is_returned = verification is VerificationState.RETURNED
        return Duty(
            assignment_id=number,
            agency_id=agency_id,
            period_id=period_id,
            action_code=f"{number}.1",
            action_title=self.title,
            target="80%" if number % 2 else "3 dokumen",
            report=report,
            verification=verification,
            reported_at=NOW if report is not ReportState.NONE else None,
            percent=Decimal(percent) if percent else None,
            note=self.note if is_returned or report is ReportState.OBSTACLE else "",
            returned_on=date(2026, 7, 21) if is_returned else None,
            source=self.source if report is not ReportState.NONE else "",
            as_of=TODAY if report is not ReportState.NONE else None,
            is_sourced=number % 3 > 0,
        )

    def tally(self, shift: int = 0) -> Tally:
        """The duties of one agency, counted."""
        return tally(self.duties(shift=shift), DUE_AT)

    @property
    def action(self) -> ActionRef:
        return ActionRef(1, 1, "1.1", self.title, is_sourced=False)

    @property
    def deadlines(self) -> list[PeriodDeadline]:
        """The next deadlines, of reports and of publications."""
        if self.due is None:
            return []
        later = replace(self.due, due_at=DUE_AT + timedelta(days=14), due_on=date(2026, 8, 14), days_left=21)
        kinds = ((DeadlineKind.REPORT, self.due), (DeadlineKind.PUBLISH, later))
        return [PeriodDeadline(self.period, kind, due) for kind, due in kinds]

    @property
    def asker(self) -> Asker:
        """The Inspektorat of the agency."""
        seat = OccupiedSeat(1, Role.INSPECTORATE, self.agency)
        person = Person(1, self.person, self.language, None, None, 1, 1001, None, (seat,))
        return Asker(1001, self.language, person, (seat.held,))


LONG = World(
    "longest",
    agency_name="Kepulauan Siau Tagulandang Biaro",
    province_name="Daerah Istimewa Yogyakarta",
    ministry="Desa, Pembangunan Daerah Tertinggal, dan Transmigrasi",
    person="Dr. H. Raden Mas Suryaningrat Kartawidjaja Notohadiprodjo, S.H., M.Hum., Ak., CA., CFrA.",
    title="Utilisasi nomor induk kependudukan untuk perbaikan tata kelola pemberian bantuan sosial dan subsidi daerah",
    source="laporan mandiri Inspektorat dan rekapitulasi pemantauan Setnas PK bersama Kementerian Dalam Negeri",
    note="mohon melampirkan surat keputusan tim pelaksana yang telah ditandatangani beserta notula rapat koordinasi",
    zone="Asia/Makassar",
)

WORLDS = (
    World("ordinary"),
    LONG,
    World("empty", actions=0, agencies=0),
    replace(LONG, name="crowded", actions=27, agencies=40),
    World(
        "hostile",
        agency_name=HOSTILE,
        province_name=HOSTILE,
        ministry=HOSTILE,
        person=HOSTILE,
        title=HOSTILE,
        source=HOSTILE,
        note=HOSTILE,
        period_prefix=HOSTILE,
        cycle=HOSTILE,
        actions=27,
        agencies=40,
        zone="Asia/Jayapura",
    ),
    World("english", language="en"),
)
