// What a person does to a message besides writing: vote, react, delete.
import * as api from "./api.js";
import { h } from "./dom.js";
import { menu } from "./overlay.js";
import { chatOf, isGroup, state } from "./store.js";
import { complain } from "./sync.js";

const EMOJI = ["👍", "❤", "🙏", "👏", "🎉", "👌"];
const spot = (message) => ({ user_id: state.personId, chat_id: state.chatId, message_id: message.message_id });

/** A poll; its options are buttons until it is closed, and a second press takes a vote back. */
export function poll(message) {
  const { question, options, total_voter_count: total, is_anonymous: anonymous, is_closed: closed, chosen = [] } = message.poll;
  const kind = closed ? "Jajak pendapat ditutup" : anonymous ? "Jajak pendapat anonim" : "Jajak pendapat terbuka";
  const row = (option, index) => h("button", { type: "button", class: "poll-option", disabled: closed, "aria-pressed": String(chosen.includes(index)), on: { click: () => vote(message, index) } },
    h("span", { text: option.text }), h("span", { text: option.voter_count }));
  return h("div", { class: "poll" }, h("strong", { text: question }), h("small", { text: `${kind} · ${total} suara` }), ...options.map(row));
}

function vote(message, index) {
  const { chosen = [], allows_multiple_answers: many } = message.poll;
  const others = many ? chosen.filter((one) => one !== index) : [];
  const options = chosen.includes(index) ? others : [...others, index];
  return api.vote({ ...spot(message), options }).catch(complain);
}

/** The reactions under a message; a press gives the same one, or takes one's own back. */
export function reactions(message) {
  const list = message.reactions ?? [];
  const chip = (one) => h("button", { type: "button", "aria-pressed": String(one.mine), text: `${one.emoji} ${one.count}`, on: { click: () => react(message, one.mine ? null : one.emoji) } });
  return h("div", { class: "reactions", hidden: !list.length }, ...list.map(chip));
}

const react = (message, emoji) => api.react({ ...spot(message), emoji }).catch(complain);

/** Entries for the menu of a message. */
export function gestureItems(message, anchor) {
  const own = (message.reactions ?? []).some((one) => one.mine);
  const faces = EMOJI.map((emoji) => ({ label: emoji, act: () => react(message, emoji) }));
  const items = [own ? { label: "Tarik reaksi", icon: "close", act: () => react(message, null) } : { label: "Beri reaksi", icon: "heart", act: () => menu(anchor, faces) }];
  if (mayDelete(message)) items.push({ label: "Hapus untuk semua", icon: "trash", danger: true, act: () => api.remove(spot(message)).catch(complain) });
  return items;
}

function mayDelete(message) {
  if (!isGroup(state.chatId) || message.from?.id === state.personId) return true;
  return ["creator", "administrator"].includes(chatOf(state.chatId)?.places?.[state.personId]);
}
