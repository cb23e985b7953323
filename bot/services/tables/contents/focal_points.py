"""`focal_point`: seats, and the persons who sit in them. Names are personal: no sentence here repeats one."""

from __future__ import annotations

from bot.domain.roles import Role, may_sit
from bot.services.tables.contents.people import Person, load_people
from bot.services.tables.files import cells
from bot.services.tables.files.guards import tidy
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.problems import Reason
from bot.services.tables.spec import Column, Count, Row, Table

NO_SUCH_SEAT = Reason(
    "peran ini tidak ada pada instansi jenis itu: peran setnas hanya pada SETNAS, korwil pada provinsi atau SETNAS, "
    "yang lain tidak pada SETNAS.",
    "there is no seat of this role at an agency of this kind: setnas roles sit at SETNAS alone, a korwil at a "
    "province or at SETNAS, the others never at SETNAS.",
)
TWO_NAMES = Reason(
    "nomor Telegram ini sudah disebut dengan nama lain dalam impor ini.",
    "this Telegram id was given with another name in the same import.",
)

SeatKey = tuple[int, Role]


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add seats, persons and who sits where; a known person may get another name, never loses one."""
    seated = _seated(intake, rows)
    people = await load_people(intake.session, intake.now)
    created = await people.add_seats(dict.fromkeys(seat for _, seat in seated))
    made = {id(row) for row, seat in seated if seat in created and not row["nama"] and row["telegram_id"] is None}
    changed: set[int] = set()
    # Those with a Telegram id first: a row with the name alone may mean one of them.
    for row, seat in sorted(seated, key=lambda pair: pair[0]["telegram_id"] is None):
        if not row["nama"] and row["telegram_id"] is None:
            continue
        person, is_changed = people.person(seat, row["nama"], row["telegram_id"])
        if people.sit(person, seat):
            made.add(id(row))
        elif is_changed:
            changed.add(id(row))
    await people.write()
    return Count(len(rows), len(made), len(changed))


def _seated(intake: Intake, rows: list[Row]) -> list[tuple[Row, SeatKey]]:
    """The rows that can be stored, each with its seat."""
    seen = Seen(intake)
    names: dict[int, str] = {}
    accepted = []
    for row in rows:
        agency = intake.agency(row)
        if agency is None:
            continue
        if not may_sit(row["peran"], agency.kind):
            intake.refuse(row, "peran", NO_SUCH_SEAT)
            continue
        seat = (agency.id, row["peran"])
        if seen.again(row, (seat, row["telegram_id"] or row["nama"].casefold())):
            continue
        if row["telegram_id"] and row["nama"] and names.setdefault(row["telegram_id"], row["nama"]) != row["nama"]:
            intake.refuse(row, "nama", TWO_NAMES)
            continue
        accepted.append((row, seat))
    return accepted


async def dump(outlet: Outlet) -> list[list[str]]:
    """Seats with their present occupants; an empty seat is a line without a person."""
    people = await load_people(outlet.session, None)
    roles = list(Role)
    lines = []
    for (agency_id, role), occupants in people.occupants.items():
        known = [_columns(person) for person in occupants if person.name or person.telegram_id]
        for columns in dict.fromkeys(known) or [("", "")]:
            lines.append([outlet.code(agency_id), role.value, *columns])
    return sorted(lines, key=lambda line: (line[0], roles.index(Role(line[1])), line[2:]))


def _columns(person: Person) -> tuple[str, str]:
    return tidy(person.name or ""), str(person.telegram_id or "")


TABLE = Table(
    name="focal_point",
    columns=(
        Column("kode_instansi", cells.code, is_personal=True),
        Column("peran", cells.word_of(Role), is_personal=True),
        Column("nama", cells.text, is_required=False, empty="", is_personal=True),
        Column("telegram_id", cells.telegram_id, is_required=False, is_personal=True),
    ),
    key=("kode_instansi", "peran", "nama", "telegram_id"),
    store=store,
    dump=dump,
)
