"""What a button carries: a versioned type that survives the round trip in 64 bytes.

`v1:<action>:<field>:<field>…`. Keys of the database and short words only: what they mean, and whether the person may
do it, is looked up at the press, so buttons outlive restarts and rights.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import ClassVar, Self, get_type_hints

VERSION = "v1"
LIMIT = 64
"""Bytes of callback data that Telegram takes."""


@dataclass(frozen=True)
class CallbackData:
    """The base of every button; fields are int, str without colons, bool or None.

    is_for_groups: whether messages in groups bear it; pressed there, any other is forged.
    """

    action: ClassVar[str]
    is_for_groups: ClassVar[bool] = False

    def pack(self) -> str:
        """The text that the button carries."""
        return ":".join([VERSION, self.action, *map(_to_text, astuple(self))])

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Read the button; None when it is no button of this kind, or forged."""
        version, _, rest = data.partition(":")
        action, *values = rest.split(":")
        if version != VERSION or action != cls.action or len(values) != len(fields(cls)):
            return None
        kinds = get_type_hints(cls)
        try:
            return cls(
                *(_from_text(value, kinds[field.name]) for value, field in zip(values, fields(cls), strict=True))
            )
        except ValueError:
            return None

    @classmethod
    def pattern(cls) -> str:
        """The regular expression by which the routing table knows the button."""
        return f"^{VERSION}:{cls.action}(:|$)"


def _to_text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _from_text(value: str, kind: object) -> object:
    if kind is str:
        return value
    if value == "" and kind == int | None:
        return None
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError(value)
    if kind is bool:
        if number not in (0, 1):
            raise ValueError(value)
        return bool(number)
    return number


@dataclass(frozen=True)
class ShowStatus(CallbackData):
    """Show an agency in a period (None: the current one); `detail` opens every action."""

    action: ClassVar[str] = "st"
    agency_id: int
    period_id: int | None = None
    detail: bool = False
    page: int = 0


@dataclass(frozen=True)
class ShowDeadlines(CallbackData):
    """Show the deadlines ahead."""

    action: ClassVar[str] = "dl"


@dataclass(frozen=True)
class SendCalendar(CallbackData):
    """Send the deadlines of an agency, or (None) of the nation, as a calendar file."""

    action: ClassVar[str] = "ic"
    agency_id: int | None = None


@dataclass(frozen=True)
class ShowHelp(CallbackData):
    """Show what the bot can do for this person."""

    action: ClassVar[str] = "hp"


@dataclass(frozen=True)
class AskExample(CallbackData):
    """Ask one of the questions that the help offers."""

    action: ClassVar[str] = "ex"
    example: str


@dataclass(frozen=True)
class ShowMissing(CallbackData):
    """Show who has not reported or published, as far as the person may see.

    regions: only there, their keys with commas between; action_id: only in this action.
    """

    action: ClassVar[str] = "ms"
    period_id: int | None = None
    page: int = 0
    regions: str = ""
    action_id: int | None = None
    is_publication: bool = False


@dataclass(frozen=True)
class ShowRecap(CallbackData):
    """Sum up a scope in a period (None: the current one)."""

    action: ClassVar[str] = "rc"
    scope: int | None = None
    period_id: int | None = None
    page: int = 0


@dataclass(frozen=True)
class ShowAction(CallbackData):
    """Show one action across the agencies of a scope."""

    action: ClassVar[str] = "ac"
    action_id: int
    period_id: int
    scope: int | None = None
    page: int = 0


@dataclass(frozen=True)
class ShowTrend(CallbackData):
    """Show an agency over the cycle of a period, all actions or one."""

    action: ClassVar[str] = "tr"
    agency_id: int
    period_id: int | None = None
    page: int = 0
    action_id: int | None = None


@dataclass(frozen=True)
class DrawCourse(CallbackData):
    """Send an agency over the cycle of a period as a picture."""

    action: ClassVar[str] = "gt"
    agency_id: int
    period_id: int | None = None


@dataclass(frozen=True)
class DrawRecap(CallbackData):
    """Send the recap of a scope in a period as a picture."""

    action: ClassVar[str] = "gr"
    scope: int | None = None
    period_id: int | None = None


@dataclass(frozen=True)
class ShowContacts(CallbackData):
    """Show the seats of an agency and its last reminder; the period is the one to come back to."""

    action: ClassVar[str] = "ct"
    agency_id: int
    period_id: int | None = None


@dataclass(frozen=True)
class ReportMistake(CallbackData):
    """Say that the figures of an agency in a period are wrong."""

    action: ClassVar[str] = "dm"
    agency_id: int
    period_id: int


@dataclass(frozen=True)
class ShowCorrections(CallbackData):
    """Show the requests to correct data that wait."""

    action: ClassVar[str] = "cr"
    page: int = 0


@dataclass(frozen=True)
class SettleCorrection(CallbackData):
    """Note that a request was dealt with, and come back to the page."""

    action: ClassVar[str] = "cs"
    correction_id: int
    page: int = 0


@dataclass(frozen=True)
class ShowSettings(CallbackData):
    """Open a page of the settings."""

    action: ClassVar[str] = "se"
    page: str = "main"


@dataclass(frozen=True)
class ShowDeliveries(CallbackData):
    """Show what became of messages, and those of which nobody knows."""

    action: ClassVar[str] = "dv"
    page: int = 0


@dataclass(frozen=True)
class SettleDelivery(CallbackData):
    """Decide about a message of which nobody knows: it was seen, or it is repeated."""

    action: ClassVar[str] = "ds"
    outbox_id: int
    repeats: bool


@dataclass(frozen=True)
class ChooseHour(CallbackData):
    """Choose the hour of the reminders."""

    action: ClassVar[str] = "hr"
    hour: int


@dataclass(frozen=True)
class ChooseLanguage(CallbackData):
    """Choose the language of the answers."""

    action: ClassVar[str] = "lg"
    language: str


@dataclass(frozen=True)
class Consent(CallbackData):
    """Agree to a version of the privacy notice."""

    action: ClassVar[str] = "co"
    version: str


@dataclass(frozen=True)
class ManageData(CallbackData):
    """A step about one's own data: show, erase, erase-now, stop, resume."""

    action: ClassVar[str] = "pd"
    step: str


@dataclass(frozen=True)
class NotMe(CallbackData):
    """The person says that a seat is not theirs; `sure` once they confirmed it."""

    action: ClassVar[str] = "nm"
    seat_id: int
    sure: bool = False


@dataclass(frozen=True)
class Acknowledge(CallbackData):
    """A reminder was read; also the proof that it arrived."""

    action: ClassVar[str] = "ok"
    reference: str


@dataclass(frozen=True)
class Invite(CallbackData):
    """A step of inviting a person: agency, then role, then the invitation itself."""

    action: ClassVar[str] = "iv"
    agency_id: int
    role: str = ""
