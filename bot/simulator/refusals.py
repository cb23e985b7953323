"""Every refusal of the simulator: its text, where that text comes from, and whether a person can bring it about.

Sources: C telegram-bot-api's Client.cpp (and its siblings) · T TDLib · D the documentation of Bot API 10.0 ·
I an issue thread · P python-telegram-bot · S ours, because the real text is unknown; such a text starts with `SIM:`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One refusal. `played` says that a person's doing can cause it, so that it is no fault of the bot."""

    text: str
    source: str
    code: int = 400
    played: bool = False


@dataclass
class Refused(Exception):
    """The call was refused; `text` comes without the prefix of its code."""

    rule: str
    code: int
    text: str
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    played: bool = False

    def __post_init__(self) -> None:
        super().__init__(self.text)

    def envelope(self) -> dict[str, Any]:
        """The body of the answer, as Telegram words it."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": _prefixed(self.code, self.text)}
        return body | ({"parameters": dict(self.parameters)} if self.parameters else {})


PREFIXES: Mapping[int, str] = {400: "Bad Request", 403: "Forbidden", 409: "Conflict", 500: "Internal Server Error"}


def _prefixed(code: int, text: str) -> str:
    """Put the code's name before the text; its first letter becomes small unless the second is A-Z or `_` (C)."""
    if code not in PREFIXES:
        return text
    if text.startswith("SIM:"):
        return f"{PREFIXES[code]}: {text}"
    shouting = len(text) > 1 and (text[1] == "_" or "A" <= text[1] <= "Z")
    return f"{PREFIXES[code]}: {text if shouting else text[:1].lower() + text[1:]}"


def refuse(
    rule: str, parameters: Mapping[str, Any] | None = None, *, played: bool = False, **values: object
) -> Refused:
    """Build the refusal of a rule; `values` fill the places in its text."""
    known = RULES[rule]
    text = known.text.format(**values) if values else known.text
    return Refused(rule, known.code, text, parameters or {}, played or known.played)


def refuse_type(name: str, expected: str) -> Refused:
    """A parameter cannot be read as its documented type; the real server is often lenient, we are not."""
    return refuse("parameter_type", name=name, expected=expected)


