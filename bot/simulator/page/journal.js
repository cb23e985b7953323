// The log of Bot API calls: what the bot asked, what it was answered, and where it broke a rule.
import { fill, h } from "./dom.js";
import { second } from "./format.js";
import { on, state } from "./store.js";

const FILTERS = { all: "Semua", errors: "Galat", violations: "Pelanggaran" };
const SHOWN = 200;
let filter = "all";
let polls = false;
let list = null;
let tally = null;
const drawn = new Map(); // call id -> its row, so that opened rows stay open

export function buildJournal(pane) {
  const buttons = Object.entries(FILTERS).map(([name, text]) => h("button", { type: "button", class: "chip", "aria-pressed": String(name === filter), text, on: { click: (event) => choose(name, event.currentTarget, buttons) } }));
  const box = h("input", { type: "checkbox", id: "polls", on: { change: () => { polls = box.checked; show(); } } });
  tally = h("p", { class: "tally", role: "status" });
  list = h("ol", { class: "calls" });
  pane.append(h("div", { class: "filters", role: "group", "aria-label": "Saring catatan" }, ...buttons, h("label", { class: "check" }, box, h("span", { text: "getUpdates" }))), tally, list);
  on("journal", show);
  show();
}

function choose(name, button, all) {
  filter = name;
  for (const one of all) one.setAttribute("aria-pressed", String(one === button));
  show();
}

const name = (call) => `${call.id} ${call.at}`; // numbers begin anew when the simulator is restarted
const failed = (call) => !call.status || call.status >= 400 || call.answer?.ok === false;
const isPoll = (call) => /^getupdates$/i.test(call.method);

function wanted(call) {
  if (filter === "errors") return failed(call);
  if (filter === "violations") return call.violations?.length > 0;
  return polls || !isPoll(call) || failed(call) || call.violations?.length > 0;
}

function show() {
  const errors = state.calls.filter(failed).length;
  const broken = state.violations.length;
  tally.textContent = `${state.calls.filter((call) => polls || !isPoll(call)).length} panggilan · ${errors} galat · ${broken} pelanggaran`;
  tally.classList.toggle("bad", broken > 0);
  const calls = state.calls.filter(wanted).slice(-SHOWN).reverse();
  const kept = new Set(calls.map(name));
  for (const id of drawn.keys()) if (!kept.has(id)) drawn.delete(id);
  for (const call of calls) if (!drawn.has(name(call))) drawn.set(name(call), row(call));
  const loose = filter === "errors" ? [] : state.violations.filter((one) => one.call_id === null).map(omission);
  const rows = [...loose, ...calls.map((call) => drawn.get(name(call)))];
  fill(list, rows.length ? rows : h("li", { class: "nothing", text: filter === "all" ? "Bot belum memanggil apa pun." : "Tidak ada, bagus." }));
}

/** Something that the bot failed to do, such as answering a tap: it stands above the calls. */
function omission(violation) {
  return h("li", { class: "call failed broken omission" }, h("span", { class: "call-line" }, h("span", { class: "tag danger", text: "pelanggaran" }), h("time", { datetime: violation.at, text: second(new Date(violation.at)) })), h("span", { class: "omission-text", text: violation.text }));
}

function row(call) {
  const bad = failed(call);
  const broken = call.violations ?? [];
  const marks = [h("span", { class: `status ${bad ? "bad" : "good"}`, text: call.status || "putus" })];
  if (broken.length) marks.push(h("span", { class: "tag danger", text: broken.length > 1 ? `${broken.length} pelanggaran` : "pelanggaran" }));
  if (call.fault) marks.push(h("span", { class: "tag warn", text: `gangguan: ${typeof call.fault === "string" ? call.fault : call.fault.kind}` }));
  const head = h("summary", {},
    h("span", { class: "call-line" }, h("strong", { text: call.method }), h("time", { datetime: call.at, text: second(new Date(call.at)) })),
    h("span", { class: "call-line" }, h("span", { class: "call-hint", text: hint(call) }), ...marks));
  const details = h("details", { class: `call ${bad ? "failed" : ""} ${broken.length ? "broken" : ""}` }, head);
  // The particulars are drawn when someone looks, not for every call.
  details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(...particulars(call, broken)));
  return h("li", {}, details);
}

function hint(call) {
  if (failed(call)) return call.answer?.description ?? (call.accepted ? "Diterima, jawabannya hilang" : "Tidak sampai");
  const { chat_id: chatId, text, caption, ...rest } = call.params ?? {};
  const words = [chatId, text ?? caption].filter(Boolean);
  const said = words.length ? words : Object.entries(rest).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return said.join(" · ").replace(/<[^>]*>/g, "").slice(0, 90);
}

function particulars(call, broken) {
  return [
    broken.length ? h("ul", { class: "violations" }, ...broken.map((one) => h("li", { text: typeof one === "string" ? one : (one.text ?? JSON.stringify(one)) }))) : null,
    h("h4", { text: "Permintaan" }), h("pre", { text: pretty(call.params) }),
    h("h4", { text: "Jawaban" }), h("pre", { text: pretty(call.answer) }),
  ].filter(Boolean);
}

/** JSON with two spaces; values that hold JSON themselves are opened, as the Bot API nests it in form fields. */
function pretty(value) {
  const open = (_, inner) => {
    if (typeof inner !== "string" || !/^[[{]/.test(inner)) return inner;
    try {
      return JSON.parse(inner);
    } catch {
      return inner;
    }
  };
  return JSON.stringify(value, open, 2) ?? "–";
}
