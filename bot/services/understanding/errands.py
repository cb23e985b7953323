"""What people ask about themselves in a sentence of its own: their reminders, their language, their data."""

import re
from enum import StrEnum

LONGEST = 80
"""Characters of an errand; what is longer asks for something else besides."""


class Errand(StrEnum):
    """A command, or a page of the settings, in words."""

    SETTINGS = "atur"
    STOP = "stop"
    DATA = "data_saya"
    ERASE = "hapus_saya"
    PRIVACY = "privacy"
    SEATS = "jabatan"


_FILLERS = """
tolong tlg mohon mhn minta please pls coba bisa boleh mau ingin pengen pak bu bapak ibu min admin kak dong donk ya yaa
nih aja saja dulu lagi untuk cara caranya gimana bagaimana the of to ke jadi how i want can you
"""
_POLITE, _SELF = frozenset(_FILLERS.split()), frozenset({"saya", "sy", "aku", "ku", "kami", "my", "me"})
_CHANGE = r"(?:ubah|ganti|atur|mengubah|mengganti|mengatur|setel|set|change|pilih|geser)"
_REMINDERS = r"(?:pengingat|pengingatnya|notifikasi|notif|reminders?|notifications?|langganan)"
_HOUR, _AT = r"(?:jam|waktu|hour|time)", r"(?:(?:jam|pukul|pkl|at) )?\d{1,2}(?: \d{2})?(?: (?:wib|wita|wit))?"
_LANGUAGES = r"(?:inggris|english|indonesia|indonesian)"
_WAYS = (
    (Errand.STOP, r"stop|setop|berhenti|unsubscribe"),
    (Errand.STOP, rf"(?:stop|setop|berhenti|hentikan|matikan|batalkan) {_REMINDERS}"),
    (Errand.STOP, r"(?:jangan|berhenti|stop) (?:ingatkan|mengingatkan|kirim pengingat|kirim pesan)"),
    (Errand.ERASE, r"(?:hapus|hapuskan|delete|erase|remove) (?:semua )?(?:data|akun|account)(?: pribadi)?"),
    (Errand.PRIVACY, r"privasi|privacy|(?:kebijakan|pemberitahuan) privasi|privacy (?:notice|policy)"),
    (
        Errand.SEATS,
        r"jabatan|seats?|(?:sudah )?(?:pindah|mutasi|pensiun)(?: (?:tugas|jabatan|instansi|unit|bagian|kantor))?",
    ),
    (Errand.SEATS, r"(?:ganti|bukan) (?:jabatan|tugas|instansi)"),
    (Errand.SETTINGS, r"pengaturan|setelan|settings?|jam pengingat"),
    (
        Errand.SETTINGS,
        rf"{_CHANGE} (?:{_HOUR} )?{_REMINDERS}(?: {_HOUR})?(?: {_AT})?|{_CHANGE} (?:jam|pengaturan|settings?)",
    ),
    (Errand.SETTINGS, rf"(?:{_CHANGE} )?(?:bahasa|language)(?: {_LANGUAGES})?|in english"),
)
_OWN_DATA = re.compile(r"(?:lihat|cek|show|what)?\s?data (?:pribadi )?(?:saya|sy|ku)|(?:show )?my data")


def find_errand(text: str) -> Errand | None:
    """The errand that a whole message is about, apart from polite words; None where it says anything else."""
    if len(text) > LONGEST:
        return None
    words = [word for word in re.findall(r"\w+", text.casefold()) if word not in _POLITE]
    if _OWN_DATA.fullmatch(" ".join(words)):
        return Errand.DATA
    plain = " ".join(word for word in words if word not in _SELF)
    return next((errand for errand, way in _WAYS if re.fullmatch(way, plain)), None)
