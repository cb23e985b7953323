"""What a group may see: by what it is bound to, one table without holes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.actions import ActionRef
from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.domain.scopes import NATION, Scope


class ScopeKind(StrEnum):
    """What a group can be bound to."""

    NATION = "nasional"
    PROVINCE = "provinsi"
    AGENCY = "instansi"
    ACTION = "aksi"


class Content(StrEnum):
    """Kinds of things that could be said about the state of things."""

    DEADLINES = "deadlines"
    COUNTS = "counts"  # how many are complete, late, verified, published
    THANKS = "thanks"  # names of agencies that are complete or improved most
    OWN_STATUS = "own_status"  # every action of the one agency that the group is about
    OTHERS_STATUS = "others_status"  # an agency by name, with what it has not done
    LATE_NAMES = "late_names"
    NOTES = "notes"  # of verifiers, and obstacles
    PERSONS = "persons"  # names, accounts, who was reminded or does not read


EVERYBODY = frozenset({Content.DEADLINES, Content.COUNTS, Content.THANKS})

SHOWN: Mapping[ScopeKind, frozenset[Content]] = {
    ScopeKind.NATION: EVERYBODY,
    ScopeKind.PROVINCE: EVERYBODY,
    ScopeKind.ACTION: EVERYBODY,
    ScopeKind.AGENCY: EVERYBODY | {Content.OWN_STATUS},
}
"""A group that is bound to nothing sees nothing. Who is late is told in private: experience before shame."""


@dataclass(frozen=True)
class GroupScope:
    """What a group is bound to: an agency (a province means its regions too), an action, or (neither) the nation."""

    agency: AgencyRef | None = None
    action: ActionRef | None = None

    @property
    def kind(self) -> ScopeKind:
        if self.action is not None:
            return ScopeKind.ACTION
        if self.agency is None:
            return ScopeKind.NATION
        return ScopeKind.PROVINCE if self.agency.kind is AgencyKind.PROVINCE else ScopeKind.AGENCY

    @property
    def reach(self) -> Scope:
        """The agencies that are counted; a group of one agency is answered by its status instead."""
        return Scope(self.agency) if self.kind is ScopeKind.PROVINCE else NATION

    def shows(self, content: Content) -> bool:
        """Whether this may be said in the group."""
        return content in SHOWN[self.kind]
