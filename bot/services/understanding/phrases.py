"""Pairs of words that mean something else together than each alone."""

from bot.services.understanding.vocabulary import Concept

_REQUESTED = ("disampaikan", "sampaikan", "dikirim", "dikirimkan", "kirim", "kirimkan", "dilaporkan", "diberikan")
_PLEAS = ("dapat", "agar", "kiranya", "mohon", "mhn", "minta", "harap", "dimohon", "tolong", "tlg")
_GIVE = ("kirimi", "kirimin", "kasih", "kasi", "beri", "berikan", "bagi", "kabari", "infoin", "tunjukkan", "sebutkan")
_TAKEN_IN = ("diterima", "dimaklumi", "maklum", "diproses")
_ME = ("saya", "sy", "kami", "kita", "aku", "gue", "me", "us")
_CHANNELS = ("mana", "apa", "sini", "email", "wa", "whatsapp", "telegram", "bot", "aplikasi", "portal", "web", "link")
_JOIN = ("bergabung", "gabung", "join", "masuk", "menyimak", "nyimak", "memantau")
_ITS_MEANING = ("itu", "beda", "bedanya", "arti", "artinya", "maksudnya")

PHRASES = {
    ("data", "dukung"): frozenset({Concept.REPORTED}),
    ("apa", "kabar"): frozenset({Concept.GREETING}),
    ("bisa", "apa"): frozenset({Concept.ABILITY}),
    ("mulai", "dari"): frozenset({Concept.METHOD, Concept.HOW}),
    ("bukti", "tayang"): frozenset({Concept.MEDIUM}),
    ("lagi", "ngapain"): frozenset({Concept.OFF_TOPIC}),
    ("berita", "acara"): frozenset({Concept.MEETING}),
    ("siaran", "langsung"): frozenset({Concept.OFF_TOPIC}),
    ("kantor", "pos"): frozenset({Concept.OFF_TOPIC}),
    ("salam", "kenal"): frozenset({Concept.GREETING}),
    ("salah", "ketik"): frozenset({Concept.FILLER}),
    **{("lewat", channel): frozenset({Concept.FILLER}) for channel in _CHANNELS},
    **{(may, join): frozenset({Concept.INTRODUCTION}) for may in ("izin", "ijin") for join in _JOIN},
    **{("how", verb): frozenset({Concept.METHOD, Concept.HOW}) for verb in ("do", "to", "can")},
    **{(day, "terakhir"): frozenset({Concept.DUE}) for day in ("hari", "tanggal", "tgl")},
    **{("masa", word): frozenset({Concept.DUE, Concept.REPORTED}) for word in ("lapor", "pelaporan")},
    **{("here", verb): frozenset({Concept.HERE}) for verb in ("is", "are")},
    **{("apa", word): frozenset({Concept.METHOD}) for word in _ITS_MEANING},
    **{("cara", work): frozenset({Concept.METHOD, Concept.ABILITY}) for work in ("kerja", "kerjanya")},
    **{(plea, verb): frozenset({Concept.SHOW}) for plea in _PLEAS for verb in _REQUESTED},
    **{(give, me): frozenset({Concept.SHOW}) for give in _GIVE for me in _ME},
    **{(plea, verb): frozenset({Concept.SENT}) for plea in ("mohon", "mhn", "harap") for verb in _TAKEN_IN},
    ("tolong", "terima"): frozenset({Concept.SENT}),
    ("pesan", "ini"): frozenset({Concept.HERE}),
    ("hari", "kerja"): frozenset({Concept.DAYS}),
    **{(file, "kalender"): frozenset({Concept.DUE}) for file in ("file", "berkas", "unduh", "download")},
    **{("kurang", verb): frozenset({Concept.ACKNOWLEDGED}) for verb in ("tahu", "tau", "yakin", "jelas")},
    ("sama", "sama"): frozenset({Concept.ACKNOWLEDGED}),
    **{(soon, verb): frozenset({Concept.ACKNOWLEDGED}) for soon in ("nanti", "segera", "akan") for verb in _REQUESTED},
}
"""Words that mean something else together."""

WHO_ARE = frozenset({"yang", "yg", "yng", "yag", "sing", "nu", "who", "that"})
PURPOSES = frozenset({"untuk", "utk", "buat", "bwt", "bahan", "persiapan", "jelang", "keperluan", "for"})
"""Words before what something is wanted for: figures "buat rapat" are no meeting."""

SHORT_DEADLINE = "dl"
""""Dulu" ("cek dl ya") or "deadline" ("dl kapan")."""

LANGUAGE = "bahasa"
"""What follows is no province: "bahasa bali"."""

TAGS = frozenset(["ga", "gak", "gk", "ngga", "nggak", "enggak", "engga", "tidak", "tdk", "ndak", "kah", "kan", "ora"])
"""Words that make a question of what stands before them."""

_PARTICLES = "ya yah y min kak bu pak bang mas mbak bapak ibu admin sih nih dong"
PARTICLES = frozenset(_PARTICLES.split())
"""Words that may follow the end of a sentence."""
