"""The simulator itself: one bot, one world, one clock, and `call`, which answers as the Bot API does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bot.simulator.api import Method, UploadedFile, methods
from bot.simulator.changes import Changes
from bot.simulator.faults import AFTER, ANSWERED, BEFORE, Fault, Faults, TransportFault
from bot.simulator.gestures import Gestures
from bot.simulator.groups import Groups
from bot.simulator.journal import Journal, Violation
from bot.simulator.methods import METHODS
from bot.simulator.methods.call import Call, Described
from bot.simulator.parameters import read_parameters
from bot.simulator.people import People
from bot.simulator.rates import Rates
from bot.simulator.refusals import Refused, refuse
from bot.simulator.updates import Updates
from bot.simulator.world import Bot, Member, World, sample_world

if TYPE_CHECKING:
    from bot.deps import MovableClock

LARGEST_CALL = 1024 * 1024
"""Bytes of parameters, files not counted, above which the server answers 413 (T)."""
PATIENCE = timedelta(seconds=30)
"""How long a tap may wait for its answer before that counts as a violation."""
VIOLATIONS: Mapping[int, str] = {
    400: "refused",
    404: "unknown_method",
    413: "refused",
    429: "rate",
    501: "not_built",
}
"""What a refusal with this code says of the bot, unless a fault or a person brought it about."""
UNSUPPORTED = frozenset(
    {
        "allow_adding_options",
        "close_date",
        "country_codes",
        "description_entities",
        "direct_messages_topic_id",
        "explanation_media",
        "hide_results_until_closes",
        "open_period",
        "shuffle_options",
        "suggested_post_parameters",
    }
)
"""Parameters of methods that are built, which this simulator does not play."""
SCHEMA_RULES = frozenset({"parameter_unknown", "parameter_missing", "parameter_type", "markup_schema"})


@dataclass(frozen=True)
class Preset:
    """A moment that the page offers to jump to."""

    label: str
    now: datetime


@dataclass(frozen=True)
class StartLink:
    """A deep link that the page offers to a person."""

    user_id: int
    label: str
    url: str


@dataclass(frozen=True)
class _Outcome:
    status: int
    envelope: dict[str, Any]
    violations: tuple[tuple[str, str], ...] = ()
    rule: str | None = None


class Simulator(People, Gestures, Groups):
    """A Telegram for one bot. Pure: it does no I/O, never waits, and reads the time from its clock alone.

    The host may set `presets` and `links` for the page.
    """

    def __init__(
        self,
        token: str,
        clock: MovableClock,
        world: Callable[[], World] = sample_world,
        *,
        username: str = "sigap_simulasi_bot",
        seed: int = 1,
        strict_webhook: bool = False,
        tap_lifetime: timedelta = timedelta(minutes=15),
    ) -> None:
        self.token = token
        self.clock = clock
        self.strict_webhook = strict_webhook
        self.tap_lifetime = tap_lifetime
        self.presets: list[Preset] = []
        self.links: list[StartLink] = []
        self.changes = Changes()
        self._make_world, self._username, self._seed = world, username, seed
        self._start()

    def _start(self) -> None:
        self.random = Random(self._seed)
        self.world = self._make_world()
        self.bot = Bot(int(self.token.split(":")[0]), "Sigap", username=self._username)
        for room in self.world.chats.values():
            if room.type != "private":
                room.members.setdefault(self.bot.id, Member())
        self.updates = Updates(self.random)
        self.rates = Rates()
        self.faults = Faults()
        self.journal = Journal()

    def reset(self) -> None:
        """Start over with a fresh world; held polls end, as when a server restarts."""
        number = self.updates.poll_number
        self._start()
        self.updates.poll_number = number + 1
        self.changes.note("world", "journal")

    def now(self) -> datetime:
        """The present moment of this world."""
        return self.clock.now()

    def move_clock(self, moment: datetime) -> None:
        """Jump to a moment; what expires in between is forgotten."""
        self.clock.move_to(moment)
        self.changes.note("clock")

    def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, UploadedFile] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Answer one call: HTTP status and body. Raises `TransportFault` where a fault breaks the connection."""
        now = self.now()
        known = methods().get(method.lower())
        name = known.name if known else method
        shown = _shown(params, files or {})
        fault = self.faults.for_call(name, params.get("chat_id"))
        if fault is not None and fault.kind in BEFORE:
            self._record(name, shown, _Outcome(0, {}), now, fault)
            raise TransportFault(fault.kind)
        if fault is not None and fault.kind in ANSWERED:
            outcome = _refusal_outcome(_injected(fault), injected=True)
        else:
            outcome = self._answer(token, known, params, files or {}, now)
        self._record(name, shown, outcome, now, fault)
        if fault is not None and fault.kind in AFTER:
            raise TransportFault(fault.kind, outcome.status, outcome.envelope)
        return outcome.status, outcome.envelope

    def violations(self, *, final: bool = False) -> list[Violation]:
        """What the bot did wrong so far; `final` also counts taps that it got and has not answered yet."""
        limit = self.now() - (timedelta(0) if final else PATIENCE)
        return self.journal.violations + [
            Violation("tap_unanswered", f"Tap {tap.id} with data {tap.data!r} was not answered", tap.at)
            for tap in self.world.taps.values()
            if tap.delivered and tap.answered_at is None and tap.at <= limit
        ]

    def _answer(
        self,
        token: str,
        known: Method | None,
        params: Mapping[str, Any],
        files: Mapping[str, UploadedFile],
        now: datetime,
    ) -> _Outcome:
        try:
            self._check_token(token)
            if known is None:
                raise refuse("method_not_found")
            if sum(len(name) + len(value) for name, value in params.items() if isinstance(value, str)) > LARGEST_CALL:
                raise refuse("too_large")
            if known.name not in METHODS:
                raise refuse("not_built", name=known.name)
            values = read_parameters(known, params, files)
            _refuse_unsupported(known.name, values)
            result = METHODS[known.name](Call(self, known.name, values, files, now))
        except Refused as refused:
            return _refusal_outcome(refused)
        if isinstance(result, Described):
            return _Outcome(200, {"ok": True, "result": result.result, "description": result.description})
        return _Outcome(200, {"ok": True, "result": result})

    def _check_token(self, token: str) -> None:
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise refuse("token_invalid")
        if token != self.token or self.bot.revoked:
            raise refuse("token_revoked")

    def _record(
        self, name: str, params: Mapping[str, Any], outcome: _Outcome, now: datetime, fault: Fault | None
    ) -> None:
        """Write the call down; polls that bring nothing are left out, or the journal would be full of them."""
        if name == "getUpdates" and fault is None and outcome.envelope.get("result") == []:
            return
        self.journal.record(
            name,
            params,
            outcome.status,
            outcome.envelope,
            at=now,
            violations=outcome.violations,
            fault=fault.kind if fault else None,
            rule=outcome.rule,
        )
        self.changes.note("journal")


