// Above the messages: whose chat it is, what the bot is doing, topics, and the pinned message.
import { summary } from "./bubbles.js";
import { byId, fill, h, icon, iconButton, portrait } from "./dom.js";
import { fullName } from "./format.js";
import { jumpTo } from "./log.js";
import { menu } from "./overlay.js";
import { follow, parseAddress } from "./links.js";
import { chatOf, currentView, isGroup, me, on, state, unread } from "./store.js";
import { select } from "./sync.js";

const DOING = {
  typing: "sedang mengetik…",
  upload_photo: "mengirim foto…",
  upload_document: "mengirim dokumen…",
  upload_video: "mengirim video…",
  upload_voice: "mengirim suara…",
  record_voice: "merekam suara…",
  record_video: "merekam video…",
  choose_sticker: "memilih stiker…",
  find_location: "mencari lokasi…",
};

export function buildHead() {
  on("world view selection views read", show);
  byId("topics").addEventListener("keydown", walk);
}

function show() {
  byId("app").classList.toggle("in-chat", state.chatId !== null);
  document.body.classList.toggle("in-chat", state.chatId !== null);
  if (!state.world || !state.chatId) return;
  const group = isGroup(state.chatId) ? chatOf(state.chatId) : null;
  fill(byId("chat-head"), group ? groupHead(group) : privateHead());
  showTopics(group);
  showPinned();
}

const back = () => iconButton("back", "Kembali ke daftar", () => select({ chatId: null }), { class: "back" });

function privateHead() {
  const { bot } = state.world;
  const doing = currentView()?.typing;
  return [
    back(),
    portrait(bot.id, bot.name ?? bot.username, "bot"),
    h("div", { class: "head-text" }, h("strong", { text: bot.name ?? bot.username }), doing ? activity(doing) : h("small", { text: "bot" })),
    ticket(),
    actingAs(),
  ];
}

function groupHead(group) {
  const doing = currentView()?.typing;
  return [
    back(),
    h("span", { class: "portrait group", "aria-hidden": "true" }, icon("people")),
    h("div", { class: "head-text" }, h("strong", { text: group.title }), doing ? activity(doing) : h("small", { text: `${(group.members ?? []).length} anggota` })),
    actingAs(),
  ];
}

const activity = (doing) => h("small", { class: "doing", role: "status", text: DOING[doing] ?? "sedang bekerja…" });

function actingAs() {
  const person = me();
  const name = person ? fullName(person) : "";
  return h("div", { class: "acting-as", title: `Anda berperan sebagai ${name}${person?.title ? `, ${person.title}` : ""}` },
    h("div", {}, h("small", { text: "Anda berperan sebagai" }), h("strong", { text: name }), person?.title ? h("small", { class: "acting-role", text: person.title }) : null),
    portrait(person?.id ?? 0, name || "?", "acting"));
}

/** The invitations of the acting person stay within reach after the first message. */
function ticket() {
  const links = () => (state.world.links ?? []).filter((link) => link.user_id === state.personId);
  const items = () => links().map((link) => ({ label: link.label || link.url, icon: "ticket", act: () => follow(parseAddress(link.url)) }));
  if (!links().length || !currentView()?.messages.length) return null;
  return h("button", { type: "button", class: "button quiet ticket", "aria-haspopup": "menu", title: "Undangan untuk orang ini", on: { click: (event) => menu(event.currentTarget, items()) } }, icon("ticket"), h("span", { text: "Undangan" }));
}

function showTopics(group) {
  byId("topics").hidden = !group?.is_forum;
  if (!group?.is_forum) return fill(byId("topics"));
  const topics = [{ id: null, name: "Umum" }, ...(group.topics ?? []).filter((topic) => topic.id !== 1)];
  const held = byId("topics").contains(document.activeElement);
  fill(byId("topics"), topics.map(topicTab));
  if (held) byId("topics").querySelector("[aria-selected=true]")?.focus();
  return undefined;
}

function topicTab(topic) {
  const here = topic.id === state.threadId;
  const news = unread(state.personId, state.chatId, topic.id);
  return h("button", { type: "button", role: "tab", class: "topic", "aria-selected": String(here), "aria-controls": "log", tabindex: here ? "0" : "-1", data: { topic: topic.id ?? 0 }, on: { click: () => select({ threadId: topic.id }) } },
    h("span", { text: topic.name }), topic.closed ? icon("lock") : null, news ? h("span", { class: "badge", text: news }) : null);
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tabs = [...byId("topics").children];
  const index = tabs.indexOf(document.activeElement);
  if (!step || index < 0) return;
  event.preventDefault();
  const next = tabs[(index + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

function showPinned() {
  const view = currentView();
  const id = view?.chat?.pinned_message_id ?? chatOf(state.chatId)?.pinned_message_id;
  const message = id ? view?.messages.find((one) => one.message_id === id && !one.deleted) : null;
  const bar = byId("pinned");
  bar.hidden = !message;
  if (!message) return;
  fill(bar, icon("pin"), h("span", { class: "pinned-text" }, h("strong", { text: "Pesan disematkan" }), h("span", { text: summary(message) })));
  bar.onclick = () => jumpTo(id);
}
