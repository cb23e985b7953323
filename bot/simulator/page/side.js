// Behind the scenes: the log of Bot API calls, the faults, and the members of a group, in one panel with tabs.
import { byId, h, iconButton } from "./dom.js";
import { buildFaults, showFaults } from "./faults.js";
import { buildJournal } from "./journal.js";
import { buildMembers } from "./members.js";
import { memory } from "./store.js";

const TABS = [["journal", "Catatan API", buildJournal], ["faults", "Gangguan", buildFaults], ["members", "Orang & grup", buildMembers]];
const WIDE = 1180;
let tabs = [];

export function buildSide() {
  const panes = TABS.map(([id, label, build]) => {
    const pane = h("div", { id: `pane-${id}`, class: "pane", role: "tabpanel", "aria-label": label, hidden: true });
    build(pane);
    return pane;
  });
  tabs = TABS.map(([id, text]) => h("button", { type: "button", role: "tab", id: `tab-${id}`, class: "side-tab", "aria-controls": `pane-${id}`, text, on: { click: () => open(id) } }));
  byId("side").append(h("div", { class: "side-head" }, h("div", { class: "side-tabs", role: "tablist", "aria-label": "Di balik layar", on: { keydown: walk } }, ...tabs), iconButton("close", "Tutup panel", toggleSide)), ...panes);
  byId("side").addEventListener("keydown", (event) => event.key === "Escape" && innerWidth < WIDE && toggleSide());
  open(memory.read("tab", "journal"));
  setSide(memory.read("side", innerWidth >= WIDE));
}

function open(id) {
  TABS.forEach(([name], index) => {
    const here = name === id;
    byId(`pane-${name}`).hidden = !here;
    tabs[index].setAttribute("aria-selected", String(here));
    tabs[index].tabIndex = here ? 0 : -1;
  });
  memory.write("tab", id);
  if (id === "faults") showFaults();
}

export function toggleSide() {
  setSide(byId("side").hidden);
  if (byId("side").hidden) byId("side-toggle").focus();
  memory.write("side", !byId("side").hidden);
}

function setSide(visible) {
  byId("side").hidden = !visible;
  byId("app").classList.toggle("with-side", visible);
  byId("side-toggle").setAttribute("aria-expanded", String(visible));
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const index = tabs.indexOf(document.activeElement);
  if (!step || index < 0) return;
  event.preventDefault();
  const next = tabs[(index + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}
