"""To whom an announcement goes: the expression of `sigap announce`, whose conditions must all hold."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import Refusal
from bot.domain.roles import AgencyKind, Role

Word = TypeVar("Word", bound=StrEnum)

LONGEST = 300
"""Characters of an expression."""


class Reached(StrEnum):
    """Whether persons are written to, or groups, or both."""

    PEOPLE = "orang"
    GROUPS = "grup"
    ALL = "semua"


class Condition(StrEnum):
    """What an expression can ask for; the values are its words."""

    ROLE = "peran"
    REGION = "wilayah"
    KIND = "jenis"
    ACTION = "aksi"
    MISSING = "belum"
    TO = "kepada"


class BadAudience(Refusal):
    """The expression cannot be read."""

    def __init__(self, part: str) -> None:
        super().__init__(
            f'Sasaran "{part}" tidak dikenal. Contoh: peran=inspektorat,wilayah=33,belum=B06 / '
            f'The audience "{part}" is not known. Example: peran=inspektorat,wilayah=33,belum=B06'
        )
        self.part = part


@dataclass(frozen=True)
class Audience:
    """The conditions; an empty one holds for all. `a|b` in one condition means either.

    regions: codes of agencies, a province with those that lie in it; action, missing: codes as they were typed.
    """

    roles: frozenset[Role] = frozenset()
    regions: frozenset[str] = frozenset()
    kinds: frozenset[AgencyKind] = frozenset()
    action: str = ""
    missing: str = ""
    to: Reached = Reached.ALL

    @property
    def is_everywhere(self) -> bool:
        """Whether no agency is left out."""
        return not (self.regions or self.kinds or self.action or self.missing)

    def __str__(self) -> str:
        values = {
            Condition.ROLE: "|".join(sorted(self.roles)),
            Condition.REGION: "|".join(sorted(self.regions)),
            Condition.KIND: "|".join(sorted(self.kinds)),
            Condition.ACTION: self.action,
            Condition.MISSING: self.missing,
            Condition.TO: "" if self.to is Reached.ALL else self.to.value,
        }
        return ",".join(f"{name.value}={value}" for name, value in values.items() if value)


def parse_audience(expression: str) -> Audience:
    """Read an expression such as `peran=inspektorat|humas,wilayah=33`; the empty one means all.

    Raises BadAudience with the part that is not understood; a condition that comes twice is not either.
    """
    if len(expression) > LONGEST:
        raise BadAudience(f"{expression[:40]}…")
    found: dict[Condition, str] = {}
    for part in filter(None, (part.strip() for part in expression.split(","))):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        condition = next((condition for condition in Condition if condition.value == name.lower()), None)
        if condition is None or not sign or not value or condition in found:
            raise BadAudience(part)
        found[condition] = value
    return Audience(
        roles=frozenset(_one_of(Role, value, Condition.ROLE) for value in _either(found, Condition.ROLE)),
        regions=frozenset(value.upper() for value in _either(found, Condition.REGION)),
        kinds=frozenset(_kind(value) for value in _either(found, Condition.KIND)),
        action=found.get(Condition.ACTION, ""),
        missing=found.get(Condition.MISSING, "").upper(),
        to=_one_of(Reached, found.get(Condition.TO, Reached.ALL), Condition.TO),
    )


def _either(found: dict[Condition, str], condition: Condition) -> list[str]:
    return [value.strip() for value in found.get(condition, "").split("|") if value.strip()]


def _one_of(words: type[Word], value: str, condition: Condition) -> Word:
    try:
        return words(value.lower())
    except ValueError:
        raise BadAudience(f"{condition.value}={value}") from None


def _kind(value: str) -> AgencyKind:
    kind = _one_of(AgencyKind, value, Condition.KIND)
    if kind is AgencyKind.COORDINATOR:
        raise BadAudience(f"{Condition.KIND.value}={value}")
    return kind
