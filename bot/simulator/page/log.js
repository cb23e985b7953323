// The list of messages: kept in step without rebuilding what did not change, so that scrolling and focus stay.
import { bubble, zone } from "./bubbles.js";
import { byId, h, icon } from "./dom.js";
import { longDay, relativeDay } from "./format.js";
import { emptyChat } from "./welcome.js";
import { chatOf, currentView, emit, markRead, now, on, state, threadMessages, unread } from "./store.js";

const RUN = 5 * 60 * 1000; // messages of one sender within five minutes form one run
let rows = new Map(); // row key -> { node, signature, content }
let place = ""; // which chat, topic and person the rows belong to
let actions = {};

const list = h("div", { class: "messages" });
let stuck = true; // whether the log follows its end, as it does until someone scrolls up

export function buildLog(act) {
  actions = { ...act, jump: jumpTo };
  byId("log").append(list);
  byId("jump").append(icon("down"), h("span", { class: "badge" }));
  byId("jump").addEventListener("click", () => byId("log").scrollTo({ top: byId("log").scrollHeight, behavior: "smooth" }));
  byId("log").addEventListener("scroll", () => { stuck = atBottom(); settle(); });
  byId("log").addEventListener("keydown", walk);
  document.addEventListener("visibilitychange", show);
  // Pictures, quotations and the window itself change heights after a message was drawn.
  const watch = new ResizeObserver(() => stuck && toBottom());
  watch.observe(list);
  watch.observe(byId("log"));
  on("world view selection", show);
}

const atBottom = () => byId("log").scrollHeight - byId("log").scrollTop - byId("log").clientHeight < 90;
const toBottom = () => { byId("log").scrollTop = byId("log").scrollHeight; };

function show() {
  if (!state.chatId) return;
  const view = currentView();
  const here = `${state.personId}:${state.chatId}:${state.threadId}:${Boolean(view)}`;
  const fresh = here !== place;
  if (fresh) {
    rows = new Map();
    place = here;
    stuck = true;
  }
  const messages = threadMessages(view);
  const grew = reconcile(plan(messages, view), fresh);
  if (grew && messages.at(-1)?.from?.id === state.personId) stuck = true;
  if (stuck) toBottom();
  settle();
}

/** What the log should hold, in order: days, messages, the typing bubble. */
function plan(messages, view) {
  if (!view) return [{ key: "loading", signature: "", make: () => h("p", { class: "loading", text: "Memuat percakapan…" }) }];
  const wanted = [];
  if (!messages.length) wanted.push({ key: "empty", signature: emptySignature(), make: () => emptyChat(view) });
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const day = longDay(new Date(message.date), zone());
    if (!before || longDay(new Date(before.date), zone()) !== day) wanted.push(separator(message, day));
    wanted.push(line(message, before, messages[index + 1], messages));
  });
  if (view.typing) wanted.push({ key: "typing", signature: view.typing, make: () => h("div", { class: "message theirs typing", "aria-hidden": "true" }, h("div", { class: "bubble" }, h("i"), h("i"), h("i"))) });
  return wanted;
}

const emptySignature = () => JSON.stringify([state.world.links, state.world.bot, state.personId]);

function separator(message, day) {
  const text = relativeDay(new Date(message.date), now(), zone());
  return { key: `day ${day}`, signature: text, make: () => h("div", { class: "day" }, h("span", { text })) };
}

function line(message, before, after, all) {
  const first = !follows(before, message);
  const last = !follows(message, after);
  const quoted = message.reply_to_message_id ? all.find((one) => one.message_id === message.reply_to_message_id) : null;
  const content = JSON.stringify([message.text, message.caption, message.entities, message.reply_markup, message.photo?.file_id, message.deleted, message.reactions, message.poll]);
  const signature = JSON.stringify([content, first, last, message.edit_date, zone(), quoted?.text, waiting(message)]);
  return { key: message.message_id, signature, content, make: () => bubble(message, { first, last, quoted, act: actions }) };
}

const waiting = (message) => [...state.pending.values()].filter((spot) => spot.startsWith(`${message.message_id}/`));

const follows = (one, next) =>
  Boolean(one && next && !one.service && !next.service && one.from?.id === next.from?.id && Date.parse(next.date) - Date.parse(one.date) < RUN && !one.reply_markup?.inline_keyboard);

/** Brings the rows in line with `wanted`; true when a row was added. */
function reconcile(wanted, fresh) {
  const keep = new Map();
  let grew = false;
  let spot = list.firstChild;
  for (const want of wanted) {
    let row = rows.get(want.key);
    if (!row) {
      row = { ...want, node: want.make() };
      if (!fresh) row.node.classList.add("arrives");
      grew = true;
    } else if (row.signature !== want.signature) {
      const next = renew(row, want);
      if (spot === row.node) spot = next.node;
      row = next;
    }
    if (row.node !== spot) list.insertBefore(row.node, spot);
    else spot = spot.nextSibling;
    keep.set(want.key, row);
  }
  while (spot) {
    const next = spot.nextSibling;
    spot.remove();
    spot = next;
  }
  rows = keep;
  return grew;
}

/** Replaces a row in its place; what an edit changed lights up for a moment, and a focused button keeps the focus. */
function renew(row, want) {
  const held = row.node.contains(document.activeElement) ? document.activeElement.dataset.place : null;
  const node = want.make();
  if (row.content !== want.content) node.classList.add("flash");
  row.node.replaceWith(node);
  if (held) (node.querySelector(`[data-place="${held}"]`) ?? node.querySelector("[data-place]"))?.focus();
  return { ...want, node };
}

/** Marks as read what is on the screen, and shows the way down when the end is not. */
function settle() {
  const seen = stuck && document.visibilityState === "visible";
  if (seen && markRead(state.personId, state.chatId, threadMessages(currentView()))) emit("read");
  const news = unread(state.personId, state.chatId, chatOf(state.chatId)?.is_forum ? state.threadId : undefined);
  byId("jump").hidden = stuck;
  byId("jump").setAttribute("aria-label", news ? `${news} pesan baru, ke pesan terakhir` : "Ke pesan terakhir");
  byId("jump").lastChild.textContent = news || "";
}

/** Scrolls to a message and lights it up. */
export function jumpTo(id) {
  const node = rows.get(id)?.node;
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("flash");
  requestAnimationFrame(() => node.classList.add("flash"));
  node.focus({ preventScroll: true });
}

/** In the log, the arrow keys go from message to message and Enter opens what can be done with one. */
function walk(event) {
  const messages = [...byId("log").querySelectorAll("article.message")];
  const index = messages.indexOf(document.activeElement);
  if (event.target !== byId("log") && index < 0) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = index < 0 ? messages.length - 1 : index + (event.key === "ArrowUp" ? -1 : 1);
    messages[Math.min(Math.max(next, 0), messages.length - 1)]?.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && index >= 0) {
    messages[index].querySelector(".bubble-menu")?.click();
    event.preventDefault();
  }
}
