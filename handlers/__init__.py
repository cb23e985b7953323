"""The routing table: who handles which update."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.deps import App, Context
from bot.views import announcement_buttons, correction_buttons, group_buttons, question_buttons
from bot.views import callback_data as buttons
from handlers import (
    announcements,
    announcing_steps,
    charts,
    composing,
    contacts,
    corrections,
    deadlines,
    deliveries,
    enrolment,
    errors,
    evidence,
    follow_ups,
    following,
    group_settings,
    groups,
    guards,
    help,
    inline,
    inviting,
    membership,
    menu,
    privacy,
    recaps,
    reminders,
    sentences,
    settings,
    status,
)

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]

GUARDS, FLOODS, ARRIVALS = -3, -2, -1
"""Groups that see an update before the one handler that answers it."""

MENUS, EVIDENCE, FOLLOW_UPS = 1, 2, 3
"""Groups that see it afterwards."""

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGES

GROUPS = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE

MENTIONED = GROUPS & filters.Entity(MessageEntity.MENTION)

COMMANDS: tuple[tuple[tuple[str, ...], Handle], ...] = (
    (("start",), enrolment.start),
    (("status",), status.show),
    (("tenggat",), status.show_deadlines),
    (("belum",), status.show_missing),
    (("pengumuman",), following.show_list),
    (("batal",), composing.cancel),
    (("atur", "settings"), settings.show),
    (("bantuan", "help"), help.show),
    (("privacy",), privacy.show_notice),
    (("data_saya",), privacy.show_data),
    (("hapus_saya",), privacy.ask_erasure),
    (("stop",), privacy.stop),
)

GROUP_COMMANDS: tuple[tuple[tuple[str, ...], Handle], ...] = (
    (("ikat", "start"), groups.bind),
    (("lepas",), groups.unbind),
    (("status", "tenggat", "belum", "bantuan", "help"), groups.answer),
)

BUTTONS: tuple[tuple[type[buttons.CallbackData], Handle], ...] = (
    (buttons.ShowStatus, status.turn),
    (buttons.ShowDeadlines, status.show_deadlines),
    (question_buttons.ShowDeadlinesOf, status.show_deadlines_of),
    (buttons.SendCalendar, deadlines.send_calendar),
    (buttons.ShowMissing, status.show_missing),
    (buttons.ShowRecap, recaps.show),
    (buttons.ShowAction, recaps.show_action),
    (buttons.ShowTrend, recaps.show_trend),
    (question_buttons.CompareAgencies, recaps.show_comparison),
    (question_buttons.ComparePeriods, recaps.show_periods),
    (question_buttons.ShowActionOf, recaps.show_action_of),
    (buttons.DrawCourse, charts.send_course),
    (buttons.DrawRecap, charts.send_recap),
    (buttons.ShowContacts, contacts.show),
    (buttons.ReportMistake, corrections.request),
    (buttons.ShowCorrections, corrections.show),
    (buttons.SettleCorrection, corrections.settle),
    (correction_buttons.NoteCorrection, corrections.answer_note),
    (buttons.ShowHelp, help.show),
    (buttons.AskExample, help.ask_example),
    (question_buttons.TypeAgain, help.ask_again),
    (buttons.ShowSettings, settings.show),
    (buttons.ShowDeliveries, deliveries.show),
    (buttons.SettleDelivery, deliveries.decide),
    (buttons.ChooseHour, settings.choose_hour),
    (buttons.ChooseLanguage, settings.choose_language),
    (buttons.Consent, enrolment.agree),
    (buttons.NotMe, enrolment.disown),
    (buttons.ManageData, privacy.press),
    (buttons.Invite, inviting.press),
    (buttons.Acknowledge, reminders.acknowledge),
    (announcement_buttons.ReadAnnouncement, announcements.read),
    (announcement_buttons.AnswerPoll, announcements.answer),
    (announcement_buttons.ShowAnnouncements, following.show_list),
    (announcement_buttons.BeginAnnouncement, composing.begin),
    (announcement_buttons.EditDraft, composing.go),
    (announcement_buttons.PickAudience, announcing_steps.pick),
    (announcement_buttons.SetTime, announcing_steps.set_time),
    (announcement_buttons.SubmitDraft, announcing_steps.submit),
    (announcement_buttons.ShowPreview, composing.preview),
    (announcement_buttons.DecideAnnouncement, following.decide),
    (announcement_buttons.ShowAnnouncement, following.show),
    (announcement_buttons.CorrectAnnouncement, following.correct),
    (announcement_buttons.RecallAnnouncement, following.recall),
    (announcement_buttons.ShowReaders, following.show_readers),
    (announcement_buttons.SendReport, following.send_report),
    (group_buttons.ShowGroups, group_settings.show_groups),
    (group_buttons.ShowGroup, group_settings.show_group),
    (group_buttons.SetGroup, group_settings.set_group),
    (group_buttons.MakeGroupCode, group_settings.make),
)


def in_private(handle: Handle) -> Handle:
    """The handler of a button that no message in a group bears: pressed there it is forged, and nothing is shown."""

    async def handle_in_private(update: Update, context: Context) -> None:
        chat = update.effective_chat
        if chat is None or chat.type == ChatType.PRIVATE:  # without a chat it is under a message sent inline
            await handle(update, context)
        else:
            await groups.refuse_press(update, context)

    return handle_in_private


def register(app: App) -> None:
    """First match wins; read downwards."""
    app.add_handler(TypeHandler(Update, guards.stop_impersonal), GUARDS)
    app.add_handler(TypeHandler(Update, guards.slow_down), FLOODS)
    app.add_handler(TypeHandler(Update, membership.arrive), ARRIVALS)
    app.add_handler(ChatMemberHandler(membership.change, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, membership.follow))
    for event in membership.GROUP_EVENTS:
        app.add_handler(MessageHandler(event, membership.note_event))
    for names, handle in GROUP_COMMANDS:
        app.add_handler(CommandHandler(names, handle, GROUPS))
    for names, handle in COMMANDS:
        app.add_handler(CommandHandler(names, handle, PRIVATE))
        app.add_handler(CommandHandler(names, groups.point_to_private, GROUPS))
    for kind, handle in BUTTONS:
        app.add_handler(CallbackQueryHandler(handle if kind.is_for_groups else in_private(handle), kind.pattern()))
    app.add_handler(CallbackQueryHandler(in_private(help.show_fresh_menu)))
    app.add_handler(InlineQueryHandler(inline.offer))
    app.add_handler(MessageHandler(PRIVATE & filters.TEXT, sentences.hear))
    app.add_handler(MessageHandler(MENTIONED, groups.heed_mention))
    app.add_handler(MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, sentences.decline))
    app.add_handler(MessageHandler(filters.REPLY & filters.UpdateType.MESSAGES, evidence.note_reply), EVIDENCE)
    app.add_handler(CallbackQueryHandler(follow_ups.note_press), FOLLOW_UPS)
    app.add_handler(TypeHandler(Update, menu.keep), MENUS)
    app.add_error_handler(errors.report)
