// Where the acting person writes: text, commands, files, answers and corrections.
import * as api from "./api.js";
import { summary } from "./bubbles.js";
import { suggestions } from "./commands.js";
import { byId, fill, h, icon, iconButton, portrait } from "./dom.js";
import { copyText } from "./entities.js";
import { fullName, size } from "./format.js";
import { gestureItems } from "./gestures.js";
import { replyKeyboard } from "./keyboards.js";
import { startInPrivate } from "./links.js";
import { menu } from "./overlay.js";
import { chatOf, currentView, isGroup, key, me, on, personOf, state, threadMessages } from "./store.js";
import { complain, select } from "./sync.js";

const field = h("textarea", { id: "composer-text", class: "composer-text", rows: "1", placeholder: "Tulis pesan", "aria-label": "Tulis pesan", role: "combobox", "aria-controls": "commands", "aria-expanded": "false", "aria-autocomplete": "list", maxlength: "32000" });
const list = h("div", { id: "commands", class: "commands", role: "listbox", "aria-label": "Perintah bot", hidden: true });
const strip = h("div", { class: "strip", hidden: true });
const keys = h("div", { class: "reply-keyboard", role: "group", "aria-label": "Papan tombol bot", hidden: true });
const writer = h("div", { class: "writer", hidden: true });
const barrier = h("div", { class: "barrier", hidden: true }); // instead of the text box, where nothing can be written
const line = h("div", { class: "composer-line" });
const files = h("input", { type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", multiple: true });
const drafts = new Map(); // "person:chat" -> unsent text
let about = null; // { kind: "reply" | "edit", message } or { kind: "files", files }
let keysOpen = true;
let drawn = ""; // the chat whose draft is in the field

const commands = suggestions({
  list,
  field,
  commands: () => currentView()?.commands ?? [],
  pick: (command) => say(`/${command}${suffix()}`),
  choose: sendResult,
  begin: (code) => { clear(); return startInPrivate(code).catch(complain); },
});
const suffix = () => (isGroup(state.chatId) ? `@${state.world.bot.username}` : "");

export function buildComposer() {
  const attach = iconButton("attach", "Lampirkan berkas", () => files.click());
  const slash = iconButton("slash", "Perintah bot", openCommands, { id: "slash" });
  const more = iconButton("more", "Cara menulis lainnya", (event) => menu(event.currentTarget, extras()));
  const toggle = iconButton("keys", "Papan tombol bot", () => { keysOpen = !keysOpen; showKeys(); }, { id: "keys-toggle", hidden: true });
  const go = iconButton("send", "Kirim", submit, { class: "send", id: "send" });
  line.append(attach, slash, field, toggle, more, go);
  byId("composer").append(list, strip, writer, barrier, line, keys, files);
  field.addEventListener("input", () => { commands.update(); grow(); });
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", commands.close);
  field.addEventListener("paste", (event) => event.clipboardData.files.length && stage(event.clipboardData.files));
  files.addEventListener("change", () => { stage(files.files); files.value = ""; });
  takeDrops(byId("chat"));
  on("selection world view", show);
}

function show() {
  if (!state.world || !state.chatId) return;
  const here = key(state.personId, state.chatId);
  if (drawn !== here) {
    drafts.set(drawn, field.value);
    field.value = drafts.get(here) ?? "";
    drawn = here;
    setAbout(null);
    grow();
  }
  const closed = chatOf(state.chatId)?.topics?.find((topic) => topic.id === state.threadId)?.closed;
  field.disabled = Boolean(closed);
  field.placeholder = closed ? "Topik ini ditutup" : (currentView()?.reply_keyboard?.input_field_placeholder ?? "Tulis pesan");
  byId("slash").hidden = !(currentView()?.commands ?? []).length;
  showWriter();
  showBarrier();
  showKeys();
}

/** Says why this person cannot write here, with the way out where there is one. */
function showBarrier() {
  const person = me();
  const isMember = !isGroup(state.chatId) || (chatOf(state.chatId)?.members ?? []).includes(person?.id);
  const unblock = () => api.setFault({ kind: "unblock", user_id: person.id }).catch(complain);
  const parts = person?.deactivated ? [h("span", { text: "Akun ini sudah dihapus." })]
    : !isMember ? [h("span", { text: "Orang ini bukan anggota grup." })]
    : person?.blocked && !isGroup(state.chatId) ? [h("button", { type: "button", class: "button primary", text: "Buka blokir bot", on: { click: unblock } })] : [];
  fill(barrier, parts);
  barrier.hidden = !parts.length;
  line.hidden = parts.length > 0;
}

/** In a group, who writes can be chosen. */
function showWriter() {
  writer.hidden = !isGroup(state.chatId);
  if (writer.hidden) return;
  const members = () => (chatOf(state.chatId)?.members ?? []).map(personOf).filter(Boolean);
  const items = () => members().map((person) => ({ label: person.title ? `${fullName(person)} · ${person.title}` : fullName(person), act: () => select({ personId: person.id, threadId: state.threadId }) }));
  const person = me();
  const name = person ? fullName(person) : "?";
  const button = h("button", { type: "button", class: "writer-button", "aria-haspopup": "menu", on: { click: (event) => menu(event.currentTarget, items()) } },
    portrait(person?.id ?? 0, name, "tiny"), h("span", { text: "Menulis sebagai " }), h("strong", { text: name }), icon("down"));
  fill(writer, button);
}

function showKeys() {
  const markup = currentView()?.reply_keyboard;
  const some = Boolean(markup?.keyboard?.length);
  byId("keys-toggle").hidden = !some;
  byId("keys-toggle").setAttribute("aria-pressed", String(keysOpen));
  replyKeyboard(keys, keysOpen ? markup : null, {
    say: (text) => { if (currentView()?.reply_keyboard?.one_time_keyboard) keysOpen = false; say(text); },
    share: () => post({ contact: true, text: "" }),
  });
}

function openCommands() {
  field.value = "/";
  field.focus();
  commands.update();
}

function onKey(event) {
  if (event.isComposing || commands.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && about) {
    setAbout(null);
  } else if (event.key === "ArrowUp" && !field.value) {
    const own = threadMessages(currentView()).filter((message) => message.from?.id === state.personId && message.text && !message.deleted).at(-1);
    if (own) {
      event.preventDefault();
      correct(own);
    }
  }
}

function submit() {
  const text = field.value.trim();
  const kind = about?.kind;
  if (kind === "files") return sendFiles(about.files, text);
  if (!text) return field.focus();
  if (kind !== "edit") return say(text);
  const { message } = about;
  clear();
  return api.edit({ user_id: state.personId, chat_id: state.chatId, message_id: message.message_id, text }).catch(complain);
}

/** Sends a text as the acting person to the selected chat and topic. */
export function say(text) {
  const reply = about?.kind === "reply" ? { reply_to: about.message.message_id } : {};
  clear();
  return post({ text, ...reply }, text);
}

async function post(message, draft = "") {
  const topic = state.threadId ? { thread_id: state.threadId } : {};
  try {
    await api.send({ user_id: state.personId, chat_id: state.chatId, ...topic, ...message });
  } catch (error) {
    complain(error);
    if (draft && !field.value) field.value = draft; // nothing that was typed is lost
  }
}

/** Sends a result that the bot has offered inline. */
function sendResult(queryId, resultId) {
  clear();
  const topic = state.threadId ? { thread_id: state.threadId } : {};
  return api.choose({ user_id: state.personId, chat_id: state.chatId, query_id: queryId, result_id: resultId, ...topic }).catch(complain);
}

async function sendFiles(chosen, caption) {
  clear();
  const place = { userId: state.personId, chatId: state.chatId, threadId: state.threadId };
  for (const [index, file] of chosen.entries()) {
    await api.upload({ ...place, file, caption: index ? "" : caption }).catch(complain);
  }
}

function clear() {
  field.value = "";
  setAbout(null);
  commands.close();
  grow();
  if (!matchMedia("(pointer: coarse)").matches) field.focus();
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
}

const stage = (chosen) => setAbout({ kind: "files", files: [...chosen] });

function correct(message) {
  setAbout({ kind: "edit", message });
  field.value = message.text;
  grow();
}

function setAbout(next) {
  if (about?.kind === "edit" && next?.kind !== "edit") field.value = "";
  about = next;
  strip.hidden = !about;
  if (!about) return;
  const title = { reply: `Membalas ${about.message?.from?.name ?? ""}`, edit: "Mengubah pesan", files: `${about.files?.length ?? 0} berkas siap dikirim` }[about.kind];
  const text = about.kind === "files" ? about.files.map((file) => `${file.name} (${size(file.size)})`).join(", ") : summary(about.message);
  strip.replaceChildren(icon({ reply: "reply", edit: "edit", files: "file" }[about.kind]), h("div", { class: "strip-text" }, h("strong", { text: title }), h("span", { text })), iconButton("close", "Batal", () => setAbout(null)));
  field.focus();
}

/** What can be done with one message. */
export function messageMenu(message, anchor) {
  const own = message.from?.id === state.personId && message.text;
  const items = [{ label: "Balas", icon: "reply", act: () => setAbout({ kind: "reply", message }) }];
  if (own) items.push({ label: "Ubah", icon: "edit", act: () => correct(message) });
  if (message.text ?? message.caption) items.push({ label: "Salin teks", icon: "copy", act: () => copyText(message.text ?? message.caption) });
  menu(anchor, [...items, ...gestureItems(message, anchor)]);
}

function extras() {
  const text = field.value.trim();
  return [
    { label: "Kirim sebagai pesan terusan", icon: "reply", act: () => { if (!text) return field.focus(); clear(); return post({ text, forward: true }, text); } },
    { label: "Bagikan kartu dari bot", icon: "people", act: () => { field.value = `@${state.world.bot.username} `; field.focus(); commands.update(); } },
    { label: "Kirim stiker", icon: "send", act: () => post({ text: "", sticker: true }) },
    { label: "Bagikan kontak saya", icon: "people", act: () => post({ text: "", contact: true }) },
  ];
}

function takeDrops(area) {
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("dropping"); });
  area.addEventListener("dragleave", (event) => area.contains(event.relatedTarget) || area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("dropping");
    if (event.dataTransfer.files.length) stage(event.dataTransfer.files);
  });
}
