// Keeps the store in step with the server, and the selection in step with the address.
import * as api from "./api.js";
import { follow, parseAddress } from "./links.js";
import { showAnswer, toast } from "./overlay.js";
import { chatOf, clampMarks, emit, groups, isGroup, key, memory, now, personOf, state, viewOf } from "./store.js";

const TYPING = 6000; // real milliseconds that a sign of typing is shown at most
const known = new Set(); // answers to taps that were shown, or were there when the page opened
const opened = new Set(); // views loaded at least once

export async function refreshWorld() {
  state.world = await api.loadWorld();
  state.clock = { base: Date.parse(state.world.now), at: performance.now(), speed: state.world.speed };
  for (const [name, view] of state.views) if (view.typing && now() >= Date.parse(view.typing_until)) calm(view, name);
  emit("world");
  emit("clock");
}

export async function refreshView(personId, chatId) {
  const view = await api.loadChat(chatId, personId);
  const name = key(personId, chatId);
  clampMarks(personId, chatId, view);
  state.views.set(name, view);
  for (const answer of view.alerts ?? []) receive(answer, personId, opened.has(name));
  opened.add(name);
  if (view.typing) setTimeout(() => calm(view, name), Math.min(TYPING, Math.max(0, leftOf(view))));
  emit("views");
  if (personId === state.personId && chatId === state.chatId) emit("view");
}

/** Real milliseconds until a sign that the bot is busy ends by the simulated clock; never where that stands still. */
const leftOf = (view) => (Date.parse(view.typing_until) - now()) / state.clock.speed;

function calm(view, name) {
  if (state.views.get(name) !== view || !view.typing) return;
  view.typing = null;
  emit("views");
  emit("view");
}

function receive(answer, personId, isNews) {
  const name = `${personId}:${answer.id}`;
  if (known.has(name)) return;
  known.add(name);
  state.pending.delete(answer.id);
  if (isNews && answer.text) showAnswer(answer);
  if (isNews && answer.url) follow(parseAddress(answer.url));
}

/** Whether the bot's answer to that tap has been seen already. */
export const isAnswered = (personId, queryId) => known.has(`${personId}:${queryId}`);

/** The calls of the bot that were made since the last look. */
export async function refreshJournal() {
  const since = state.calls.at(-1)?.id ?? 0;
  const { calls, violations = [] } = await api.loadJournal(since);
  if (!calls.length && violations.length === state.violations.length) return;
  state.violations = violations;
  state.calls = [...state.calls, ...calls].slice(-500);
  emit("journal");
}

/** Every view that the list on the left counts: each person's own chat, and the groups as the acting person. */
export async function refreshViews(match = () => true) {
  const wanted = (state.world?.people ?? []).map((person) => [person.id, person.id]);
  for (const group of groups()) wanted.push([seat(group), group.id]);
  const due = wanted.filter(([personId, chatId]) => personId && match(personId, chatId));
  await Promise.all(due.map(([personId, chatId]) => refreshView(personId, chatId)));
}

/** Who looks at a group: the acting person when a member, else its first member. */
export function seat(group) {
  const members = group.members ?? [];
  if (members.includes(state.personId) || !members.length) return state.personId;
  return members.find((id) => personOf(id)) ?? state.personId;
}

/** What the long poll said has changed; "chat:…" names a chat and the person that sees it. */
export async function onChange(changed) {
  if (changed.includes("reset")) return location.reload(); // someone pressed "Mulai ulang", here or in another window
  const jobs = [];
  if (changed.includes("faults")) emit("faults");
  if (changed.includes("world") || changed.includes("clock")) jobs.push(refreshWorld());
  if (changed.includes("journal")) jobs.push(refreshJournal());
  const touched = changed.filter((name) => name.startsWith("chat:")).map((name) => name.split(":").slice(1).map(Number));
  if (touched.length) {
    jobs.push(refreshViews((personId, chatId) => touched.some((ids) => ids.includes(chatId) && (isGroup(chatId) || ids.includes(personId)))));
  }
  await Promise.all(jobs);
}

/** Turns to a chat, as a person; `chatId` null shows the list on a phone. */
export function select({ personId = state.personId, chatId = state.chatId, threadId = null }) {
  const address = new URLSearchParams({ sebagai: personId });
  if (chatId) address.set("obrolan", chatId);
  if (threadId) address.set("topik", threadId);
  const hash = `#${address}`;
  // At once, not through the event that setting location.hash brings: whoever writes meanwhile would write elsewhere.
  if (location.hash !== hash) history.pushState(null, "", hash);
  return applyAddress();
}

/** Selects what the address, else the last visit, else the first person, asks for; resolves when that is loaded. */
export function applyAddress() {
  const address = new URLSearchParams(location.hash.slice(1) || memory.read("place", ""));
  const person = personOf(Number(address.get("sebagai"))) ?? state.world.people[0];
  const wanted = Number(address.get("obrolan"));
  const bare = !address.has("obrolan") && !matchMedia("(max-width: 760px)").matches;
  state.personId = person?.id ?? null;
  state.chatId = personOf(wanted) || chatOf(wanted) ? wanted : bare ? state.personId : null;
  if (personOf(state.chatId)) state.personId = state.chatId; // a private chat is written by its own person
  state.threadId = Number(address.get("topik")) || null;
  memory.write("place", address.toString());
  emit("selection");
  emit("view");
  // Another person sees the groups with other eyes.
  return refreshViews((personId, chatId) => !viewOf(personId, chatId)).catch(complain);
}

export const complain = (error) => toast(error.message, "error");
