"""Every method that is built, by its exact name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.methods import (
    about,
    callbacks,
    editing,
    media,
    members,
    polls,
    reactions,
    receiving,
    sending,
    topics,
)
from bot.simulator.methods.call import Call

FAMILIES: tuple[Mapping[str, Callable[[Call], Any]], ...] = (
    receiving.METHODS,
    sending.METHODS,
    editing.METHODS,
    media.METHODS,
    callbacks.METHODS,
    about.METHODS,
    members.METHODS,
    topics.METHODS,
    reactions.METHODS,
    polls.METHODS,
)
METHODS: Mapping[str, Callable[[Call], Any]] = {name: method for family in FAMILIES for name, method in family.items()}
