"""Rules about questions: deadlines, who is missing, help, how somebody stands."""

from bot.services.understanding.said import MERE_QUESTION, SOCIAL, Said
from bot.services.understanding.vocabulary import Concept as C

_TO_COME = (C.DUE, C.LIMIT, C.UNTIL, C.MUST, C.END)


_BARE_QUESTION = frozenset({C.ASKING, C.FILLER, C.STILL, C.PLEA, C.WANT, *SOCIAL})


def _asks_whether_late(said: Said) -> bool:
    """Whether it is too late already, and nothing else: "sudah telat?", "sdh terlambat belum?"."""
    is_asked = said.has(C.LATE) and said.is_question and said.any(C.DONE, C.NOT_YET)
    return is_asked and _says_only(said, _BARE_QUESTION | {C.LATE, C.NOT_YET, C.NOT})


def _asks_how_many_days(said: Said) -> bool:
    """ "Berapa hari kerja lagi": how much time is left."""
    return said.follows(C.HOW_MUCH, C.DAYS) and _says_only(said, _BARE_QUESTION | {C.HOW_MUCH, C.DAYS, C.REMAINING})


def _says_only(said: Said, concepts: frozenset[C]) -> bool:
    """Whether nothing else is said, of no agency and without a word that is not known."""
    return not (said.concepts - concepts or said.unknown_words or said.has_agency)


def asks_deadline(said: Said) -> bool:
    """Whether a deadline, or a day on which reporting opens, is asked for."""
    reports = said.any(C.REPORT, C.REPORTED, C.SEND, C.SENT)
    tells = said.any(C.DONE, C.WANT) or (said.has(C.WE) and not said.any(C.DAYS, C.DATE, C.WHEN))
    if (said.any(C.WHO, C.LIST, C.AGENCIES) and said.any(C.NOT_YET, C.LATE)) or (
        said.has(C.MEETING) and not said.has(C.DUE)
    ):
        return False
    if said.has_agency and said.any(C.WHEN, C.DATE) and said.any(C.RECEIVED, C.VERIFY) and not said.any(*_TO_COME):
        return False  # "tanggal berapa laporan kab lebak diterima"
    if said.has_agency and said.follows(C.WHEN, C.END) and said.any(C.PROGRESS, C.DATA) and not said.has(C.REPORT):
        return False  # "kapan terakhir update datanya"
    if _asks_whether_late(said) or _asks_how_many_days(said):
        return True
    if said.has(C.DUE):
        return said.about_reports or said.is_question or said.has_period or said.has_agency or not said.unknown_words
    if said.has(C.LIMIT) and said.any(C.LATE, C.END, C.WHEN, C.DATE, C.DAYS):
        return True
    if said.has(C.OPENS) and (reports or said.has_period) and said.is_question and not said.has(C.WE):
        return True
    if (
        said.has(C.WHEN)
        and (reports or said.any(C.MUST, C.OPENS, C.END, C.UNTIL, C.PUBLISH))
        and not said.has(C.VERIFY)
    ):
        return not said.unknown_words or reports or said.has_period or said.is_typed
    if said.has(C.DATE) and said.any(C.HOW_MUCH, C.END, C.MUST, C.OPENS, C.WHICH, C.SHOW, C.UNTIL):
        return said.about_reports or said.any(C.END, C.UNTIL, C.LATE)
    if said.has(C.DATE) and reports and not said.any(C.WE, C.WANT):
        return True
    if said.any(C.REMAINING, C.HOW_MUCH) and said.any(C.DAYS, C.STILL) and not said.has(C.OFF_TOPIC):
        return said.about_reports or said.has_period or (said.any(C.REMAINING, C.END) and not said.unknown_words)
    if said.has(C.LATE) and said.is_question and not (said.any(C.LIST, C.AGENCIES) or said.follows(C.STILL, C.LATE)):
        acts = said.any(C.SEND, C.REPORT, C.RECEIVED)
        if acts and said.any(C.TOMORROW, C.STILL) and not said.has(C.DONE):
            return True  # "telat ga kalau kirim besok", "telat sehari masih diterima ga"
    if said.has(C.END) and reports and not tells and not said.has(C.NOT_YET):
        return said.any(C.REPORT, C.SEND) or said.any(C.DAYS)
    return said.has(C.STILL) and said.any(C.REPORT, C.SEND) and said.is_question and not said.any(C.NOT_YET, C.DONE)


