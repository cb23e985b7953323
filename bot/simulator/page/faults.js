// Faults on demand: what can go wrong on the way to Telegram, one button each.
import * as api from "./api.js";
import { fill, h } from "./dom.js";
import { toast } from "./overlay.js";
import { on } from "./store.js";
import { complain } from "./sync.js";

const LABELS = {
  refuse: ["Sambungan ditolak", "Tidak ada sambungan ke Telegram"],
  connect_timeout: ["Sambungan habis waktu", "Sambungan tidak pernah terbentuk"],
  drop_before: ["Putus sebelum diterima", "Panggilan tidak sampai"],
  drop_after: ["Putus sesudah diterima", "Panggilan dijalankan, jawabannya hilang"],
  cut: ["Jawaban terpotong", "Setengah badan jawaban"],
  stall: ["Jawaban sangat lambat", "Baru menjawab setelah 35 detik"],
  bad_json: ["Jawaban rusak", "200 dengan JSON yang tidak sah"],
  error_500: ["Galat 500", "Telegram sedang memulai ulang"],
  error_502: ["Galat 502", "Halaman HTML dari gerbang"],
  error_504: ["Galat 504", "Gerbang habis waktu"],
  flood: ["Terlalu banyak (429)", "Telegram meminta menunggu"],
  reject: ["Ditolak (400/403)", "Satu penolakan biasa"],
  revoke: ["Token dicabut (401)", "Sampai dipulihkan"],
  update_twice: ["Pembaruan ganda", "Satu pembaruan datang dua kali"],
  update_reorder: ["Urutan tertukar", "Dua pembaruan bertukar tempat"],
  update_parallel: ["Pembaruan serentak", "Beberapa webhook sekaligus"],
  update_broken: ["Pembaruan rusak", "Isi yang tidak dapat dibaca"],
  update_unknown: ["Pembaruan asing", "Jenis yang belum dikenal"],
  tap_again: ["Ketukan terulang", "Ketukan lama dikirim lagi"],
};
const TIMES = [["1", "1 kali"], ["3", "3 kali"], ["10", "10 kali"], ["", "terus"]];

let grid = null;
let active = null;
let times = null;
let method = null;

export function buildFaults(pane) {
  times = h("select", { class: "field", "aria-label": "Berapa kali" }, ...TIMES.map(([value, text]) => h("option", { value, text })));
  method = h("input", { class: "field", placeholder: "semua metode", "aria-label": "Metode, kosong untuk semua", list: "methods", spellcheck: "false" });
  const names = h("datalist", { id: "methods" }, ...["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "sendDocument", "sendPhoto"].map((value) => h("option", { value })));
  grid = h("div", { class: "faults" });
  active = h("div", { class: "active-faults", role: "status" });
  pane.append(h("p", { class: "pane-note", text: "Buat sesuatu gagal dan lihat apakah bot pulih." }), h("div", { class: "fault-scope" }, method, names, times), grid, active);
  on("faults", () => pane.hidden || showFaults());
}

/** Asks the simulator which kinds it plays and what is switched on. */
export async function showFaults() {
  try {
    const answer = await api.loadFaults();
    const kinds = (answer.kinds ?? Object.keys(LABELS)).map((one) => (typeof one === "string" ? one : one.kind));
    fill(grid, Object.keys(LABELS).filter((kind) => kinds.includes(kind)).map(button));
    showActive(answer.active ?? answer.faults ?? []);
  } catch (error) {
    complain(error);
  }
}

function button(kind) {
  const [label, note] = LABELS[kind];
  return h("button", { type: "button", class: "fault", data: { kind }, on: { click: () => cause(kind, label) } }, h("strong", { text: label }), h("small", { text: note }));
}

async function cause(kind, label) {
  const scope = method.value.trim() ? { method: method.value.trim() } : {};
  try {
    await api.setFault({ kind, times: Number(times.value) || null, ...scope });
    toast(`Gangguan dipasang: ${label}.`);
    await showFaults();
  } catch (error) {
    complain(error);
  }
}

function showActive(faults) {
  if (!faults.length) return fill(active, h("p", { class: "pane-note", text: "Tidak ada gangguan yang terpasang." }));
  const rows = faults.map((fault) => h("li", { text: [LABELS[fault.kind]?.[0] ?? fault.kind, fault.method, fault.times ? `${fault.times} kali lagi` : "sampai dipulihkan"].filter(Boolean).join(" · ") }));
  const calm = h("button", { type: "button", class: "button", text: "Pulihkan semua", on: { click: clear } });
  return fill(active, h("h4", { text: "Terpasang" }), h("ul", {}, ...rows), calm);
}

async function clear() {
  try {
    await api.setFault({ kind: "clear" });
    await showFaults();
  } catch (error) {
    complain(error);
  }
}
