"""Faults on demand: what goes wrong, for which calls, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

BEFORE = frozenset({"refuse", "connect_timeout", "drop_before", "error_502", "error_504"})
"""The call is lost before it is carried out."""
AFTER = frozenset({"drop_after", "cut", "stall", "bad_json"})
"""The call is carried out, but its answer does not arrive whole."""
ANSWERED = frozenset({"error_500", "flood", "reject", "revoke"})
"""The call is refused with an answer of Telegram."""
ON_CALLS = BEFORE | AFTER | ANSWERED
ON_UPDATES = frozenset({"update_twice", "update_reorder", "update_parallel"})
AT_ONCE = frozenset(
    {"update_broken", "update_unknown", "tap_again", "block", "unblock", "deactivate", "kick", "mute", "migrate"}
)
KINDS = ON_CALLS | ON_UPDATES | AT_ONCE


class TransportFault(Exception):
    """The front has to break the connection in the way that `kind` says."""

    def __init__(self, kind: str, status: int = 0, envelope: dict[str, Any] | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.envelope = envelope or {}


@dataclass
class Fault:
    """One fault that waits for a call. `times` None: until it is lifted; `share` of the calls that it hits."""

    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    share: float = 1.0
    seed: int = 0
    retry_after: int = 5
    text: str | None = None
    random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def fits(self, method: str, chat_id: str) -> bool:
        """Whether the fault is meant for a call of this method to this chat."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(self.chat_id) == chat_id

    def falls(self) -> bool:
        """Throw the dice of `share`."""
        return self.share >= 1.0 or self.random.random() < self.share


@dataclass
class Faults:
    """The faults that are set, first come first served."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Set a fault. `revoke` stays until it is lifted."""
        if fault.kind == "revoke":
            fault.times = None
        self.waiting.append(fault)

    def lift(self, kind: str | None = None) -> None:
        """Take back all faults, or those of one kind."""
        self.waiting = [fault for fault in self.waiting if kind is not None and fault.kind != kind]

    def for_call(self, method: str, chat_id: object) -> Fault | None:
        """The fault that hits this call, if any; it is used up by one."""
        chat = "" if chat_id is None else str(chat_id)
        return self._use([fault for fault in self.waiting if fault.kind in ON_CALLS and fault.fits(method, chat)])

    def for_update(self) -> Fault | None:
        """The fault that hits the update which is being made."""
        return self._use([fault for fault in self.waiting if fault.kind in ON_UPDATES])

    def _use(self, fitting: list[Fault]) -> Fault | None:
        for fault in fitting:
            if not fault.falls():
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
            return fault
        return None
