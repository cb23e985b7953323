"""How much a question is about: one agency, a province with its regions, the nation; one period or a course of them."""

import re
from enum import StrEnum


class Breadth(StrEnum):
    """How far a question reaches."""

    AGENCY = "instansi"
    REGION = "wilayah"
    CENTRAL = "pusat"
    NATION = "nasional"


_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_SUM = r"rekap(?:an|in|itulasi)?|recap|rangkuman|roll-?up|summary"
_ALL = r"(?:seluruh|semua|setiap|all|se-?)\s?"
_ALREADY = r"sudah|sdh|udah|udh|dah|telah|tlh"
_NATION = re.compile(
    rf"{_START}(?:nasional|national|nationwide|nation|{_ALL}(?:indonesia|nusantara|provinsi|prov|provinces)){_END}"
    rf"|{_START}(?:{_SUM})\s(?:seluruh\s|semua\s)?pemda{_END}(?!\s[a-z]{{4}})"
    rf"|{_START}siapa(?:\s(?:aja|saja|yang|yg))*\s(?:{_ALREADY})\s(?:me)?lapor{_END}"
    rf"|{_START}(?:{_ALREADY})\s(?:me)?lapor\ssiapa|{_START}who has (?:already )?(?:reported|submitted){_END}"
)
_CENTRAL = re.compile(
    rf"{_START}(?:{_SUM})\s(?:seluruh\s|semua\s|all\s)?(?:kl|kementerian(?:\s(?:dan\s)?lembaga)?|ministries){_END}"
    r"(?!\s[a-z]{4})"
    r"|^\W*(?:(?:status|progress?|capaian|kabar|keadaan|kinerja)\s)?(?:kl|kementerian(?:\s(?:dan\s)?lembaga)?|ministries)"
    r"(?:\s(?:gmn|gimana|bagaimana|berapa|brp|ya))*\W*$"
)
_REGION = re.compile(
    rf"{_START}(?:(?:{_SUM}|wilayah|{_ALL}(?:instansi|pemda|kab|kabupaten|kota|kabkota|agencies|regencies))"
    rf"|kab(?:upaten)?\s?[/&]\s?kota){_END}|{_START}se(?:-\s?|\s)(?=[^\W_])"
)
_RECAP = re.compile(rf"{_START}(?:{_SUM}){_END}")
_PICTURE = r"(?:grafik|diagram|chart|graph)(?:nya)?"
_TREND = re.compile(rf"{_START}(?:trend?(?:nya)?|{_PICTURE}|dari waktu ke waktu|over time){_END}")
_RANGE = re.compile(
    rf"{_START}(?:dari|mulai|sejak|from|since)\s.{{1,30}}\s(?:sampai|sampe|hingga|sd|s/d|ke|until|till|to){_END}"
)
_COMPARISON = re.compile(rf"{_START}(?:(?:per|di|mem)?banding(?:kan|in|an)?|compared?|vs|versus){_END}")
_CHART = re.compile(rf"{_START}{_PICTURE}{_END}")
_SEAT = (
    r"inspektorat|inspektur|humas|diskominfo|pimpinan|focal ?point|fp|pic|operator|penanggung jawab|korwil"
    r"|koordinator(?:\swilayah)?|(?:regional\s)?coordinator"
)
_CONTACTS = re.compile(
    rf"{_START}(?:kontak(?:nya)?|narahubung|contacts?|(?:nomor|nomer|no)\s(?:hp|wa|telp|telepon|kontak)"
    rf"|siapa(?:kah)?\s(?:nama\s)?(?:{_SEAT})|who is the (?:{_SEAT})){_END}"
    rf"|{_START}(?:{_SEAT})\s(?:[^\W_]+\s){{0,4}}siapa(?:\s(?:ya|sih|namanya))?\W*$"
)
_SAYS_BREADTH = re.compile(
    rf"(?:{_SUM}|nasional|national|nationwide|nation|se|indonesia|nusantara|seluruh|semua|provinsi|wilayah)"
)


def find_breadth(text: str) -> Breadth:
    """How far the words of a cleaned text reach; whether they name a province is for the caller to know."""
    if _NATION.search(text):
        return Breadth.NATION
    if _CENTRAL.search(text):
        return Breadth.CENTRAL
    return Breadth.REGION if _REGION.search(text) else Breadth.AGENCY


def wants_recap(text: str) -> bool:
    """Whether a summary is asked for by name."""
    return _RECAP.search(text) is not None


def wants_trend(text: str) -> bool:
    """Whether the course over the periods is asked for."""
    return _TREND.search(text) is not None


def wants_range(text: str) -> bool:
    """Whether everything from one period to another is asked for."""
    return _RANGE.search(text) is not None


def wants_comparison(text: str) -> bool:
    """Whether agencies or periods are to stand beside each other."""
    return _COMPARISON.search(text) is not None


def wants_chart(text: str) -> bool:
    """Whether a picture is asked for."""
    return _CHART.search(text) is not None


def wants_contacts(text: str) -> bool:
    """Whether somebody asks who can be written to at an agency."""
    return _CONTACTS.search(text) is not None


def says_breadth(word: str) -> bool:
    """Whether a single word does nothing but tell the breadth."""
    return _SAYS_BREADTH.fullmatch(word) is not None
