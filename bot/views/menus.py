"""What each role finds in its menu of commands, in its help and among the examples to tap."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.roles import Role
from bot.texts.catalog import msg

MOST_COMMANDS = 8
"""A menu that is longer is not read (interface.md, "Bot commands")."""

MOST_EXAMPLES = 5

Menu = tuple[tuple[str, str], ...]
"""Commands, each with what it does."""

_SETTINGS = ("atur", msg("jam pengingat, bahasa, data pribadi"))
_HELP = ("bantuan", msg("yang dapat dilakukan di sini, dengan contoh"))
_DATA = ("data_saya", msg("data Bapak/Ibu yang tersimpan"))
_PRIVACY = ("privacy", msg("data apa yang disimpan, dan hak Bapak/Ibu"))
_STOP = ("stop", msg("menghentikan pengingat"))
_PERSONAL: Menu = (_SETTINGS, _HELP, _DATA, _PRIVACY, _STOP)

_OF_OFFICE: Menu = (_SETTINGS, _HELP, _PRIVACY, _STOP)
"""Where the menu is full; one's own data is found under the settings, too."""

_STATUS = ("status", msg("keadaan laporan suatu instansi"))
_DEADLINES = ("tenggat", msg("batas waktu berikutnya"))
_ANNOUNCING = ("pengumuman", msg("menulis dan mengikuti pengumuman"))

STRANGER_MENU: Menu = (("start", msg("memulai, atau membuka undangan")), _HELP, _PRIVACY)
GROUP_MENU: Menu = (
    ("status", msg("keadaan pelaporan, setelah grup terikat")),
    _DEADLINES,
    ("bantuan", msg("yang dijawab di grup ini")),
)
GROUP_ADMIN_MENU: Menu = (
    *GROUP_MENU,
    ("ikat", msg("mengikat grup atau topik ini dengan kode")),
    ("lepas", msg("melepas ikatan grup atau topik ini")),
)

EXAMPLES: Mapping[str, str] = {
    "own": msg("bagaimana status instansi saya"),
    "last": msg("status triwulan lalu"),
    "due": msg("kapan batas lapor"),
    "publish": msg("kapan batas publikasi"),
    "missing": msg("siapa yang belum lapor"),
    "agency": msg("status kab temanggung tw 2"),
    "province": msg("capaian provinsi jawa tengah"),
}
"""Questions to tap, each by the word that its button carries; they are asked as if they had been typed."""


@dataclass(frozen=True)
class Profile:
    """What a role does here: its menu, what it can do in sentences, and examples by their words."""

    menu: Menu
    can: tuple[str, ...]
    examples: tuple[str, ...]


_ANY_AGENCY = msg("Menanyakan status instansi mana pun, pada periode mana pun.")
_ANNOUNCES = msg("Menulis pengumuman dan jajak pendapat dengan /pengumuman, dan mengikuti siapa yang sudah membaca.")
_OWN_GAPS = ("belum", msg("yang belum lengkap di instansi sendiri"))

_REPORTER = Profile(
    (_STATUS, _DEADLINES, _OWN_GAPS, *_PERSONAL),
    (
        msg("Melihat kewajiban lapor yang masih terbuka dan catatan verifikator."),
        msg("Menerima pengingat sebelum batas lapor, pada hari kerja."),
        _ANY_AGENCY,
    ),
    ("own", "due", "last", "agency"),
)
_PUBLISHER = Profile(
    (("status", msg("capaian dan verifikasi suatu instansi")), _DEADLINES, *_PERSONAL),
    (
        msg("Melihat capaian yang telah diverifikasi dan perlu dipublikasikan."),
        msg("Menerima pengingat sebelum batas publikasi, pada hari kerja."),
        _ANY_AGENCY,
    ),
    ("own", "publish", "last", "agency"),
)
_LEADER = Profile(
    (("status", msg("keadaan instansi, atau instansi lain")), _DEADLINES, _OWN_GAPS, *_PERSONAL),
    (
        msg("Melihat keadaan instansi: yang telah dilaporkan, diverifikasi, dan yang masih terbuka."),
        msg("Menerima pemberitahuan bila laporan terlambat."),
        _ANY_AGENCY,
    ),
    ("own", "due", "province"),
)
_COORDINATOR = Profile(
    (("belum", msg("instansi di wilayah yang belum lengkap")), _STATUS, _DEADLINES, _ANNOUNCING, *_OF_OFFICE),
    (
        msg("Melihat instansi di wilayah yang belum lengkap atau terkendala, beserta rinciannya."),
        msg("Menerima pemberitahuan bila laporan di wilayah tetap terlambat."),
        _ANNOUNCES,
        _ANY_AGENCY,
    ),
    ("missing", "due", "province", "agency"),
)
_VERIFIER = Profile(
    (("belum", msg("instansi yang belum lengkap, seluruh Indonesia")), _STATUS, _DEADLINES, _ANNOUNCING, *_OF_OFFICE),
    (
        msg("Melihat instansi yang belum lengkap atau terkendala di seluruh Indonesia, beserta rinciannya."),
        msg("Melihat batas waktu nasional dalam tiga zona waktu, dan mengirimkannya sebagai berkas kalender."),
        _ANNOUNCES,
        _ANY_AGENCY,
    ),
    ("missing", "due", "province", "agency"),
)
_ADMIN = Profile(
    (("belum", msg("instansi yang belum lengkap, seluruh Indonesia")), _STATUS, _DEADLINES, _ANNOUNCING, *_OF_OFFICE),
    (msg("Mengundang focal point melalui /atur, atau dengan kalimat."), *_VERIFIER.can),
    _VERIFIER.examples,
)

PROFILES: Mapping[Role, Profile] = {
    Role.SETNAS_ADMIN: _ADMIN,
    Role.SETNAS_VERIFIER: _VERIFIER,
    Role.REGIONAL_COORDINATOR: _COORDINATOR,
    Role.INSPECTORATE: _REPORTER,
    Role.PUBLIC_RELATIONS: _PUBLISHER,
    Role.COMMUNICATIONS_OFFICE: _PUBLISHER,
    Role.IMPLEMENTING_UNIT: _REPORTER,
    Role.LEADERSHIP: _LEADER,
}
"""Whoever holds several roles finds the wording of the first of them here, and the rest of the others behind it."""


def profile_of(roles: Collection[Role]) -> Profile:
    """Everything that the roles do together; without a role, what a stranger finds."""
    held = [profile for role, profile in PROFILES.items() if role in roles]
    if not held:
        return Profile(STRANGER_MENU, (), ())
    commands: dict[str, str] = {}
    for name, text in sorted((row for profile in held for row in profile.menu), key=_PERSONAL.__contains__):
        commands.setdefault(name, text)
    return Profile(
        tuple(commands.items())[:MOST_COMMANDS],
        tuple(dict.fromkeys(line for profile in held for line in profile.can)),
        tuple(dict.fromkeys(word for profile in held for word in profile.examples))[:MOST_EXAMPLES],
    )