def _refuse_unsupported(name: str, values: Mapping[str, Any]) -> None:
    """Parameters that would change what happens but are not played must not be passed over in silence."""
    if values.get("business_connection_id"):
        raise refuse("business_unknown")
    for parameter in sorted(UNSUPPORTED & set(values)):
        if values[parameter]:
            raise refuse("not_built", name=f"{name} with {parameter}")


def _shown(params: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> dict[str, Any]:
    """Parameters as the journal keeps them: of files the name and size."""
    return dict(params) | {name: f"{file.name} ({len(file.content)} B)" for name, file in files.items()}


def _injected(fault: Fault) -> Refused:
    """The refusal that a fault asks for."""
    if fault.kind == "flood":
        return refuse("flood", {"retry_after": fault.retry_after}, seconds=fault.retry_after)
    if fault.kind == "error_500":
        return refuse("restart")
    if fault.kind == "revoke":
        return refuse("token_revoked")
    text = fault.text or "Bad Request: chat not found"
    prefix, _, rest = text.partition(": ")
    code = {"Bad Request": 400, "Forbidden": 403}.get(prefix)
    return Refused("reject", code or 400, rest if code else text)


def _refusal_outcome(refused: Refused, *, injected: bool = False) -> _Outcome:
    """The answer of a refusal, and whether it is the bot's own fault."""
    envelope = refused.envelope()
    violations: tuple[tuple[str, str], ...] = ()
    if not injected and not refused.played and refused.code in VIOLATIONS:
        kind = "schema" if refused.rule in SCHEMA_RULES else VIOLATIONS[refused.code]
        violations = ((kind, str(envelope["description"])),)
    return _Outcome(refused.code, envelope, violations, refused.rule)
