"""How well and how fast names and sentences are understood: misspelt names, sentences, a large registry."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.figures import Figure
from bot.domain.agencies import AgencyRef
from bot.domain.roles import AgencyKind
from bot.services.understanding import AgencyIndex, build_index, read
from tests.services.registry_of_2020 import TODAY, agencies, aliases, index, periods
from tests.services.test_understanding_sentences import FILES, sentences_of

NAME = "Understanding"
SEED = 2026
VARIANTS = 3
LARGE = 100_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KIND_WORDS = {AgencyKind.REGENCY: "kab ", AgencyKind.CITY: "kota ", AgencyKind.PROVINCE: "provinsi "}
_SYLLABLES = "ba bang ka kar ta tan sa sar ma mang ra la lam pa pon ri ni go ron lo du mai wo so gi ja jar su beng lu"
SYLLABLES = _SYLLABLES.split()
ENDINGS = ("", "", " Utara", " Selatan", " Barat", " Timur", " Tengah")
WRONG, FOUND = 0.5, 95.0


def measure() -> list[Figure]:
    """Shares in percent of three misspelt variants of each region, and CPU milliseconds a message."""
    figures = [figure for slips in (0, 1, 2) for has_kind in (True, False) for figure in _confusion(slips, has_kind)]
    texts = [text for file in FILES for text, *_ in sentences_of(file)]
    small = _milliseconds(index(), texts)
    large = build_index([*agencies(), *_invented()], aliases())
    with_slips = [misspelt(random.Random(SEED), agency.name.lower(), 2) for agency in large.agencies[::400]]
    return [
        *figures,
        Figure("a message, 595 agencies, at most", small, "ms", 1.0),
        Figure("a message, 100,000 agencies, at most", _milliseconds(large, texts), "ms", 20.0),
        Figure("a name with two slips, 100,000 agencies, at most", _milliseconds(large, with_slips), "ms", 20.0),
    ]


def _confusion(slips: int, has_kind: bool) -> list[Figure]:
    chance, counted = random.Random(SEED), Counter[str]()
    for agency in agencies():
        if agency.kind.is_region:
            for _ in range(VARIANTS if slips else 1):
                name = misspelt(chance, agency.name.lower(), slips)
                counted[_outcome(f"{KIND_WORDS[agency.kind]}{name}" if has_kind else name, agency)] += 1
    case = f"{slips} slips, {'with' if has_kind else 'without'} kab/kota"
    share = {outcome: 100 * counted[outcome] / counted.total() for outcome in ("right", "asked", "not found", "wrong")}
    return [
        Figure(f"{case}: right at once", share["right"], "%"),
        Figure(f"{case}: asked, the right one offered", share["asked"], "%"),
        Figure(f"{case}: not found", share["not found"], "%"),
        Figure(f"{case}: wrong, at most", share["wrong"], "%", WRONG),
    ]


def _outcome(text: str, agency: AgencyRef) -> str:
    reading = read(text, index=index(), periods=periods(), today=TODAY)
    if reading.agencies:
        return "right" if reading.agencies == (agency,) else "wrong"
    return "asked" if agency in reading.choices else "not found"


def misspelt(chance: random.Random, name: str, slips: int) -> str:
    """The name with so many letters missing, extra, wrong or swapped."""
    for _ in range(slips):
        before = name
        while name in {before, ""}:
            name = _with_slip(chance, before)
    return name


def _with_slip(chance: random.Random, name: str) -> str:
    at, letter = chance.randrange(len(name)), chance.choice(LETTERS)
    if name[at] == " ":
        return name
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    possible = (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        swapped,
    )
    return chance.choice(possible).strip()


def _invented() -> list[AgencyRef]:
    """Agencies with invented names, enough to make the registry large."""
    chance = random.Random(SEED)
    return [
        AgencyRef(
            id=1_000_000 + number,
            code=f"99.{number}",
            kind=chance.choice((AgencyKind.REGENCY, AgencyKind.CITY)),
            name="".join(chance.choices(SYLLABLES, k=chance.randint(3, 5))).capitalize() + chance.choice(ENDINGS),
            parent_id=None,
            time_zone="Asia/Jakarta",
        )
        for number in range(LARGE - len(agencies()))
    ]


def _milliseconds(known: AgencyIndex, texts: Sequence[str]) -> float:
    """CPU time a message."""
    started = time.process_time()
    for text in texts:
        read(text, index=known, periods=periods(), today=TODAY)
    return 1000 * (time.process_time() - started) / len(texts)


if __name__ == "__main__":
    for figure in measure():
        print(f"{figure.label}: {figure.value:.2f} {figure.unit}")
