"""The registry made searchable: built once from the agencies and aliases of a day, never changed."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.understanding.agency_words import KINDS_OF, OFFICES, SAME_WORD
from bot.services.understanding.names import words_of

LONGEST_NAME = 6
"""Names are looked for in windows of so many words."""

SHORTEST_MISSPELT_ALIAS = 8
"""Shorter aliases (Muba, Mubar) are never matched by similarity."""

FURTHEST = 3
"""Names that are more slips away are not looked at."""

_FEW = 3_000
_MOST_CANDIDATES = 2_000
_MANY = 12

Positions = tuple[int, ...]


SHORTEST_BODY = 3
"""Names of ministries and institutions of so many words and more are compared as a whole."""


@dataclass(frozen=True)
class Body:
    """A long name of a ministry or an institution: how many words, glued, and whose."""

    words: int
    key: str
    position: int


@dataclass(frozen=True)
class AgencyIndex:
    """Agencies by glued name, alias, beginning, part and code; positions are those of `agencies`.

    bodies: long names of ministries and institutions by their first word;
    homes: the codes of the provinces in which a regency or city lies or once lay.
    """

    agencies: tuple[AgencyRef, ...]
    exact: dict[str, Positions]
    official: frozenset[str]
    typed: dict[tuple[AgencyKind, str], Positions]
    begins: dict[str, Positions]
    parts: dict[str, Positions]
    glued: tuple[str, ...]
    codes: dict[str, int]
    homes: dict[int, frozenset[str]]
    bodies: dict[str, tuple[Body, ...]]
    by_id: dict[int, int]
    keys: tuple[str, ...]
    grams: dict[str, array[int]]

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """Every name and alias in the order of the alphabet: those that begin alike stand together."""
        return tuple(sorted(self.exact))

    def near(self, key: str, furthest: int = FURTHEST) -> list[tuple[int, str]]:
        """Names within so many slips (missing, extra, wrong or swapped letters) of a glued name: (slips, name)."""
        if not self.grams:
            candidates: Sequence[str] = self.keys
        else:
            candidates = self._candidates(key)
        found = extract(key, candidates, scorer=OSA.distance, score_cutoff=furthest, limit=None)
        return [(int(slips), name) for name, slips, _ in found]

    def _candidates(self, key: str) -> list[str]:
        """Names that share one of the rarest letter triples; two slips cannot touch all of nine."""
        lists = sorted((self.grams[gram] for gram in _grams(key) if gram in self.grams), key=len)
        chosen: set[int] = set()
        for numbers in lists[: 4 * 2 + 1]:
            if chosen and len(chosen) + len(numbers) > _MOST_CANDIDATES:
                break
            chosen.update(numbers[:_MOST_CANDIDATES])
        return [self.keys[number] for number in chosen if abs(len(self.keys[number]) - len(key)) <= FURTHEST]

    def of_kind(self, positions: Iterable[int], kinds: frozenset[AgencyKind]) -> Positions:
        """Those of the positions that are of one of the kinds; all where no kind was told."""
        return tuple(position for position in positions if not kinds or self.agencies[position].kind in kinds)

    def around(self, word: str, key: str) -> Positions:
        """Agencies whose names hold these glued words, of which the first is `word`, and more."""
        return tuple(
            position
            for position in self.parts.get(SAME_WORD.get(word, word), ())
            if key in self.glued[position] and key != self.glued[position]
        )

    def longer(self, key: str) -> Positions:
        """Agencies whose names begin with these whole words and go on."""
        return self.begins.get(key, ())


def build_index(agencies: Sequence[AgencyRef], aliases: Sequence[tuple[int, str]]) -> AgencyIndex:
    """Make the registry of a day searchable; aliases are (key of the agency, alias), former codes among them.

    The coordinator is left out: people name Setnas in many sentences and never ask about its duties.
    """
    listed = tuple(agency for agency in agencies if agency.kind is not AgencyKind.COORDINATOR)
    builder = _Builder(listed)
    for position, agency in enumerate(listed):
        builder.add_name(position, agency)
    for agency_id, alias in aliases:
        if agency_id in builder.by_id:
            builder.add_alias(builder.by_id[agency_id], alias)
    return builder.build()


def glue(words: Iterable[str]) -> str:
    """Words as one comparable name: "Kep. Riau" and "kepulauan riau" are the same."""
    return "".join(SAME_WORD.get(word, word) for word in words)


def code_key(code: str) -> str:
    """A code as it is compared: "33.23" and "3323" are the same."""
    return "".join(character for character in code.casefold() if character.isalnum())


def _grams(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[index : index + 3] for index in range(len(padded) - 2)}


Key = TypeVar("Key", bound=Hashable)


class _Builder:
    """Collects the entries of an index."""

    def __init__(self, agencies: tuple[AgencyRef, ...]) -> None:
        self.agencies = agencies
        self.by_id = {agency.id: position for position, agency in enumerate(agencies)}
        self.exact: dict[str, list[int]] = {}
        self.official: set[str] = set()
        self.typed: dict[tuple[AgencyKind, str], list[int]] = {}
        self.begins: dict[str, list[int]] = {}
        self.parts: dict[str, list[int]] = {}
        self.codes: dict[str, int] = {}
        self.homes: dict[int, set[str]] = {}
        self.bodies: dict[str, list[Body]] = {}
        self.fuzzy: dict[str, None] = {}

    def add_name(self, position: int, agency: AgencyRef) -> None:
        """A ministry is never called by its subject alone ("keuangan"), so its word stays part of the name."""
        self._add_code(position, agency.code)
        ministry = agency.kind is AgencyKind.MINISTRY
        for part in agency.name.split("/") if ministry else [agency.name]:
            words = words_of(f"kementerian {part}" if ministry and agency.name.startswith(part) else part)
            self._add(position, words)
            if not agency.kind.is_region and len(words) >= SHORTEST_BODY:
                self.bodies.setdefault(words[0], []).append(Body(len(words), glue(words), position))
            self.official.add(glue(words))
            self.fuzzy[glue(words)] = None

    def add_alias(self, position: int, alias: str) -> None:
        """An alias may carry a word for the kind ("Kab. Pontianak"); it may also be a former code."""
        if alias == self.agencies[position].code or not any(character.isalpha() for character in alias):
            self._add_code(position, alias)
            return
        words = _without_preposition(words_of(alias))
        bare = _without_kind(words)
        kind = self.agencies[position].kind
        if bare and kind in KINDS_OF.get(words[0], frozenset()):
            self._put(self.typed, (kind, glue(bare)), position)
            return
        self._add(position, words)
        if len(glue(words)) >= SHORTEST_MISSPELT_ALIAS:
            self.fuzzy[glue(words)] = None

    def _add_code(self, position: int, code: str) -> None:
        self.codes.setdefault(code_key(code), position)
        if self.agencies[position].kind in {AgencyKind.REGENCY, AgencyKind.CITY}:
            self.homes.setdefault(position, set()).add(code.split(".")[0])

    def _add(self, position: int, words: list[str]) -> None:
        if not words:
            return
        self._put(self.exact, glue(words), position)
        region = self.agencies[position].kind.is_region
        if words[0] in KINDS_OF or words[0] in OFFICES:
            return
        for end in range(2 if words[0] == "kementerian" else 1, len(words)):
            self._put(self.begins, glue(words[:end]), position)
        for word in {SAME_WORD.get(word, word) for word in words} if region and len(words) > 1 else ():
            self._put(self.parts, word, position)

    @staticmethod
    def _put(table: dict[Key, list[int]], key: Key, position: int) -> None:
        row = table.setdefault(key, [])
        if not row or (row[-1] != position and position not in row[-_MANY:]):
            row.append(position)

    def build(self) -> AgencyIndex:
        keys = tuple(self.fuzzy)
        return AgencyIndex(
            agencies=self.agencies,
            exact={key: tuple(row) for key, row in self.exact.items()},
            official=frozenset(self.official),
            typed={key: tuple(row) for key, row in self.typed.items()},
            begins={key: tuple(row) for key, row in self.begins.items()},
            parts={key: tuple(row) for key, row in self.parts.items()},
            glued=tuple(glue(words_of(agency.name)) for agency in self.agencies),
            codes=self.codes,
            homes={position: frozenset(provinces) for position, provinces in self.homes.items()},
            bodies={word: tuple(bodies) for word, bodies in self.bodies.items()},
            by_id=self.by_id,
            keys=keys,
            grams=_inverted(keys) if len(keys) > _FEW else {},
        )


def _without_preposition(words: list[str]) -> list[str]:
    """ "DI Yogyakarta" would also be "in Yogyakarta"; cleaning a text writes its capitals out in the same way."""
    for short in (["d", "i"], ["di"]):
        if words[: len(short)] == short and len(words) > len(short):
            return ["daerah", "istimewa", *words[len(short) :]]
    return words


def _without_kind(words: list[str]) -> list[str]:
    rest = list(words)
    while rest and (rest[0] in KINDS_OF or rest[0] in OFFICES):
        rest.pop(0)
    return rest


def _inverted(keys: tuple[str, ...]) -> dict[str, array[int]]:
    table: dict[str, array[int]] = {}
    for number, key in enumerate(keys):
        for gram in _grams(key):
            table.setdefault(gram, array("I")).append(number)
    return table
