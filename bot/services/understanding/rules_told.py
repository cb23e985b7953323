"""Rules about what is told: publications, reports, meetings, greetings."""

from bot.services.understanding.said import SOCIAL, Said
from bot.services.understanding.vocabulary import Concept as C


def tells_publication(said: Said) -> bool:
    """Whether a publication is told or is to be recorded."""
    if said.any(C.WHEN, C.METHOD) or (said.has_agency and said.has(C.NOT_YET)):
        return False
    tells = said.any(C.DONE, C.WANT, C.WE, C.SEND, C.SENT, C.APPEARED, C.LINK, C.HERE) or said.has_address
    if said.has(C.LINK) and said.has_address and not said.any(C.REPORT, C.REPORTED, C.OFF_TOPIC):
        return said.any(C.HERE, C.WE, C.MEDIUM, C.PUBLISH, C.SEND)
    if said.has(C.LINK, C.SEND) and not said.any(C.REPORT, C.REPORTED, C.OFF_TOPIC):
        return True
    if said.has(C.PUBLISH):
        return tells or not said.any(C.HOW_MUCH, C.HOW, C.SHOW) or not said.has_agency
    return (
        said.has(C.MEDIUM) and tells and not said.has(C.OFF_TOPIC) and (not said.is_question or said.any(C.WE, C.WANT))
    )


def _declares(said: Said) -> bool:
    """Whether it is told, not asked, that an agency has reported: "kab lebak telah menyelesaikan pelaporan"."""
    is_told = said.has(C.TELLS) and (said.has_agency or said.has(C.WE))
    return is_told and said.any(C.REPORT, C.SEND, C.REPORTED) and not (said.is_question or said.any(C.LIST, C.MUST))


def reports(said: Said) -> bool:
    """Whether somebody reports, has reported, or says why not."""
    if said.any(C.WHO, C.WHEN) or (said.has(C.OFF_TOPIC) and not said.any(C.SEND, C.SENT, C.REPORT, C.WE)):
        return False
    if said.starts_with(C.ACKNOWLEDGED) and not said.any(C.REPORT, C.REPORTED, C.SENT, C.DONE, C.NIL, C.OBSTACLE):
        return False
    if said.has(C.DONE, C.NOT_YET) and said.any(C.VERIFY, C.RECEIVED):
        return False
    if said.starts_with(C.OBSTACLE) and said.any(C.NOT_YET, C.NOT) and not said.has_question_mark:
        return True
    acts = said.any(C.REPORT, C.SEND)
    asks_why = said.has_question_mark or said.any(C.ASKING, C.HOW, C.WHICH, C.HOW_MUCH)
    if said.has(C.REASON) and said.any(C.LATE, C.NOT_YET, C.NOT) and (acts or said.has(C.REPORTED)) and not asks_why:
        return True  # "telat kirim karena server down"
    if _declares(said):
        return True
    if said.starts_with(C.WANT) and said.has(C.NOT, C.PROGRESS) and not (asks_why or said.has(C.SHOW)):
        return True  # "izin, tidak ada progres"
    looks = said.any(C.SHOW, C.ASKING, C.QUESTION, C.HOW_MUCH) or (said.has_question_mark and not said.has(C.WANT))
    if said.has(C.WANT) and (acts or (said.has(C.REPORTED) and not said.has_agency)) and not looks:
        return True
    asks = said.has_question_mark or said.any(C.ASKING, C.QUESTION, C.HOW_MUCH, C.WHICH, C.HOW)
    asks = asks or said.has(C.DONE, C.NOT_YET)
    if (said.has(C.WE) or said.starts_with(C.DONE)) and acts and not asks and said.any(C.DONE, C.NOT_YET):
        return said.has(C.WE) or not said.has(C.NOT_YET)
    if looks:
        return False
    if said.any(C.NIL) or (said.has(C.OBSTACLE) and said.any(C.WE, C.REPORT, C.SEND, C.APPEARED)):
        return True
    if said.has(C.NOT_YET) and not (said.has(C.WE) and said.has(C.WANT)):
        return False
    if said.any(C.WE, C.HERE) and said.any(C.REPORT, C.SEND, C.SENT, C.REPORTED):
        return said.any(C.DONE, C.SENT, C.HERE, C.SEND, C.REPORT)
    if said.has(C.SENT) or (said.has(C.SEND) and said.any(C.DONE, C.REPORTED)):
        return True
    if said.starts_with(C.DONE) and said.has(C.REPORTED) and not said.has_agency and not said.unknown_words:
        return True
    return said.starts_with(C.REPORT)


def is_about_meeting(said: Said) -> bool:
    """Whether it is about a meeting."""
    if said.has_agency and said.has(C.PROGRESS) and said.any(C.DATA, C.SHOW, C.HOW_MUCH):
        return False
    if said.has(C.OFF_TOPIC) and said.unknown_words > 1 and not said.has_agency:
        return False
    return (
        said.has(C.MEETING) or (said.any(C.ATTEND, C.EVENT) and said.unknown_words == 0 and not said.about_reports)
    ) and not (said.any(C.PUBLISH, C.MEDIUM) and (said.any(C.APPEARED) or said.has_address))


def greets(said: Said) -> bool:
    """Whether it is a greeting, thanks, or a short answer."""
    if said.has(C.OFF_TOPIC) or (said.has_address and not said.has(C.THANKS)):
        return False
    words = [word for word in said.order if word - {C.FILLER}]
    if said.has(C.THANKS):
        return said.unknown_words < 3
    if said.has(C.GRASP) and said.any(C.LACKING, C.NOT, C.NOT_YET):
        return False
    if not words:
        return said.has_emoji and said.unknown_words == 0
    friendly = said.any(C.GREETING, C.ACKNOWLEDGED, C.DAYTIME, C.INTRODUCTION) or said.has(C.WE, C.SELF)
    strangers = 2 if said.any(C.GREETING, C.INTRODUCTION) else int(said.starts_with(*SOCIAL))
    return friendly and said.unknown_words <= strangers and sum(not word & SOCIAL for word in words) < 2
