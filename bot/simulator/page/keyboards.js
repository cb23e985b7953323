// Keyboards of the bot: inline ones under a bubble, reply keyboards under the text box.
import { tap } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { copyText } from "./entities.js";
import { follow, parseAddress } from "./links.js";
import { toast } from "./overlay.js";
import { complain, isAnswered } from "./sync.js";
import { emit, state } from "./store.js";

const WAIT = 15000; // real milliseconds until an unanswered tap stops showing that it waits

/** The rows of buttons under a message, or null. */
export function inlineKeyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const lines = rows.map((row, r) => h("div", { class: "keyboard-row" }, ...row.map((button, c) => inlineButton(message, button, `${r}.${c}`))));
  return h("div", { class: "inline-keyboard", role: "group", "aria-label": "Tombol pesan", on: { keydown: moveInGrid } }, ...lines);
}

function inlineButton(message, button, place) {
  const sign = button.url ? "link" : button.copy_text ? "copy" : null;
  const waits = [...state.pending.values()].includes(`${message.message_id}/${place}`);
  const node = h("button", { type: "button", class: `key style-${button.style ?? "plain"}`, data: { place }, "aria-busy": waits ? "true" : null, on: { click: () => press(message, button, place, node) } },
    h("span", { text: button.text }), sign ? icon(sign) : null);
  return node;
}

async function press(message, button, place, node) {
  if (button.url) {
    const address = parseAddress(button.url);
    return address ? follow(address) : toast("Tautan ini tidak aman dan tidak dibuka.", "error");
  }
  if (button.copy_text) return copyText(button.copy_text.text);
  if (button.callback_data === undefined) return toast("Jenis tombol ini tidak dimainkan simulator.", "error");
  node.setAttribute("aria-busy", "true");
  const rest = () => { node.removeAttribute("aria-busy"); emit("view"); };
  try {
    const { query_id: queryId } = await tap({ user_id: state.personId, chat_id: state.chatId, message_id: message.message_id, data: button.callback_data });
    if (isAnswered(state.personId, queryId)) return rest();
    state.pending.set(queryId, `${message.message_id}/${place}`);
    emit("view"); // from here on the state says that the button waits, whoever draws it
    setTimeout(() => state.pending.delete(queryId) && rest(), WAIT);
  } catch (error) {
    complain(error);
    rest();
  }
  return undefined;
}

/** Arrow keys walk through the buttons of one keyboard. */
function moveInGrid(event) {
  const spot = event.target.dataset?.place;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!spot || !step) return;
  const [row, column] = spot.split(".").map(Number);
  const lines = event.currentTarget.children;
  const line = lines[row + step[0]];
  const next = line?.children[Math.min(Math.max(column + step[1], 0), line.children.length - 1)];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}

/** Shows a reply keyboard in `place`; `say(text)` writes and `share()` sends the contact. */
export function replyKeyboard(place, markup, { say, share }) {
  const rows = markup?.keyboard ?? [];
  fill(place, rows.map((row) => h("div", { class: "keyboard-row" }, ...row.map((button) => replyButton(button, say, share)))));
  place.hidden = !rows.length;
}

function replyButton(button, say, share) {
  const { text, style = "plain", request_contact: contact } = typeof button === "string" ? { text: button } : button;
  return h("button", { type: "button", class: `key reply-key style-${style}`, "data-contact": contact ? "yes" : null, on: { click: () => (contact ? share() : say(text)) } }, h("span", { text }));
}
