"""Words around the name of an agency: its kind, its offices, places that are no agencies, points of the compass."""

from bot.domain.roles import AgencyKind

_KINDS = {
    AgencyKind.REGENCY: "kab kabupaten kabupatn kbupaten kabupten kabuapten kabupate kbptn kabb pemkab pemkb pmkab "
    "bupati wabup regency regent",
    AgencyKind.CITY: "kota kotamadya kodya pemkot pemko pemkt pmkot walikota wako wawali city municipality mayor",
    AgencyKind.PROVINCE: "prov provinsi propinsi prop provnsi provinsy provisi povinsi pemprov pemprop pmprov gubernur "
    "wagub province governor",
}

KINDS_OF: dict[str, frozenset[AgencyKind]] = {
    **{word: frozenset({kind}) for kind, words in _KINDS.items() for word in words.split()},
    "kabkot": frozenset({AgencyKind.REGENCY, AgencyKind.CITY}),
    "kabkota": frozenset({AgencyKind.REGENCY, AgencyKind.CITY}),
}
"""The kinds of agency that a word before (or right after) a name tells."""

PERSONS = frozenset({"gubernur", "bupati", "walikota", "wako", "wabup", "wagub", "mayor", "regent", "governor"})
"""Those of the words for a kind that mean the person who leads it."""

_OFFICES = """
inspektorat inspektur inspectorate inspector insp itjen itda itkab itkot itprov irban irjen apip sekretariat sekretaris
jenderal sekda setda setjen sekjen asisten dinkominfo diskominfo diskominfotik diskominfosanti kominfo dinas humas
prokompim protokol prokopim bappeda bappelitbang bappelitbangda bapelitbang bkad bpkad bpkpd bapenda bkd bkpsdm bkpp
dpmptsp dpmpts ukpbj ulp lpse bpbj dinkes disdik dindik dinsos dpupr disdukcapil dukcapil dprd biro
pemerintah pemerintahan pemda operator focal point fp pic admin satgas tim korwil koordinator
"""
OFFICES = frozenset(_OFFICES.split())
"""Offices inside an agency: they stand before its name and say nothing about which it is."""

_PLACES = """
kec kecamatan kcmtn desa ds kelurahan kel dusun dukuh distrik nagari gampong kampung pekon jorong rt rw jalan jln jl
gang komplek kompleks perumahan polres polresta polda polsek kejari kejati kodim korem kodam lapas rutan universitas
univ institut politeknik kampus sd sdn smp smpn sma sman smk smkn mts man rsud rs puskesmas stasiun bandara terminal
pelabuhan pasar hotel persatuan bank district subdistrict village radar tribun harian rri tvri
"""
PLACES = frozenset(_PLACES.split())
"""Words before the name of something that is no agency, even if it bears the name of one."""

OUTLETS = frozenset({"tv", "fm", "pos", "post", "ekspres", "express", "times", "news", "today", "fc", "united"})
"""Words after a name that make it one of a newspaper, a station or a club: "Metro TV", "Kaltim Post"."""

NOT_A_PLACE_AFTER = frozenset(
    {"dana", "keuangan", "pemerintahan", "kementerian", "masyarakat", "bantuan", "kepala", "apb"}
)
""""Dana desa" is about money, not about a village."""

DIRECTIONS = frozenset(["utara", "selatan", "barat", "timur", "tengah", "tenggara", "raya"])

_SHORT_DIRECTIONS = {
    "utara": "ut utr utra north",
    "selatan": "sel slt sltn slatan selatn south",
    "barat": "bar brt brat west",
    "timur": "tim tmr timr tmur east",
    "tengah": "teng tgh tngh tngah tengh central",
    "tenggara": "tggr tgr tenggra southeast",
}
DIRECTION_OF = {short: word for word, shorts in _SHORT_DIRECTIONS.items() for short in shorts.split()}
"""Short and English words for a point of the compass; they count only where a name results."""

ENGLISH_DIRECTIONS = frozenset(["north", "south", "west", "east", "central", "southeast"])
"""In English the point of the compass stands before the name: "Central Java"."""

MINISTRY = "kementerian"
"""The word that stays part of the name of a ministry."""

SAME_WORD = {
    "of": "",
    "kep": "kepulauan",
    "kepl": "kepulauan",
    "sumatra": "sumatera",
    "java": "jawa",
    "celebes": "sulawesi",
    "borneo": "kalimantan",
    "tjg": "tanjung",
    "tj": "tanjung",
    "kementrian": "kementerian",
    "kementerian2": "kementerian",
    "kmenterian": "kementerian",
    "kemntrian": "kementerian",
    "kementeri": "kementerian",
    "kemen": "kementerian",
    "menteri": "kementerian",
    "ministry": "kementerian",
    "finance": "keuangan",
    "health": "kesehatan",
    "agriculture": "pertanian",
    "trade": "perdagangan",
    "industry": "perindustrian",
    "transportation": "perhubungan",
    "manpower": "ketenagakerjaan",
    "tourism": "pariwisata",
}
"""Spellings and translations of one word, in names as in questions."""

_ADDRESSES = (
    "pak bapak bpk bu ibu mas mba mbak bang abang kak kakak sdr saudara mr mrs ms om tante kang teh gus uni uda"
)
ADDRESSES = frozenset(_ADDRESSES.split())
"""Words before the name of a person."""

CALLED = frozenset({"nama", "name", "bernama", "dengan", "dgn", "dg", "oleh"})
"""Other words behind which somebody is called by name."""

JOINING = frozenset(
    ["dan", "&", "dg", "dengan", "vs", "versus", "atau", "and", "sama", "serta", "beserta", "ama", "n", "or", "plus"]
)
"""Words between two agencies that are both meant."""

BETWEEN = frozenset(["di", "d", "pada", "prov", "provinsi", "propinsi", "prop", "province", "in", "of", "pemprov"])
"""Words between an agency and the province in which it lies."""

PROVINCES = frozenset({"prov", "provinsi", "propinsi", "prop", "province"})
"""Words that call a province a place rather than a government."""

WHOLE = "se"
"""What makes a province of the name behind it: "se-lampung"."""

RETRACTING = frozenset({"eh", "ralat", "ups", "koreksi"})
RETRACTED = frozenset({"bukan", "salah", "maaf", "sori", "sorry", "maksud", "maksudnya", "saya", "deng", "ding"})
"""Words with which a name just typed is taken back."""
