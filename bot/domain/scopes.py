"""How far a question about many agencies reaches: a province with its regions, the central agencies, the nation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind

CENTRAL_KEY = 0
"""Stands for ministries and institutions where a province has its key."""


@dataclass(frozen=True)
class Scope:
    """The agencies that a question is about: those of a province, the central ones, or (neither) all."""

    province: AgencyRef | None = None
    is_central: bool = False

    @property
    def key(self) -> int | None:
        """What a button carries: the key of the province, CENTRAL_KEY, or None for the nation."""
        if self.is_central:
            return CENTRAL_KEY
        return self.province.id if self.province else None

    @property
    def is_nation(self) -> bool:
        return self.province is None and not self.is_central

    def holds(self, agency: AgencyRef) -> bool:
        """Whether the agency lies within."""
        if agency.kind is AgencyKind.COORDINATOR:
            return False
        if self.is_central:
            return not agency.kind.is_region
        return self.province is None or self.province.id in {agency.id, agency.parent_id}

    def among(self, agencies: Iterable[AgencyRef]) -> dict[int, AgencyRef]:
        """The agencies that lie within, by key, in their order."""
        return {agency.id: agency for agency in agencies if self.holds(agency)}


NATION, CENTRAL = Scope(), Scope(is_central=True)


def common_place(agencies: Collection[AgencyRef], known: Mapping[int, AgencyRef]) -> AgencyRef | None:
    """The one agency, or the province in which all of them lie; None where they lie apart. known: the registry."""
    if len(agencies) == 1:
        return next(iter(agencies))
    places = {agency.parent_id or agency.id for agency in agencies}
    return known.get(places.pop()) if len(places) == 1 else None
