"""An agency as everybody refers to it: key, code of the day, name, place and zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.permissions import Place
from bot.domain.roles import AgencyKind

KIND_WORDS = {
    AgencyKind.MINISTRY: "Kementerian",
    AgencyKind.PROVINCE: "Provinsi",
    AgencyKind.REGENCY: "Kabupaten",
    AgencyKind.CITY: "Kota",
}
"""The word that stands before a name; institutions and the coordinator bear their whole name."""


@dataclass(frozen=True)
class AgencyRef:
    """An agency with the code, name and parent that hold on one day."""

    id: int
    code: str
    kind: AgencyKind
    name: str
    parent_id: int | None
    time_zone: str
    is_sample: bool = False

    @property
    def full_name(self) -> str:
        """The name as messages write it, such as "Kabupaten Temanggung"."""
        word = KIND_WORDS.get(self.kind)
        return f"{word} {self.name}" if word else self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def place(self) -> Place:
        """Where it stands, for questions of permission."""
        return Place(self.id, self.parent_id, self.kind.is_region, self.kind is AgencyKind.COORDINATOR)
