"""`instansi`: ministries, institutions and governments, with dated names and parents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.domain.roles import COORDINATOR_CODE, AgencyKind
from bot.services.tables.contents.agency_facts import Stated, store_agencies, store_aliases, store_versions
from bot.services.tables.files import cells
from bot.services.tables.intake import CODE_CUT_SHORT, Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.problems import Reason
from bot.services.tables.references import CUT_SHORT, AgencyEntry, Version, dotted, read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Agency, AgencyAlias
from db.queries.bulk import insert_with_ids

KIND_WORD = {
    AgencyKind.MINISTRY: re.compile(r"kementerian\s+", re.IGNORECASE),
    AgencyKind.PROVINCE: re.compile(r"prov(insi\s+|\.\s*)", re.IGNORECASE),
    AgencyKind.REGENCY: re.compile(r"kab(upaten\s+|\.\s*)", re.IGNORECASE),
    AgencyKind.CITY: re.compile(r"kota\s+", re.IGNORECASE),
}
"""The word that a name may carry though its kind says it already."""

PARENT_KIND = {
    AgencyKind.REGENCY: AgencyKind.PROVINCE,
    AgencyKind.CITY: AgencyKind.PROVINCE,
    AgencyKind.INSTITUTION: AgencyKind.MINISTRY,
}
LOCAL = frozenset({AgencyKind.REGENCY, AgencyKind.CITY})
CENTRAL = frozenset({AgencyKind.MINISTRY, AgencyKind.INSTITUTION})
"""Within these two groups the kind of an agency may be corrected; seats fit either kind of a group."""

COORDINATOR_ONLY = Reason(
    f"jenis koordinator hanya untuk kode {COORDINATOR_CODE}, dan kode itu hanya untuk jenis koordinator.",
    f"the kind koordinator is for the code {COORDINATOR_CODE} alone, and that code for this kind alone.",
)
OTHER_KIND = Reason(
    "kode ini sudah milik instansi berjenis lain; satu kode selalu instansi yang sama.",
    "this code belongs to an agency of another kind; a code is always the same agency.",
)
FORMER_CODE = Reason(
    "kode ini sudah diganti; nama {cell} hanya dapat diubah dengan kode yang berlaku sekarang.",
    "this code was replaced; the name {cell} can only be changed under the code of today.",
)
WITHOUT_PARENT = Reason(
    "kabupaten dan kota harus menyebut kode provinsinya.", "a kabupaten or kota must name the code of its province."
)
WRONG_PARENT = Reason(
    "{cell} tidak dapat menjadi induk: kabupaten dan kota berinduk pada provinsi, lembaga pada kementerian, "
    "yang lain tidak berinduk.",
    "{cell} cannot be the parent: a kabupaten or kota lies in a provinsi, a lembaga under a kementerian, "
    "the others have no parent.",
)


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add agencies, and give those whose facts changed a new version from today on."""
    seen = Seen(intake)
    stated = [found for row in rows if (found := _stated(intake, seen, row)) is not None]
    new = [one for one in stated if one.entry is None]
    await _insert(intake, new)
    stated = [one for one in stated if _find_parent(intake, one)]
    created = {id(one) for one in new}
    changed: set[int] = set()
    changed |= await store_agencies(intake, [one for one in stated if id(one) not in created])
    changed |= await store_versions(intake, stated)
    changed |= await store_aliases(intake, stated)
    for one in stated:
        if id(one) in created | changed:
            intake.note("agency_added" if id(one) in created else "agency_changed", agency=one.code)
    return Count(len(rows), len(created), len(changed - created))


def short_name(name: str, kind: AgencyKind) -> str:
    """The name without the word for its kind, such as Temanggung for Kabupaten Temanggung."""
    word = KIND_WORD.get(kind)
    return (word.sub("", name, count=1) if word and word.match(name) else name) or name


def _stated(intake: Intake, seen: Seen, row: Row) -> Stated | None:
    kind: AgencyKind = row["jenis"]
    code = dotted(row["kode"]) if kind in LOCAL else row["kode"]
    code = intake.references.spelling_of(code) or code
    entry = intake.references.find_agency(code)
    stated = Stated(row, code, short_name(row["nama"], kind), entry)
    if seen.again(row, code if entry is None else entry.id):
        return None
    problem = _problem(intake, stated)
    if problem is not None:
        intake.refuse(row, *problem)
        return None
    return stated


def _problem(intake: Intake, stated: Stated) -> tuple[str, Reason] | None:
    entry, kind = stated.entry, stated.kind
    if kind in LOCAL and CUT_SHORT.fullmatch(stated.code):
        return "kode", CODE_CUT_SHORT
    if (kind is AgencyKind.COORDINATOR) != (stated.code == COORDINATOR_CODE):
        return "jenis", COORDINATOR_ONLY
    if entry is None:
        return None
    if entry.kind is not kind and not {entry.kind, kind} <= LOCAL and not {entry.kind, kind} <= CENTRAL:
        return "jenis", OTHER_KIND
    version = entry.version_of(stated.code, intake.today)
    if version is not entry.version_on(intake.today) and version.name != stated.name:
        return "nama", FORMER_CODE
    return None


async def _insert(intake: Intake, new: Sequence[Stated]) -> None:
    values = [
        {
            "kind": one.kind,
            "time_zone": one.row["zona_waktu"],
            "is_sample": intake.is_sample,
            "valid_from": None,
            "valid_to": None,
        }
        for one in new
    ]
    for one, agency_id in zip(new, await insert_with_ids(intake.session, Agency, values), strict=True):
        one.entry = AgencyEntry(agency_id, one.kind, one.row["zona_waktu"])
        one.entry.versions.append(Version(None, one.code, one.name, None))
        intake.references.add_agency(one.entry)


def _find_parent(intake: Intake, stated: Stated) -> bool:
    """Find the parent that a row names; False after a problem was reported."""
    row, expected = stated.row, PARENT_KIND.get(stated.kind)
    if not row["kode_induk"]:
        if stated.kind in LOCAL:
            intake.refuse(row, "kode_induk", WITHOUT_PARENT)
        return stated.kind not in LOCAL
    parent = intake.agency(row, "kode_induk")
    if parent is not None and parent.kind is not expected:
        intake.refuse(row, "kode_induk", WRONG_PARENT)
        return False
    stated.parent_id = parent.id if parent else None
    return parent is not None


async def dump(outlet: Outlet) -> list[list[str]]:
    """Agencies as they are today; former codes and names are history, which is not exported."""
    aliases: dict[int, list[str]] = {}
    statement = select(col(AgencyAlias.agency_id), col(AgencyAlias.alias)).order_by(col(AgencyAlias.id))
    for row in await read(outlet.session, statement):
        aliases.setdefault(row.agency_id, []).append(row.alias)
    lines = []
    for entry in outlet.references.agencies.values():
        version = entry.version_on(outlet.today)
        parent = outlet.code(version.parent_id) if version.parent_id else ""
        names = "|".join(aliases.get(entry.id, ()))
        lines.append([version.code, entry.kind.value, version.name, parent, entry.time_zone, names])
    return sorted(lines)


TABLE = Table(
    name="instansi",
    columns=(
        Column("kode", cells.code),
        Column("jenis", cells.word_of(AgencyKind)),
        Column("nama", cells.text),
        Column("kode_induk", cells.code, is_required=False, empty=""),
        Column("zona_waktu", cells.zone_name),
        Column("alias", cells.aliases, is_required=False, empty=()),
    ),
    key=("kode",),
    store=store,
    dump=dump,
)
