"""A small world in which reminders are due: invented agencies, one period, persons with chats."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import DeadlineKind, ReportState, VerificationState
from bot.domain.roles import AgencyKind, Role
from db.models import (
    Action,
    Agency,
    AgencyVersion,
    Assignment,
    Chat,
    ChatState,
    Cycle,
    Deadline,
    FocalPoint,
    Occupancy,
    Period,
    Programme,
    Publication,
    Seat,
    Submission,
    Verification,
)

WIB = ZoneInfo("Asia/Jakarta")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DUE_AT = datetime(2026, 7, 29, 16, 59, tzinfo=UTC)  # Wednesday, 23.59 WIB
PUBLISH_AT = datetime(2026, 8, 12, 16, 59, tzinfo=UTC)
H_7 = datetime(2026, 7, 22, 1, 0, tzinfo=UTC)  # 08.00 WIB
PERIOD = 18
SETNAS, PROVINCE, TEMANGGUNG, SALATIGA, JAYAPURA = 1, 33, 3323, 3373, 9171
AGENCIES = {
    SETNAS: ("SETNAS", AgencyKind.COORDINATOR, "Setnas PK", None, "Asia/Jakarta"),
    PROVINCE: ("33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta"),
    TEMANGGUNG: ("33.23", AgencyKind.REGENCY, "Temanggung", PROVINCE, "Asia/Jakarta"),
    SALATIGA: ("33.73", AgencyKind.CITY, "Salatiga", PROVINCE, "Asia/Jakarta"),
    JAYAPURA: ("91.71", AgencyKind.CITY, "Jayapura", None, "Asia/Jayapura"),
}


@dataclass
class World:
    """Adds to the database of one session; flush is enough for what follows."""

    session: AsyncSession

    async def build(self) -> "World":
        """The agencies, one cycle with two actions, and a period with both deadlines."""
        for key, (code, kind, name, parent, zone) in AGENCIES.items():
            self.session.add(Agency(id=key, kind=kind, time_zone=zone))
            await self.session.flush()
            self.session.add(AgencyVersion(agency_id=key, code=code, name=name, parent_id=parent))
        self.session.add(Programme(id=1, code="STRANAS-PK", name="Stranas PK"))
        await self.session.flush()
        span = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31)}
        self.session.add(Cycle(id=1, programme_id=1, code="2025-2026", name="2025-2026", **span))
        await self.session.flush()
        quarter = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30)}
        self.session.add(Period(id=PERIOD, cycle_id=1, code="B18", name="TW VI", **quarter))
        self.session.add_all(Action(id=n, cycle_id=1, code=f"A{n}", title=f"Aksi contoh {n}") for n in (1, 2))
        await self.session.flush()
        await self.set_deadline(DeadlineKind.REPORT, DUE_AT)
        await self.set_deadline(DeadlineKind.PUBLISH, PUBLISH_AT)
        return self

    async def set_deadline(self, kind: DeadlineKind, due_at: datetime, agency_id: int | None = None) -> Deadline:
        """A deadline for all, or for one agency."""
        row = Deadline(period_id=PERIOD, agency_id=agency_id, kind=kind, due_at=due_at, decided_at=LONG_AGO)
        self.session.add(row)
        await self.session.flush()
        return row

    async def assign(self, agency_id: int, *actions: int) -> list[int]:
        """Assign actions to an agency; returns the keys of the assignments."""
        rows = [Assignment(agency_id=agency_id, action_id=action) for action in actions or (1,)]
        self.session.add_all(rows)
        await self.session.flush()
        return [row.id or 0 for row in rows]

    async def seat(
        self,
        telegram_id: int,
        *places: tuple[Role, int],
        name: str | None = "Sri Wahyuni",
        hour: int | None = None,
        state: ChatState | None = ChatState.OPEN,
        stopped: bool = False,
    ) -> int:
        """A person in seats, with a chat unless `state` is None; returns the key of the person."""
        person = FocalPoint(
            name=name, reminder_hour=hour, created_at=LONG_AGO, stopped_at=LONG_AGO if stopped else None
        )
        self.session.add(person)
        await self.session.flush()
        assert person.id is not None
        if state is not None:
            self.session.add(Chat(telegram_id=telegram_id, focal_point_id=person.id, state=state))
        for role, agency_id in places:
            seat_id = await self.seat_of(role, agency_id)
            self.session.add(Occupancy(seat_id=seat_id, focal_point_id=person.id, starts_at=LONG_AGO))
        await self.session.flush()
        return person.id

    async def seat_of(self, role: Role, agency_id: int) -> int:
        """The key of a seat, made if need be."""
        found = await self.session.exec(select(Seat).where(Seat.agency_id == agency_id, Seat.role == role))
        seat = found.first() or Seat(agency_id=agency_id, role=role)
        self.session.add(seat)
        await self.session.flush()
        return seat.id or 0

    async def report(self, assignment_id: int, state: ReportState = ReportState.REPORTED, note: str = "") -> None:
        """The first fact, reported now."""
        about = {"assignment_id": assignment_id, "period_id": PERIOD, "recorded_at": LONG_AGO}
        self.session.add(Submission(state=state, note=note, source="rekap", as_of=date(2026, 7, 20), **about))
        await self.session.flush()

    async def verify(self, assignment_id: int, state: VerificationState, as_of: date = date(2026, 7, 21)) -> None:
        """The second fact."""
        about = {"assignment_id": assignment_id, "period_id": PERIOD, "recorded_at": LONG_AGO}
        self.session.add(Verification(state=state, source="Setnas PK", as_of=as_of, **about))
        await self.session.flush()

    async def publish(self, assignment_id: int) -> None:
        """A publication of the achievement."""
        self.session.add(
            Publication(
                assignment_id=assignment_id,
                period_id=PERIOD,
                published_on=date(2026, 8, 1),
                medium="laman resmi",
                link="https://example.go.id",
            )
        )
        await self.session.flush()
