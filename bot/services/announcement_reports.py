"""What became of an announcement: by recipient, by agency and, for a poll, by province; nobody is named."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind, Role
from bot.services.announcements import ANNOUNCEMENT, chain_of
from bot.services.directory import Registry
from db.models import Announcement, AnnouncementReceipt, OutboxMessage, OutboxState
from db.queries.announcements import list_receipts, list_rows
from db.queries.groups import BindingRef, list_all_bindings


@dataclass(frozen=True)
class ReportRow:
    """One recipient: the seats of a person, or a group. answer: the option that was chosen, None for none."""

    agencies: tuple[AgencyRef, ...]
    roles: tuple[Role, ...]
    group: BindingRef | None
    state: OutboxState
    reason: str
    sent_at: datetime | None
    read_at: datetime | None
    answer: int | None
    reference: str

    @property
    def has_read(self) -> bool:
        return self.read_at is not None


@dataclass(frozen=True)
class Report:
    """All recipients in the order in which they were queued; answers: how many chose each option, by province.

    A province stands for itself and what lies in it; None for ministries, institutions and Setnas.
    """

    announcement: Announcement
    rows: tuple[ReportRow, ...]
    answers: Mapping[AgencyRef | None, Mapping[int, int]]
    readers: int

    @property
    def totals(self) -> Mapping[int, int]:
        """How many chose each option."""
        return sum((Counter(chosen) for chosen in self.answers.values()), Counter())

    def count(self, *states: OutboxState) -> int:
        """How many messages are in one of these states."""
        return sum(row.state in states for row in self.rows)


async def read_report(session: AsyncSession, *, announcement: Announcement, registry: Registry) -> Report:
    """Gather what is known of every recipient now."""
    assert announcement.id is not None
    rows = await list_rows(session, chain_of(announcement.id), ANNOUNCEMENT)
    receipts = await list_receipts(session, announcement.id)
    has_groups = any("binding" in row.payload for row in rows)
    groups = {one.id: one for one in await list_all_bindings(session, registry.agencies)} if has_groups else {}
    by_person = {receipt.focal_point_id: receipt for receipt in receipts}
    return Report(
        announcement=announcement,
        rows=tuple(_row(row, by_person, groups, registry) for row in rows if row.repeat == 0 or row.message_id),
        answers=count_answers(receipts, registry.agencies),
        readers=len(receipts),
    )


def _row(
    row: OutboxMessage,
    receipts: Mapping[int, AnnouncementReceipt],
    groups: Mapping[int, BindingRef],
    registry: Registry,
) -> ReportRow:
    payload = row.payload
    receipt = receipts.get(payload.get("person", 0))
    found = (registry.agencies.get(key) for key in payload.get("agencies", ()))
    return ReportRow(
        agencies=tuple(agency for agency in found if agency is not None),
        roles=tuple(Role(role) for role in payload.get("roles", ())),
        group=groups.get(payload.get("binding", 0)),
        state=row.state,
        reason=row.reason,
        sent_at=row.sent_at,
        read_at=receipt.read_at if receipt else row.read_at,
        answer=receipt.option if receipt else None,
        reference=row.reference,
    )


def count_answers(
    receipts: Sequence[AnnouncementReceipt], agencies: Mapping[int, AgencyRef]
) -> dict[AgencyRef | None, Mapping[int, int]]:
    """How many chose each option of a poll, by province in the order of their codes."""
    found: dict[AgencyRef | None, Counter[int]] = {}
    for receipt in receipts:
        if receipt.option is not None:
            found.setdefault(_province(receipt.agency_id, agencies), Counter())[receipt.option] += 1
    order = sorted(found, key=lambda province: province.code if province else "~")
    return {province: found[province] for province in order}


def _province(agency_id: int | None, agencies: Mapping[int, AgencyRef]) -> AgencyRef | None:
    agency = agencies.get(agency_id or 0)
    if agency is None or not agency.kind.is_region:
        return None
    return agency if agency.kind is AgencyKind.PROVINCE else agencies.get(agency.parent_id or 0)
