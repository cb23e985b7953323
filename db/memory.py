"""What a running bot has read and need not read again, because no commit of anybody has touched it since.

Every commit that writes to a table raises the version of what the table is part of (`db/engine.py`). A session for
reading looks at the versions first and remembers what was read under them; sessions that write always read for real.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from db.models import Revision
from db.queries.bulk import table_of


class Part(StrEnum):
    """What has a version of its own: persons with their chats and seats, and everything else that is remembered."""

    FACTS = "facts"
    PEOPLE = "people"


PEOPLE = frozenset({"focal_point", "chat", "seat", "occupancy"})
NOT_REMEMBERED = frozenset(
    {
        "announcement",
        "announcement_receipt",
        "audit_entry",
        "board",
        "consent",
        "correction",
        "failed_redemption",
        "group_binding",
        "group_chat",
        "group_code",
        "inbox_update",
        "invite_code",
        "last_question",
        "lease",
        "outbox_message",
        "planner_cursor",
        "rate_bucket",
        "send_attempt",
    }
)
"""Tables of which nothing is remembered: written often, and always read for real. Any other counts as facts."""

MOST = 50_000
"""How many answers of the database are kept; beyond that it begins anew."""
MEMORY, VIEW, IS_CURRENT = "memory", "view", "view_is_current"
"""Where sessions for reading keep the memory, what they see of it, and whether they know that it is current."""

REVISIONS = table_of(Revision)
NUMBERS = [select(REVISIONS.c.number).where(REVISIONS.c.name == part.value).scalar_subquery() for part in Part]
VERSIONS = select(*NUMBERS)

Result = TypeVar("Result")
Keys = TypeVarTuple("Keys")
Kept = dict[Hashable, Any]


def part_of(table: str) -> Part | None:
    """What a write to the table changes; None where nothing of it is remembered."""
    if table in NOT_REMEMBERED:
        return None
    return Part.PEOPLE if table in PEOPLE else Part.FACTS


@dataclass
class Recent:
    """What was read under one version of a part."""

    version: int = -1
    kept: Kept = field(default_factory=dict)


Versions = Mapping[Part, int]


class Memory:
    """One for each open database.

    A newer version brings an empty store, and whoever still reads under the old one keeps the old store: so nothing
    old can end up under a new version.
    """

    def __init__(self) -> None:
        self._parts = {part: Recent() for part in Part}

    def accept(self, versions: Versions) -> None:
        """Hear of versions, read or just committed; those that are older than what is known say nothing new."""
        for part, version in versions.items():
            if version > self._parts[part].version:
                self._parts[part] = Recent(version)
                if part is Part.FACTS:  # persons are read together with the names of their agencies
                    self._parts[Part.PEOPLE] = Recent(self._parts[Part.PEOPLE].version)

    def view(self) -> dict[Part, Recent]:
        """What there is to remember at this moment."""
        return dict(self._parts)

    def for_session(self, *, is_current: bool) -> dict[str, Any]:
        """What a session for reading carries. is_current: whether the versions were looked at for its sake already."""
        return {MEMORY: self, VIEW: self.view(), IS_CURRENT: is_current}


async def remembered(
    session: AsyncSession, query: Callable[[AsyncSession, *Keys], Awaitable[Result]], *keys: *Keys
) -> Result:
    """What the query finds for the keys: facts and registry. Nobody may change what is returned."""
    return await _remembered(session, Part.FACTS, query, keys)


async def remembered_person(
    session: AsyncSession, query: Callable[[AsyncSession, *Keys], Awaitable[Result]], *keys: *Keys
) -> Result:
    """What the query finds for the keys about persons, their chats and their seats."""
    return await _remembered(session, Part.PEOPLE, query, keys)


async def kept(session: AsyncSession, key: Hashable, make: Callable[[], Awaitable[Result]]) -> Result:
    """What was made of facts and registry, by a key that names it and all else that it depends on."""
    return await _kept(session, Part.FACTS, key, make)


async def kept_for_person(session: AsyncSession, key: Hashable, make: Callable[[], Awaitable[Result]]) -> Result:
    """What was made of facts and registry for a person, by a key that names them and all else that it depends on."""
    return await _kept(session, Part.PEOPLE, key, make)


async def _remembered(session: AsyncSession, part: Part, query: Callable[..., Awaitable[Result]], keys: Any) -> Result:
    return await _kept(session, part, (query, keys), lambda: query(session, *keys))


async def _kept(session: AsyncSession, part: Part, key: Hashable, make: Callable[[], Awaitable[Result]]) -> Result:
    view: dict[Part, Recent] | None = session.info.get(VIEW)
    if view is None:
        return await make()
    if not session.info[IS_CURRENT]:
        await _look(session, view)
    found = view[part].kept
    if key not in found:
        result = await make()
        if len(found) >= MOST:
            found.clear()
        found[key] = result
    return cast("Result", found[key])


async def _look(session: AsyncSession, view: dict[Part, Recent]) -> None:
    """Read the versions; what is kept under any other is none of this session's business."""
    versions = await read_versions(session)
    memory: Memory = session.info[MEMORY]
    memory.accept(versions)
    known = memory.view()
    for part, recent in known.items():
        is_same = recent.version == versions[part] and known[Part.FACTS].version == versions[Part.FACTS]
        view[part] = recent if is_same else Recent()
    session.info[IS_CURRENT] = True


async def read_versions(session: AsyncSession) -> dict[Part, int]:
    """The version of every part; 0 before the first change."""
    row = (await (await session.connection()).execute(VERSIONS)).one()
    return dict(zip(Part, (number or 0 for number in row), strict=True))


async def raise_versions(session: AsyncSession, parts: Iterable[Part]) -> dict[Part, int]:
    """Raise the versions as the last step of a transaction, always in the same order; returns the new ones."""
    connection = await session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    table = REVISIONS
    raised = {}
    for part in sorted(parts):
        statement = insert(table).values(name=part.value, number=1)
        statement = statement.on_conflict_do_update(index_elements=["name"], set_={"number": table.c.number + 1})
        raised[part] = int((await connection.execute(statement.returning(table.c.number))).scalar_one())
    return raised
