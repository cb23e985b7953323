"""What people do besides writing: react, vote, ask inline and choose from what they are offered."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from bot.simulator import render, text
from bot.simulator.keyboards import inline_only
from bot.simulator.people import PersonCannot, message_of, person_of, room_of
from bot.simulator.rooms import emit, emit_message, note, post
from bot.simulator.world import InlineQuery, Member

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

LONGEST_QUERY = 256


class Gestures:
    """The small doings of people, by their user id."""

    def follow_link(self, user_id: int, payload: str, chat_id: int | None = None) -> int:
        """A person opens a deep link; returns the id of the `/start` that it sends.

        With a group, it is a `startgroup` link: the bot is added there first. At most 64 of A-Z a-z 0-9 _ - (D).
        """
        sim = cast("Simulator", self)
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            raise PersonCannot("Muatan tautan itu tidak sah. / The payload of that link is not valid.")
        if chat_id is None:
            return sim.say(user_id, f"/start {payload}")
        if not sim.world.chats[chat_id].members.get(sim.bot.id, Member("left")).is_present:
            sim.join(chat_id, sim.bot.id, by=user_id)
        return sim.say(user_id, f"/start@{sim.bot.username} {payload}", chat_id)

    def react(self, user_id: int, message_id: int, emoji: str | None, chat_id: int | None = None) -> None:
        """A person reacts, or takes it back with None. In groups the bot hears of it as administrator only (D)."""
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        message = message_of(room, message_id)
        before = message.reactions.get(user_id, [])
        after = [{"type": "emoji", "emoji": emoji}] if emoji else []
        message.reactions[user_id] = after
        note(sim, room)
        if room.type != "private" and not room.members.get(sim.bot.id, Member("left")).is_admin:
            return
        body = {
            "chat": render.chat(sim.world, room),
            "message_id": message_id,
            "user": render.user(person_of(self, user_id)),
            "date": render.timestamp(sim.now()),
            "old_reaction": before,
            "new_reaction": after,
        }
        emit(sim, "message_reaction", body, f"chat:{room.id}")

    def vote(self, user_id: int, message_id: int, options: list[int], chat_id: int | None = None) -> None:
        """A person votes in a poll of the bot; none takes the vote back."""
        sim = cast("Simulator", self)
        room = room_of(self, user_id, chat_id)
        message = message_of(room, message_id)
        poll = message.content.get("poll")
        too_many = len(options) > 1 and poll is not None and not poll["allows_multiple_answers"]
        if poll is None or poll["is_closed"] or too_many or any(not 0 <= at < len(poll["options"]) for at in options):
            raise PersonCannot("Di sini tidak dapat memilih. / One cannot vote here.")
        votes = sim.world.votes.setdefault(poll["id"], {})
        votes.pop(user_id, None)
        if options:
            votes[user_id] = options
        message.content = {"poll": poll | _counted(poll["options"], votes)}
        note(sim, room)
        emit(sim, "poll", message.content["poll"], f"poll:{poll['id']}")
        if not poll["is_anonymous"]:
            answer = {
                "poll_id": poll["id"],
                "user": render.user(person_of(self, user_id)),
                "option_ids": options,
                "option_persistent_ids": [poll["options"][at]["persistent_id"] for at in options],
            }
            emit(sim, "poll_answer", answer, f"user:{user_id}")

    def ask_inline(self, user_id: int, query: str, offset: str = "") -> str:
        """A person types after the bot's name in some chat; returns the id of the query."""
        sim = cast("Simulator", self)
        if len(query) > LONGEST_QUERY or not sim.bot.inline:
            raise PersonCannot("Pertanyaan sebaris tidak mungkin. / This inline query is not possible.")
        asked = InlineQuery(str(sim.random.getrandbits(60)), user_id, query, offset, sim.now())
        sim.world.inline_queries[asked.id] = asked
        body = {"id": asked.id, "from": render.user(person_of(self, user_id)), "query": query, "offset": offset}
        emit(sim, "inline_query", body, f"user:{user_id}")
        return asked.id

    def choose_inline(
        self, user_id: int, query_id: str, result_id: str, chat_id: int | None = None, *, thread_id: int | None = None
    ) -> int:
        """A person picks a result and sends it; returns the message's id. Only texts are played.

        With a keyboard the bot learns an `inline_message_id`, by which it may edit the message (D).
        """
        sim = cast("Simulator", self)
        asked = sim.world.inline_queries.get(query_id)
        results = (asked.answer or {}).get("results", []) if asked else []
        chosen = next((result for result in results if result["id"] == result_id), None)
        given = (chosen or {}).get("input_message_content", {})
        if asked is None or chosen is None or "message_text" not in given:
            raise PersonCannot("Hasil itu tidak ditawarkan. / That result was not offered.")
        room = room_of(self, user_id, chat_id)
        known = partial(render.known_user, sim.world)
        content = text.message_text(given["message_text"], given.get("parse_mode"), given.get("entities"), known)
        keyboard = inline_only(chosen.get("reply_markup"))
        inline_id = f"BAAAA{sim.random.getrandbits(90):x}" if keyboard else None
        fields: dict[str, Any] = {"thread_id": thread_id, "keyboard": keyboard, "inline_id": inline_id}
        message = post(sim, room, user_id, content, via_bot=True, **fields)
        emit_message(sim, room, message)
        if sim.bot.inline_feedback:
            body: dict[str, Any] = {
                "result_id": result_id,
                "from": render.user(person_of(self, user_id)),
                "query": asked.query,
            }
            if inline_id is not None:
                body["inline_message_id"] = inline_id
                sim.world.inline_messages[inline_id] = message
            emit(sim, "chosen_inline_result", body, f"user:{user_id}")
        return message.id


def _counted(options: list[dict[str, Any]], votes: dict[int, list[int]]) -> dict[str, Any]:
    """The options with their votes, and how many people voted."""
    counts = [sum(at in chosen for chosen in votes.values()) for at in range(len(options))]
    counted = [option | {"voter_count": count} for option, count in zip(options, counts, strict=True)]
    return {"options": counted, "total_voter_count": len(votes)}
