// The banner that no one can mistake: this is a simulation. Theme, side panel and starting over live here.
import * as api from "./api.js";
import { byId, h, icon, iconButton } from "./dom.js";
import { confirm } from "./overlay.js";
import { toggleSide } from "./side.js";
import { forgetReading, memory, on, state } from "./store.js";
import { complain } from "./sync.js";

const THEMES = { auto: "Tema: ikut perangkat", light: "Tema: terang", dark: "Tema: gelap" };

export function buildStage() {
  const theme = iconButton("sun", "", turnTheme, { id: "theme" });
  const panel = iconButton("panel", "Di balik layar: catatan, gangguan, grup", toggleSide, { id: "side-toggle" });
  const again = h("button", { type: "button", class: "button quiet", id: "restart", title: "Mulai ulang simulasi", on: { click: startOver } }, icon("restart"), h("span", { text: "Mulai ulang" }));
  byId("stage").append(
    h("strong", { class: "stage-badge", text: "SIMULASI" }),
    h("span", { class: "stage-note", text: "Bukan Telegram. Tidak ada pesan yang keluar dari komputer ini." }),
    h("span", { class: "stage-link", id: "link-state", role: "status", hidden: true, text: "Sambungan terputus, mencoba lagi…" }),
    h("span", { class: "spring" }), again, theme, panel);
  showTheme(memory.read("theme", "auto"));
  on("connection", () => { byId("link-state").hidden = state.linked; });
}

function turnTheme() {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(memory.read("theme", "auto")) + 1) % names.length];
  memory.write("theme", next);
  showTheme(next);
}

function showTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  const button = byId("theme");
  button.replaceChildren(icon(name === "dark" ? "moon" : "sun"), ...(name === "auto" ? [h("small", { text: "A" })] : []));
  button.setAttribute("aria-label", THEMES[name] ?? THEMES.auto);
  button.title = THEMES[name] ?? THEMES.auto;
}

async function startOver() {
  const text = "Semua percakapan, tautan undangan, dan waktu kembali ke keadaan awal.";
  if (!(await confirm({ title: "Mulai ulang simulasi?", text, yes: "Mulai ulang", danger: true }))) return;
  try {
    await api.reset();
    forgetReading(); // the page itself is loaded anew when the simulator says that it has started over
  } catch (error) {
    complain(error);
  }
}
