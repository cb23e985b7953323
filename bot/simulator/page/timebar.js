// The clock of the simulation: what time it is, and every way to change it.
import { setClock } from "./api.js";
import { byId, fill, h, icon } from "./dom.js";
import { fromField, HOME, hour, longDay, second, shortDay, toField, zoneName } from "./format.js";
import { toast } from "./overlay.js";
import { me, now, on, state } from "./store.js";
import { complain, refreshWorld } from "./sync.js";

const SPEEDS = [[0, "Berhenti"], [1, "1×"], [60, "60×"], [600, "600×"], [3600, "3600×"]]; // simulated seconds for each real one
const HOURS = 3600000;

const face = h("button", { type: "button", class: "clock", "aria-expanded": "false", "aria-controls": "time-tools", on: { click: flip } });
const presets = h("div", { class: "presets", role: "group", "aria-label": "Lompat ke" });
const free = h("input", { type: "datetime-local", id: "free-date", class: "field", "aria-label": "Waktu bebas (WIB)", on: { input: () => { chosen = true; } } });
let chosen = false; // whether the field holds what someone is choosing, and no longer follows the clock
const speed = h("select", { class: "field", id: "speed", "aria-label": "Kecepatan waktu", title: "Kecepatan waktu: detik simulasi per detik nyata", on: { change: () => change({ speed: Number(speed.value) }) } }, ...SPEEDS.map(([value, text]) => h("option", { value: String(value), text })));

export function buildTimebar() {
  const step = (label, hint, moment) => h("button", { type: "button", class: "chip", title: hint, text: label, on: { click: () => jump(moment()) } });
  const tools = h("div", { class: "time-tools", id: "time-tools" },
    presets,
    h("div", { class: "steps", role: "group", "aria-label": "Maju" },
      step("+1 jam", "Maju satu jam", () => new Date(now().getTime() + HOURS)),
      step("+1 hari", "Maju satu hari", () => new Date(now().getTime() + 24 * HOURS)),
      step("ke 08.00", "Ke pukul 08.00 WIB berikutnya", nextMorning)),
    h("form", { class: "free", on: { submit: jumpFree } }, free, h("button", { type: "submit", class: "chip", title: "Lompat ke waktu yang diisi", text: "Lompat" })),
    speed);
  byId("timebar").append(face, tools);
  on("clock world selection", show);
  setInterval(tick, 250);
}

function flip() {
  const open = byId("timebar").classList.toggle("open");
  face.setAttribute("aria-expanded", String(open));
}

/** The next eight o'clock in the morning in WIB, when most reminders leave. */
function nextMorning() {
  const today = fromField(`${toField(now()).slice(0, 10)}T08:00`);
  const moment = new Date(today);
  return moment > now() ? moment : new Date(moment.getTime() + 24 * HOURS);
}

const jump = (moment) => change({ now: moment.toISOString() });

function jumpFree(event) {
  event.preventDefault();
  if (!free.value) return free.focus();
  chosen = false;
  return change({ now: fromField(free.value) });
}

async function change(wish) {
  // A long jump lets every reminder on the way leave at its own moment, which takes a while.
  byId("timebar").setAttribute("aria-busy", "true");
  try {
    await setClock(wish);
    await refreshWorld();
    if (wish.now) toast(`Waktu kini ${longDay(now())} pukul ${hour(now())} WIB.`);
  } catch (error) {
    complain(error);
  } finally {
    byId("timebar").removeAttribute("aria-busy");
  }
}

function show() {
  if (!state.world) return;
  const day = longDay(now());
  fill(presets, (state.world.presets ?? []).map((preset) => {
    const moment = new Date(preset.now);
    const here = longDay(moment) === day;
    return h("button", { type: "button", class: `chip preset ${here ? "here" : moment < now() ? "past" : ""}`, "aria-current": here ? "time" : null, title: `${longDay(moment)} pukul ${hour(moment)} WIB`, text: preset.label, on: { click: () => jump(moment) } });
  }));
  presets.hidden = !presets.children.length;
  const known = SPEEDS.some(([value]) => value === state.clock.speed);
  if (!known && !speed.querySelector("[data-own]")) speed.append(h("option", { value: String(state.clock.speed), text: `${state.clock.speed}×`, data: { own: "1" } }));
  speed.value = String(state.clock.speed);
  if (!chosen && document.activeElement !== free) free.value = toField(now());
  lastTick = "";
  tick();
}

let lastTick = "";

/** Redraws the clock when what it shows has changed. */
function tick() {
  if (!state.world) return;
  const moment = now();
  const person = me();
  const zone = person?.time_zone ?? HOME;
  const seconds = state.clock.speed > 0 && state.clock.speed < 60;
  const time = seconds ? second(moment) : hour(moment);
  const away = zone === HOME ? "" : `${shortDay(moment, zone) === shortDay(moment) ? "" : `${shortDay(moment, zone)} · `}${hour(moment, zone)} ${zoneName(zone)} · ${person.first_name}`;
  const shown = `${time}|${shortDay(moment)}|${away}|${state.clock.speed}`;
  if (shown === lastTick) return;
  lastTick = shown;
  fill(face, icon("clock"),
    h("strong", { class: "clock-time", text: `${time} WIB` }),
    h("span", { class: "clock-text" }, h("span", { class: "clock-day", text: shortDay(moment) }), away ? h("span", { class: "clock-away", text: away }) : null),
    icon("down"));
}
