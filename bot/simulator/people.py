"""What people do: write, edit, tap, upload, forward, block, ask inline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from bot.simulator import render
from bot.simulator.entities import find_entities
from bot.simulator.files import store_file
from bot.simulator.keyboards import buttons_of
from bot.simulator.rooms import emit, emit_message, note, post
from bot.simulator.world import ANONYMOUS_ADMIN, Alert, CallbackTap, Chat, Member, Message, Person

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

STICKER_SIZE = 512


class PersonCannot(Exception):
    """A person tried what the app would not let them do; the text is a sentence in Indonesian and English."""


class People:
    """The doings of people, by their user id. `chat_id` left out means the private chat with the bot."""

    def say(
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        forward: bool = False,
        anonymous: bool = False,
    ) -> int:
        """A person writes; returns the message's id. Commands, mentions and addresses get their entities.

        `forward` makes it a forwarded message, `anonymous` one of an administrator who hides their name.
        """
        text = text.strip()
        if not text:
            raise PersonCannot("Pesan kosong tidak dapat dikirim. / An empty message cannot be sent.")
        entities = find_entities(text)
        content: dict[str, Any] = {"text": text} | ({"entities": entities} if entities else {})
        return self._write(
            user_id, chat_id, content, thread_id=thread_id, reply_to=reply_to, forward=forward, anonymous=anonymous
        )

    def send_sticker(self, user_id: int, chat_id: int | None = None, *, thread_id: int | None = None) -> int:
        """A person sends a sticker; returns the message's id."""
        sim = cast("Simulator", self)
        file = store_file(sim, "sticker", "sticker.webp", b"RIFF\0\0\0\0WEBP", "image/webp")
        sticker = {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "type": "regular",
            "width": STICKER_SIZE,
            "height": STICKER_SIZE,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
        return self._write(user_id, chat_id, {"sticker": sticker}, thread_id=thread_id)

    def share_contact(self, user_id: int, chat_id: int | None = None) -> int:
        """A person shares their own telephone number; returns the message's id."""
        person = person_of(self, user_id)
        contact = {"phone_number": f"+62812{user_id:08d}", "first_name": person.first_name, "user_id": user_id}
        return self._write(user_id, chat_id, {"contact": contact})

    def upload(
        self,
        user_id: int,
        name: str,
        content: bytes,
        mime_type: str = "application/octet-stream",
        chat_id: int | None = None,
        *,
        caption: str | None = None,
        as_photo: bool = False,
        thread_id: int | None = None,
    ) -> int:
        """A person sends a file, as a photo when asked for; returns the message's id."""
        file = store_file(cast("Simulator", self), "photo" if as_photo else "document", name, content, mime_type)
        body: dict[str, Any] = {"photo": render.photo_sizes(file)} if as_photo else {"document": render.document(file)}
        if caption:
            entities = find_entities(caption)
            body |= {"caption": caption} | ({"caption_entities": entities} if entities else {})
        return self._write(user_id, chat_id, body, thread_id=thread_id)

    def forward(self, user_id: int, message_id: int, from_chat: int, chat_id: int | None = None) -> int:
        """A person forwards a message that they see; returns the new message's id."""
        source = message_of(room_of(self, user_id, from_chat), message_id)
        return self._write(user_id, chat_id, dict(source.content), forward=True, origin=source)

    def edit(self, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> None:
        """A person changes their own text."""
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        message = message_of(room, message_id)
        if message.sender_id != user_id or "text" not in message.content:
            raise PersonCannot("Hanya teks sendiri yang dapat diubah. / Only one's own text can be edited.")
        entities = find_entities(text)
        message.content = {"text": text} | ({"entities": entities} if entities else {})
        message.edited_at = sim.now()
        note(sim, room)
        emit_message(sim, room, message, "edited_message")

    def delete(self, user_id: int, message_id: int, chat_id: int | None = None) -> None:
        """A person deletes a message for everybody; the bot is not told, as with Telegram."""
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        message = message_of(room, message_id)
        if room.type != "private" and message.sender_id != user_id and not room.members[user_id].is_admin:
            raise PersonCannot("Hanya admin menghapus pesan orang lain. / Only an admin deletes others' messages.")
        message.deleted_by = user_id
        note(sim, room)

    def tap(self, user_id: int, message_id: int, data: str, chat_id: int | None = None, *, forged: bool = False) -> str:
        """A person presses a button; returns the id of the query. `forged` sends data that no button holds."""
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        message = room.messages.get(message_id)
        has_button = message is not None and any(b.get("callback_data") == data for b in buttons_of(message.keyboard))
        if not forged and (message is None or message.is_deleted or not has_button):
            raise PersonCannot("Tombol itu tidak ada pada pesan ini. / This message has no such button.")
        sim.rates.person_acted(room.id)
        inline_id = message.inline_id if message else None
        return self._press(CallbackTap("", user_id, room.id, message_id, data, sim.now(), inline_id))

    def tap_again(self, query_id: str | None = None) -> str:
        """The app repeats an unanswered tap after reconnecting, as a new query with a new update id (I 699)."""
        sim = cast("Simulator", self)
        waiting = [tap for tap in sim.world.taps.values() if tap.answered_at is None]
        chosen = sim.world.taps.get(query_id) if query_id else (waiting[-1] if waiting else None)
        if chosen is None:
            raise PersonCannot("Tidak ada tombol yang menunggu jawaban. / No tap waits for an answer.")
        sim.world.taps.pop(chosen.id)
        return self._press(replace(chosen, at=sim.now(), answered_at=None))

    def block(self, user_id: int) -> None:
        """A person blocks the bot."""
        self._set_blocked(user_id, True)

    def unblock(self, user_id: int) -> None:
        """A person unblocks the bot."""
        self._set_blocked(user_id, False)

    def deactivate(self, user_id: int) -> None:
        """A person deletes their account."""
        person_of(self, user_id).deactivated = True
        cast("Simulator", self).changes.note("world")

    def alerts_of(self, user_id: int) -> list[Alert]:
        """What a person saw after their taps, oldest first."""
        return [alert for alert in cast("Simulator", self).world.alerts if alert.user_id == user_id]

    def _press(self, tap: CallbackTap) -> str:
        sim = cast("Simulator", self)
        tap.id = str(sim.random.getrandbits(62))
        sim.world.taps[tap.id] = tap
        room = sim.world.chats[tap.chat_id]
        body = {
            "id": tap.id,
            "from": render.user(person_of(self, tap.user_id)),
            "chat_instance": str(abs(hash((room.id, sim.bot.id))) % 2**62),
            "data": tap.data,
        }
        if tap.inline_id is not None:
            body["inline_message_id"] = tap.inline_id
        else:
            body["message"] = render.maybe_inaccessible(sim.world, room, tap.message_id, sim.bot)
        emit(sim, "callback_query", body, f"user:{tap.user_id}")
        return tap.id

    def _set_blocked(self, user_id: int, blocked: bool) -> None:
        sim = cast("Simulator", self)
        person = person_of(self, user_id)
        if person.blocked == blocked or not person.started:
            person.blocked = blocked
            return
        person.blocked = blocked
        before, after = (Member("member"), Member("kicked"))[:: -1 if not blocked else 1]
        body = {
            "chat": render.chat(sim.world, sim.world.chat_of(user_id)),
            "from": render.user(person),
            "date": render.timestamp(sim.now()),
            "old_chat_member": render.member(sim.bot, before),
            "new_chat_member": render.member(sim.bot, after),
        }
        emit(sim, "my_chat_member", body, f"chat:{user_id}")
        sim.changes.note("world")

    def _write(
        self,
        user_id: int,
        chat_id: int | None,
        content: dict[str, Any],
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        forward: bool = False,
        anonymous: bool = False,
        origin: Message | None = None,
    ) -> int:
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        _may_write(room, user_id, thread_id)
        fields: dict[str, Any] = {}
        if forward:
            author = sim.world.people.get(origin.sender_id) if origin else person_of(self, user_id)
            at = render.timestamp(origin.date if origin else sim.now())
            fields["forward_origin"] = {"type": "user", "date": at, "sender_user": render.user(author or sim.bot)}
        if anonymous:
            fields["sender_chat_id"] = room.id
        sender = ANONYMOUS_ADMIN.id if anonymous else user_id
        message = post(sim, room, sender, content, thread_id=thread_id, reply_to=reply_to, **fields)
        sim.rates.person_acted(room.id)
        emit_message(sim, room, message)
        return message.id


def person_of(simulator: Any, user_id: int) -> Person:
    """Somebody by their id."""
    found = simulator.world.people.get(user_id)
    if found is None:
        raise PersonCannot(f"Tidak ada orang dengan id {user_id}. / There is no person with id {user_id}.")
    return cast("Person", found)


def room_of(simulator: Any, user_id: int, chat_id: int | None) -> Chat:
    """The chat in which a person acts; writing to the bot starts the conversation with it."""
    person = person_of(simulator, user_id)
    if person.deactivated:
        raise PersonCannot("Akun ini sudah dihapus. / This account was deleted.")
    if chat_id is None or chat_id == user_id:
        if person.blocked:
            raise PersonCannot("Bot sedang diblokir; buka blokirnya dulu. / The bot is blocked; unblock it first.")
        if not person.started:
            person.started = True
            simulator.changes.note("world")
        return cast("Chat", simulator.world.chat_of(user_id))
    room = simulator.world.chats.get(chat_id)
    if room is None or not room.members.get(user_id, Member("left")).is_present:
        raise PersonCannot("Orang ini bukan anggota obrolan itu. / This person is not a member of that chat.")
    return cast("Chat", room)


def _may_write(room: Chat, user_id: int, thread_id: int | None) -> None:
    place = room.members.get(user_id)
    if place is not None and place.status == "restricted" and "can_send_messages" not in place.permissions:
        raise PersonCannot("Orang ini dibisukan di grup. / This person is muted in the group.")
    if thread_id is not None and room.is_forum and thread_id not in room.topics:
        raise PersonCannot("Topik itu tidak ada. / There is no such topic.")


def message_of(room: Chat, message_id: int) -> Message:
    """A message that is still there."""
    found = room.messages.get(message_id)
    if found is None or found.is_deleted:
        raise PersonCannot("Pesan itu tidak ada. / There is no such message.")
    return found