_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_MARKUP_ROWS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
_TEXT_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
_NO_TAG_END = "can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
_MISMATCH = 'can\'t parse entities: Unmatched end tag at byte offset {at}, expected "</{tag}>", found "</{found}>"'

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # Addressing and envelope
        "not_found": Rule("Not Found", "C", 404),
        "method_not_found": Rule("Not Found: method not found", "C", 404),
        "token_invalid": Rule("Unauthorized: invalid token specified", "C", 401),
        "token_revoked": Rule("Unauthorized", "C", 401),
        "too_large": Rule("Request Entity Too Large: too much data", "T", 413),
        "not_built": Rule("SIM: method {name} is known but not built in this simulator", "S", 501),
        "parameter_unknown": Rule("SIM: method {method} has no parameter {name}", "S"),
        "parameter_missing": Rule("SIM: parameter {name} is required", "S"),
        "parameter_type": Rule("SIM: parameter {name} must be {expected}", "S"),
        "business_unknown": Rule("BUSINESS_CONNECTION_INVALID", "I"),
        "restart": Rule("restart", "C", 500),
        # Chats
        "chat_id_empty": Rule("chat_id is empty", "C"),
        "chat_not_found": Rule("chat not found", "C"),
        "never_started": Rule("bot can't initiate conversation with a user", "T", 403, played=True),
        "blocked": Rule("bot was blocked by the user", "C", 403, played=True),
        "deactivated": Rule("user is deactivated", "C", 403, played=True),
        "to_bot": Rule("the bot can't send messages to the bot", "T", 403),
        "kicked": Rule("bot was kicked from the {kind} chat", "C", 403, played=True),
        "left": Rule("bot is not a member of the {kind} chat", "C", 403, played=True),
        "group_deleted": Rule("the group chat was deleted", "C", 403, played=True),
        "migrated": Rule("group chat was upgraded to a supergroup chat", "C", played=True),
        "muted": Rule("not enough rights to send text messages to the chat", "T", played=True),
        "channel_rights": Rule("need administrator rights in the channel chat", "T", played=True),
        "thread_not_found": Rule("message thread not found", "C"),
        "topic_closed": Rule("TOPIC_CLOSED", "I", played=True),
        "no_private_admins": Rule("there are no administrators in the private chat", "C"),
        "no_private_leave": Rule("chat member status can't be changed in private chats", "C"),
        "user_id_invalid": Rule("invalid user_id specified", "C"),
        "participant_invalid": Rule("PARTICIPANT_ID_INVALID", "I"),
        "not_enough_rights": Rule("not enough rights to manage {what} in the chat", "T", played=True),
        "admin_rights": Rule("not enough rights", "T", played=True),
        "ban_admin": Rule("user is an administrator of the chat", "I", played=True),
        "not_forum": Rule("the chat is not a forum", "T"),
        "topic_name": Rule("SIM: a topic's name has 1 to 128 characters", "S"),
        "topic_color": Rule("SIM: unknown colour of a topic icon", "S"),
        "topic_not_modified": Rule("TOPIC_NOT_MODIFIED", "I"),
        # Messages
        "text_empty": Rule("message text is empty", "C"),
        "text_blank": Rule("text must be non-empty", "T"),
        "text_raw_long": Rule("text is too long", "C"),
        "text_long": Rule("message is too long", "T"),
        "caption_long": Rule("message caption is too long", "T"),
        "parse_mode": Rule("unsupported parse_mode", "C"),
        "entities_many": Rule("SIM: more than 100 entities", "S"),
        "message_id_missing": Rule("message identifier is not specified", "C"),
        "reply_not_found": Rule("message to be replied not found", "C"),
        "edit_not_found": Rule("message to edit not found", "T"),
        "edit_not_ours": Rule("message can't be edited", "T"),
        "edit_no_text": Rule("there is no text in the message to edit", "T"),
        "edit_no_caption": Rule("there is no caption in the message to edit", "T"),
        "edit_inline_expected": Rule("inline keyboard expected", "T"),
        "edit_no_media": Rule("there is no media in the message to edit", "T"),
        "inline_unknown": Rule("MESSAGE_ID_INVALID", "I"),
        "inline_upload": Rule("SIM: a new file cannot be uploaded into an inline message", "S"),
        "not_modified": Rule(_NOT_MODIFIED, "C"),
        "delete_not_found": Rule("message to delete not found", "T"),
        "delete_refused": Rule("message can't be deleted", "T"),
        "delete_old": Rule("message can't be deleted for everyone", "T"),
        "delete_many": Rule("too many message identifiers specified", "C"),
        "pin_not_found": Rule("message to pin not found", "T"),
        "unpin_not_found": Rule("message to unpin not found", "T"),
        "forward_not_found": Rule("message to forward not found", "C"),
        "copy_not_found": Rule("message to copy not found", "C"),
        "copy_refused": Rule("message can't be copied", "T"),
        "react_not_found": Rule("message to react not found", "C"),
        "reaction_invalid": Rule("invalid reaction type specified", "C"),
        "reaction_many": Rule("REACTIONS_TOO_MANY", "I"),
        "action_wrong": Rule("wrong parameter action in request", "C"),
        # HTML and MarkdownV2
        "html_unclosed": Rule("can't parse entities: Unclosed start tag at byte offset {at}", "T"),
        "html_unclosed_named": Rule('can\'t parse entities: Unclosed start tag "{tag}" at byte offset {at}', "T"),
        "html_unsupported": Rule('can\'t parse entities: Unsupported start tag "{tag}" at byte offset {at}', "T"),
        "html_attribute": Rule(
            'can\'t parse entities: Empty attribute name in the tag "{tag}" at byte offset {at}', "T"
        ),
        "html_token": Rule("can't parse entities: Unexpected end of name token at byte offset {at}", "T"),
        "html_span": Rule('can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {at}', "T"),
        "html_end_unexpected": Rule("can't parse entities: Unexpected end tag at byte offset {at}", "T"),
        "html_end_unclosed": Rule("can't parse entities: Unclosed end tag at byte offset {at}", "T"),
        "html_end_unmatched": Rule(_MISMATCH, "T"),
        "html_no_end": Rule(_NO_TAG_END, "T"),
        "html_emoji": Rule("can't parse entities: Invalid custom emoji identifier specified", "T"),
        "markdown_reserved": Rule(
            "can't parse entities: Character '{char}' is reserved and must be escaped with the preceding '\\'", "T"
        ),
        "markdown_no_end": Rule("can't parse entities: Can't find end of {kind} entity at byte offset {at}", "T"),
        "markdown_old_no_end": Rule(
            "can't parse entities: Can't find end of the entity starting at byte offset {at}", "T"
        ),
        "entity_range": Rule("SIM: entity lies outside the text or splits a character", "S"),
        # Files
        "photo_missing": Rule("there is no photo in the request", "C"),
        "document_missing": Rule("there is no document in the request", "C"),
        "file_missing": Rule("there is no {kind} in the request", "C"),
        "file_wrong": Rule("wrong file identifier/HTTP URL specified", "T"),
        "file_kind": Rule("can't use file of type {found} as {kind}", "T"),
        "file_id_missing": Rule("file_id not specified", "C"),
        "file_id_invalid": Rule("invalid file_id", "T"),
        "file_big": Rule("file is too big", "C"),
        "file_empty": Rule("file must be non-empty", "T"),
        "upload_big": Rule("Request Entity Too Large", "I", 413),
        "photo_big": Rule("SIM: a photo may have at most 10 MB", "S"),
        "photo_size": Rule("PHOTO_INVALID_DIMENSIONS", "I"),
        "photo_unreadable": Rule("IMAGE_PROCESS_FAILED", "I"),
        "album_size": Rule("SIM: an album holds 2 to 10 items", "S"),
        "album_mixed": Rule("SIM: documents and audio cannot be mixed with other kinds in an album", "S"),
        "url_download": Rule("SIM: files from addresses are not fetched; upload them", "S"),
        # Keyboards and callbacks
        "markup_json": Rule("can't parse reply keyboard markup JSON object", "C"),
        "markup_object": Rule("object expected as reply markup", "C"),
        "markup_rows": Rule(_MARKUP_ROWS, "C"),
        "markup_text_button": Rule(_TEXT_BUTTON, "C"),
        "markup_keyboard_rows": Rule('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays', "C"),
        "markup_long": Rule("reply markup is too long", "C"),
        "markup_row_wide": Rule("SIM: more than 8 buttons in one row of an inline keyboard", "S"),
        "markup_many": Rule("SIM: more than 100 buttons in an inline keyboard", "S"),
        "markup_schema": Rule("SIM: reply markup: {problem}", "S"),
        "button_data": Rule("BUTTON_DATA_INVALID", "D I"),
        "button_url": Rule("BUTTON_URL_INVALID", "I"),
        "query_old": Rule("query is too old and response timeout expired or query ID is invalid", "C", played=False),
        "query_url": Rule("URL_INVALID", "I"),
        "query_text_long": Rule("MESSAGE_TOO_LONG", "D I"),
        # Commands and texts about the bot
        "commands_json": Rule("can't parse commands JSON object", "C"),
        "commands_array": Rule("expected an Array of BotCommand", "C"),
        "command_field": Rule("can't parse BotCommand: Can't find field \"{field}\"", "C"),
        "command_invalid": Rule("BOT_COMMAND_INVALID", "I"),
        "command_long": Rule("command length must not exceed 32", "T"),
        "command_blank": Rule("command must be non-empty", "T"),
        "command_no_text": Rule("command description must be non-empty", "T"),
        "command_text_long": Rule("command description length must not exceed 256", "T"),
        "commands_many": Rule("BOT_COMMANDS_TOO_MUCH", "I"),
        "scope_wrong": Rule("can't parse BotCommandScope: unsupported type specified", "C"),
        "language_code": Rule("invalid language code specified", "T"),
        "about_long": Rule("SIM: {field} may have at most {limit} characters", "S"),
        "menu_wrong": Rule("can't parse menu button: MenuButton has unsupported type", "C"),
        # Inline queries
        "inline_many": Rule("too many inline query results specified", "C"),
        "inline_result_id": Rule("RESULT_ID_INVALID", "I"),
        "inline_result_same": Rule("RESULT_ID_DUPLICATE", "I"),
        "inline_offset": Rule("NEXT_OFFSET_INVALID", "I"),
        # Polls
        "poll_question": Rule("poll question must be non-empty", "T"),
        "poll_question_long": Rule("poll question length must not exceed 300", "T"),
        "poll_options_few": Rule("poll must have at least 1 option", "T"),
        "poll_options_many": Rule("poll can't have more than 12 options", "T"),
        "poll_option": Rule("poll options must be non-empty", "T"),
        "poll_option_long": Rule("poll options length must not exceed 100", "T"),
        "poll_not_found": Rule("message with poll to stop not found", "C"),
        "poll_none": Rule("message is not a poll", "T"),
        "poll_not_ours": Rule("poll can't be stopped", "T"),
        "poll_closed": Rule("poll has already been closed", "T"),
        # Rates and updates
        "flood": Rule("Too Many Requests: retry after {seconds}", "D", 429),
        "paid_off": Rule("SIM: paid broadcast is switched off in this simulator", "S"),
        "conflict_webhook": Rule(_WEBHOOK_ACTIVE, "C", 409),
        "conflict_poller": Rule(_OTHER_POLLER, "C", 409),
        "conflict_set": Rule("terminated by setWebhook request", "C", 409),
        "webhook_url": Rule("invalid webhook URL specified", "C"),
        "webhook_https": Rule("bad webhook: An HTTPS URL must be provided for webhook", "C"),
        "webhook_port": Rule("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", "C"),
        "webhook_reserved": Rule("bad webhook: IP address {address} is reserved", "C"),
        "webhook_secret_long": Rule("secret token is too long", "C"),
        "webhook_secret": Rule("secret token contains unallowed characters", "C"),
    }
)
