// What people do besides writing: block the bot, join, leave, and what an administrator of a group does.
import * as api from "./api.js";
import { fill, h, icon, portrait } from "./dom.js";
import { fullName } from "./format.js";
import { menu, toast } from "./overlay.js";
import { groups, on, personOf, state } from "./store.js";
import { complain, refreshWorld, select } from "./sync.js";

const PLACES = { creator: "pemilik", administrator: "admin", member: "anggota", restricted: "dibisukan" };
const ACTIONS = {
  join: "Masuk grup",
  leave: "Keluar dari grup",
  promote: "Jadikan admin",
  demote: "Turunkan dari admin",
  mute: "Bisukan",
  kick: "Keluarkan",
};
let place = null;

const kinds = [["Grup biasa", false], ["Forum", true]].map(([label, forum]) => ({ label, act: () => makeGroup(label, forum).catch(complain) }));

/** The acting person makes a group with the bot in it, and goes there; others are added from here. */
async function makeGroup(label, forum) {
  const { chat_id: chatId } = await api.makeGroup({ user_id: state.personId, title: `${label} ${groups().length + 1}`, forum });
  await refreshWorld();
  select({ chatId });
}

export function buildMembers(pane) {
  place = pane;
  on("world", show);
}

function show() {
  if (!state.world) return;
  const make = h("button", { type: "button", class: "button quiet", "aria-haspopup": "menu", on: { click: (event) => menu(event.currentTarget, kinds) } }, icon("people"), h("span", { text: "Buat grup baru" }));
  fill(place, h("h4", { text: "Bot pada setiap orang" }), ...state.world.people.map(personLine), ...groups().flatMap(groupPart), make);
}

function personLine(person) {
  const items = person.blocked
    ? [{ label: "Buka blokir bot", act: () => disturb({ kind: "unblock", user_id: person.id }) }]
    : [{ label: "Blokir bot", danger: true, act: () => disturb({ kind: "block", user_id: person.id }) }];
  if (!person.deactivated) items.push({ label: "Hapus akun ini", danger: true, act: () => disturb({ kind: "deactivate", user_id: person.id }) });
  const condition = person.deactivated ? "akun dihapus" : person.blocked ? "memblokir bot" : person.started ? "memakai bot" : "belum memulai";
  return line(portrait(person.id, fullName(person), "small"), fullName(person), condition, items, person.id);
}

function groupPart(group) {
  const outside = state.world.people.filter((person) => !(group.members ?? []).includes(person.id));
  const { bot } = state.world;
  const add = outside.map((person) => ({ label: fullName(person), act: () => change(group, person.id, "join") }));
  return [
    h("h4", { text: group.title }),
    line(portrait(bot.id, bot.name ?? bot.username, "small bot"), bot.name ?? bot.username, `bot, ${placeOf(group, bot.id)}`, ["join", "promote", "demote", "mute", "kick", "leave"].map((name) => action(group, bot.id, name)), `${group.id} ${bot.id}`),
    ...(group.members ?? []).map(personOf).filter(Boolean).map((person) =>
      line(portrait(person.id, fullName(person), "small"), fullName(person), placeOf(group, person.id), ["promote", "demote", "mute", "kick", "leave"].map((name) => action(group, person.id, name)), `${group.id} ${person.id}`)),
    ...(group.topics ?? []).map((topic) => topicLine(group, topic)),
    group.type === "group" ? h("button", { type: "button", class: "button quiet", text: "Tingkatkan menjadi supergrup", on: { click: () => disturb({ kind: "migrate", chat_id: group.id }) } }) : null,
    add.length ? h("button", { type: "button", class: "button quiet", "aria-haspopup": "menu", on: { click: (event) => menu(event.currentTarget, add) } }, icon("people"), h("span", { text: "Tambah anggota" })) : null,
  ].filter(Boolean);
}

const placeOf = (group, userId) => PLACES[group.places?.[userId]] ?? "di luar grup";

function topicLine(group, topic) {
  const turn = () => api.setTopic({ chat_id: group.id, thread_id: topic.id, closed: !topic.closed }).catch(complain);
  return line(h("span", { class: "portrait small group" }, icon(topic.closed ? "lock" : "file")), topic.name, topic.closed ? "topik, ditutup" : "topik", [{ label: topic.closed ? "Buka topik" : "Tutup topik", act: turn }], `${group.id} topic ${topic.id}`);
}

const action = (group, userId, name) => ({ label: ACTIONS[name], danger: name === "kick" || name === "leave", act: () => change(group, userId, name) });

function line(face, name, note, items, key) {
  return h("div", { class: "member", data: { key } }, face, h("span", { class: "member-text" }, h("strong", { text: name }), h("small", { text: note })),
    h("button", { type: "button", class: "icon-button", "aria-haspopup": "menu", "aria-label": `Tindakan untuk ${name}`, title: "Tindakan", on: { click: (event) => menu(event.currentTarget, items) } }, icon("more")));
}

async function change(group, userId, name) {
  try {
    await api.setMember({ chat_id: group.id, user_id: userId, action: name });
    toast(`${ACTIONS[name]}: selesai.`);
  } catch (error) {
    complain(error);
  }
}

async function disturb(fault) {
  await api.setFault(fault).catch(complain);
}
