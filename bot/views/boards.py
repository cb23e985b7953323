"""The living board of a group as a message."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.services.boards import BoardView
from bot.services.questions import StatusAnswer
from bot.services.standings import ScopeStanding
from bot.texts.catalog import Texts
from bot.views.groups import render_group_answer
from bot.views.message import Message


def render_board(view: BoardView, texts: Texts, *, now: datetime, zone: ZoneInfo) -> Message:
    """The same words as an answer in the group, with the moment at which they were true. zone: the national one."""
    binding, facts = view.binding, view.facts
    answer = facts if isinstance(facts, ScopeStanding) else StatusAnswer(facts)
    said = render_group_answer(answer, binding.scope, texts, binding.language, username="", zone=zone)
    local = binding.scope.agency.zone if binding.scope.agency else zone
    text = texts.render("groups/board", binding.language, body=Markup(said.text), now=now, local=local)
    return Message(text, is_silent=True)
