"""`aksi`: actions and sub-actions of a cycle; a focus area is made when an action names it first."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.tables.files import cells
from bot.services.tables.intake import Intake, Seen
from bot.services.tables.outlet import Outlet
from bot.services.tables.problems import Reason
from bot.services.tables.references import Columns, read
from bot.services.tables.spec import Column, Count, Row, Table
from db.models import Action, Cycle, Focus
from db.queries.bulk import insert_with_ids, update_rows

OWN_PARENT = Reason("{cell} tidak dapat menjadi induk dirinya sendiri.", "{cell} cannot be its own parent.")
NESTED = Reason(
    "{cell} sendiri adalah sub-aksi; sub-aksi berinduk langsung pada aksi.",
    "{cell} is a sub-action itself; a sub-action lies directly under an action.",
)


class Known(NamedTuple):
    """An action as it is stored."""

    title: str
    focus_id: int | None
    parent_id: int | None
    is_sourced: bool


Focuses = dict[tuple[int, str], int]
"""Keys of focus areas by cycle, and by title or code."""


async def store(intake: Intake, rows: list[Row]) -> Count:
    """Add actions and update titles, focus areas and parents."""
    seen = Seen(intake)
    rows_read = len(rows)
    rows = [row for row in rows if not seen.again(row, _key(row)) and intake.cycle(row) is not None]
    known = await _known(intake.session)
    focuses = await _store_focuses(intake, rows)
    new = [row for row in rows if _key(row) not in intake.references.actions]
    await _insert(intake, new, focuses)
    changed = await _update(intake, rows, known, focuses)
    created = {id(row) for row in new}
    for row in rows:
        if id(row) in created | changed:
            event = "action_added" if id(row) in created else "action_changed"
            intake.note(event, cycle=row["siklus"], action=row["kode"])
    return Count(rows_read, len(created), len(changed - created))


def _key(row: Row) -> tuple[str, str]:
    return row["siklus"], row["kode"]


async def _known(session: AsyncSession) -> dict[int, Known]:
    columns = (col(Action.id), col(Action.title), col(Action.focus_id), col(Action.parent_id), col(Action.is_sourced))
    rows = await read(session, select(*columns))
    return {row.id: Known(row.title, row.focus_id, row.parent_id, row.is_sourced) for row in rows}


async def _store_focuses(intake: Intake, rows: list[Row]) -> Focuses:
    """Make the focus areas that rows name first, numbered on within their cycle."""
    found: Focuses = {}
    counts: dict[int, int] = {}
    columns = select(col(Focus.id), col(Focus.cycle_id), col(Focus.code), col(Focus.title)).order_by(col(Focus.id))
    for known in await read(intake.session, columns):
        found.setdefault((known.cycle_id, known.code), known.id)
        found[known.cycle_id, known.title] = known.id
        counts[known.cycle_id] = counts.get(known.cycle_id, 0) + 1
    new: list[dict[str, Any]] = []
    for row in rows:
        key = (intake.references.cycles[row["siklus"]], row["fokus"])
        if row["fokus"] and key not in found:
            counts[key[0]] = counts.get(key[0], 0) + 1
            found[key] = 0  # known from here on; its real key follows below
            new.append({"cycle_id": key[0], "code": str(counts[key[0]]), "title": key[1]})
    for values, focus_id in zip(new, await insert_with_ids(intake.session, Focus, new), strict=True):
        found[values["cycle_id"], values["title"]] = focus_id
    return found


def _focus(intake: Intake, row: Row, focuses: Focuses) -> int | None:
    return focuses[intake.references.cycles[row["siklus"]], row["fokus"]] if row["fokus"] else None


async def _insert(intake: Intake, new: list[Row], focuses: Focuses) -> None:
    values = [
        {
            "cycle_id": intake.references.cycles[row["siklus"]],
            "focus_id": _focus(intake, row, focuses),
            "parent_id": None,
            "code": row["kode"],
            "title": row["judul"],
            "is_sourced": True,
        }
        for row in new
    ]
    ids = await insert_with_ids(intake.session, Action, values)
    intake.references.actions.update(zip(map(_key, new), ids, strict=True))


async def _update(intake: Intake, rows: list[Row], known: dict[int, Known], focuses: Focuses) -> set[int]:
    """Update what differs, and set the parents of new actions; returns the rows that changed something.

    A title that an operator states is taken as sourced; one that stays as shipped keeps its mark.
    """
    parents = _parents(intake, rows, known)
    updates: list[dict[str, Any]] = []
    changed = set()
    for row in rows:
        action_id = intake.references.actions[_key(row)]
        focus_id, title = _focus(intake, row, focuses), row["judul"]
        before = known.get(action_id, Known(title, focus_id, None, True))
        after = Known(title, focus_id, parents[action_id], before.is_sourced or title != before.title)
        if after != before:
            changed.add(id(row))
            updates.append({"id": action_id, **after._asdict()})
    await update_rows(intake.session, Action, updates)
    return changed


def _parents(intake: Intake, rows: list[Row], known: dict[int, Known]) -> dict[int, int | None]:
    """The parent of each action as it will be; an action under a sub-action is reported."""
    actions = intake.references.actions
    parents = {action_id: before.parent_id for action_id, before in known.items()}
    parents |= {actions[_key(row)]: _parent(intake, row) for row in rows}
    for row in rows:
        parent_id = parents[actions[_key(row)]]
        if parent_id is not None and parents[parent_id] is not None:
            intake.refuse(row, "kode_induk", NESTED)
    return parents


def _parent(intake: Intake, row: Row) -> int | None:
    if not row["kode_induk"]:
        return None
    if row["kode_induk"] == row["kode"]:
        intake.refuse(row, "kode_induk", OWN_PARENT)
        return None
    return intake.action(row, "kode_induk")


async def dump(outlet: Outlet) -> list[list[str]]:
    """Actions with the titles of their focus areas."""
    parents = {key: code for (_, code), key in outlet.references.actions.items()}
    statement: Columns = (
        select(
            col(Cycle.code).label("cycle"),
            col(Action.code),
            col(Focus.title).label("focus"),
            col(Action.title),
            col(Action.parent_id),
        )
        .join(Cycle, col(Cycle.id) == col(Action.cycle_id))
        .outerjoin(Focus, col(Focus.id) == col(Action.focus_id))
        .order_by(col(Cycle.code), col(Action.id))
    )
    return [
        [row.cycle, row.code, row.focus or "", row.title, parents.get(row.parent_id, "")]
        for row in await read(outlet.session, statement)
    ]


TABLE = Table(
    name="aksi",
    columns=(
        Column("siklus", cells.code),
        Column("kode", cells.code),
        Column("fokus", cells.text, is_required=False, empty=""),
        Column("judul", cells.text),
        Column("kode_induk", cells.code, is_required=False, empty=""),
    ),
    key=("siklus", "kode"),
    store=store,
    dump=dump,
)
