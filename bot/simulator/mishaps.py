"""Sets faults from a description, as `/sim/fault` and tests give it, and plays those that happen at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.simulator.faults import KINDS, ON_CALLS, ON_UPDATES, Fault
from bot.simulator.people import PersonCannot
from bot.simulator.rooms import emit

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

BROKEN: dict[str, Any] = {"message_id": "bukan angka", "date": None, "chat": []}
"""A message that no client library can read."""


def cause(simulator: Simulator, wanted: Mapping[str, Any]) -> None:
    """Set a fault, play it, or take all back with the kind `clear`.

    Takes `kind` and, where they make sense, `method`, `chat_id`, `user_id`, `times` (null: until taken back), `share`,
    `seed`, `retry_after`, `text`. Raises PersonCannot with a sentence when something is wrong.
    """
    kind = str(wanted.get("kind"))
    if kind == "clear":
        simulator.faults.lift()
    elif kind in ON_CALLS | ON_UPDATES:
        simulator.faults.add(_fault(kind, wanted))
    elif kind in KINDS:
        PLAYED[kind](simulator, wanted)
    else:
        raise PersonCannot(f'Gangguan "{kind}" tidak dikenal. / There is no fault "{kind}".')
    simulator.changes.note("faults")


def _fault(kind: str, wanted: Mapping[str, Any]) -> Fault:
    chosen: dict[str, Any] = {name: wanted[name] for name in ("method", "chat_id", "text") if wanted.get(name)}
    if "times" in wanted and wanted["times"] is None:
        chosen["times"] = None  # until it is taken back
    for name, read in (("times", int), ("seed", int), ("retry_after", int), ("share", float), ("chat_id", int)):
        if wanted.get(name) is None:
            continue
        try:
            chosen[name] = read(wanted[name])
        except (TypeError, ValueError):
            raise PersonCannot(f'"{name}" harus angka. / "{name}" must be a number.') from None
    return Fault(kind, **chosen)


def _broken_update(simulator: Simulator, _wanted: Mapping[str, Any]) -> None:
    emit(simulator, "message", BROKEN, "broken")


def _unknown_update(simulator: Simulator, _wanted: Mapping[str, Any]) -> None:
    """An update of a kind that is newer than this API; it passes every filter."""
    updates = simulator.updates
    updates.put(updates.make("telepathy", {"telepathy": {"thought": "…"}}, simulator.now(), "unknown"))
    simulator.changes.wake()


def _number(wanted: Mapping[str, Any], *names: str) -> int:
    for name in names:
        if wanted.get(name) not in (None, ""):
            try:
                return int(wanted[name])
            except (TypeError, ValueError):
                break
    raise PersonCannot(f'"{names[0]}" harus diisi dengan angka. / "{names[0]}" must be given as a number.')


def _migrate(simulator: Simulator, wanted: Mapping[str, Any]) -> None:
    simulator.upgrade_group(_number(wanted, "chat_id"))


PLAYED: Mapping[str, Callable[[Simulator, Mapping[str, Any]], object]] = {
    "update_broken": _broken_update,
    "update_unknown": _unknown_update,
    "tap_again": lambda simulator, _wanted: simulator.tap_again(),
    "block": lambda simulator, wanted: simulator.block(_number(wanted, "user_id", "chat_id")),
    "unblock": lambda simulator, wanted: simulator.unblock(_number(wanted, "user_id", "chat_id")),
    "deactivate": lambda simulator, wanted: simulator.deactivate(_number(wanted, "user_id", "chat_id")),
    "kick": lambda simulator, wanted: simulator.kick(_number(wanted, "chat_id"), simulator.bot.id),
    "mute": lambda simulator, wanted: simulator.mute(_number(wanted, "chat_id"), simulator.bot.id),
    "migrate": _migrate,
}
"""Faults that are states of people and chats, or updates of their own: they happen at once."""