def asks_who_is_missing(said: Said) -> bool:
    """Whether it is asked who has not reported."""
    if said.any(C.METHOD, C.REASON) and not said.has(C.WHO):
        return False
    if said.any(C.MEETING, C.ATTEND) and not said.about_reports:
        return False
    if said.follows(C.PROGRAMME, C.WHICH) or said.follows(C.WHICH, C.PROGRAMME):
        return said.any(C.WHO, C.AGENCIES)  # "aksi mana yang belum"
    lacks = said.any(C.NOT_YET, C.NOT, C.LATE, C.LACKING)
    of_many = not said.has_agency or said.has_region_only
    if said.has(C.WHO) and (lacks or said.has(C.REMAINING)):
        return True
    of_those_within = said.follows(C.AGENCIES, C.WHICH, C.ASKING) or said.follows(C.HOW_MUCH, C.AGENCIES)
    if lacks and said.about_reports and of_those_within:
        return True  # "OPD mana yang belum lapor di kab lebak"
    if (said.has(C.WE) and not _asks_about_others(said)) or not of_many:
        return False
    if lacks and said.any(C.LIST, C.AGENCIES, C.WHICH):
        return said.any(C.NOT_YET, C.LATE, C.LACKING) or said.about_reports
    if said.has(C.LATE) and said.has(C.REPORTED):
        return True
    if lacks and said.has(C.HOW_MUCH) and said.has_region_only and not said.has(C.PROGRESS):
        return not said.unknown_words
    if said.starts_with(C.NOT_YET) and said.has_region_only and said.has_period and not said.unknown_words:
        return True
    return said.starts_with(C.NOT_YET, C.LATE) and said.any(C.REPORT, C.SEND, C.LATE) and not said.has(C.HELP)


def _asks_about_others(said: Said) -> bool:
    """ "Saya mau lihat daerah yang belum lapor" is about others, "yang belum dari instansi kami" is not."""
    return said.has(C.AGENCIES) and said.any(C.SHOW, C.WANT) and not said.follows(C.AGENCIES, C.WE)


def asks_help(said: Said) -> bool:
    """Whether it is asked what the bot can do, or how something is done."""
    if said.has_agency and said.has(C.METHOD, C.ASKING, C.DONE) and not said.has(C.HOW):
        return False  # "mohon petunjuk, apakah laporan kab lebak sudah diterima"
    if said.has(C.METHOD) and (
        said.any(C.HOW, C.ABILITY, C.SEND, C.REPORT, C.SHOW, C.WANT, C.ASKING, C.WE) or said.order
    ):
        return not said.has(C.OFF_TOPIC) and (not said.unknown_words or said.about_reports or said.has(C.ABILITY))
    if said.has_agency or said.has_period:
        return False
    if said.unknown_words:
        return False
    if said.has(C.PLEA) and not said.concepts - {C.PLEA, C.FILLER, C.WE, C.GREETING, C.DAYTIME}:
        return True
    if said.has(C.GRASP) and said.any(C.NOT, C.NOT_YET, C.LACKING):
        return True
    if said.any(C.HELP) and not said.any(C.PROGRESS, C.REPORT, C.REPORTED, C.SEND, C.OFF_TOPIC, C.THANKS):
        return True
    if said.has(C.MUST) and said.any(C.HOW, C.ASKING) and not said.concepts - {C.MUST, C.HOW, *MERE_QUESTION}:
        return True
    if said.has(C.ASKING, C.HERE) and _says_only(said, MERE_QUESTION | {C.HERE, C.RECEIVED}):
        return True  # "mengapa saya dapat ini"
    if said.has(C.HOW) and said.any(C.OPENS, C.ABILITY) and not said.any(C.OFF_TOPIC, C.PROGRESS, C.REPORTED):
        return True
    if said.has(C.QUESTION) and not said.concepts - MERE_QUESTION - {C.HOW}:
        return True
    if said.has(C.YOU) and said.any(C.ASKING, C.WHO, C.HOW, C.ABILITY) and not said.about_reports:
        return True
    if said.has(C.ABILITY) and not said.concepts - {C.ABILITY, C.FILLER, C.HERE, C.PLEA, C.YOU, C.FAVOUR}:
        return True
    if said.about_reports and not said.has(C.METHOD):
        return False
    asks = said.any(C.HOW, C.ASKING, C.METHOD, C.SHOW, C.HELP, C.WHICH, C.LIST) or said.ends_with(C.NOT)
    return said.has(C.ABILITY) and asks and not said.has(C.OFF_TOPIC)


