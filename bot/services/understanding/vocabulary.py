"""What each word contributes to a question: concepts, clitics, slips of the finger.

`intents.py` reads concepts, never words; the words stand in `words.py`.
"""

import re
from enum import StrEnum

from bot.services.understanding.words import CONCEPTS


class Concept(StrEnum):
    """What a word contributes to a question."""

    DONE = "sudah"
    NOT_YET = "belum"
    NOT = "tidak"
    YOU = "kamu"
    STILL = "masih"
    WHO = "siapa"
    WHICH = "mana"
    LIST = "daftar"
    WHEN = "kapan"
    DATE = "tanggal"
    DAYS = "hari"
    HOW = "bagaimana"
    HOW_MUCH = "berapa"
    ASKING = "tanya"
    QUESTION = "bertanya"
    GRASP = "mengerti"
    WANT = "mau"
    WE = "kami"
    SEND = "kirim"
    SENT = "dikirim"
    REPORT = "lapor"
    REPORTED = "laporan"
    TELLS = "telah"
    NIL = "nihil"
    OBSTACLE = "kendala"
    HERE = "berikut"
    DUE = "batas"
    LIMIT = "paling"
    END = "akhir"
    UNTIL = "sampai"
    OPENS = "buka"
    MUST = "harus"
    LATE = "terlambat"
    LACKING = "kurang"
    AGENCIES = "instansi"
    PROGRESS = "capaian"
    DATA = "data"
    SHOW = "cek"
    RECEIVED = "masuk"
    VERIFY = "verifikasi"
    PROGRAMME = "aksi"
    PUBLISH = "publikasi"
    MEDIUM = "berita"
    APPEARED = "tayang"
    MEETING = "rapat"
    EVENT = "acara"
    ATTEND = "hadir"
    LINK = "tautan"
    METHOD = "cara"
    PLEA = "tolong"
    HELP = "bantuan"
    ABILITY = "fitur"
    THANKS = "terima kasih"
    GREETING = "halo"
    DAYTIME = "pagi"
    ACKNOWLEDGED = "siap"
    TOMORROW = "besok"
    REASON = "karena"
    SELF = "saya dari"
    INTRODUCTION = "perkenalkan"
    FAVOUR = "infonya"
    REMAINING = "sisa"
    CONTACT = "kontak"
    OFF_TOPIC = "lain"
    FILLER = "kata tugas"


def _table() -> dict[str, frozenset[Concept]]:
    found: dict[str, set[Concept]] = {}
    for paragraph in CONCEPTS.replace("\n  ", " ").strip().split("\n"):
        name, _, words = paragraph.partition(": ")
        for word in words.split():
            found.setdefault(word, set()).add(Concept(name))
    return {word: frozenset(concepts) for word, concepts in found.items()}


WORDS = _table()
"""Every known word with what it can contribute."""

_CLITICS = ("nya", "lah", "kah", "pun", "x", "2")
_BY_ME = "ku"
""""kukirim": I have sent; "laporanku": my report."""

_FOR_SOMEBODY = "in"
""""uploadin", "setorin": chat for "uploadkan"; only after four letters or more."""

_JAVANESE = "e"
""""rapate": the meeting; only after five letters or more."""

_CORRECTABLE = 6
_STRETCHED = re.compile(r"([il])\1{2,}")
"""The other letters are dealt with when a text is cleaned; these two may be Roman numbers there."""

_REPEATED = re.compile(r"(\D)\1+")


def concepts_of(word: str) -> frozenset[Concept]:
    """What a word contributes, also with a clitic ("laporannya", "siapa2"); empty for an unknown word."""
    known = WORDS.get(word)
    if known is not None:
        return known
    if word.startswith(_BY_ME) and word.removeprefix(_BY_ME) in WORDS:
        return WORDS[word.removeprefix(_BY_ME)] | {Concept.WE}
    if word.endswith(_BY_ME) and len(word) > 5 and word.removesuffix(_BY_ME) in WORDS:
        return WORDS[word.removesuffix(_BY_ME)] | {Concept.WE}
    half = word[: len(word) // 2]
    if half in WORDS and word == half + half:  # "langkah-langkah" is one word
        return WORDS[half]
    for clitic in _CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) > 2:
            known = WORDS.get(word.removesuffix(clitic))
            if known is not None:
                return known
    if (single := _STRETCHED.sub(r"\1", word)) != word:
        return concepts_of(single)
    if word.endswith(_FOR_SOMEBODY) and len(word) > 5 and word.removesuffix(_FOR_SOMEBODY) in WORDS:
        return WORDS[word.removesuffix(_FOR_SOMEBODY)]
    if word.endswith(_JAVANESE) and len(word) > 5:
        return WORDS.get(word.removesuffix(_JAVANESE), frozenset())
    return frozenset()


def _shortened(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def _misspellings() -> dict[str, str]:
    """Words of which one letter is missing, to the words; two that fall together are left out."""
    found: dict[str, str] = {}
    for word in WORDS:
        if len(word) >= _CORRECTABLE:
            for short in _shortened(word):
                found[short] = "" if found.get(short, word) != word else word
    return {short: word for short, word in found.items() if word}


_MISSPELLINGS = _misspellings()


def corrected(word: str) -> str | None:
    """The known word of six letters or more from which this one differs by one slip, or None.

    A letter typed more than once is no slip: "kapaan", "haloo".
    """
    if len(word) < _CORRECTABLE - 1:
        return None
    if word in _MISSPELLINGS:
        return _MISSPELLINGS[word]
    found = {known for short in _shortened(word) if (known := short if short in WORDS else _MISSPELLINGS.get(short))}
    long = {known for known in found if len(known) >= _CORRECTABLE}
    if len(long) == 1:
        return long.pop()
    single = _REPEATED.sub(r"\1", word)
    shortest = _CORRECTABLE - 1 - (word[-1] == word[-2])
    return single if single != word and single in WORDS and len(single) >= shortest else None
