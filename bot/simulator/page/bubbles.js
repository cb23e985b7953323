// One message as it looks in the chat.
import { h, iconButton, portrait } from "./dom.js";
import { rich } from "./entities.js";
import { HOME, hour, size, zoneName } from "./format.js";
import { poll, reactions } from "./gestures.js";
import { inlineKeyboard } from "./keyboards.js";
import { showPhoto } from "./overlay.js";
import { isGroup, me, state } from "./store.js";

/** A row of the log. `act` has command, reply, menu and jump; `first`/`last` tell the place in a run of one sender. */
export function bubble(message, { first, last, quoted, act }) {
  if (message.service) return h("div", { class: "service" }, h("span", { text: message.service }));
  const mine = message.from?.id === state.personId;
  const row = h("article", { class: classes(message, mine, first, last), tabindex: "-1", "aria-label": label(message, mine) });
  const column = h("div", { class: "bubble-column" }, message.deleted ? ghost() : body(message, { mine, first, quoted, act }));
  if (!message.deleted) column.append(...[inlineKeyboard(message)].filter(Boolean));
  if (isGroup(state.chatId) && !mine) row.append(last ? portrait(message.from?.id ?? 0, message.from?.name ?? "?", "small") : h("span", { class: "portrait-gap" }));
  row.append(column);
  return row;
}

function classes(message, mine, first, last) {
  const names = ["message", mine ? "mine" : "theirs"];
  if (first) names.push("first");
  if (last) names.push("last");
  if (message.photo) names.push("has-photo");
  return names.join(" ");
}

function label(message, mine) {
  const who = mine ? "Anda" : (message.from?.name ?? "Tanpa nama");
  return `${who}, pukul ${hour(new Date(message.date), zone())}`;
}

const ghost = () => h("div", { class: "bubble ghost" }, h("span", { text: "Pesan dihapus" }));

function body(message, { mine, first, quoted, act }) {
  const node = h("div", { class: "bubble" });
  if (isGroup(state.chatId) && !mine && first) node.append(author(message));
  if (message.forward_from || message.forwarded) node.append(h("div", { class: "forwarded", text: "Diteruskan" }));
  if (message.via_bot) node.append(h("div", { class: "forwarded", text: `lewat @${state.world.bot.username}` }));
  if (message.reply_to_message_id) node.append(quotation(quoted, message.reply_to_message_id, act));
  if (message.photo) node.append(photo(message));
  if (message.document) node.append(attachment(message.document));
  if (message.sticker) node.append(h("div", { class: "sticker", "aria-label": "Stiker", text: message.sticker.emoji ?? "🙂" }));
  if (message.contact) node.append(contact(message.contact));
  if (message.poll) node.append(poll(message));
  if (!isKnown(message)) node.append(h("p", { class: "unknown", text: "Jenis pesan ini tidak digambar di sini." }));
  const text = message.text ?? message.caption;
  const entities = message.text === undefined || message.text === null ? message.caption_entities : message.entities;
  const line = h("div", { class: text ? "prose" : "prose bare" }, text ? rich(text, entities ?? [], act) : null, meta(message));
  node.append(line, reactions(message), iconButton("more", "Tindakan untuk pesan ini", (event) => act.menu(message, event.currentTarget), { class: "bubble-menu", tabindex: "-1" }));
  return node;
}

function author(message) {
  return h("div", { class: `author ink-${Math.abs(Number(message.from?.id ?? 0)) % 7}` }, h("strong", { text: message.from?.name ?? "Tanpa nama" }), message.from?.is_bot ? h("span", { class: "tag", text: "bot" }) : null);
}

function quotation(quoted, id, act) {
  const text = quoted ? summary(quoted) : "Pesan tidak tersedia";
  return h("button", { type: "button", class: "reply-quote", on: { click: () => act.jump(id) } }, h("strong", { text: quoted?.from?.name ?? "Balasan" }), h("span", { text }));
}

function photo(message) {
  const { url, width, height } = message.photo;
  const caption = message.caption ?? "";
  const image = h("img", { src: url, width, height, alt: caption || "Foto", loading: "lazy" });
  return h("button", { type: "button", class: "photo", "aria-label": `Buka foto ${caption}`.trim(), on: { click: () => showPhoto(url, caption) } }, image);
}

function attachment(file) {
  const kind = (file.file_name ?? "").split(".").pop().slice(0, 4).toUpperCase() || "FILE";
  return h("a", { class: "document", href: file.url, download: file.file_name ?? "", title: `Unduh ${file.file_name ?? "dokumen"}` },
    h("span", { class: "document-kind" }, h("b", { text: kind })),
    h("span", { class: "document-name" }, h("strong", { text: file.file_name ?? "Dokumen" }), h("small", { text: `${size(file.file_size)} · Unduh` })));
}

function contact(card) {
  return h("div", { class: "document" }, portrait(card.user_id ?? 0, card.first_name ?? "?"), h("span", { class: "document-name" }, h("strong", { text: [card.first_name, card.last_name].filter(Boolean).join(" ") }), h("small", { text: card.phone_number ?? "" })));
}

const KINDS = ["text", "caption", "photo", "document", "sticker", "contact", "poll"];
const isKnown = (message) => KINDS.some((kind) => message[kind]);

function meta(message) {
  const moment = new Date(message.date);
  const away = zone() === HOME ? "" : ` ${zoneName(zone())}`;
  const title = `Terkirim ${hour(moment)} WIB${message.edit_date ? `, diubah ${hour(new Date(message.edit_date))} WIB` : ""}`;
  return h("span", { class: "meta", title }, message.edit_date ? "diubah " : "", h("time", { datetime: message.date, text: hour(moment, zone()) + away }));
}

/** Times of day are shown as the acting person's telephone would. */
export const zone = () => me()?.time_zone ?? HOME;

/** The message in one line, for quotations, the pinned bar and the list on the left. */
export function summary(message) {
  if (message.deleted) return "Pesan dihapus";
  if (message.service) return message.service;
  const text = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").slice(0, 140);
  if (message.photo) return `🖼 ${text || "Foto"}`;
  if (message.document) return `📎 ${message.document.file_name ?? "Dokumen"}${text ? ` · ${text}` : ""}`;
  if (message.sticker) return "Stiker";
  if (message.contact) return "Kontak";
  if (message.poll) return `📊 ${message.poll.question}`;
  return text || "Pesan";
}