def _asks_what_is_open(said: Said) -> bool:
    """What do we still owe: "kami kurang apa", "yang belum dari kami", "kami sudah aman belum"."""
    if said.has(C.LACKING) or said.has(C.NOT_YET, C.LIST) or said.has(C.NOT_YET, C.DONE):
        return True
    if said.has(C.DONE) and said.has_question_mark and not said.has(C.WANT):
        return True
    return said.is_question and (said.has(C.LATE) or (said.has(C.MUST) and said.about_reports))


def _asks_what_lacks(said: Said) -> bool:
    """ "Apa yang kurang?", "tinggal apa": what one still owes."""
    is_asked = said.any(C.LACKING, C.REMAINING, C.NOT_YET) and said.any(C.ASKING, C.WHICH, C.LIST)
    return is_asked and _says_only(said, _BARE_QUESTION | _OF_DUTIES)


_OF_AGENCIES = frozenset({C.AGENCIES, C.HOW})
_OF_DUTIES = frozenset(
    {C.LACKING, C.REMAINING, C.NOT_YET, C.WHICH, C.LIST, C.MUST}
    | {C.PROGRAMME, C.REPORT, C.REPORTED, C.SENT, C.VERIFY, C.PUBLISH}
)

_SAID_OF_AGENCIES = (
    *(C.PROGRESS, C.DATA, C.SHOW, C.LIST, C.DONE, C.NOT_YET, C.LATE, C.LACKING, C.RECEIVED, C.OBSTACLE, C.PUBLISH),
)
"""Beside one of these a bare name is that of an agency; otherwise it may be a place: "bawang brebes lagi murah"."""


def asks_status(said: Said) -> bool:
    """Whether it is asked how somebody stands."""
    domain = said.any(C.REPORT, C.REPORTED, C.VERIFY, C.PROGRAMME) or said.has_period or said.has_action
    if said.has(C.OFF_TOPIC) and not (said.any(C.REPORT, C.VERIFY, C.PROGRAMME) or said.has_period or said.has_action):
        return False
    if said.has(C.WE, C.SELF) and not (said.is_question or domain or said.any(C.PROGRESS, C.DATA)):
        return False
    if said.starts_with(C.ACKNOWLEDGED) and not (said.is_question or domain or said.has_agency):
        return False
    if said.has(C.DATA, C.WE) and not said.unknown_words:
        return True
    if said.has(C.SELF, C.GREETING) and not (said.is_question or domain or said.has(C.PROGRESS)):
        return False
    if said.has_agency:
        strangers = int(said.is_question or said.is_bare)
        return domain or said.any(*_SAID_OF_AGENCIES) or said.is_typed or said.unknown_words <= strangers
    if said.has_period and said.unknown_words < (1 if said.has_month_only else 3):
        return True
    if said.has(C.WE, C.HOW) and not said.concepts - {C.WE, C.HOW, C.FILLER, *SOCIAL}:
        return True
    if said.has(C.WE) and not said.unknown_words and _asks_what_is_open(said):
        return True
    if _asks_what_lacks(said) or (said.has(C.AGENCIES, C.HOW) and _says_only(said, _BARE_QUESTION | _OF_AGENCIES)):
        return True
    if said.has(C.PROGRESS) and said.unknown_words < 3:
        return True
    if said.any(C.REPORT, C.REPORTED, C.VERIFY, C.SENT) and (
        said.any(C.DONE, C.NOT_YET, C.RECEIVED) or said.is_question
    ):
        return said.unknown_words < 3
    return (
        said.any(C.REPORTED, C.VERIFY, C.PROGRAMME)
        and said.any(C.SHOW, C.DATA, C.WE, C.LIST, C.DONE, C.HOW_MUCH)
        and said.unknown_words < 2
    )
