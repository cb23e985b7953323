"""Questions with an answer of their own: where to report, how to reach Setnas PK, and data that is said to be wrong."""

import re
from enum import StrEnum

from bot.services.understanding.said import Said
from bot.services.understanding.vocabulary import Concept as C


class Topic(StrEnum):
    """What a question is about besides its intent."""

    REPORTING = "reporting"
    SETNAS = "setnas"
    MISTAKE = "mistake"


_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_WHERE = re.compile(rf"{_START}(?:(?:di|ke)\s?mana|dmn|kmn|where|link|tautan|alamat|url){_END}")
_SETNAS = r"(?:setnas|admin(?:istrator)?|verifikator)(?:nya)?"
_REACH = (
    r"(?:nomor|nomer|nmr|no|kontak|hubungi|menghubungi|dihubungi|bicara|berbicara|ngobrol|chat|telepon|telpon|telp"
    r"|contact|phone|call|talk|speak|reach)"
)
_REACHES = re.compile(
    rf"{_START}(?:{_REACH}(?:\s[^\W_]+){{0,2}}?\s(?:{_SETNAS}|petugas|manusia|orang\s(?:asli|beneran))"
    r"|(?:hubungi|menghubungi|kontak|tanya\s?ke)\ssiapa|siapa\s(?:yang|yg)\s(?:bisa|dapat|harus|perlu)\sdihubungi"
    rf"|siapa(?:kah)?\s(?:(?:yang|yg|nama)\s)?(?:memverifikasi|memverif|verifikasi|verif|{_SETNAS})"
    rf"|who (?:verifies|approves)){_END}"
)
_FIGURE = (
    r"(?:(?:data|angka|nilai|skor|capaian|realisasi|persen(?:tase)?)(?:ku|nya)?|statusnya|figures?|numbers?|percentage)"
)
_WRONG = (
    r"(?:salah|keliru|(?:tidak|tdk|gak|ga|nggak|ngga|kurang)\s(?:sesuai|benar|bener|betul|cocok|tepat)|beda|berbeda"
    r"|wrong|incorrect)"
)
_CORRECT = r"(?:koreksi|perbaiki|perbaikan|ralat|betulkan|benerin|correct|fix)"
_MISTAKE = re.compile(
    rf"{_START}(?:{_FIGURE}(?:\s[^\s,;]+){{0,5}}?\s{_WRONG}(?!\s(?:satu|ketik|target)){_END}|{_WRONG}\s{_FIGURE}{_END}"
    rf"|{_CORRECT}\s{_FIGURE}(?!\sdukung){_END})"
)


def says_mistake(text: str) -> bool:
    """Whether figures are said to be wrong."""
    return _MISTAKE.search(text) is not None


def find_topic(text: str, said: Said) -> Topic | None:
    """The topic of a cleaned text, whatever its intent."""
    if says_mistake(text) and not said.any(C.SEND, C.SENT, C.DONE):
        return Topic.MISTAKE
    if not said.has_agency and _REACHES.search(text):
        return Topic.SETNAS
    return Topic.REPORTING if _asks_where_to_report(text, said) else None


def _asks_where_to_report(text: str, said: Said) -> bool:
    if said.any(C.PUBLISH, C.MEDIUM, C.MEETING, C.OFF_TOPIC, C.DONE, C.NOT_YET) or said.has_address:
        return False
    if said.has_agency or not said.any(C.REPORT, C.SEND):
        return False
    return said.has(C.METHOD) or _WHERE.search(text) is not None
