// The list on the left: people with their private chats, then groups.
import { byId, fill, h, icon, portrait } from "./dom.js";
import { summary } from "./bubbles.js";
import { fullName, HOME, stamp, zoneName } from "./format.js";
import { chatOf, groups, now, on, state, unread, viewOf } from "./store.js";
import { seat, select } from "./sync.js";

export function buildRoster() {
  byId("roster").addEventListener("keydown", walk);
  on("world views selection read connection", show);
}

function show() {
  if (!state.world) return;
  const held = document.activeElement?.dataset?.chat;
  const people = state.world.people.map(personRow);
  const rooms = groups().map(groupRow);
  fill(byId("roster"),
    h("h2", { class: "roster-title", text: "Orang" }, h("small", { text: "Pilih siapa Anda" })), ...people,
    ...(rooms.length ? [h("h2", { class: "roster-title", text: "Grup" }), ...rooms] : []),
    h("p", { class: "roster-note", text: "Semua nama, jabatan, dan angka di sini contoh." }));
  if (held) byId("roster").querySelector(`[data-chat="${held}"]`)?.focus();
  count();
}

function personRow(person) {
  const acting = person.id === state.personId;
  const away = person.time_zone && person.time_zone !== HOME ? zoneName(person.time_zone) : null;
  const marks = [];
  if (person.blocked) marks.push(h("span", { class: "tag warn", text: "memblokir bot" }));
  else if (person.deactivated) marks.push(h("span", { class: "tag warn", text: "akun dihapus" }));
  return row({
    chatId: person.id,
    personId: person.id,
    name: fullName(person),
    title: [person.title, away].filter(Boolean).join(" · "),
    face: portrait(person.id, fullName(person), acting ? "acting" : ""),
    marks,
    acting,
    open: () => select({ personId: person.id, chatId: person.id }),
    fallback: person.started ? "" : isInvited(person) ? "Undangan menunggu" : "Belum memulai bot",
  });
}

const isInvited = (person) => (state.world.links ?? []).some((link) => link.user_id === person.id);

function groupRow(group) {
  const count = (group.members ?? []).length;
  return row({
    chatId: group.id,
    personId: seat(group),
    name: group.title,
    title: `${group.is_forum ? "Forum" : "Grup"} · ${count} anggota`,
    face: h("span", { class: "portrait group", "aria-hidden": "true" }, icon("people")),
    marks: [],
    acting: false,
    open: () => select({ personId: seat(chatOf(group.id)), chatId: group.id }),
    fallback: "Belum ada pesan",
  });
}

function row({ chatId, personId, name, title, face, marks, acting, open, fallback }) {
  const messages = viewOf(personId, chatId)?.messages ?? [];
  const last = messages.at(-1);
  const news = unread(personId, chatId);
  const here = state.chatId === chatId;
  const preview = last ? (last.from?.id === personId ? "Anda: " : "") + summary(last) : fallback;
  return h("button", { type: "button", class: `roster-row ${here ? "here" : ""}`, data: { chat: chatId }, "aria-current": here ? "true" : null, on: { click: open } },
    face,
    h("span", { class: "roster-text" },
      h("span", { class: "roster-top" }, h("strong", { text: name }), acting ? h("span", { class: "tag acting-tag", text: "Anda" }) : null, ...marks,
        h("time", { text: last ? stamp(new Date(last.date), now()) : "" })),
      title ? h("span", { class: "roster-role", text: title, title }) : null,
      h("span", { class: "roster-bottom" }, h("span", { class: "roster-preview", text: preview }),
        news ? h("span", { class: "badge", "aria-label": `${news} belum dibaca`, text: news > 99 ? "99+" : news }) : null)));
}

/** The number of unread messages in the title of the tab. */
function count() {
  const total = state.world.people.reduce((sum, person) => sum + unread(person.id, person.id), 0);
  document.title = `${total ? `(${total}) ` : ""}Sigap · Simulasi percakapan`;
}

function walk(event) {
  const rows = [...byId("roster").querySelectorAll(".roster-row")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const index = rows.indexOf(document.activeElement);
  if (!step || index < 0) return;
  event.preventDefault();
  rows[Math.min(Math.max(index + step, 0), rows.length - 1)].focus();
}
