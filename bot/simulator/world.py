"""The state that the simulator plays with: people, chats, topics, messages and files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

SAMPLE_GROUP = -1001000000001
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
"""States in which somebody is in a group."""

EVERY_RIGHT = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
EVERY_PERMISSION = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass
class Person:
    """Somebody with an account. `title` says who this is in the sample world."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "id"
    title: str = ""
    time_zone: str = "Asia/Jakarta"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


ANONYMOUS_ADMIN = Person(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = Person(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = Person(777000, "Telegram", language_code=None)
STAND_INS = {person.id: person for person in (ANONYMOUS_ADMIN, CHANNEL_SENDER, TELEGRAM)}
"""Senders that Telegram puts in the place of a chat."""


@dataclass
class Bot(Person):
    """The bot that the token belongs to, and what it has told about itself."""

    is_bot: bool = True
    privacy: bool = True
    inline: bool = True
    inline_feedback: bool = True
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)
    default_rights: dict[bool, dict[str, Any]] = field(default_factory=dict)
    revoked: bool = False


@dataclass
class Member:
    """Somebody's place in a group: the state of Telegram's ChatMember, rights, permissions and a title."""

    status: str = "member"
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset(EVERY_PERMISSION)
    custom_title: str | None = None
    is_anonymous: bool = False

    @property
    def is_present(self) -> bool:
        """Whether this is a place inside the group."""
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        """Whether this is the owner or an administrator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether an administrator's right is held."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass
class Topic:
    """A topic of a forum. The general one has no number of its own in sends."""

    id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    hidden: bool = False


@dataclass
class Message:
    """A message as it lies in a chat. `content` holds the fields of the Bot API that say what is in it."""

    id: int
    chat_id: int
    sender_id: int
    date: datetime
    content: dict[str, Any]
    keyboard: dict[str, Any] | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    edited_at: datetime | None = None
    forward_origin: dict[str, Any] | None = None
    sender_chat_id: int | None = None
    via_bot: bool = False
    service: bool = False
    protected: bool = False
    media_group_id: str | None = None
    inline_id: str | None = None
    automatic_forward: bool = False
    deleted_by: int | None = None
    reactions: dict[int, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def is_deleted(self) -> bool:
        """Whether the bot or a person took it back."""
        return self.deleted_by is not None


@dataclass
class Chat:
    """A private chat, a group, a supergroup or a channel, as the bot knows it."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    description: str | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    general_hidden: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    permissions: frozenset[str] = frozenset(EVERY_PERMISSION)
    last_message_id: int = 0
    migrated_to: int | None = None
    is_deleted: bool = False
    reply_keyboard: dict[str, Any] | None = None
    action: tuple[str, datetime] | None = None

    def present_members(self) -> list[int]:
        """Ids of everybody who is in the group."""
        return [user for user, member in self.members.items() if member.is_present]


@dataclass
class StoredFile:
    """A file that somebody uploaded. Ids stay the same for the same file."""

    number: int
    kind: str
    name: str
    content: bytes
    mime_type: str
    width: int = 0
    height: int = 0
    file_id: str = ""
    unique_id: str = ""

    @property
    def path(self) -> str:
        """Where the file lies below `/file/bot<token>/`."""
        suffix = self.name.rsplit(".", 1)[-1] if "." in self.name else "bin"
        return f"{self.kind}s/file_{self.number}.{''.join(c for c in suffix if c.isalnum())[:8] or 'bin'}"


@dataclass
class CallbackTap:
    """A tap on a button, waiting for its answer."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime
    inline_id: str | None = None
    answered_at: datetime | None = None
    delivered: bool = False


@dataclass
class Alert:
    """What a person saw after a tap."""

    id: str
    user_id: int
    chat_id: int
    text: str
    show_alert: bool
    url: str | None
    at: datetime


@dataclass
class World:
    """Everything that people and the bot have made, by id."""

    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    taps: dict[str, CallbackTap] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    polls: dict[str, tuple[int, int]] = field(default_factory=dict)
    votes: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    private_message_id: int = 0

    def chat_of(self, person: int) -> Chat:
        """The private chat of a person with the bot."""
        return self.chats.setdefault(person, Chat(person, "private"))


@dataclass
class InlineQuery:
    """What somebody typed after the bot's name, and what the bot answered."""

    id: str
    user_id: int
    query: str
    offset: str
    at: datetime
    answer: dict[str, Any] | None = None


SAMPLE_TOPICS = (Topic(2, "Pelaporan"), Topic(3, "Publikasi", 16766590))
SAMPLE_BEGAN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def sample_world() -> World:
    """Four people and a forum group with two topics. All are in the group; nobody has written to the bot yet."""
    people = (
        Person(1001, "Sri", "Wahyuni", "sri_wahyuni", "id", "Inspektorat Kabupaten Temanggung"),
        Person(1002, "Bayu", "Pratama", "bayu_pratama", "id", "Humas Kabupaten Temanggung"),
        Person(1003, "Ratna", "Dewi", "ratna_dewi", "id", "Administrator Setnas PK"),
        Person(1004, "Yosef", "Wanggai", "yosef_wanggai", "id", "Inspektorat Kota Jayapura", "Asia/Jayapura"),
    )
    group = Chat(SAMPLE_GROUP, "supergroup", "Aksi PK Jawa Tengah", is_forum=True, last_message_id=3)
    group.members = {person.id: Member() for person in people} | {1003: Member("creator")}
    for topic in SAMPLE_TOPICS:
        group.topics[topic.id] = replace(topic)
        created = {"forum_topic_created": {"name": topic.name, "icon_color": topic.icon_color}}
        group.messages[topic.id] = Message(
            topic.id, group.id, 1003, SAMPLE_BEGAN, created, thread_id=topic.id, service=True
        )
    chats = {group.id: group} | {person.id: Chat(person.id, "private") for person in people}
    return World({person.id: person for person in people}, chats)
