"""What stands under an answer to a question that did not say whose: the way back to one's own agency."""

from bot.domain.agencies import AgencyRef
from bot.services.asking import Asker
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean
from bot.views.callback_data import CallbackData, DrawCourse, ShowContacts, ShowStatus, ShowTrend
from bot.views.conversation import BUTTON_LIMIT
from bot.views.message import Button, Rows
from bot.views.question_buttons import ShowDeadlinesOf

MOST_OWN = 3


def way_back(texts: Texts, *, asker: Asker, reading: Reading) -> Rows:
    """A button that asks the same of the asker's own agency, or of each where there are several."""
    own = [agency for agency in asker.agencies[:MOST_OWN] if agency not in reading.agencies and not reading.is_own]
    mine = texts.label(msg("Instansi saya"), asker.language) if len(asker.agencies) == 1 else ""
    labels = [mine or clean(agency.full_name, BUTTON_LIMIT) for agency in own]
    return (tuple(Button(label, _same_of(agency, reading)) for label, agency in zip(labels, own, strict=True)),)


def _same_of(agency: AgencyRef, reading: Reading) -> CallbackData:
    period_id = reading.period.chosen.id if reading.period else None
    if reading.intent is Intent.DEADLINE:
        return ShowDeadlinesOf(agency.id)
    if reading.is_contacts:
        return ShowContacts(agency.id, period_id)
    if reading.is_chart:
        return DrawCourse(agency.id, period_id)
    return ShowTrend(agency.id, period_id) if reading.is_trend else ShowStatus(agency.id, period_id)
